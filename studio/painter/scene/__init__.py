"""Scenes: draw a brief on a stage."""
