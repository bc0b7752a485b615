"""Classifies a line without a command: a command's name alone, small talk, an instruction about a picture, a style, or words
to paint. Pure. Only a line that is on a list of `talk_words`, or made of such phrases, is not taken for words to paint; both
languages are equals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.grammar import talk_words as lists
from bot.grammar.option_values import style_named, take_style
from bot.grammar.parsing import Parsed
from bot.grammar.vocabulary import COMMAND_BY_WORD, STYLE_BY_WORD, fold

LineKind = Literal[
    "command", "maybe-command", "greeting", "thanks", "praise", "complaint", "laughter", "question", "link", "sign",
    "instruction", "style", "words",
]  # fmt: skip
TALK = frozenset({"greeting", "thanks", "praise", "complaint", "laughter", "question", "link", "sign"})
"""The kinds that are never painted without a question."""
MAX_TALK_LENGTH = 60
"""Characters. A longer line is a description."""


@dataclass(frozen=True, slots=True)
class Classification:
    """A line and its kind. Of a command, `command` and `text` are its name and the words behind it; of words, `text` is the
    line without `draw a`, `帮我画` or the like before it; `style` is that of a line which names nothing but a style."""

    kind: LineKind
    text: str
    command: str = ""
    style: str = ""


def _index(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(word): name for name, words in table.items() for word in words}


COMMAND_PHRASES = _index(
    {
        "help": (
            "help", "commands", "menu", "start", "帮助", "命令", "菜单", "怎么用", "怎么玩", "使用说明",
            "说明", "help me", "what can you do", "how does this work", "how do i use this", "who are you",
            "what are you", "你能做什么", "你会什么", "你会做什么", "你是谁", "能做什么", "有什么功能", "功能",
        ),
        "cancel": (
            "cancel", "stop", "取消", "停", "停止", "别画了", "不画了", "不要了", "算了", "cancel it",
            "stop it",
        ),
        "again": (
            "again", "retry", "redo", "once more", "another one", "one more", "再来", "再来一次", "再来一张",
            "再画一张", "重来", "重画", "再画一次", "do it again", "try again",
        ),
        "jobs": (
            "jobs", "my jobs", "queue", "status", "任务", "我的任务", "队列", "进度", "状态", "排队",
        ),
        "styles": (
            "styles", "风格列表", "有哪些风格", "有什么风格", "哪些风格", "style list", "which styles",
            "what styles",
        ),
        "cost": (
            "cost", "costs", "费用", "花费", "花了多少钱", "多少钱", "账单", "how much",
        ),
        "settings": (
            "settings", "设置", "偏好",
        ),
        "lang": (
            "lang", "language", "语言", "切换语言",
        ),
    }
)  # fmt: skip
"""Phrases that are a command if they are the whole message."""
AMBIGUOUS_PHRASES = _index(
    {
        "styles": ("风格",),
        "gallery": ("gallery", "画廊", "图库"),
        "star": ("star", "收藏"),
        "scene": ("scene", "scenes", "场景"),
        "session": ("session", "创作", "创作会", "一起画"),
        "mod": ("modifiers", "修饰"),
        "compare": ("compare", "对比", "比较"),
        "delete": ("delete", "删除", "删掉", "remove", "delete it"),
        "forget": ("forget", "forget me", "忘记", "忘记我"),
        "restyle": ("restyle", "重绘"),
        "similar": ("similar", "仿"),
        "show": ("show", "看"),
        "originals": ("originals", "原图"),
    }
)
"""Names of commands that may as well be a subject to paint, or that destroy something: the bot asks."""
_NUMBERED = re.compile(r"(\S{1,9}?)\s?[#＃]?(\d{1,9}(?:\.\d{1,2})?)\s?[号张]?")
NUMBERED_COMMANDS = frozenset({"cancel", "show", "again", "originals"})
"""Commands that are recognised by their name with a number behind it."""
MAX_PHRASE_WORDS = 8
"""Words, or Chinese characters, of the longest phrase that is looked up within a clause."""
_CLAUSES = re.compile(r"[,，.。!！~～;；、…?？\n]+")
_FIRST_CLAUSE = re.compile(r"([^,，.。!！~～;；…?？\n]{1,20})[,，.。!！~～;；…?？\s]{1,5}")
_UNITS = re.compile(r"[a-z0-9'’/+]+|[^\W\d_a-z]")
_SIGNS_PAINTED = ("So", "Lo", "Nl", "No")


def classify(text: str) -> Classification:
    """Classify a line without a command."""
    text = text.strip()
    if len(text) > MAX_TALK_LENGTH:
        return Classification("words", strip_order(text))
    stripped = _stripped(text)
    if command := COMMAND_PHRASES.get(stripped):
        return Classification("command", "", command)
    if command := AMBIGUOUS_PHRASES.get(stripped):
        return Classification("maybe-command", text, command)
    if found := _NUMBERED.fullmatch(stripped):
        command = COMMAND_BY_WORD.get(found.group(1), "")
        if command in NUMBERED_COMMANDS:
            return Classification("command", found.group(2), command)
        if command == "delete":
            return Classification("maybe-command", text, command)
    if lists.LINK.fullmatch(text):
        return Classification("link", text)
    if kind := _talk(stripped, text):
        return Classification(kind, text)
    if style := _only_style(stripped):
        return Classification("style", text, style=style)
    if text.endswith(("?", "？")):
        return Classification("question", text)
    if (order := strip_order(text)) != text:
        return Classification("words", order)
    if stripped.isdecimal() or lists.QUESTION.fullmatch(stripped):
        return Classification("question", text)
    if lists.INSTRUCTION.fullmatch(stripped):
        return Classification("instruction", text)
    return Classification("words", text)


def yes_or_no(text: str) -> bool | None:
    """True for yes, False for no, None for neither."""
    stripped = _stripped(text)
    if stripped in lists.YES:
        return True
    return False if stripped in lists.NO else None


def strip_order(text: str) -> str:
    """The subject of `draw me a cat`, `你好，帮我画一只猫`; the text itself where painting may be what it is about."""
    begins = 0
    if (first := _FIRST_CLAUSE.match(text)) and _clause(_stripped(first.group(1))):
        begins = first.end()
    found = lists.ORDER.match(text, begins) or lists.ORDER.match(text)
    return text[found.end() :].lstrip() if found else text


def strip_order_from(parsed: Parsed) -> Parsed:
    """The same for parsed words, and each of their variants."""
    variants = tuple(replace(each, text=strip_order(each.text)) for each in parsed.variants)
    return replace(parsed, text=strip_order(parsed.text), variants=variants)


def is_paintable(text: str) -> bool:
    """Whether a prompt contains anything to paint: a letter, a digit, a pictograph."""
    return any(sign.isalnum() or unicodedata.category(sign) in _SIGNS_PAINTED for sign in text)


def points_to_image(text: str) -> bool:
    """Whether words refer to an image by its URL: `https://.../cat.png as a watercolor`, or a URL alone."""
    words = text.split()
    return bool(words) and (
        lists.LINK.fullmatch(text) is not None
        or any(lists.IMAGE_LINK.fullmatch(word) is not None for word in (words[0], words[-1]))
    )


def _stripped(text: str) -> str:
    """Folded, without punctuation, emoji and brackets at both ends."""
    folded = fold(text)
    seen = [position for position, sign in enumerate(folded) if sign.isalnum() or sign == "+"]
    return folded[seen[0] : seen[-1] + 1] if seen else ""


def _talk(stripped: str, text: str) -> LineKind | None:
    if not stripped:
        return _reaction(text)
    if kind := _phrase(stripped):
        return kind
    clauses = [clause for clause in map(_stripped, _CLAUSES.split(text)) if clause]
    kinds = [_clause(clause) for clause in clauses]
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


def _clause(clause: str) -> LineKind | None:
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


def _only_style(stripped: str) -> str:
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
