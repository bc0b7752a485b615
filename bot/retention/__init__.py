"""Expiry, erasure, deletion of files, periodic maintenance."""
