"""The grammar of what people write. Pure: text in, `Parsed` out; mistakes are values, all of them at once.

    /imagine 日出时的玫瑰花海 --style watercolor --ar 16:9 --n 2 --no 文字 #水彩

Options are written `--name value` or `--name=value`, also with the long dash that phones make of two hyphens, with full-width
punctuation and with Chinese names. A style is also written `#水彩`, a modifier `+赛博朋克`; `{红色, 蓝色}` in what is to be
painted stands for one text each.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

from bot.chat import session_words
from bot.chat import vocabulary as words
from bot.chat.braces import TooMany, expand
from bot.messages import Size

# One or two dashes of any kind that a keyboard makes, then a name.
_DASHES = r"(?:--|－－|——|–|—|-(?=[A-Za-z]{2,}\b)|\u2212\u2212)"
_OPTION = re.compile(_DASHES + r"([^\W\d_][\w]*)(?:\s*[=＝:：]\s*|$)?(.*)$", re.DOTALL)
_COMMAND = re.compile(r"^\s*[/／]([^\s@/／]+)(?:@(\S+))?(?:\s+|$)(.*)$", re.DOTALL)
# A curly quotation holds no other one: a thousand that never close would each be sought to the end of the text.
_TOKEN = re.compile(r'"([^"]*)"|“([^“”]*)”|(\S+)')
# Line ends and tabs are spaces; whatever else of these nobody sees: control characters and lone surrogates, which no
# database and no platform takes; marks without width; the direction controls that would turn the bot's own words
# around. The joiners of emoji and of Persian stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
_SPECIAL = frozenset("#＃+＋-－—–\u2212")
"""What a token begins with that may be more than a word."""
_SIZE = re.compile(r"^(\d{2,5})\s*[x*×X＊]\s*(\d{2,5})$")
_RATIO = re.compile(r"^(\d{1,3}(?:\.\d+)?)\s*[:：/比]\s*(\d{1,3}(?:\.\d+)?)$")
_FROM = re.compile(r"^#?(\d{1,12})(?:[.-](\d))?$")
# Modifiers begin with a letter: +1 and C++ are words.
_MODIFIERS = re.compile(r"^(?:[+＋][^\W\d_][\w-]*)+(?=[,，。、.;；!！?？]*$)")
MAX_TEXT = 20_000
MOST_VARIANTS = 16
MAX_VARIANT_TEXT = 3_000
"""Of each of several: a prompt and a negative prompt as long as any model reads, and room for options."""
MOST_PROBLEMS = 8
"""More than anyone is told of at once."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was written and cannot be meant; `text_id` with `arguments` says what, and what would be right."""

    text_id: str
    arguments: dict[str, object]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says. `command` is a name of the vocabulary, or empty for plain text; `bot` is what stood behind an @;
    `options` has values of the right type: style str, size Size, ratio float, n int, seed int, no str, strength float,
    model str, source (job, picture number from 1). `modifiers` are the names written `+name`. Where the text has groups in
    braces, `variants` are what it stands for (the first of them is repeated in the other fields), each with its `choices`."""

    command: str
    text: str
    options: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    bot: str = ""
    modifiers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    variants: tuple[Parsed, ...] = ()


def picture_named(word: str) -> tuple[int, int] | None:
    """What `42`, `#42` or `42.2` names: a job, and which of its pictures (from 1; 0 where none is said). None: no picture."""
    found = _FROM.match(unicodedata.normalize("NFKC", word))
    return (int(found.group(1)), int(found.group(2) or 0)) if found else None


def parse(text: str) -> Parsed:
    """Read what a person wrote. Never raises."""
    text = _UNSEEN.sub("", text[:MAX_TEXT]).replace("\u3000", " ").replace("\xa0", " ")
    head = _COMMAND.match(text)
    if not head:
        return _said("", text, "")
    word, bot, rest = head.group(1), head.group(2) or "", head.group(3)
    command = words.COMMAND_BY_WORD.get(words.fold(word))
    if command is None:
        near = words.nearest(word, words.COMMAND_BY_WORD)
        problem = Problem(
            "unknown-command-near" if near else "unknown-command", {"word": word[:40], "near": near or ""}
        )
        return Parsed("unknown", rest, problems=(problem,), bot=bot)
    return _said(command, rest, bot)


def read_option(name: str, value: str) -> dict[str, Any] | Problem:
    """The value of one option of the vocabulary as it would be in `Parsed.options`, or what is wrong with it."""
    options: dict[str, Any] = {}
    problems: list[Problem] = []
    _put(options, problems, name, value)
    return problems[0] if problems else options


def _said(command: str, text: str, bot: str) -> Parsed:
    """What the words behind a command say; for painting commands and plain words also what they say in all variants."""
    if command and command not in words.PAINTING:
        return _read(command, text, bot)
    variants = expand(text, MOST_VARIANTS)
    if isinstance(variants, TooMany):
        problem = Problem("many-too-many", {"count": variants.count, "most": MOST_VARIANTS})
        return Parsed(command, text, problems=(problem,), bot=bot)
    if len(variants) == 1:
        return _read(command, variants[0].text, bot)
    each = tuple(replace(_read(command, v.text[:MAX_VARIANT_TEXT], bot), choices=v.choices) for v in variants)
    problems: list[Problem] = []
    for problem in (p for parsed in each for p in parsed.problems):
        if problem not in problems:
            problems.append(problem)
    return replace(each[0], problems=tuple(problems[:MOST_PROBLEMS]), choices=(), variants=each)


def _read(command: str, text: str, bot: str) -> Parsed:
    if command in words.VERBATIM:
        return Parsed(command, " ".join(text.split()), bot=bot)
    own: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    if command == "session":
        text, own, wrong = session_words.take_options(text)
    body, options, problems, modifiers = _options(text)
    problems = (*(Problem(text_id, {"value": value}) for text_id, value in wrong), *problems)[:MOST_PROBLEMS]
    return Parsed(command, body, {**options, **own}, problems, bot, modifiers)


def take_style(text: str) -> tuple[str | None, str]:
    """A style at the beginning of a text ('oil painting at dusk'), and what is left ('at dusk')."""
    parts = text.split()
    for count in range(min(words.LONGEST_STYLE_WORDS, len(parts)), 0, -1):
        word = words.fold(" ".join(parts[:count]).rstrip(",，、。."))
        if style := words.STYLE_BY_WORD.get(word):
            return style, " ".join(parts[count:])
    return None, text


def _options(text: str) -> tuple[str, dict[str, Any], tuple[Problem, ...], tuple[str, ...]]:
    """Split options and modifiers from the words around them."""
    options: dict[str, Any] = {}
    problems: list[Problem] = []
    plain: list[str] = []
    modifiers: list[str] = []
    tokens = _tokens(text)
    # With so many mistakes nothing is painted, whatever else there is; guessing at thousands of words takes seconds.
    while tokens and len(problems) < MOST_PROBLEMS:
        token, quoted = tokens.popleft()
        if quoted or token[0] not in _SPECIAL:
            plain.append(token)
            continue
        if token[0] in "#＃" and len(token) > 1 and not token[1:].isdigit():
            _put(options, problems, "style", token[1:])
            continue
        if named := _MODIFIERS.match(token):
            modifiers += re.split("[+＋]", named.group())[1:]
            continue
        match = _OPTION.match(token)
        if match is None:
            plain.append(token)
            continue
        name = words.OPTION_BY_WORD.get(words.fold(match.group(1)))
        inline = match.group(2)
        if name is None:
            near = words.nearest(match.group(1), words.OPTION_BY_WORD)
            problems.append(
                Problem(
                    "unknown-option-near" if near else "unknown-option",
                    {"word": match.group(1)[:40], "near": near or ""},
                )
            )
            if tokens and not inline and not _OPTION.match(tokens[0][0]):
                tokens.popleft()  # Its value: part of nothing.
            continue
        value = inline or _value(name, tokens, bool(plain))
        if not value:
            problems.append(Problem("option-without-value", {"option": match.group(1)}))
            continue
        _put(options, problems, name, value)
    return " ".join(plain).strip(), options, tuple(problems), tuple(dict.fromkeys(modifiers))


def _tokens(text: str) -> deque[tuple[str, bool]]:
    found: deque[tuple[str, bool]] = deque()
    for match in _TOKEN.finditer(text):
        quoted = match.group(3) is None
        token = match.group(1) or match.group(2) or match.group(3) or ""
        if token:
            found.append((token, quoted))
    return found


def _value(name: str, tokens: deque[tuple[str, bool]], after_prompt: bool) -> str:
    """Take an option's value off the tokens."""
    if not tokens or (not tokens[0][1] and _is_option(tokens[0][0])):
        return ""
    if name == "style":
        for count in range(min(words.LONGEST_STYLE_WORDS, len(tokens)), 1, -1):
            several = " ".join(token for token, _ in itertools.islice(tokens, count))
            if words.fold(several) in words.STYLE_BY_WORD:
                for _ in range(count):
                    tokens.popleft()
                return several
    if name == "no" and after_prompt and not tokens[0][1]:
        # Behind the prompt, everything up to the next option is what is not wanted.
        taken = []
        while tokens and (tokens[0][1] or not _is_option(tokens[0][0])):
            taken.append(tokens.popleft()[0])
        return " ".join(taken)
    return tokens.popleft()[0]


def _is_option(token: str) -> bool:
    return token[0] in _SPECIAL and (
        _OPTION.match(token) is not None
        or (token[0] in "#＃" and len(token) > 1 and not token[1:].isdigit())
        or _MODIFIERS.match(token) is not None
    )


def _put(options: dict[str, Any], problems: list[Problem], name: str, value: str) -> None:
    """Check a value and keep it; a later one of the same option wins."""
    narrow = unicodedata.normalize("NFKC", value[:200]).strip()  # One character may become eighteen.
    match name:
        case "style":
            style = words.STYLE_BY_WORD.get(words.fold(value))
            if style is None:
                near = words.nearest(value, words.STYLE_BY_WORD)
                problems.append(
                    Problem("unknown-style-near" if near else "unknown-style", {"word": value[:40], "near": near or ""})
                )
            else:
                options["style"] = style
        case "size":
            if found := _SIZE.match(narrow):
                options["size"] = Size(int(found.group(1)), int(found.group(2)))
            else:
                problems.append(Problem("bad-size", {"value": value[:40]}))
        case "ar":
            found = _RATIO.match(narrow)
            if found and 0.1 <= (ratio := float(found.group(1)) / max(float(found.group(2)), 0.001)) <= 10:
                options["ratio"] = ratio
            else:
                problems.append(Problem("bad-ratio", {"value": value[:40]}))
        case "n" | "seed":
            digits = narrow.rstrip("张")
            if digits.isascii() and digits.isdigit() and len(digits) <= 12:
                options[name] = int(digits)
            else:
                problems.append(Problem(f"bad-{name}", {"value": value[:40]}))
        case "strength":
            number = narrow.rstrip("%")
            if re.fullmatch(r"\d{1,3}(\.\d{1,6})?", number):
                strength = float(number) / (100 if narrow.endswith("%") else 1)
                if strength <= 1:
                    options["strength"] = strength
                    return
            problems.append(Problem("bad-strength", {"value": value[:40]}))
        case "from":
            if named := picture_named(narrow):
                options["source"] = (named[0], named[1] or 1)
            else:
                problems.append(Problem("bad-from", {"value": value[:40]}))
        case "no":
            before = options.get("no")
            # Nothing takes as much; and adding to it a thousand times would copy it a thousand times.
            options["no"] = f"{before}, {value}"[:MAX_VARIANT_TEXT] if before else value
        case _:
            options[name] = value
