"""Reads an English clause under a picture. Pure."""

from __future__ import annotations

import re

from bot.grammar import reply_words_english as words
from bot.grammar.reading import Reading
from bot.grammar.talk_words import INSTRUCTION, QUESTION

_MAX_LEADS = 6
_WORD = re.compile(r"[a-z]+")


def read(clause: str, asked: bool) -> Reading | None:
    """What a clause wants; None if it may be a subject. `asked`: a question mark is behind it."""
    rest = clause = _mended(clause)
    wanted = False
    for _ in range(_MAX_LEADS):
        if found := words.SOFT_FRAME.match(rest):
            return "question" if words.NOT_A_CHANGE_IF.match(rest, found.end()) else "change"
        if found := words.FRAME.match(rest):
            rest, wanted = rest[found.end() :], True
            continue
        if kind := _kind(rest, wanted, asked):
            return kind
        if (found := words.LEAD.match(rest)) and found.end() < len(rest):
            rest = rest[found.end() :]
            continue
        break
    if words.DEFECT.fullmatch(rest) or words.DEFECT.fullmatch(clause):
        return "change"
    if asked or words.ASKING.match(clause):
        return "question"
    if words.is_remark(clause) or words.is_remark(rest):
        return "remark"
    return "look" if words.ADDED.match(clause) or INSTRUCTION.fullmatch(rest) else None


def _kind(rest: str, wanted: bool, asked: bool) -> Reading | None:
    """The kind of a clause without what leads to it; `wanted`: a polite frame was before it."""
    if words.NOT_A_CHANGE.match(rest):
        return "question" if wanted or asked else "remark"
    if wanted and words.ANY_VERB.match(rest):
        return "question" if words.CAPABILITY.fullmatch(rest) else "change"
    if words.REACTION.fullmatch(rest):
        return "remark"
    if words.CHANGE_ASKED.match(rest):
        return "change"
    if not wanted and (words.ASKING.match(rest) or QUESTION.fullmatch(rest)):
        return "question"
    if words.SUBJECT_NEEDS.match(rest) and not words.NEEDS_NOTHING.match(rest):
        return "change"
    if words.CHANGE.match(rest):
        return "change"
    if words.LOOK.match(rest) or (words.SHAPED.fullmatch(rest) and not words.REMARK.match(rest)):
        return "change" if wanted else "look"
    return None


def _mended(clause: str) -> str:
    """The clause with the common slips of the keyboard mended: two letters of a verb exchanged, or `teh`."""
    return _WORD.sub(lambda found: words.SLIPS.get(found[0], found[0]), clause)
