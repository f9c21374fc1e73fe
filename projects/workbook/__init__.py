"""Projects as workbooks: the official table for readers."""
