"""Reads an English clause under a picture. Pure."""

from __future__ import annotations

from bot.grammar import lazy_re as re
from bot.grammar.replies import english_changes as changes
from bot.grammar.replies import english_leads as leads
from bot.grammar.replies import english_remarks as remarks
from bot.grammar.replies import english_slips as slips
from bot.grammar.replies.reading import Reading
from bot.grammar.talk_words import INSTRUCTION, QUESTION

_MAX_LEADS = 6
_WORD = re.compile(r"[a-z]+")


def read(clause: str, asked: bool) -> Reading | None:
    """What a clause wants; None if it may be a subject. `asked`: a question mark is behind it."""
    rest = clause = _mended(clause)
    if remarks.RHETORICAL.match(clause) or (not asked and remarks.IDIOM.match(clause)):
        return "remark"
    wanted = False
    for _ in range(_MAX_LEADS):
        if found := leads.SOFT_FRAME.match(rest):
            return "question" if leads.NOT_A_CHANGE_IF.match(rest, found.end()) else "change"
        if found := leads.FRAME.match(rest):
            rest, wanted = rest[found.end() :], True
            continue
        if kind := _kind(rest, wanted, asked):
            return kind
        if (found := leads.LEAD.match(rest)) and found.end() < len(rest):
            rest = rest[found.end() :]
            continue
        break
    if changes.DEFECT.fullmatch(rest) or changes.DEFECT.fullmatch(clause):
        return "change"
    if asked or remarks.ASKING.match(clause):
        return "question"
    if remarks.is_remark(clause) or remarks.is_remark(rest):
        return "remark"
    named = changes.ADDED.match(clause) or INSTRUCTION.fullmatch(rest)
    return "look" if named and not changes.SPEAKS.match(rest) else None


def is_idiom(clause: str) -> bool:
    """Whether a clause says something else than its words: `let that sink in`."""
    return remarks.IDIOM.match(clause) is not None


def _kind(rest: str, wanted: bool, asked: bool) -> Reading | None:
    """The kind of a clause without what leads to it; `wanted`: a polite frame was before it."""
    if changes.NOT_A_CHANGE.match(rest):
        return "question" if wanted or asked or remarks.ASKING.match(rest) else "remark"
    if wanted and leads.ANY_VERB.match(rest):
        return "question" if leads.CAPABILITY.fullmatch(rest) else "change"
    if wanted and (leads.ANY_DEED.match(rest) or leads.ANY_LOOK.match(rest)):
        return "change"
    if remarks.REACTION.fullmatch(rest):
        return "remark"
    if changes.CHANGE_ASKED.match(rest):
        return "change"
    if not wanted and (remarks.ASKING.match(rest) or QUESTION.fullmatch(rest)):
        return "question"
    if leads.SUBJECT_NEEDS.match(rest) and not leads.NEEDS_NOTHING.match(rest):
        return "change"
    if changes.CHANGE.match(rest):
        return "change"
    if changes.LOOK.match(rest) or (changes.SHAPED.fullmatch(rest) and not remarks.REMARK.match(rest)):
        return "change" if wanted else "look"
    return None


def _mended(clause: str) -> str:
    """The clause with the common slips of the keyboard mended: two letters of a verb exchanged, or `teh`."""
    return _WORD.sub(lambda found: slips.SLIPS.get(found[0], found[0]), clause)
