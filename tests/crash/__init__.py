"""Shenbi killed, stopped and cancelled, as real processes: see `rig`, and `python -m tests.crash --help`."""
