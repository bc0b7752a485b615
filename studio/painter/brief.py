"""Parse a prompt into a brief: subjects, time of day, place and mood.

Words that are not in the lexicon are kept as `unknown_words`: their hash chooses colour and mood, and they are reported to the
caller. The longest known word matches. A single Chinese character beside an unknown one belongs to an unknown word, and so does
an English noun before an unknown one (`maple syrup`).
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.painter.lexicon import COLOURS, Rgb
from studio.painter.settled import Settled
from studio.painter.tokens import HAN, MAX_PROMPT_CHARACTERS, Token, meanings_in, tokens_of

#: The rest of a longer prompt is ignored: the 1,000th word makes no visible difference.

_QUOTED = re.compile(r"“([^”]{1,60})”|「([^」]{1,60})」|『([^』]{1,60})』|\"([^\"]{1,60})\"|‘([^’]{1,60})’")
_COUNTED = ("thing", "animal", "person", "flower", "object")
_HEADS = ("thing", "animal", "flower", "object")
"""Kinds of words that name something else when an unknown noun follows them; places and hours do not."""
MAX_UNREAD = 12


@dataclass(frozen=True, slots=True)
class Brief:
    """A parsed prompt. Names are those of the lexicon, without their kind."""

    hour: str = ""
    season: str = ""
    weather: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    things: dict[str, int] = field(default_factory=dict)
    animals: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    flowers: tuple[str, ...] = ()
    objects: dict[str, int] = field(default_factory=dict)
    """Objects for a still life: on a table or a plain background."""
    fruits: tuple[tuple[str, Rgb | None, int], ...] = ()
    """The fruits by the words of the prompt, each with its colour and count (0: not given)."""
    surfaces: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    """A logo, a sign, a card: the picture shows only this sheet."""
    quoted: tuple[str, ...] = ()
    """Text in quotation marks."""
    poses: frozenset[str] = frozenset()
    moods: frozenset[str] = frozenset()
    styles: tuple[str, ...] = ()
    colours: tuple[Rgb, ...] = ()
    """Colours that belong to no object: they tint the whole picture."""
    painted: dict[str, Rgb] = field(default_factory=dict)
    """Colours of one object: 'a red boat' gives {'boat': red}."""
    unwanted: frozenset[str] = frozenset()
    """Meanings (`kind:name`) and colours (`colour:name`) excluded by the negative prompt or a 'no ...'."""
    unknown_words: tuple[str, ...] = ()
    """Unknown words in their order; adjacent English ones are joined."""
    settled: Settled | None = None
    """What was chosen when the picture was first painted, if this is a change of it."""

    @property
    def omen(self) -> tuple[float, float] | None:
        """Hue and strength for unknown words, which tint the picture."""
        if self.settled is not None:
            return self.settled.omen
        return hash_numbers(self.unknown_words) if self.unknown_words else None

    @property
    def tints(self) -> tuple[Rgb, ...]:
        """Colours of objects that tint the light a little."""
        if self.settled is not None:
            return self.settled.tints
        return tuple(colour for name, colour in list(self.painted.items())[:2] if name != "sky")


def read_brief(prompt: str, negative_prompt: str = "") -> Brief:
    """The brief for a prompt. Where only one value is possible (the hour) the last word wins; other words add up."""
    unwanted = set(meanings_in(negative_prompt))
    found: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    painted: dict[str, Rgb] = {}
    colours: list[Rgb] = []
    unknown: list[str] = []
    unread: list[str] = []
    fruits: list[tuple[str, Rgb | None, int]] = []
    count, colour, negated, loose = 0, None, False, False
    clothing: Rgb | None = None

    quoted = tuple(next(filter(None, match)).strip() for match in _QUOTED.findall(prompt[:MAX_PROMPT_CHARACTERS]))
    tokens = list(tokens_of(_QUOTED.sub(" , ", prompt[:MAX_PROMPT_CHARACTERS])))
    for number, token in enumerate(tokens):
        if not token.meanings or _modifies_next(tokens, number):
            if token.word == ".":
                count, colour, negated = 0, None, False
            if token.is_stop_word or token.word == "." or HAN.match(token.word):
                unknown.append(" ".join(unread))
                unread = []
            if not token.is_stop_word and token.word != ".":
                unread.append(token.word)
            continue
        unknown.append(" ".join(unread))
        unread = []
        if "not:" in token.meanings:
            negated = True
            continue
        seen = sorted(
            (m for m in token.meanings if not m.startswith("count:")), key=lambda m: not m.startswith("colour:")
        )
        counted = next((int(m[6:]) for m in token.meanings if m.startswith("count:")), 0)
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
            if meaning == "part:clothes":
                before = found.get("person", [])
                waits = bool(HAN.match(token.word)) and _names_person(tokens[number + 1 :])
                if colour is not None and loose:
                    colours.remove(colour)
                    loose = False
                if colour is not None and before and not waits:
                    painted[before[-1]] = colour  # 'A woman in a red dress.'
                elif colour is not None:
                    clothing = colour  # 穿红裙子的女人
                continue
            if kind == "person" and clothing is not None:
                painted[name], clothing = clothing, None
            found.setdefault(kind, []).append(name)
            if meaning == "object:fruit":
                fruits.append((token.word, colour, count))
            if kind in (*_COUNTED, "part"):
                counts[name] = max(count, counts.get(name, 0))
                if colour is not None:
                    painted[name] = colour
                    if loose:
                        colours.remove(colour)
                        loose = False
        if any(m.split(":", 1)[0] in (*_COUNTED, "part", "place") for m in seen):
            # 一个穿红裙子的女人: the number is that of the person.
            count, colour = count if clothing else 0, None

    unknown.append(" ".join(unread))
    if clothing is not None:
        painted["clothes"] = clothing  # Nobody is named who wears them.

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
        objects=counted_of("object"),
        fruits=tuple(fruits),
        surfaces=kept("surface"),
        sheets=kept("sheet"),
        quoted=tuple(text for text in quoted if text),
        poses=frozenset(kept("pose")),
        moods=frozenset(kept("mood")),
        styles=kept("style"),
        colours=tuple(dict.fromkeys(colours)),
        painted=painted,
        unwanted=frozenset(unwanted),
        unknown_words=tuple(dict.fromkeys(word for word in unknown if word))[:MAX_UNREAD],
    )


def _names_person(tokens: Sequence[Token]) -> bool:
    """Whether these words name a person, before the sentence ends."""
    for token in tokens:
        if token.word == ".":
            return False
        if any(meaning.startswith("person:") for meaning in token.meanings):
            return True
    return False


def _modifies_next(tokens: Sequence[Token], number: int) -> bool:
    """Whether an English word only modifies the unknown noun after it: the 'maple' of 'maple syrup'."""
    token = tokens[number]
    if HAN.match(token.word) or token.word.endswith("s") or number + 1 == len(tokens):
        return False
    if not token.meanings or any(m.split(":", 1)[0] not in _HEADS for m in token.meanings):
        return False
    after = tokens[number + 1]
    if after.meanings or after.is_stop_word or after.word == "." or HAN.match(after.word):
        return False
    verb = after.word.endswith("s") and not after.word.endswith("ss")  # 'the dragon breathes'
    return not verb


def _flowers(names: tuple[str, ...]) -> tuple[str, ...]:
    """Drop the general 'flowers' where a kind of flower is named."""
    named = tuple(n for n in names if n != "wild")
    return named or names


def hash_numbers(words: tuple[str, ...]) -> tuple[float, float]:
    """Two numbers 0..1 hashed from the words: the same words give the same mood, whatever the seed."""
    # Two bytes: a picture carries these numbers, and the words must not be found out from them.
    first, second = hashlib.blake2b("\x1f".join(words).encode(), digest_size=2).digest()
    return first / 256, second / 256
