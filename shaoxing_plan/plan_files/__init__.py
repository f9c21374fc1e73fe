"""A folder of plan files to typed rows and the database, and back again."""
