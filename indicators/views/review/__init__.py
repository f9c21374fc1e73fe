"""The planners' desk: queue, decisions, rounds, scoreboard, entering on behalf, the record."""
