"""Reads a Chinese clause under a picture. Pure."""

from __future__ import annotations

import re

from bot.grammar import reply_words_chinese as words
from bot.grammar.reading import Reading

_SPACE_BESIDE_CHINESE = re.compile("(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")


def joined(clause: str) -> str:
    """A clause without the spaces that some keyboards put around Latin words: `把 logo 去掉`."""
    return _SPACE_BESIDE_CHINESE.sub("", clause)


def read(clause: str, asked: bool) -> Reading | None:
    """What a clause wants; None if it may be a subject. `asked`: a question mark is behind it."""
    bare = clause
    while (found := words.ENDING.search(bare)) and found.start() > 0:
        bare = bare[: found.start()]
    if words.IDIOM.match(clause):
        return "question" if asked else "remark"
    found = words.LEAD.match(bare)
    rest = bare[found.end() :] if found else bare
    polite = found is not None and words.POLITE.search(found[0]) is not None
    if words.ABOUT_US.search(rest):
        return "question" if polite or asked or words.ASKING.search(clause) else "remark"
    if (
        words.ASKING.search(clause)
        and not words.SUGGESTION.search(clause)
        and not (polite and words.CHANGE.search(rest))
    ):
        return "question"
    if words.DONE.search(clause) and not words.WANTED_ALL_THE_SAME.search(clause):
        return "question" if asked or clause.endswith(("吗", "没", "没有")) else "remark"
    if words.CHANGE.search(rest) or words.WISH.search(clause):
        return "change"
    if words.SHAPED.fullmatch(rest):
        return "look"
    if polite and words.ANY_VERB.match(rest):
        return "change"
    if words.DEFECT.fullmatch(bare):
        return "change"
    if asked or words.ENDS_AS_QUESTION.search(clause):
        return "question"
    return "remark" if words.REMARK.search(clause) else None
