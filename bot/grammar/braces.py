"""Many at once: `{red, blue} fox in {snow, desert}` stands for four texts. Pure, and bounded whatever is written.

A group has at least two options between braces, separated by commas (also `，` `、` `|`), and may hold groups. Anything
else that has braces in it (`{fox}`, a brace without its partner, groups deeper than `MAX_DEPTH`) is left as it is written;
`\\{` is a brace that means nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

OPEN, CLOSE, SEPARATORS, ESCAPE = "{｛", "}｝", ",，、|", "\\"
MAX_DEPTH = 3
MAX_COUNTED = 999_999
"""Beyond this nobody needs the exact number of combinations."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the texts, and the options that were chosen for it, from left to right."""

    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TooMany:
    """More combinations than asked for; `count` is at most `MAX_COUNTED`."""

    count: int


# What begins with a key is no choice but JSON, a style sheet or a list of properties: {"subject": "a fox", "mood": "calm"}.
_PROPERTY = re.compile(r"""\s{0,200}(?:["'“][^"'”]{1,60}["'”]\s{0,9}[:：]|[^\W\d_][\w -]{0,40}(?::\s|：))""")
_Sequence: TypeAlias = "list[str | _Group]"


@dataclass(frozen=True, slots=True)
class _Group:
    options: list[_Sequence]


def expand(text: str, most: int) -> list[Variant] | TooMany:
    """All texts that `text` stands for, in the order in which they are read; itself alone if it has no group."""
    if not any(brace in text for brace in OPEN):
        return [Variant(text)]
    partners = _partners(text)
    sequence = _read(text, 0, len(text), partners, 0)
    if not any(isinstance(part, _Group) for part in sequence):
        return [Variant(text)]
    count = _count(sequence)
    if count > most:
        return TooMany(min(count, MAX_COUNTED))
    return list(dict.fromkeys(_variants(sequence)))


def _partners(text: str) -> dict[int, int]:
    """For every opening brace that has one, the place of its closing brace."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    places = iter(range(len(text)))
    for place in places:
        if text[place] == ESCAPE:
            next(places, None)
        elif text[place] in OPEN:
            waiting.append(place)
        elif text[place] in CLOSE and waiting:
            found[waiting.pop()] = place
    return found


def _read(text: str, start: int, end: int, partners: dict[int, int], depth: int) -> _Sequence:
    """The parts of `text[start:end]`."""
    parts: _Sequence = []
    literal: list[str] = []
    place = start
    while place < end:
        character = text[place]
        if character == ESCAPE and place + 1 < end and text[place + 1] in OPEN + CLOSE + SEPARATORS:
            literal.append(text[place + 1])
            place += 2
            continue
        if character in OPEN and place in partners and depth < MAX_DEPTH:
            options = list(_options(text, place + 1, partners[place], partners))
            if len(options) > 1 and not _PROPERTY.match(text, options[0][0], options[0][1]):
                parts.append("".join(literal))
                literal = []
                parts.append(_Group([_read(text, *option, partners, depth + 1) for option in options]))
                place = partners[place] + 1
                continue
        literal.append(character)
        place += 1
    parts.append("".join(literal))
    return parts


def _options(text: str, start: int, end: int, partners: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Where the options of a group begin and end."""
    place = first = start
    while place < end:
        if text[place] == ESCAPE:
            place += 1
        elif place in partners:
            place = partners[place]
        elif text[place] in SEPARATORS:
            yield first, place
            first = place + 1
        place += 1
    yield first, end


def _count(sequence: _Sequence) -> int:
    count = 1
    for part in sequence:
        if isinstance(part, _Group):
            count = min(count * sum(map(_count, part.options)), MAX_COUNTED + 1)
    return count


def _variants(sequence: _Sequence) -> Iterator[Variant]:
    """Every text of a sequence. Only called when there are few."""
    ways = [
        [Variant(part)] if isinstance(part, str) else list(itertools.chain.from_iterable(map(_chosen, part.options)))
        for part in sequence
    ]
    for way in itertools.product(*ways):
        yield Variant("".join(v.text for v in way), tuple(choice for v in way for choice in v.choices))


def _chosen(option: _Sequence) -> Iterator[Variant]:
    """The texts of one option: an inner choice says more than the option around it."""
    for variant in _variants(option):
        text = variant.text.strip()
        yield Variant(text, variant.choices or (text,))
