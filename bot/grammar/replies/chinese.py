"""Reads a Chinese clause under a picture. Pure."""

from __future__ import annotations

from bot.grammar import lazy_re as re
from bot.grammar.replies import chinese_changes as changes
from bot.grammar.replies import chinese_remarks as remarks
from bot.grammar.replies.reading import Reading

_MAX_ENDINGS = 4
_SPACE_BESIDE_CHINESE = re.compile("(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")


def joined(clause: str) -> str:
    """A clause without the spaces that some keyboards put around Latin words: `把 logo 去掉`."""
    return _SPACE_BESIDE_CHINESE.sub("", clause)


def read(clause: str, asked: bool) -> Reading | None:
    """What a clause wants; None if it may be a subject. `asked`: a question mark is behind it."""
    bare = clause
    for _ in range(_MAX_ENDINGS):
        if not (found := changes.ENDING.search(bare)) or not found.start():
            break
        bare = bare[: found.start()]
    exclaimed = remarks.EXCLAMATION.match(clause)
    if remarks.IDIOM.match(clause, exclaimed.end() if exclaimed else 0) or remarks.IDIOM.match(clause):
        return "question" if asked or remarks.WHERE.search(clause) else "remark"
    conjunction = changes.CONJUNCTION.match(bare)
    plain = bare[conjunction.end() :] if conjunction and conjunction.end() < len(bare) else bare
    found = changes.LEAD.match(bare)
    rest = bare[found.end() :] if found else bare
    polite = found is not None and changes.POLITE.search(found[0]) is not None
    # 可以当壁纸 is a comment, 可以当壁纸吗 a question.
    requested = (
        asked
        or bare != clause
        or clause[-1] in "不没"
        or (found is not None and changes.REQUEST.search(found[0]) is not None)
    )
    if remarks.ONLY_OF_ONESELF.search(clause) or (
        remarks.OF_ONESELF.search(clause) and not changes.UNMISTAKABLE.search(clause)
    ):
        asks = asked or remarks.ENDS_AS_QUESTION.search(clause) or remarks.STRICTLY_ASKING.search(clause)
        return "question" if asks else "remark"
    if remarks.ABOUT_US.search(rest):
        asks = (
            (polite and requested) or asked or remarks.ASKING.search(clause) or remarks.ENDS_AS_QUESTION.search(clause)
        )
        return "question" if asks else "remark"
    if not remarks.SUGGESTION.search(clause):
        wanted = changes.RESULT.search(clause) or (
            polite and (changes.CHANGE.search(rest) or changes.ORDERED.search(rest))
        )
        if remarks.STRICTLY_ASKING.search(clause) or (remarks.ASKING.search(clause) and not wanted):
            return "question"
    if changes.LIMB_GONE.search(bare):
        return "question" if asked else "change"
    if remarks.DONE.search(clause) and not remarks.WANTED_ALL_THE_SAME.search(clause):
        return "question" if asked or clause.endswith(("吗", "没", "没有")) else "remark"
    if changes.CHANGE.search(rest) or changes.WISH.search(plain) or changes.MORE_OF.match(bare):
        return "change"
    if any(order.search(each) for order in (changes.ORDERED, changes.RESULT) for each in (clause, bare, rest)):
        return "change"
    if changes.SHAPED.fullmatch(rest) or changes.SHAPED.fullmatch(bare):
        return "change" if polite else "look"
    if polite and requested and changes.WISHED_PART.match(rest):
        return "change"
    if polite and requested and len(rest) > 1 and changes.ANY_VERB.match(rest):
        return "change"
    if (not clause.endswith("哈哈") and changes.DEFECT.fullmatch(bare)) or changes.PART_TOO.match(bare):
        return "change"
    if asked or remarks.ENDS_AS_QUESTION.search(clause):
        return "question"
    return "remark" if remarks.is_remark(clause) else None
