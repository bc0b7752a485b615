"""Draw the scene of a brief on a stage (canvas)."""
