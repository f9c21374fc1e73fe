"""What planners read while they decide: the queue, one report, who has not reported."""
