"""Reads of the pages of projects; each returns frozen rows and asks a fixed count."""
