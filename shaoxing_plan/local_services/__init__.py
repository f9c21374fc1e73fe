"""PostgreSQL and Valkey started from their wheels, and the processes of `manage.py up`.

Nothing in this package imports Django: the settings and the test suite use it before
Django is set up.
"""
