"""What the database holds, as the rows of plan files, and how files differ from it."""
