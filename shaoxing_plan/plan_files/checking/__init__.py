"""What must hold of plan files, told all at once with file, row and column; no database."""
