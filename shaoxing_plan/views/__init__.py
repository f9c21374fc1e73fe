"""The pages that see everything."""
