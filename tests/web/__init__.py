"""The web room's server, tested through HTTP against a small host."""
