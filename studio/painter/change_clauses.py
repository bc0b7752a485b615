"""The clauses of a request: runs of words after a verb each, and the things, states, places and colours that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from studio.painter.lexicon import COLOURS, Rgb
from studio.painter.tokens import Token, tokens_of

NOUNS = frozenset({"thing", "animal", "person", "flower", "object", "part", "clothes", "fur", "people"})


STATES = frozenset({"hour", "season", "weather", "mood", "pose", "style", "grade", "fair", "surface"})


_VERBS = frozenset({"remove", "add", "more", "swap", "to"})


HAN = re.compile(r"[\u3400-\u9fff]")


_PHOTO_WORDS = frozenset({"photo", "photos", "photograph", "照片", "painting", "drawing"})
"""They name a style only after 'into' or 'as': 'make the photo darker' means the picture."""


_EXCHANGING = frozenset({"replace", "swap", "change", "exchange"})


_NUMBERS = re.compile(r"^(图|第)?\d+(张|个|幅)?$")


@dataclass(frozen=True, slots=True)
class Noun:
    """A thing that words name: kind and name of the lexicon, how many (0: not said), its colour, the word itself."""

    kind: str
    name: str
    count: int = 0
    colour: Rgb | None = None
    word: str = ""

    @property
    def meaning(self) -> str:
        return f"{self.kind}:{self.name}"


@dataclass(slots=True)
class Run:
    """The words after a verb, up to the next one."""

    verb: str
    said: str = ""
    """The verb's own word."""
    tokens: list[Token] = field(default_factory=list)
    ends: bool = False
    """Whether the sentence ended after it."""

    def has(self, *kinds: str) -> bool:
        return any(meaning.split(":")[0] in kinds for token in self.tokens for meaning in token.meanings)

    def says(self, meaning: str) -> bool:
        return any(meaning in token.meanings for token in self.tokens)


def runs_of(text: str) -> Iterator[Run]:
    """The text in runs of words after a verb each."""
    run = Run("swap")
    for token in tokens_of(text, changes=True):
        verb = next((m[7:] for m in token.meanings if m.startswith("change:") and m[7:] in _VERBS), "")
        if "not:" in token.meanings:
            verb = "remove"
        if verb == "more" and run.verb == "add" and all(counts_only(each) for each in run.tokens):
            run.verb = verb  # 'Add two more.'
            continue
        if verb or token.word == "." or "change:and" in token.meanings:
            if run.tokens or verb in ("remove",):
                run.ends = token.word == "."
                if run.tokens:
                    yield run
            if token.word in ("with", "by", "for") and run.said in _EXCHANGING:
                verb = "to"  # 'Replace the boat with a swan.'
            before = run.verb if run.verb != "to" else "swap"
            if token.word == ".":
                # 'Remove the boat, night' asks for night: only things continue a removal over a comma.
                before = f"{before}?" if before == "remove" else before
            run = Run(verb or before, token.word)
            if verb == "remove":
                run.tokens.append(Token((), "", is_stop_word=True))
            continue
        if run.verb == "remove?" and token.meanings:
            run.verb = "remove" if any(m.split(":")[0] in NOUNS for m in token.meanings) else "swap"
        run.tokens.append(token)
    if run.tokens:
        run.ends = True
        yield run


def counts_only(token: Token) -> bool:
    return token.is_stop_word or any(meaning.startswith("count:") for meaning in token.meanings)


def is_unknown(token: Token) -> bool:
    return not token.meanings and not token.is_stop_word and token.word != "." and not _NUMBERS.match(token.word)


def nouns_of(run: Run) -> list[Noun]:
    return read_tokens(run.tokens)[0]


def read_tokens(
    tokens: Sequence[Token], *, any_style: bool = False
) -> tuple[list[Noun], tuple[str, ...], tuple[str, ...], Rgb | None]:
    """Nouns with their colours, states, places, and a colour that belongs to no noun."""
    nouns: list[Noun] = []
    states: list[str] = []
    places: list[str] = []
    count = 0
    pending: Rgb | None = None
    for number, token in enumerate(tokens):
        kinds = {meaning.split(":", 1)[0] for meaning in token.meanings}
        if _is_anchor(tokens, number):
            count, pending = 0, None
            continue
        for meaning in token.meanings:
            kind, name = meaning.split(":", 1)
            if kind == "count":
                count = int(name)
            elif kind == "colour":
                pending, nouns = _bind(COLOURS[name][0], tokens[number + 1 :], nouns, own=bool(kinds & NOUNS))
            elif kind in STATES:
                if kind != "style" or any_style or token.word not in _PHOTO_WORDS:
                    states.append(meaning)
            elif kind == "place":
                places.append(name)
        for noun in _named(token):
            if "hour" in kinds and noun.meaning in ("thing:sun", "thing:stars"):
                continue  # They come with the hour: 'sunset'.
            if noun.kind == "clothes" and nouns and nouns[-1].kind == "person":
                nouns[-1] = replace(nouns[-1], colour=pending or nouns[-1].colour)  # 'The woman's dress' is hers alone.
                continue
            nouns.append(replace(noun, count=count, colour=pending))
        if any(True for _ in _named(token)):
            count, pending = 0, None
    return nouns, tuple(dict.fromkeys(states)), tuple(dict.fromkeys(places)), pending


def _is_anchor(tokens: Sequence[Token], number: int) -> bool:
    """Whether a noun only says where something else is: 'a hat on the cat', 猫旁边."""
    token = tokens[number]
    if not any(meaning.split(":")[0] in NOUNS for meaning in token.meanings) or len(tokens) == 1:
        return False
    before = next((t for t in reversed(tokens[:number]) if not counts_only(t)), None)
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    if HAN.match(token.word):
        return after is not None and bool(HAN.match(after.word)) and "change:at" in after.meanings
    return before is not None and not HAN.match(before.word) and "change:at" in before.meanings


def _named(token: Token) -> Iterator[Noun]:
    for meaning in token.meanings:
        kind, name = meaning.split(":", 1)
        if kind in NOUNS:
            yield Noun(kind, name, word=token.word)
        elif kind == "change" and name in ("people", "clothes", "fur"):
            yield Noun(name, name, word=token.word)


def _bind(colour: Rgb, rest: Sequence[Token], nouns: list[Noun], *, own: bool) -> tuple[Rgb | None, list[Noun]]:
    """Whose colour it is: that of the noun right after it ('a red boat'), or else of those before it ('the boat red')."""
    following = next((token for token in rest if token.meanings or not token.is_stop_word), None)
    is_adjective = following is not None and any(
        meaning.split(":", 1)[0] in NOUNS or meaning in ("change:people", "change:clothes", "change:fur")
        for meaning in following.meanings
    )
    if own or is_adjective or not nouns:
        return colour, nouns
    return None, [noun if noun.colour and noun is not nouns[-1] else replace(noun, colour=colour) for noun in nouns]
