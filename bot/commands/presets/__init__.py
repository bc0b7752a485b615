"""Modifiers and scenes: the operator's and people's own."""
