"""Prompts as messages show them."""

from __future__ import annotations

SHOWN_PROMPT = 300
"""Characters of a prompt in a post."""
WITHHELD = "🔒"
"""Shown instead of words from another conversation, which the readers of a group have not seen."""


def shortened(prompt: str, length: int = SHOWN_PROMPT) -> str:
    """A prompt in one line of at most `length` characters."""
    line = " ".join(prompt.split())
    return line if len(line) <= length else line[: length - 1] + "…"
