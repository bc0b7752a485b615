"""From words to a brief: what is to be seen, when, where and in which mood.

Nothing here draws. Words the lexicon does not know are kept as `strange`, and become colour and mood by their hash.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from .lexicon import COLOURS, COUNTS, MEANINGS, NOT_WORDS, QUIET_SIGNS, QUIET_WORDS, Rgb

#: More than this much of a prompt is not read: nobody can see the 1,000th word in a picture.
PROMPT_CHARACTERS_READ = 4_000

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[\u3400-\u9fff]+|[^\s\w]|[^\W\d_a-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_QUIET = frozenset(QUIET_WORDS.split())
_STOP = frozenset(".,;:!?。，；：！？、()（）\n|")


@dataclass(frozen=True, slots=True)
class Brief:
    """What the words ask for. Names are those of the lexicon, without their kind."""

    hour: str = ""
    season: str = ""
    weather: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    things: dict[str, int] = field(default_factory=dict)
    animals: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    flowers: tuple[str, ...] = ()
    moods: frozenset[str] = frozenset()
    styles: tuple[str, ...] = ()
    colours: tuple[Rgb, ...] = ()
    """Colours said of nothing in particular: the whole picture leans to them."""
    painted: dict[str, Rgb] = field(default_factory=dict)
    """Colours said of one thing: 'a red boat' gives {'boat': red}."""
    unwanted: frozenset[str] = frozenset()
    """Meanings (`kind:name`) and colours (`colour:name`) the negative prompt or a 'no ...' took away."""
    strange: tuple[str, ...] = ()

    def wants(self, name: str) -> bool:
        """Whether a place, a thing or an animal of this name is to be seen."""
        return name in self.places or name in self.things or name in self.animals


@dataclass(frozen=True, slots=True)
class _Sense:
    meanings: tuple[str, ...]
    word: str


@cache
def _dictionary() -> tuple[dict[str, tuple[str, ...]], int, int]:
    """Every known word with its meanings; the longest English phrase in words; the longest Chinese word in signs."""
    words: dict[str, list[str]] = {}
    entries = [(meaning, text) for meaning, text in MEANINGS.items()]
    entries += [(f"colour:{name}", text) for name, (_, text) in COLOURS.items()]
    entries += [(f"count:{n}", text) for n, text in COUNTS.items()]
    entries.append(("not:", NOT_WORDS))
    for meaning, text in entries:
        for word in text.split():
            words.setdefault(word.replace("_", " "), []).append(meaning)
    phrase = max(word.count(" ") + 1 for word in words)
    signs = max(len(word) for word in words if _HAN.match(word))
    return {word: tuple(meanings) for word, meanings in words.items()}, phrase, signs


def _singular(word: str) -> Iterator[str]:
    yield word
    if len(word) > 3 and word.endswith("s"):
        yield word[:-1]
    if len(word) > 4 and word.endswith("es"):
        yield word[:-2]
    if len(word) > 4 and word.endswith("ies"):
        yield word[:-3] + "y"
    if len(word) > 4 and word.endswith("y"):
        yield word[:-1]


def _senses(text: str) -> Iterator[_Sense]:
    """The known words of a text in order; unknown ones come without meanings, and the end of a clause as '.'."""
    words, longest_phrase, longest_sign = _dictionary()
    tokens = _WORD.findall(text.lower()[:PROMPT_CHARACTERS_READ])
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if _HAN.match(token):
            yield from _han_senses(token, words, longest_sign)
            at += 1
            continue
        for length in range(min(longest_phrase, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            meanings = next((words[form] for form in _singular(phrase) if form in words), None)
            if meanings is not None:
                yield _Sense(meanings, phrase)
                at += length
                break
        else:
            yield _Sense((), "." if token in _STOP else token)
            at += 1


def _han_senses(text: str, words: dict[str, tuple[str, ...]], longest: int) -> Iterator[_Sense]:
    at, unknown = 0, ""
    while at < len(text):
        for length in range(min(longest, len(text) - at), 0, -1):
            meanings = words.get(text[at : at + length])
            if meanings is not None:
                if unknown:
                    yield _Sense((), unknown)
                    unknown = ""
                yield _Sense(meanings, text[at : at + length])
                at += length
                break
        else:
            unknown += text[at]
            at += 1
    if unknown:
        yield _Sense((), unknown)


def _known(text: str) -> frozenset[str]:
    """Every meaning named in a text, for the negative prompt."""
    return frozenset(m for sense in _senses(text) for m in sense.meanings if not m.startswith(("not:", "count:")))


def read(prompt: str, negative_prompt: str = "") -> Brief:
    """The brief for a prompt: later words win for what there is one of (the hour), others add up."""
    unwanted = set(_known(negative_prompt))
    found: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    painted: dict[str, Rgb] = {}
    colours: list[Rgb] = []
    strange: list[str] = []
    count, colour, negated, loose = 0, None, False, False

    for sense in _senses(prompt):
        if not sense.meanings:
            if sense.word == ".":
                count, colour, negated = 0, None, False
            elif not _is_quiet(sense.word):
                strange.append(sense.word)
            continue
        if "not:" in sense.meanings:
            negated = True
            continue
        seen = sorted(
            (m for m in sense.meanings if not m.startswith("count:")), key=lambda m: not m.startswith("colour:")
        )
        counted = next((int(m[6:]) for m in sense.meanings if m.startswith("count:")), 0)
        if negated:
            unwanted.update(seen)
            negated = False
            continue
        count = counted or count
        for meaning in seen:
            kind, name = meaning.split(":", 1)
            if kind == "colour":
                if meaning not in unwanted:
                    colour = COLOURS[name][0]
                    colours.append(colour)
                    loose = True
                continue
            found.setdefault(kind, []).append(name)
            if kind in ("thing", "animal", "person", "flower"):
                counts[name] = max(count, counts.get(name, 0))
                if colour is not None:
                    painted[name] = colour
                    if loose:
                        colours.remove(colour)
                        loose = False
        if any(m.split(":", 1)[0] in ("thing", "animal", "person", "flower", "place") for m in seen):
            count, colour = 0, None

    def kept(kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(n for n in found.get(kind, ()) if f"{kind}:{n}" not in unwanted))

    def counted_of(kind: str) -> dict[str, int]:
        return {name: counts.get(name, 0) for name in kept(kind)}

    hours, seasons = kept("hour"), kept("season")
    return Brief(
        hour=hours[-1] if hours else "",
        season=seasons[-1] if seasons else "",
        weather=frozenset(kept("weather")),
        places=kept("place"),
        things=counted_of("thing"),
        animals=counted_of("animal"),
        people=counted_of("person"),
        flowers=_flowers(kept("flower")),
        moods=frozenset(kept("mood")),
        styles=kept("style"),
        colours=tuple(dict.fromkeys(colours)),
        painted=painted,
        unwanted=frozenset(unwanted),
        strange=tuple(dict.fromkeys(strange)),
    )


def _is_quiet(word: str) -> bool:
    if word in _QUIET or not any(c.isalnum() for c in word):
        return True
    return bool(_HAN.match(word)) and all(sign in QUIET_SIGNS for sign in word)


def _flowers(names: tuple[str, ...]) -> tuple[str, ...]:
    """'Flowers' adds nothing once a kind of flower is named."""
    named = tuple(n for n in names if n != "wild")
    return named or names


def hue_of(words: tuple[str, ...]) -> tuple[float, float]:
    """Two numbers 0..1 from the words themselves: the same words, the same mood, whatever the seed."""
    digest = hashlib.blake2b("\x1f".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "big") / 2**32, int.from_bytes(digest[4:], "big") / 2**32
