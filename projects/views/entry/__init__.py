"""A department's desk for its projects, under /entry/projects/."""
