"""The room in a real Chromium."""
