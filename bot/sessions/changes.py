"""Rounds that go on from the winner's picture itself: it is changed by words, or several winners become one. Pure.

The picture may be gone by the time it is needed (deleted, erased, expired): then the round is painted from its words.
"""

from __future__ import annotations

from dataclasses import replace

from bot.sessions import contributions
from bot.sessions import events as ev
from bot.sessions.effects import EnqueueJobs, EventOutcome, EventRefused, Transition
from bot.sessions.model import MAX_BLENDED, Round, Session
from bot.sessions.phases import Phase
from bot.sessions.rounds import begun_from_winner, enter_painting

WINNER_GONE = "session-winner-gone"
"""The text id of why a round is painted from its words: the picture that it would start from does not exist any more."""


def choose_way(session: Session, event: ev.ChooseWay, now: float) -> EventOutcome:
    current = session.current_round
    if not current.reference:
        return EventRefused("session-no-winner-yet")
    if current.way == event.way:
        return EventRefused("session-way-is-change" if event.way == "change" else "session-way-is-anew")
    session = with_agreed_price(session, event.agreed_li)
    return Transition(session.with_current_round(replace(current, way=event.way, notice="")))


def blend_winners(session: Session, event: ev.BlendWinners, now: float) -> EventOutcome:
    led = session.latest_winner()
    if led is None:
        return EventRefused("session-no-winner-yet")
    former, _ = led
    wanted = tuple(dict.fromkeys(event.numbers or former.tied()))
    if unknown := [number for number in wanted if former.candidate(number) is None]:
        return EventRefused("vote-no-such-picture", {"number": str(unknown[0]), "most": str(len(former.candidates))})
    if not 2 <= len(wanted) <= MAX_BLENDED:
        return EventRefused("session-blend-which", {"most": str(MAX_BLENDED)})
    if event.text:
        given = contributions.give_idea(session, ev.IdeaGiven(event.by, event.text, words=event.words), now)
        if isinstance(given, EventRefused):
            return given
        session = given.session
    blended = _with_blend(session.current_round, former, tuple(sorted(wanted)), event.instruction)
    return enter_painting(with_agreed_price(session.with_current_round(blended), event.agreed_li))


def _with_blend(current: Round, former: Round, numbers: tuple[int, ...], instruction: str) -> Round:
    """The round as the blend of these pictures of the former one: its words are those of all of them, each once."""
    blended = [candidate for number in numbers if (candidate := former.candidate(number))]
    return replace(
        current,
        way="blend",
        base=tuple(dict.fromkeys(part for candidate in blended for part in candidate.parts)),
        reference=blended[0].picture,
        more=tuple(candidate.picture for candidate in blended[1:]),
        blended=numbers,
        instruction=instruction,
        notice="",
    )


def undo_winner(session: Session, event: ev.UndoWinner, now: float) -> EventOutcome:
    led = session.latest_winner()
    if led is None:
        return EventRefused("session-no-winner-yet")
    taken_back = replace(led[0], undone=session.current_round.number)
    rounds = tuple(taken_back if each.number == taken_back.number else each for each in session.rounds)
    session = replace(session, rounds=rounds)
    return Transition(session.with_current_round(begun_from_winner(session)))


def with_agreed_price(session: Session, agreed_li: int) -> Session:
    """The session with its host's word that a picture may cost so much, in li."""
    if agreed_li <= session.rules.agreed_li:
        return session
    return replace(session, rules=replace(session.rules, agreed_li=agreed_li))


def paint_anew(session: Session, event: ev.PaintAnew, now: float) -> EventOutcome:
    current = painted_anew(session.current_round, event.reason, starts_from=event.starts_from)
    return Transition(session.with_current_round(current), (EnqueueJobs(),))


def painted_anew(current: Round, reason: str, *, starts_from: bool = False) -> Round:
    """The round with its pictures painted from words; with `starts_from` after the winner's picture."""
    reference = current.reference if starts_from else ""
    return replace(current, way="anew", reference=reference, more=(), instruction="", notice=reason)


def reference_lost(session: Session, event: ev.ReferenceLost, now: float) -> EventOutcome:
    current = session.current_round
    candidate = current.candidate(event.number)
    if candidate is None or candidate.state != "ordered":
        return EventRefused()
    if current.reference:
        session = session.with_current_round(painted_anew(current, WINNER_GONE))
    session = session.with_candidate(replace(candidate, state="wanted", job=0))
    return Transition(session, (EnqueueJobs(),) if session.phase == Phase.PAINTING else ())
