"""Many jobs of one request: batches."""
