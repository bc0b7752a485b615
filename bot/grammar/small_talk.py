"""Recognises small talk: greetings, thanks, praise, complaints, laughter, reactions. Pure."""

from __future__ import annotations

import unicodedata
from typing import Literal

from bot.grammar import lazy_re as re
from bot.grammar import talk_words as lists
from bot.grammar.vocabulary import fold

LineKind = Literal[
    "command", "maybe-command", "greeting", "thanks", "praise", "complaint", "laughter", "question", "link", "sign", "remark",
    "instruction", "style", "words",
]  # fmt: skip
TALK = frozenset({"greeting", "thanks", "praise", "complaint", "laughter", "question", "link", "sign", "remark"})
"""The kinds that are never painted without a question."""
MAX_PHRASE_WORDS = 8
"""Words, or Chinese characters, of the longest phrase that is looked up within a clause."""
_CLAUSES = re.compile(r"[,，.。!！~～;；、…?？\n]+")
_UNITS = re.compile(r"[a-z0-9'’/+]+|[^\W\d_a-z]")


def stripped_of_signs(text: str) -> str:
    """Folded, without punctuation, emoji and brackets at both ends."""
    folded = fold(text)
    seen = [position for position, sign in enumerate(folded) if sign.isalnum() or sign == "+"]
    return folded[seen[0] : seen[-1] + 1] if seen else ""


def small_talk(stripped: str, text: str) -> LineKind | None:
    if not stripped:
        return _reaction(text)
    if kind := _phrase(stripped):
        return kind
    clauses = [clause for clause in map(stripped_of_signs, _CLAUSES.split(text)) if clause]
    kinds = [clause_kind(clause) for clause in clauses]
    if kinds and all(kinds):
        return next((kind for kind in kinds if kind == "complaint"), kinds[0])
    return "sign" if _graphemes(text) <= 1 else None


def _reaction(text: str) -> LineKind:
    """A line without letters and digits: emoji as a reaction, or one that may be a subject."""
    signs = [sign for sign in text if not sign.isspace() and not _is_part_of_emoji(sign)]
    if signs and all(sign in lists.REACTIONS for sign in signs):
        return "laughter" if lists.LAUGHING.intersection(signs) else "thanks"
    return "sign"


def _phrase(words: str) -> LineKind | None:
    """The kind of a single phrase."""
    for stripped in (words, words.rstrip(lists.PARTICLES)):
        if stripped in lists.GREETINGS:
            return "greeting"
        if stripped in lists.THANKS:
            return "thanks"
        if stripped in lists.PRAISE:
            return "praise"
        if stripped in lists.COMPLAINTS:
            return "complaint"
    if lists.LAUGH.fullmatch(words):
        return "laughter"
    if lists.COMPLAINING.fullmatch(words):
        return "complaint"
    return "praise" if lists.PRAISING.fullmatch(words) else None


def clause_kind(clause: str) -> LineKind | None:
    """The kind of a clause: one phrase, or several in a row with names among them."""
    if kind := _phrase(clause):
        return kind
    units = _UNITS.findall(clause)
    if len("".join(units)) < len("".join(clause.split())):
        return None  # It has symbols, which no phrase has.
    kinds: list[LineKind] = []
    position = 0
    while position < len(units):
        for end in range(min(len(units), position + MAX_PHRASE_WORDS), position, -1):
            part = _join(units[position:end])
            # A single Chinese character counts as a word only if nothing is beside it.
            kind = _phrase(part) if len(part) > 1 and (end - position > 1 or part.isascii()) else None
            if kind or ((kinds or end < len(units)) and _fills(part)):
                kinds += [kind] if kind else []
                position = end
                break
        else:
            return None
    return kinds[0] if kinds else None


def _fills(part: str) -> bool:
    return lists.TO_WHOM.fullmatch(part) is not None or (len(part) == 1 and part in lists.PARTICLES)


def _join(units: list[str]) -> str:
    """Words with spaces between them, Chinese characters without."""
    text = ""
    for unit in units:
        text += f" {unit}" if text and (unit.isascii() or text[-1].isascii()) else unit
    return text


def _is_part_of_emoji(sign: str) -> bool:
    """Joiners, variation selectors and skin tones: not symbols by themselves."""
    return sign == "\u200d" or "\ufe00" <= sign <= "\ufe0f" or "\U0001f3fb" <= sign <= "\U0001f3ff"


def _graphemes(text: str) -> int:
    """The number of visible characters: an emoji of several parts is one."""
    count, joined = 0, False
    for character in text:
        if character.isspace() or unicodedata.combining(character) or "\ufe00" <= character <= "\ufe0f":
            continue
        if character == "\u200d":
            joined = True
            continue
        if not joined and not "\U0001f3fb" <= character <= "\U0001f3ff":
            count += 1
        joined = False
    return count
