"""Classifies a line without a command: a command's name alone, small talk, an instruction about a picture, a style, or words
to paint. Pure. Only a line that is on a list of `talk_words`, or made of such phrases, is not taken for words to paint; both
languages are equals.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.grammar import lazy_re as re
from bot.grammar import talk_words as lists
from bot.grammar.parsing import Parsed
from bot.grammar.replies import command_of_reply, read_reply
from bot.grammar.small_talk import TALK, LineKind, clause_kind, small_talk, stripped_of_signs
from bot.grammar.style_lines import only_style
from bot.grammar.vocabulary import COMMAND_BY_WORD, fold

__all__ = [
    "MAX_TALK_LENGTH", "TALK", "Classification", "LineKind", "classify", "is_paintable", "points_to_image", "strip_order",
    "strip_order_from", "yes_or_no",
]  # fmt: skip

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
        "quota": (
            "quota", "my quota", "额度", "我的额度", "剩余额度", "还剩几张",
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
_FIRST_CLAUSE = re.compile(r"([^,，.。!！~～;；…?？\n]{1,20})[,，.。!！~～;；…?？\s]{1,5}")
_SIGNS_PAINTED = ("So", "Lo", "Nl", "No")


def classify(text: str, *, under_picture: bool = False) -> Classification:
    """Classify a line without a command.

    `under_picture`: it answers a picture. What could be a change of it (`sunset instead`, `purple sky`) is one, however long,
    and the kind is `instruction`, `style` (`style` is empty for one that the vocabulary does not have), `question`, a kind of
    talk (`remark`: any comment that is no other), a command, or `words`: what may be a new subject, so that the bot asks."""
    text = text.strip()
    if under_picture and (classified := _under_picture(text)):
        return classified
    if len(text) > MAX_TALK_LENGTH:
        return Classification("words", strip_order(text))
    stripped = stripped_of_signs(text)
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
    if kind := small_talk(stripped, text):
        return Classification(kind, text)
    if style := only_style(stripped):
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


def _under_picture(text: str) -> Classification | None:
    """The classification of a reply to a picture; None for a command or a link, which are the same there, and for what the rules
    do not know."""
    stripped = stripped_of_signs(text[: MAX_TALK_LENGTH + 1])
    numbered = _NUMBERED.fullmatch(stripped)
    if stripped in COMMAND_PHRASES or stripped in AMBIGUOUS_PHRASES or not stripped:
        return None
    if numbered and COMMAND_BY_WORD.get(numbered.group(1)):
        return None
    if command := command_of_reply(stripped):
        return Classification("command", "", command)
    kind, style = read_reply(text)
    if kind is None:
        return Classification("words", strip_order(text)) if len(text) <= MAX_TALK_LENGTH else None
    return Classification(kind, text, style=style)


def yes_or_no(text: str) -> bool | None:
    """True for yes, False for no, None for neither."""
    stripped = stripped_of_signs(text)
    if stripped in lists.YES:
        return True
    return False if stripped in lists.NO else None


def strip_order(text: str) -> str:
    """The subject of `draw me a cat`, `你好，帮我画一只猫`; the text itself where painting may be what it is about."""
    begins = 0
    if (first := _FIRST_CLAUSE.match(text)) and clause_kind(stripped_of_signs(first.group(1))):
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
