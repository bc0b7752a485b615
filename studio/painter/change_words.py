"""Read what a request wants changed in a picture: which things, which light, and what they become.

The words are split into clauses at verbs (`change_lexicon.py`); a clause without a verb continues the one before it ('remove the
boat and the moon').
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from studio.painter.change_clauses import HAN, NOUNS, STATES, Noun, Run, is_unknown, nouns_of, read_tokens, runs_of
from studio.painter.lexicon import Rgb
from studio.painter.tokens import MAX_PROMPT_CHARACTERS, Token

Action = Literal["remove", "add", "set"]
_EMPTY = frozenset({"change:it", "change:everything", "change:blend", "change:please", "change:at"})
_BECOMING = frozenset({"make", "turn", "change", "convert", "transform"})


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


def read_wish(text: str) -> Wish:
    """What the words of a request want changed."""
    runs = list(runs_of(text[:MAX_PROMPT_CHARACTERS]))
    changes: list[Change] = []
    unread: list[str] = []
    waiting: Run | None = None
    for number, run in enumerate(runs):
        after = runs[number + 1] if number + 1 < len(runs) and not run.ends else None
        unread += [token.word for token in run.tokens if is_unknown(token)]
        if run.says("change:detail"):
            before = waiting.tokens if waiting else []
            unread.append(_words(Run(run.verb, tokens=[*before, *run.tokens])))
            waiting = None
            continue
        if waiting is not None and run.verb != "to" and not (run.verb == "remove" and not nouns_of(run)):
            run.tokens = [*waiting.tokens, *run.tokens]
            waiting = None
        if after is not None and _is_target(run, after):
            waiting = run
            continue
        if after is not None and not run.said and after.verb in ("add", "more") and not run.has("colour", *STATES):
            continue  # It only says where something comes: 湖上加两只天鹅.
        changes += _changes(run, waiting, unread)
        waiting = None
    return Wish(tuple(changes), tuple(dict.fromkeys(word for word in unread if word)))


def _is_target(run: Run, after: Run) -> bool:
    """Whether the words only say what the next ones change."""
    if run.verb == "add":
        return False
    if after.verb == "to":
        return True
    if after.verb == "remove" and not nouns_of(after) and not after.has(*STATES):
        return run.verb != "remove"
    joined = after.verb == run.verb or (after.verb == "swap" and run.verb == "swap")
    return joined and run.verb == "swap" and bool(nouns_of(run)) and not _has_value(run)


def _has_value(run: Run) -> bool:
    return run.has("colour", "place", *STATES)


def _is_content(token: Token) -> bool:
    return not _EMPTY.issuperset(token.meanings) if token.meanings else not token.is_stop_word


def _words(run: Run) -> str:
    """The words of a run as a person would recognise them."""
    said = [token.word for token in run.tokens if token.word and _is_content(token)]
    return ("" if any(map(HAN.search, said)) else " ").join(said)


def _changes(run: Run, waiting: Run | None, unread: list[str]) -> Iterator[Change]:
    """The changes of a run; `waiting` are the words before it that say what is changed."""
    nouns, states, places, colour = read_tokens(run.tokens, any_style=run.verb == "to")
    said = tuple(noun.word for noun in nouns) or tuple(filter(None, [_words(run)]))
    targets = tuple(nouns_of(waiting)) if waiting else ()
    if (
        colour
        and not targets
        and any(is_unknown(token) for token in (*run.tokens, *(waiting.tokens if waiting else ())))
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


def _becomes(run: Run, waiting: Run | None) -> bool:
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
