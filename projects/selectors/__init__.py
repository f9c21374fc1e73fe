"""Reads of boxes, projects and the outline; each returns frozen rows and asks a fixed count."""
