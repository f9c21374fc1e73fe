"""A department's workbook: typed rows to Excel or CSV, and back with every fault of every cell.

Web workers import `columns`, `rows`, `texts` and, for a download, `writing` or `csv_writing`.
Everything that reads a file runs in the Celery worker: only there is pandas imported.
"""
