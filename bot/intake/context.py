"""A message or a press that is to be acted on, as commands and callbacks get it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.grammar.parsing import Parsed
from bot.intake.images import ImageResult
from bot.intake.speaker import Speaker


@dataclass(frozen=True, slots=True)
class CommandContext:
    """A message that is to be acted on: who, what was parsed, which image it means, and the ids for the answer."""

    speaker: Speaker
    parsed: Parsed
    found: ImageResult
    subject: str
    reply_to: str
    inbox_id: int
    linked: bool = False
    """Whether a link in somebody's message can have made this person send these words: what destroys then asks first."""
    maybe_split: bool = False
    """Whether a client may have split these words and sent the rest as a message of its own, which is left out."""
