"""Scenes: what a brief looks like, put up on a stage."""
