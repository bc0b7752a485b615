"""Reads a reply under a picture: a change of it, only a style, a question, or a remark. Pure.

A reply is read clause by clause (`哈哈哈 把他变胖`, `nice but can you give her long hair`): one clause that wants a change makes
the reply a change, then a style, then a question, then talk. A clause that none of the rules takes may be a new subject; such
a reply remains `words`, and the bot asks.
"""

from __future__ import annotations

import unicodedata

from bot.grammar import lazy_re as re
from bot.grammar.replies import chinese, english
from bot.grammar.replies.reading import Reading
from bot.grammar.replies.styles import style_of_reply
from bot.grammar.small_talk import LineKind, clause_kind, stripped_of_signs
from bot.grammar.talk_words import LAUGH
from bot.grammar.vocabulary import fold

MAX_REPLY_LENGTH = 600
"""Characters of a reply that are read; what is wanted is said before."""
_CLAUSE = re.compile(r"([^,，.。!！~～;；、…?？\n]+)([,，.。!！~～;；、…?？\n\s]*)")
_CHINESE = re.compile("[\u3400-\u9fff]")
# Where people go on without a comma.
_CONNECTORS = re.compile(
    r"\s(?:but|and|then|so|although|though|only|lol|lmao|ha(?:ha)+|because|cause|cuz|bc|since)\s"
    r"|\s(?=(?:can|could|would) (?:you|u|we)\s|(?:pls|plz|please)\s[a-z])"
    r"|(?<!\byou)(?<!\bto)(?<!\bu)(?<!\bwill)(?<!\bwould)(?<!\bthat)(?<!\bdid)(?<!s)(?<!ly)\s(?=(?:make|fix|change|turn"
    r"|remove|delete|brighten|darken|lighten|sharpen|enlarge|shrink|crop|replace|add|erase|blur)"
    r" (?:it|him|her|them|the|his)(?:\s|$))"
)
_CONNECTORS_ZH = re.compile("(?<=[的了错看行以好棒美爱])(?:就是|不过|但是|但|可是|只是)(?=..)")
_ARROWS = re.compile("[→⇒➡➜]\ufe0f?")
_WRITTEN = re.compile('["“「『](?=[^"”」』]{0,60}[,.!?;:，。！？；：\\d])[^"”」』]{1,60}["”」』]')
"""A quotation that has signs of its own, as a line to be written into the picture has."""
_QUOTED = re.compile('["“”「」『』《》]|:(?!\\d)')
_PRECEDENCE: tuple[Reading, ...] = (
    "change", "look", "style", "question", "complaint", "remark", "praise", "thanks", "laughter", "greeting", "sign",
)  # fmt: skip
_BASIS = re.compile(
    "(?:请|麻烦)?(?:按照|按|照着|照|根据|用|以)(?:这|那)?[张幅个]?(?:图片?|照片|画)(?:来)?(?:画|改|做|重画)?"
    "|(?:based on|starting from|from|using|with) (?:this|that|the) (?:picture|photo|image|pic)"
)
"""A clause that only says that the picture is what the others are about."""
_SPOKEN = ("remark", "praise", "complaint")
_MAX_AFTERTHOUGHT = 3
_MAX_EXCLAIMED = 40
_MOVED = re.compile("[!！]{2}|[😂🤣😭💀😍🥰🤩😱🥺😹😻😮😲🤯🙈🤡🫣☠]")
"""Signs of somebody who is moved by a picture; who names a subject hardly uses them."""
_WISHES = ("change", "style", "question")
"""Readings that tell what the whole reply is about, whatever the other clauses say."""


def read_reply(text: str) -> tuple[LineKind | None, str]:
    """The kind of a reply, and for the kind `style` the style's name in the vocabulary (empty if the vocabulary does not have
    it). The kind is None if no rule applies: the reply may be a new subject to paint."""
    clauses = _clauses(text[:MAX_REPLY_LENGTH])
    clauses = [each for each in clauses if not _BASIS.fullmatch(each[0])] or clauses
    read = [_read_clause(clause, asked) for clause, asked in clauses]
    while (
        len(read) > 1 and read[-1][0] is None and read[-2][0] in _SPOKEN and _is_afterthought(clauses[len(read) - 1][0])
    ):
        read.pop()
    found = {reading for reading, _ in read}
    for each in _PRECEDENCE:
        if each in found and (None not in found or each in _WISHES):
            if each == "style":
                return "style", next((style for _, style in read if style), "")
            if each == "change" or each == "look":
                return "instruction", ""
            return each, ""
    return ("remark", "") if _MOVED.search(text) and len(text) <= _MAX_EXCLAIMED else (None, "")


def _is_afterthought(clause: str) -> bool:
    """Whether a clause behind a comment is too short for a subject: `he is just standing there, menacingly`."""
    return " " not in clause if clause.isascii() else len(clause) <= _MAX_AFTERTHOUGHT


def _clauses(text: str) -> list[tuple[str, bool]]:
    """The clauses, folded, each with whether a question mark is behind it."""
    text = _WRITTEN.sub(" text ", text) if _WRITTEN.fullmatch(text.strip()) is None else text
    narrow = _without_emoji(_ARROWS.sub("->", fold(text)).replace("’", "'"))
    found = []
    for clause, end in _CLAUSE.findall(_QUOTED.sub(" ", narrow)):
        if stripped := stripped_of_signs(clause):
            found.append((" ".join(stripped.split()), "?" in end))
    if len(found) > 2 and all(len(clause) == 1 for clause, _ in found):
        return [("".join(clause for clause, _ in found), found[-1][1])]  # 太。好。了。
    if len(found) > 1 and all(clause.isascii() and " " not in clause for clause, _ in found):
        return [(" ".join(clause for clause, _ in found), found[-1][1])]  # so. good.
    return found


def _without_emoji(text: str) -> str:
    """Emoji and arrows divide clauses."""
    return "".join("\n" if unicodedata.category(sign) in ("So", "Sk", "Cf") else sign for sign in text)


def _read_clause(clause: str, asked: bool) -> tuple[Reading | None, str]:
    if not _CHINESE.search(clause):
        if not asked and english.is_idiom(clause):
            return "remark", ""
        whole, divided = _read_english(clause, asked), _CONNECTORS.split(clause)
        return whole if whole[0] in _WISHES or len(divided) == 1 else _best(whole, divided, asked)
    # People put spaces where others put commas: the parts are read if the whole wants nothing.
    whole, divided = _read_chinese(chinese.joined(clause), asked), _CONNECTORS_ZH.sub(" ", clause).split(" ")
    return whole if whole[0] in _WISHES or len(divided) == 1 else _best(whole, divided, asked)


def _best(whole: tuple[Reading | None, str], parts: list[str], asked: bool) -> tuple[Reading | None, str]:
    """The reading of the clause or of one of its parts that comes first in `_PRECEDENCE`."""
    read = [whole, *(_read_part(part.strip(), asked) for part in parts if part.strip())]
    return min(read, key=lambda one: _PRECEDENCE.index(one[0]) if one[0] else len(_PRECEDENCE))


def _read_part(part: str, asked: bool) -> tuple[Reading | None, str]:
    return _read_chinese(part, asked) if _CHINESE.search(part) else _read_english(part, asked)


def _read_chinese(clause: str, asked: bool) -> tuple[Reading | None, str]:
    if (laughing := LAUGH.match(clause)) and (rest := clause[laughing.end() :].strip()):
        read = _read_chinese(rest, asked)
        return read if read[0] else ("laughter", "")
    if kind := _talk(clause):
        return kind, ""
    if (style := style_of_reply(clause)) is not None:
        return "style", style
    return chinese.read(clause, asked), ""


def _read_english(clause: str, asked: bool) -> tuple[Reading | None, str]:
    if kind := _talk(clause):
        return kind, ""
    if (style := style_of_reply(clause)) is not None:
        return "style", style
    return english.read(clause, asked), ""


def _talk(clause: str) -> Reading | None:
    kind = clause_kind(clause)
    return kind if kind in _PRECEDENCE else None
