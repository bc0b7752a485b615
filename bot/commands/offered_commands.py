"""The commands that menus and help list: those that the settings switch off are left out."""

from __future__ import annotations

from bot.grammar.vocabulary import MENU
from config.settings import Settings

NEEDS_CHAT_MODEL = frozenset({"describe", "improve"})


def offered_commands(settings: Settings) -> tuple[str, ...]:
    """The names of the commands that can be used here, in the order of `MENU`."""
    return tuple(name for name in MENU if settings.upstream.chat_model or name not in NEEDS_CHAT_MODEL)
