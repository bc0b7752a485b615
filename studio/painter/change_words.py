"""Read what a request wants changed in a picture: which things, which light, and what they become.

The words are split into clauses at verbs (`change_lexicon.py`); a clause without a verb continues the one before it ('remove the
boat and the moon').
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from studio.painter.brief import MAX_PROMPT_CHARACTERS, Token, tokens_of
from studio.painter.lexicon import COLOURS, Rgb

Action = Literal["remove", "add", "set"]
NOUNS = frozenset({"thing", "animal", "person", "flower", "object", "part", "clothes", "fur", "people"})
_STATES = frozenset({"hour", "season", "weather", "mood", "pose", "style", "grade", "fair", "surface"})
_VERBS = frozenset({"remove", "add", "more", "swap", "to"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_PHOTO_WORDS = frozenset({"photo", "photos", "photograph", "照片", "painting", "drawing"})
"""They name a style only after 'into' or 'as': 'make the photo darker' means the picture."""
_EXCHANGING = frozenset({"replace", "swap", "change", "exchange"})
_EMPTY = frozenset({"change:it", "change:everything", "change:blend", "change:please", "change:at"})
_BECOMING = frozenset({"make", "turn", "change", "convert", "transform"})
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


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `targets` become `values` (and take `colour`), if there are both; `more`: as many in addition. `states` are
    meanings of light, weather, mood, pose and style. `whole`: the colour is for the whole picture. `words` as they were said."""

    action: Action
    targets: tuple[Noun, ...] = ()
    values: tuple[Noun, ...] = ()
    states: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    colour: Rgb | None = None
    more: bool = False
    whole: bool = False
    background: bool = False
    it: bool = False
    """Whether what a pronoun stands for becomes the values."""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request wants: its changes, in order, and the words that the painter cannot follow."""

    changes: tuple[Change, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(slots=True)
class _Run:
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


def read_wish(text: str) -> Wish:
    """What the words of a request want changed."""
    runs = list(_runs(text[:MAX_PROMPT_CHARACTERS]))
    changes: list[Change] = []
    unread: list[str] = []
    waiting: _Run | None = None
    for number, run in enumerate(runs):
        after = runs[number + 1] if number + 1 < len(runs) and not run.ends else None
        unread += [token.word for token in run.tokens if _is_unknown(token)]
        if run.says("change:detail"):
            before = waiting.tokens if waiting else []
            unread.append(_words(_Run(run.verb, tokens=[*before, *run.tokens])))
            waiting = None
            continue
        if waiting is not None and run.verb != "to" and not (run.verb == "remove" and not _nouns(run)):
            run.tokens = [*waiting.tokens, *run.tokens]
            waiting = None
        if after is not None and _is_target(run, after):
            waiting = run
            continue
        if after is not None and not run.said and after.verb in ("add", "more") and not run.has("colour", *_STATES):
            continue  # It only says where something comes: 湖上加两只天鹅.
        changes += _changes(run, waiting, unread)
        waiting = None
    return Wish(tuple(changes), tuple(dict.fromkeys(word for word in unread if word)))


def _is_target(run: _Run, after: _Run) -> bool:
    """Whether the words only say what the next ones change."""
    if run.verb == "add":
        return False
    if after.verb == "to":
        return True
    if after.verb == "remove" and not _nouns(after) and not after.has(*_STATES):
        return run.verb != "remove"
    joined = after.verb == run.verb or (after.verb == "swap" and run.verb == "swap")
    return joined and run.verb == "swap" and bool(_nouns(run)) and not _has_value(run)


def _has_value(run: _Run) -> bool:
    return run.has("colour", "place", *_STATES)


def _runs(text: str) -> Iterator[_Run]:
    """The text in runs of words after a verb each."""
    run = _Run("swap")
    for token in tokens_of(text, changes=True):
        verb = next((m[7:] for m in token.meanings if m.startswith("change:") and m[7:] in _VERBS), "")
        if "not:" in token.meanings:
            verb = "remove"
        if verb == "more" and run.verb == "add" and all(_counts_only(each) for each in run.tokens):
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
            run = _Run(verb or before, token.word)
            if verb == "remove":
                run.tokens.append(Token((), "", is_stop_word=True))
            continue
        if run.verb == "remove?" and token.meanings:
            run.verb = "remove" if any(m.split(":")[0] in NOUNS for m in token.meanings) else "swap"
        run.tokens.append(token)
    if run.tokens:
        run.ends = True
        yield run


def _counts_only(token: Token) -> bool:
    return token.is_stop_word or any(meaning.startswith("count:") for meaning in token.meanings)


def _is_unknown(token: Token) -> bool:
    return not token.meanings and not token.is_stop_word and token.word != "." and not _NUMBERS.match(token.word)


def _is_content(token: Token) -> bool:
    return not _EMPTY.issuperset(token.meanings) if token.meanings else not token.is_stop_word


def _words(run: _Run) -> str:
    """The words of a run as a person would recognise them."""
    said = [token.word for token in run.tokens if token.word and _is_content(token)]
    return ("" if any(map(_HAN.search, said)) else " ").join(said)


def _nouns(run: _Run) -> list[Noun]:
    return _read(run.tokens)[0]


def _changes(run: _Run, waiting: _Run | None, unread: list[str]) -> Iterator[Change]:
    """The changes of a run; `waiting` are the words before it that say what is changed."""
    nouns, states, places, colour = _read(run.tokens, any_style=run.verb == "to")
    said = tuple(noun.word for noun in nouns) or tuple(filter(None, [_words(run)]))
    targets = tuple(_nouns(waiting)) if waiting else ()
    if (
        colour
        and not targets
        and any(_is_unknown(token) for token in (*run.tokens, *(waiting.tokens if waiting else ())))
    ):
        colour = None  # It is that of a thing that nobody here knows.
    background = run.says("change:background") or (waiting is not None and waiting.says("change:background"))
    whole = run.says("change:everything") or (waiting is not None and waiting.says("change:everything"))
    if run.verb.startswith("remove"):
        gone = tuple(nouns) or targets
        if run.says("change:clothes"):
            unread.append(_words(run))
        elif gone or places or states:
            yield Change("remove", targets=gone, states=states, places=places, words=said)
        elif background or run.has("change"):
            unread.append(_words(run))
        return
    if waiting and len(targets) == 1 and not (nouns or states or places or colour):
        number = max((int(m[6:]) for token in run.tokens for m in token.meanings if m.startswith("count:")), default=0)
        nouns, targets = ([replace(targets[0], count=number)], ()) if number else (nouns, targets)  # 把猫改成两只
        said = tuple(noun.word for noun in nouns) or said
    it = run.says("change:it") or (waiting is not None and waiting.says("change:it"))
    moved = it and bool(places) and not nouns  # 'Put them on a beach.'
    change = Change(
        "add" if run.verb in ("add", "more") and not moved else "set",
        targets=targets,
        values=tuple(nouns),
        states=states,
        places=places,
        colour=colour,
        more=run.verb == "more",
        whole=whole,
        background=background,
        it=_becomes(run, waiting),
        words=said,
    )
    if not (nouns or states or places or colour):
        # Words that ask for something, of which nothing was understood: 'make it nicer'.
        rest = [token.word for token in run.tokens if token.word and not token.meanings and token.is_stop_word]
        if run.verb in ("to", "swap", "add") and not run.has("change") and any(_is_telling(word) for word in rest):
            unread.append(" ".join(word for word in rest if _is_telling(word)))
        return
    yield from _apart(change)


def _becomes(run: _Run, waiting: _Run | None) -> bool:
    """Whether the words say that what a pronoun stands for becomes something: 'turn it into a dog', 'make it a dog', but not
    'make her hold a dog'."""
    if waiting is not None and waiting.says("change:it"):
        return run.verb == "to"
    if run.said not in _BECOMING:
        return False
    tokens = iter(run.tokens)
    if not any("change:it" in token.meanings for token in tokens):
        return False
    for token in tokens:
        kinds = {meaning.split(":")[0] for meaning in token.meanings}
        if kinds & NOUNS:
            return not kinds & {"part"}
        if not kinds & {"count", "colour"} and token.word not in ("the", "an", "a"):
            return False
    return False


def _apart(change: Change) -> Iterator[Change]:
    """A change in its parts, so that each can be tried alone: light, place, and things."""
    things = replace(change, states=(), places=())
    if change.places:
        lit = tuple(state for state in change.states if state.startswith("weather:"))
        yield replace(change, values=(), targets=(), states=lit, colour=None)
        change = replace(change, states=tuple(state for state in change.states if state not in lit))
    if change.states:
        yield replace(change, values=(), targets=(), places=(), colour=None)
    if things.values or things.colour:
        yield things


def _is_telling(word: str) -> bool:
    return len(word) > 3 and word.isascii() and word not in ("please", "that", "this", "little", "very", "more", "like")


def _read(
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
            elif kind in _STATES:
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
    before = next((t for t in reversed(tokens[:number]) if not _counts_only(t)), None)
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    if _HAN.match(token.word):
        return after is not None and bool(_HAN.match(after.word)) and "change:at" in after.meanings
    return before is not None and not _HAN.match(before.word) and "change:at" in before.meanings


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
