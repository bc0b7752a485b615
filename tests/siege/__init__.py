"""A siege: every attack of strangers at once, beside ten honest people. See `__main__`."""
