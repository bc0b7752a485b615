"""Parsing of option values: the typed value, or a problem that tells what would be right. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapter_api import Size
from bot.grammar import lazy_re as re
from bot.grammar import vocabulary as words

MAX_VARIANT_TEXT = 3_000
"""Characters of one variant of braces: the longest prompt and negative prompt that any model reads, and room for options."""
MIN_SET = 2
"""Pictures of the smallest set."""
STOPS = ",，、。.;；!！?？"
"""Punctuation that is stripped from the end of a word or a value."""
STYLE_NAMES = sorted(words.STYLE_BY_WORD, key=len, reverse=True)
_SIZE = re.compile(r"(\d{2,5})\s?[x*×X＊]\s?(\d{2,5})")
_RATIO = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s?[:：/比]\s?(\d{1,3}(?:\.\d{1,3})?)")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,6})?")
_FROM = re.compile(r"#?(\d{1,12})(?:[.-](\d{1,2}))?")
_BETWEEN_PICTURES = re.compile("[,，、;；+]")
_YES, _NO = frozenset({"yes", "true", "on", "1", "是", "要"}), frozenset({"no", "false", "off", "0", "否", "不要"})
_RATIO_NAMES = {"21:9": 21 / 9, "9:21": 9 / 21}
"""Ratios that nobody writes in their lowest terms."""
_MAX_TERM = 16
"""The largest smaller number of a ratio in whole numbers."""
_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in what was written; the text `text_id` with `arguments` tells it, and what would be right. `more`: what else is
    to be said about it."""

    text_id: str
    arguments: dict[str, object] = field(default_factory=dict)
    more: Problem | None = None


def picture_named(word: str) -> tuple[int, int] | None:
    """The job and the picture (from 1; 0 if none is named) in `42`, `#42` or `42.2`; None if it is no such number."""
    found = _FROM.fullmatch(unicodedata.normalize("NFKC", word[:40]))
    return (int(found.group(1)), int(found.group(2) or 0)) if found else None


def read_option(name: str, value: str) -> dict[str, Any] | Problem:
    """The value of one option of the vocabulary as it would be in `Parsed.options`, or what is wrong with it."""
    narrow = unicodedata.normalize("NFKC", value[:200]).strip().rstrip(STOPS)  # One character may become eighteen.
    if name in ("no", "model"):
        return {name: value}
    if name in words.FLAGS:
        return _flag(name, value, words.fold(narrow))
    read = _READ[name](narrow)
    if read is not None:
        return read
    if name == "style":
        near = words.nearest(value, words.STYLE_BY_WORD)
        return Problem("unknown-style-near" if near else "unknown-style", {"word": value[:40], "near": near or ""})
    return Problem({"ar": "bad-ratio"}.get(name, f"bad-{name}"), {"value": value[:40]})


def ratio_text(ratio: float) -> str:
    """A ratio as people write it: 16:9, not 1.7777."""
    for name, value in _RATIO_NAMES.items():
        if abs(ratio / value - 1) < 0.005:
            return name
    for small in range(1, _MAX_TERM + 1):
        large = max(ratio, 1 / ratio) * small
        if abs(large - round(large)) < 0.003 * small:
            return f"{round(large)}:{small}" if ratio >= 1 else f"{small}:{round(large)}"
    return f"{ratio:.2f}:1"


def resolution_text(area: int) -> str:
    """A number of pixels as people name it: 2K. The nearest name."""
    return min(words.RESOLUTIONS, key=lambda name: abs(words.RESOLUTIONS[name] - area)).upper()


def take_style(text: str) -> tuple[str | None, str]:
    """A style at the beginning of a text ('oil painting at dusk', '水彩，更亮'), and what is left ('at dusk', '更亮')."""
    head = text[:80].lower()
    for name in STYLE_NAMES:
        if not head.startswith(name):
            continue
        rest = text[len(name) :]
        if not name.isascii():
            rest = rest.removeprefix("风格").removeprefix("风")
        if not rest or rest[0] in STOPS or rest[0].isspace():
            return words.STYLE_BY_WORD[name], rest.lstrip(STOPS + " \n\t")
    return None, text


def style_named(word: str) -> str | None:
    """The style that a word names, also `水彩风格`."""
    folded = words.fold(word[:40])
    if style := words.STYLE_BY_WORD.get(folded):
        return style
    for ending in ("风格", "风"):
        if folded.endswith(ending):
            return words.STYLE_BY_WORD.get(folded.removesuffix(ending))
    return None


def leading_chinese_style(written: str) -> tuple[str, str] | None:
    """A Chinese style's name at the beginning of a run of letters, and the rest."""
    for name in STYLE_NAMES:
        if not name.isascii() and written.startswith(name):
            return words.STYLE_BY_WORD[name], written[len(name) :].removeprefix("风格").removeprefix("风")
    return None


def sources_in(options: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    """All pictures that options name: job, picture number from 1."""
    return options.get("sources") or ((options["source"],) if "source" in options else ())


def add_options(options: dict[str, Any], read: dict[str, Any]) -> None:
    """Add options to those before. A later value of the same option wins; negative prompts and named pictures are joined."""
    if "no" in read and (before := options.get("no")):
        # No model takes a longer one, and joining a thousand without a limit would be quadratic.
        read = {"no": f"{before}, {read['no']}"[:MAX_VARIANT_TEXT]}
    if "source" in read and (named := sources_in(options)):
        read = {**read, "sources": (*named, *sources_in(read))}
    options |= read


def _style(value: str) -> dict[str, Any] | None:
    style = style_named(value)
    return {"style": style} if style else None


def _flag(name: str, written: str, value: str) -> dict[str, Any] | Problem:
    """A flag alone, or with a yes or no behind it."""
    if value in _NO:
        return {}
    if value and value not in _YES:
        return Problem("bad-flag", {"option": name, "value": written[:40]})
    return {"area": words.RESOLUTIONS[name]} if name in words.RESOLUTIONS else {name: True}


def _size(value: str) -> dict[str, Any] | None:
    if area := words.RESOLUTIONS.get(words.OPTION_BY_WORD.get(words.fold(value), "")):
        return {"area": area}
    found = _SIZE.fullmatch(value)
    return {"size": Size(int(found.group(1)), int(found.group(2)))} if found else None


def _set(value: str) -> dict[str, Any] | None:
    read = _number("n")(value)
    return {"set": read["n"]} if read and read["n"] >= MIN_SET else None


def _ratio(value: str) -> dict[str, Any] | None:
    found = _RATIO.fullmatch(value)
    if not found:
        return None
    ratio = float(found.group(1)) / max(float(found.group(2)), 0.001)
    return {"ratio": ratio} if 0.1 <= ratio <= 10 else None


def _number(key: str) -> Callable[[str], dict[str, Any] | None]:
    def read(value: str) -> dict[str, Any] | None:
        digits = value.rstrip("张幅个枚") if key == "n" else value
        if digits in _NUMERALS:
            return {key: _NUMERALS[digits]}
        return {key: int(digits)} if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None

    return read


def _strength(value: str) -> dict[str, Any] | None:
    number = value.rstrip("%").strip()
    if not _PERCENT.fullmatch(number):
        return None
    strength = float(number) / (100 if value.endswith("%") else 1)
    return {"strength": strength} if strength <= 1 else None


def _source(value: str) -> dict[str, Any] | None:
    """One picture, or several: `42`, `42.2`, `42.1,43`. `source` is the last of them; `sources` are all, if there are several."""
    found = [picture_named(each) for each in _BETWEEN_PICTURES.split(value)]
    named = tuple((each[0], each[1] or 1) for each in found if each)
    if len(named) < len(found):
        return None
    return {"source": named[-1], "sources": named} if len(named) > 1 else {"source": named[0]}


_READ: dict[str, Callable[[str], dict[str, Any] | None]] = {
    "style": _style,
    "size": _size,
    "ar": _ratio,
    "n": _number("n"),
    "set": _set,
    "seed": _number("seed"),
    "strength": _strength,
    "from": _source,
}
