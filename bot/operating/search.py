"""Searching names and addresses by part of them."""

from __future__ import annotations

MAX_SEARCH = 80


def pattern_of(search: str) -> str:
    """The pattern of `lower(...) LIKE ... ESCAPE '!'` for what contains these words; of everything, if there are none."""
    words = search.strip()[:MAX_SEARCH].lower()
    for mark in "!%_":
        words = words.replace(mark, f"!{mark}")
    return f"%{words}%"
