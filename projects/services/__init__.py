"""Every write of boxes and projects."""
