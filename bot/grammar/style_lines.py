"""Recognises a line that names nothing but a style of the vocabulary. Pure."""

from __future__ import annotations

from bot.grammar import talk_words as lists
from bot.grammar.option_values import style_named, take_style
from bot.grammar.vocabulary import STYLE_BY_WORD


def only_style(stripped: str) -> str:
    """The style of a line that otherwise has only filler words; empty if it says more."""
    if style := style_named(stripped):
        return style
    found = lists.STYLE_WRAPS.match(stripped)
    rest = stripped[found.end() :] if found else stripped
    for _ in range(3):
        if style := style_named(rest):
            return style
        ending = next((each for each in lists.STYLE_ENDS if rest.endswith(each) and rest not in STYLE_BY_WORD), None)
        if ending is None:
            break
        rest = rest.removesuffix(ending).strip()
    named, left = take_style(rest)
    return named if named and not left else ""
