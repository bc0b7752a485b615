"""All acts by name, and reading them from words and from JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.grammar.act_words import verb_at_start
from bot.grammar.option_values import Problem
from bot.operating.act import MAX_REASON, Act, Installation, Parameter, UnreadableWord
from bot.operating.announcement_acts import Announce, StopAnnouncement, Tell
from bot.operating.case_acts import DismissCase, RemoveReported, RestoreReported
from bot.operating.conversation_acts import KeepFor, SetMode
from bot.operating.job_acts import AdoptJob, CoverJob, FailJob, HoldJob, RefundJob, ReleaseJob, UncoverJob
from bot.operating.limit_acts import GivePictures, LimitConversation, LimitPerson, TakeGift
from bot.operating.pause_acts import PausePainting, ResumePainting
from bot.operating.person_acts import Ban, SetRank, Unban
from bot.operating.word_acts import AddWord, AddWordIn, RemoveWord
from bot.store import Tx

_KINDS: tuple[type[Act], ...] = (
    PausePainting,
    ResumePainting,
    HoldJob,
    ReleaseJob,
    AdoptJob,
    FailJob,
    RefundJob,
    CoverJob,
    UncoverJob,
    Ban,
    Unban,
    SetRank,
    LimitPerson,
    LimitConversation,
    SetMode,
    KeepFor,
    GivePictures,
    TakeGift,
    Announce,
    Tell,
    StopAnnouncement,
    AddWord,
    AddWordIn,
    RemoveWord,
    DismissCase,
    RemoveReported,
    RestoreReported,
)
_VALUE = re.compile(r"[#@]?[0-9][0-9.,]*|[a-z]+:\S+|[a-z_]+=\S*", re.IGNORECASE)
"""What is a number, an address, or a value with a name."""
_NAME = re.compile(r"[a-z][-_.a-z0-9]*", re.IGNORECASE)
"""With a digit in it: what may be the name of a model or an account."""
ACTS: Mapping[str, type[Act]] = {kind.verb: kind for kind in _KINDS}


def act_from_words(tx: Tx, installation: Installation, words: Sequence[str]) -> Act | Problem:
    """The act that words order: its verb in either language, then its parameters."""
    verb, length = verb_at_start(words)
    kind = ACTS.get(verb)
    if kind is None:
        return Problem("act-unknown", {"word": words[0][:40] if words else ""})
    return _read(tx, installation, kind, kind.parameters, words[length:], {})


def act_about(tx: Tx, installation: Installation, verb: str, object_id: int, more: str) -> Act | Problem:
    """The act of a button: its first parameter is a row (0: it is about none), `more` are the words of the others."""
    kind = ACTS.get(verb)
    if kind is None or not kind.parameters:
        return Problem("act-unknown", {"word": verb[:40]})
    first, *others = kind.parameters
    parameters = others if object_id else kind.parameters
    values = {first.name: object_id} if object_id else {}
    return _read(tx, installation, kind, parameters, more.split(), values)


def _read(
    tx: Tx,
    installation: Installation,
    kind: type[Act],
    parameters: Sequence[Parameter],
    words: Sequence[str],
    values: dict[str, Any],
) -> Act | Problem:
    """An act of this kind, with the parameters that `words` give besides `values`."""
    left = list(words)
    for parameter in parameters:
        if not left:
            if parameter.optional:
                continue
            return Problem(f"act-{kind.verb}-how")
        word = " ".join(left) if parameter.rest else left[0]
        left = [] if parameter.rest else left[1:]
        try:
            values[parameter.name] = parameter.read(tx, installation, word)
        except UnreadableWord as unreadable:
            return unreadable.problem
    reason = reason_in(left)
    if reason is None:
        return Problem(f"act-{kind.verb}-how")
    if isinstance(reason, Problem):
        return reason
    try:
        return kind(**values, reason=reason).as_of(tx)
    except ValidationError:
        return Problem("act-unknown", {"word": kind.verb})


def reason_in(words: Sequence[str]) -> str | Problem | None:
    """The reason that words after an act give, empty without words; None if they begin like one more value (`43`, `telegram:12`,
    `wanx-v1`), of which only the first would be acted on."""
    if words and (_like_value(words[0]) or not any(mark.isalpha() for word in words for mark in word)):
        return None
    return reason_of(words)


def reason_of(words: Sequence[str]) -> str | Problem:
    """Words that are a reason, as it is stored; or that they are too many."""
    reason = " ".join(words)
    return reason if len(reason) <= MAX_REASON else Problem("act-reason-too-long", {"most": MAX_REASON})


def _like_value(word: str) -> bool:
    named = _NAME.fullmatch(word) and any(mark.isdigit() for mark in word)
    return bool(named or _VALUE.fullmatch(word))


def words_of(text: str) -> list[str]:
    """The words of an order; those that are one parameter (`Parameter.rest`) stay as they were written, with their lines."""
    words = text.split()
    verb, length = verb_at_start(words)
    parameters = ACTS[verb].parameters if verb in ACTS else ()
    rest = next((place for place, parameter in enumerate(parameters, length) if parameter.rest), 0)
    return text.split(maxsplit=rest) if rest else words


def act_from_json(text: str) -> Act | None:
    """The act that was stored or sent as JSON; None if it is none (of this version)."""
    try:
        data = json.loads(text)
        kind = ACTS[data.pop("verb")]
        return kind.from_fields(data)
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        return None
