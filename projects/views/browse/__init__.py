"""Pages of boxes and projects for whoever reads the plan."""
