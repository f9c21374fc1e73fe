"""How large the tests are: small for every change, large in `make test-long`."""

import os

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
ROWS = 200 if IS_LONG else 20
"""A list of so many rows asks no more of the database than a list of one."""
