"""A load test with attackers: all attacks at once while ten honest users work. See `__main__`."""
