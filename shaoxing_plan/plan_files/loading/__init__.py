"""Plan files into the database: checked against it, written whole or not at all, recorded."""
