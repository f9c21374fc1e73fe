"""What plan files look like: cells, rows and tables, read from bytes and written to them; pure."""
