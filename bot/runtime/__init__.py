"""Basics for every part of the process: supervised background tasks, backoff, clock, logs, metrics, texts."""
