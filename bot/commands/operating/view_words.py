"""The view of `/admin` that words ask for: by its name, or by an order that lacks its last word, for which it offers values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.grammar.act_words import verb_at_start, view_named
from bot.grammar.callback_data import AdminView
from bot.grammar.option_values import Problem
from bot.intake.context import UpdateContext
from bot.operating import Installation, readers
from bot.operating.act import UnreadableWord
from bot.store import Tx


@dataclass(frozen=True, slots=True)
class NamedView:
    """A view, of which row, and of which limit of it."""

    view: AdminView
    row: int = 0
    name: str = ""


_Reader = Callable[[Tx, Installation, str], int]
_Names = Callable[[Tx, Installation, str], str]
ORDERED_BY_TWO_WORDS: Final = 2
OF_ROW: Final[Mapping[str, tuple[AdminView, _Reader]]] = {
    "adopt": ("job", readers.job),
    "limit": ("limits", readers.person),
    "gift": ("gifts", readers.person),
    "rank": ("rank", readers.person),
    "limit-chat": ("place-limits", readers.conversation),
    "mode": ("mode", readers.conversation),
    "keep": ("keep", readers.conversation),
}
"""By the verb of an order that names its row and no more."""
OF_LIMIT: Final[Mapping[str, tuple[AdminView, _Reader, _Names]]] = {
    "limit": ("limit", readers.person, readers.person_limit),
    "limit-chat": ("place-limit", readers.conversation, readers.conversation_limit),
}
"""By the verb of an order that lacks the value of a limit."""


def view_in_words(
    tx: Tx, installation: Installation, context: UpdateContext, words: list[str]
) -> NamedView | Problem | None:
    """The view that words ask for; None if they name none."""
    try:
        return _by_order(tx, installation, words) or _by_name(tx, installation, context, words)
    except UnreadableWord as unreadable:
        return unreadable.problem


def _by_order(tx: Tx, installation: Installation, words: list[str]) -> NamedView | None:
    verb, length = verb_at_start(words)
    given = words[length:]
    if verb in ("pause", "resume") and not given:
        return NamedView("pauses")
    if verb in OF_ROW and len(given) == 1:
        view, read = OF_ROW[verb]
        return NamedView(view, read(tx, installation, given[0]))
    if verb in OF_LIMIT and len(given) == 2:
        view, read, read_name = OF_LIMIT[verb]
        name = read_name(tx, installation, given[1]).removeprefix("conversation_")
        return NamedView(view, read(tx, installation, given[0]), name)
    return None


def _by_name(
    tx: Tx, installation: Installation, context: UpdateContext, words: list[str]
) -> NamedView | Problem | None:
    # 'words add refuse gore' orders an act.
    named = view_named(words[0]) if verb_at_start(words)[1] < ORDERED_BY_TWO_WORDS else ""
    word = words[1] if len(words) > 1 else ""
    match named:
        case "queue" | "held" | "audit" | "words" | "reports" | "refusals" if len(words) == 1:
            return NamedView(named)
        case "audit" | "words" | "reports" | "refusals" if len(words) == 2 and _is_number(word):
            return NamedView(named, int(word))
        case "job" | "look" if len(words) == 2:
            return NamedView(named, readers.job(tx, installation, word))
        case "person" | "said" if len(words) == 2:
            return NamedView(named, readers.person(tx, installation, word))
        case "place" if len(words) == 1:
            return NamedView(named, context.speaker.conversation.id)
        case "place" if len(words) == 2:
            return NamedView(named, readers.conversation(tx, installation, word))
    return Problem("admin-views-how") if named else None


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 12
