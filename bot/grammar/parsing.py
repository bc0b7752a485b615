"""Parser of messages. Pure: text in, `Parsed` out; mistakes are values, and all of them are returned at once.

    /imagine 日出时的玫瑰花海 --style watercolor --ar 16:9 --n 2 --no 文字 #水彩

Chinese is typed without spaces, and a Chinese keyboard types 、 for the slash: `/画一只猫`, `/画：一只猫` and `、画一只猫` are
the command, too. `text_cleaning` removes invisible characters, `options` reads options, `braces` expands `{红色, 蓝色}`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.grammar import lazy_re as re
from bot.grammar import session_words
from bot.grammar import vocabulary as words
from bot.grammar.braces import TooMany, expand
from bot.grammar.option_values import MAX_VARIANT_TEXT, Problem
from bot.grammar.options import MAX_PROBLEMS, read_options
from bot.grammar.text_cleaning import cleaned

_COMMAND = re.compile(r"[/／]([^\s@/／]+)(?:@([A-Za-z0-9_]+))?\s*", re.ASCII)
_COMMA_COMMAND = re.compile(r"、([^\s@/／、]+)\s*")
_LONGER_WORDS = {"画画": "家像册框布笔展廊室卷报面作架板师皮眉", "画图": "书案腾像形片标画章纸钉文", "绘画": "室展板课"}
"""Characters with which a Chinese command's name is part of a longer word: /画画家 is /画 and a painter."""
_AFTER_COMMAND = re.compile(r"[\s:：,，]*")
_CHINESE = tuple(sorted((word for word in words.COMMAND_BY_WORD if not word.isascii()), key=len, reverse=True))
_LATIN = tuple(sorted((word for word in words.COMMAND_BY_WORD if word.isascii()), key=len, reverse=True))
_SUGGESTABLE = {word: name for word, name in words.COMMAND_BY_WORD.items() if name != "many"}
_PAINTING = tuple(word for word, command in words.COMMAND_BY_WORD.items() if command in words.PAINTING)


def _names(them: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, them), key=len, reverse=True))


# `/ 画` and `//画` are typing slips; they are a command only with a name of the vocabulary.
_SLIP = re.compile(rf"[/／]{{1,2}} ?(?=(?:{_names(words.COMMAND_BY_WORD)})(?![A-Za-z0-9_/／.-]))", re.IGNORECASE)
# A second command: any at the beginning of a line, one that paints also behind a space.
_SECOND = re.compile(
    rf"(?:^[ \t]*[/／](?:{_names(words.COMMAND_BY_WORD)})|(?<=\s)[/／](?:{_names(_PAINTING)}))(?![A-Za-z0-9_/／.-])",
    re.IGNORECASE | re.MULTILINE,
)
MAX_TEXT = 20_000
"""Characters of a message. A longer one is refused without being parsed."""
MAX_VARIANTS = 16


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed text. `command` is a name of the vocabulary, or empty for plain text; `bot` is the name behind an @. `options`
    has values of the right type: style str, size Size, ratio float, area int (pixels, of `--2k`), n int, set int, transparent
    True, seed int, no str, strength float, model str, source (job, picture number from 1: the last that was named), sources (all
    of them, if several were). `modifiers` are the names written `+name`. Where the text has groups in braces, `variants` are what
    it stands for (the first of them is repeated in the other fields), each with its `choices`."""

    command: str
    text: str
    options: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    bot: str = ""
    modifiers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    variants: tuple[Parsed, ...] = ()


def parse(text: str) -> Parsed:
    """Parse a message. Never raises."""
    text = cleaned(text[:MAX_TEXT])
    if not text or text[0] not in "/／、":
        return _plain(text)
    if slip := _SLIP.match(text):
        text = "/" + text[slip.end() :]
    found = (_COMMA_COMMAND if text[0] == "、" else _COMMAND).match(text)
    if not found:
        return _plain(text)
    word, bot = found.group(1), (found.group(2) or "") if text[0] != "、" else ""
    rest = text[found.end() :]
    command, glued = _command_in(word)
    if command is None:
        if text[0] == "、":
            return _plain(text)  # Words that begin with a comma.
        if rest.startswith(("/", "／")) and found.group().rstrip() == found.group():
            return _plain(text)  # A path: /home/ann.
        near = words.nearest(word, _SUGGESTABLE, likeness=0.6)
        problem = Problem(
            "unknown-command-near" if near else "unknown-command", {"word": word[:40], "near": near or ""}
        )
        return Parsed("unknown", rest, problems=(problem,), bot=bot)
    if glued:
        rest = text[found.start(1) + len(word) - len(glued) :]
        rest = rest[_separator_length(rest) :]
    elif found.group().rstrip() == found.group() and rest.startswith(("/", "／")):
        return _plain(text)
    if _SECOND.search(rest):
        return Parsed(command, rest, problems=(Problem("one-command", {}),), bot=bot)
    return _parse_variants(command, rest, bot)


def _plain(text: str) -> Parsed:
    """Parse words without a command."""
    if _SECOND.search(text, 1):
        return Parsed("", text, problems=(Problem("one-command", {}),))
    return _parse_variants("", text, "")


def _separator_length(text: str) -> int:
    found = _AFTER_COMMAND.match(text)
    return found.end() if found else 0


def _command_in(word: str) -> tuple[str | None, str]:
    """The command that a word is or begins with, and the rest of the word: 画一只猫, imagine一只猫, 画：一只猫, show42."""
    if command := words.COMMAND_BY_WORD.get(words.fold(word[:40])):
        return command, ""
    for name in _CHINESE:
        if word.startswith(name) and word[len(name)] not in _LONGER_WORDS.get(name, ""):
            return words.COMMAND_BY_WORD[name], word[len(name) :]
    folded = word[:24].lower()
    for name in _LATIN:
        glued = word[len(name) :]
        if folded.startswith(name) and (glued[0] in ":：，" or not glued[0].isascii() or glued.isdigit()):
            return words.COMMAND_BY_WORD[name], glued
    return None, ""


def _parse_variants(command: str, text: str, bot: str) -> Parsed:
    """Parse the words behind a command; for painting commands and plain words, each of the variants of their braces."""
    if command and command not in words.PAINTING:
        return _parse_words(command, text, bot)
    variants = expand(text, MAX_VARIANTS)
    if isinstance(variants, TooMany):
        problem = Problem("many-too-many", {"count": variants.count, "most": MAX_VARIANTS})
        return Parsed(command, text, problems=(problem,), bot=bot)
    if len(variants) == 1:
        return _parse_words(command, variants[0].text, bot)
    each = tuple(replace(_parse_words(command, v.text[:MAX_VARIANT_TEXT], bot), choices=v.choices) for v in variants)
    problems: list[Problem] = []
    for problem in (p for parsed in each for p in parsed.problems):
        if problem not in problems:
            problems.append(problem)
    return replace(each[0], problems=tuple(problems[:MAX_PROBLEMS]), choices=(), variants=each)


def _parse_words(command: str, text: str, bot: str) -> Parsed:
    if command in words.AS_WRITTEN:
        return Parsed(command, text.strip(), bot=bot)
    if command in words.VERBATIM:
        return Parsed(command, " ".join(text.split()), bot=bot)
    own: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    if command == "session":
        text, own, wrong = session_words.take_options(text)
    read = read_options(text)
    problems = (*(Problem(text_id, {"value": value}) for text_id, value in wrong), *read.problems)[:MAX_PROBLEMS]
    return Parsed(command, read.text, {**read.options, **own}, problems, bot, read.modifiers)
