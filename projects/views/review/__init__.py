"""The planners' desk for projects, under /review/projects/."""
