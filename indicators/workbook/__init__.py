"""Sheets that people fill in: typed rows to Excel or CSV, and back with every fault of every cell.

`layouts`, `sheet_rules` and `rows` know of no kind of sheet, `columns` and `figures` are the
department's figures. Web workers import these, `texts` and, for a download, `writing` or
`csv_writing`. Everything that reads a file runs in the Celery worker: only there is pandas
imported.
"""
