"""Reads for a department's desk: what is due, the grid, files, signing."""
