"""Every read of the indicators: frozen rows, formatted once, in a fixed number of queries."""
