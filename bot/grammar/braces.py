"""Expands braces: `{red, blue} fox in {snow, desert}` gives four texts. Pure, and bounded for any input.

A group has at least two options between braces, separated by commas (also `，` `、` `|`), and may hold groups. Anything
else that has braces in it (`{fox}`, a brace without its partner, groups deeper than `MAX_DEPTH`) is left as it is written;
`\\{` is a literal brace.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.grammar import lazy_re as re

OPEN, CLOSE, SEPARATORS, ESCAPE = "{｛", "}｝", ",，、|", "\\"
MAX_DEPTH = 3
MAX_COUNTED = 999_999
"""Combinations are counted up to this number."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the texts, and the options chosen for it, from left to right."""

    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TooMany:
    """More combinations than the limit; `count` is at most `MAX_COUNTED`."""

    count: int


# A group that begins with a key is JSON, a style sheet or a list of properties: {"subject": "a fox", "mood": "calm"}.
_PROPERTY = re.compile(r"""\s{0,200}(?:["'“][^"'”]{1,60}["'”]\s{0,9}[:：]|[^\W\d_][\w -]{0,40}(?::\s|：))""")
_Sequence: TypeAlias = "list[str | _Group]"


@dataclass(frozen=True, slots=True)
class _Group:
    options: list[_Sequence]


def expand(text: str, limit: int) -> list[Variant] | TooMany:
    """All texts that `text` expands to, in reading order; the text alone if it has no group."""
    if not any(brace in text for brace in OPEN):
        return [Variant(text)]
    partners = _partners(text)
    sequence = _read(text, 0, len(text), partners, 0)
    if not any(isinstance(part, _Group) for part in sequence):
        return [Variant(text)]
    count = _count(sequence)
    if count > limit:
        return TooMany(min(count, MAX_COUNTED))
    return list(dict.fromkeys(_variants(sequence)))


def _partners(text: str) -> dict[int, int]:
    """The index of the closing brace for each opening brace that has one."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    indexes = iter(range(len(text)))
    for index in indexes:
        if text[index] == ESCAPE:
            next(indexes, None)
        elif text[index] in OPEN:
            waiting.append(index)
        elif text[index] in CLOSE and waiting:
            found[waiting.pop()] = index
    return found


def _read(text: str, start: int, end: int, partners: dict[int, int], depth: int) -> _Sequence:
    """The parts of `text[start:end]`."""
    parts: _Sequence = []
    literal: list[str] = []
    index = start
    while index < end:
        character = text[index]
        if character == ESCAPE and index + 1 < end and text[index + 1] in OPEN + CLOSE + SEPARATORS:
            literal.append(text[index + 1])
            index += 2
            continue
        if character in OPEN and index in partners and depth < MAX_DEPTH:
            options = list(_options(text, index + 1, partners[index], partners))
            if len(options) > 1 and not _PROPERTY.match(text, options[0][0], options[0][1]):
                parts.append("".join(literal))
                literal = []
                parts.append(_Group([_read(text, *option, partners, depth + 1) for option in options]))
                index = partners[index] + 1
                continue
        literal.append(character)
        index += 1
    parts.append("".join(literal))
    return parts


def _options(text: str, start: int, end: int, partners: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The start and end of each option of a group."""
    index = first = start
    while index < end:
        if text[index] == ESCAPE:
            index += 1
        elif index in partners:
            index = partners[index]
        elif text[index] in SEPARATORS:
            yield first, index
            first = index + 1
        index += 1
    yield first, end


def _count(sequence: _Sequence) -> int:
    count = 1
    for part in sequence:
        if isinstance(part, _Group):
            count = min(count * sum(map(_count, part.options)), MAX_COUNTED + 1)
    return count


def _variants(sequence: _Sequence) -> Iterator[Variant]:
    """Every text of a sequence. Called only if the count is within the limit."""
    alternatives = [
        [Variant(part)] if isinstance(part, str) else list(itertools.chain.from_iterable(map(_chosen, part.options)))
        for part in sequence
    ]
    for combination in itertools.product(*alternatives):
        yield Variant("".join(v.text for v in combination), tuple(choice for v in combination for choice in v.choices))


def _chosen(option: _Sequence) -> Iterator[Variant]:
    """The texts of one option. The choices are those of inner groups, if there are any."""
    for variant in _variants(option):
        text = variant.text.strip()
        yield Variant(text, variant.choices or (text,))
