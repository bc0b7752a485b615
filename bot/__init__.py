"""Shenbi's own rooms. Nothing in here knows a platform; see docs/architecture.md for the way of a message."""
