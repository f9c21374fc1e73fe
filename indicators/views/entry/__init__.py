"""A department's desk: what is due, the grid, one figure, and signing."""
