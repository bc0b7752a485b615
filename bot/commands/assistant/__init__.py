"""Describing pictures and improving prompts: `/describe`, `/improve`."""
