"""Reads for those who look: overview, list, matrix, one indicator, open data."""
