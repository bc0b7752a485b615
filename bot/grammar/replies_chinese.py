"""Reads a Chinese clause under a picture. Pure."""

from __future__ import annotations

import re

from bot.grammar import reply_words_chinese as words
from bot.grammar.reading import Reading

_MAX_ENDINGS = 4
_SPACE_BESIDE_CHINESE = re.compile("(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")


def joined(clause: str) -> str:
    """A clause without the spaces that some keyboards put around Latin words: `把 logo 去掉`."""
    return _SPACE_BESIDE_CHINESE.sub("", clause)


def read(clause: str, asked: bool) -> Reading | None:
    """What a clause wants; None if it may be a subject. `asked`: a question mark is behind it."""
    bare = clause
    for _ in range(_MAX_ENDINGS):
        if not (found := words.ENDING.search(bare)) or not found.start():
            break
        bare = bare[: found.start()]
    if words.IDIOM.match(clause):
        return "question" if asked else "remark"
    conjunction = words.CONJUNCTION.match(bare)
    plain = bare[conjunction.end() :] if conjunction and conjunction.end() < len(bare) else bare
    found = words.LEAD.match(bare)
    rest = bare[found.end() :] if found else bare
    polite = found is not None and words.POLITE.search(found[0]) is not None
    if words.ABOUT_US.search(rest):
        asks = polite or asked or words.ASKING.search(clause) or words.ENDS_AS_QUESTION.search(clause)
        return "question" if asks else "remark"
    if not words.SUGGESTION.search(clause):
        requested = polite and words.CHANGE.search(rest)
        if words.STRICTLY_ASKING.search(clause) or (words.ASKING.search(clause) and not requested):
            return "question"
    if words.DONE.search(clause) and not words.WANTED_ALL_THE_SAME.search(clause):
        return "question" if asked or clause.endswith(("吗", "没", "没有")) else "remark"
    if words.CHANGE.search(rest) or words.WISH.search(plain) or words.MORE_OF.match(bare):
        return "change"
    if words.SHAPED.fullmatch(rest) or words.SHAPED.fullmatch(bare):
        return "change" if polite else "look"
    if polite and words.WISHED_PART.match(rest):
        return "change"
    if polite and words.ANY_VERB.match(rest):
        return "question" if len(rest) == 1 and clause.endswith(("吗", "么", "不", "嘛")) else "change"
    if words.DEFECT.fullmatch(bare):
        return "change"
    if asked or words.ENDS_AS_QUESTION.search(clause):
        return "question"
    return "remark" if words.is_remark(clause) else None
