"""Reads for the planners' desk: queue, one figure, record, changes, scoreboard."""
