"""Applies the results of candidates' jobs, and of the contact sheet, to the session. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.sessions import events as ev
from bot.sessions.effects import Effect, EventOutcome, EventRefused, NotifyPerson, Transition
from bot.sessions.model import Session
from bot.sessions.phases import Phase
from bot.sessions.rounds import advance_round, enter_voting


def job_dequeued(session: Session, event: ev.JobDequeued, now: float) -> EventOutcome:
    candidate = session.current_round.candidate(event.number)
    if candidate is None or candidate.state != "ordered":
        return EventRefused()
    return Transition(session.with_candidate(replace(candidate, state="wanted", job=0)))


def job_accepted(session: Session, event: ev.JobAccepted, now: float) -> EventOutcome:
    candidate = session.current_round.candidate(event.number)
    if candidate is None or candidate.state != "wanted":
        return EventRefused()
    return Transition(session.with_candidate(replace(candidate, state="ordered", job=event.job)))


def job_painted(session: Session, event: ev.JobPainted, now: float) -> EventOutcome:
    candidate = session.current_round.candidate(event.number)
    if candidate is None or candidate.state != "ordered":
        return EventRefused()
    done = replace(candidate, state="done", picture=event.picture, cost_li=event.cost_li)
    session = session.with_candidate(done)
    return advance_round(session, now) if session.phase == Phase.PAINTING else Transition(session)


def candidate_missed(session: Session, event: ev.CandidateMissed, now: float) -> EventOutcome:
    candidate = session.current_round.candidate(event.number)
    if candidate is None or candidate.state not in ("wanted", "ordered"):
        return EventRefused()
    missed = replace(candidate, state="missed", problem=event.problem, cost_li=event.cost_li)
    session = session.with_candidate(missed)
    if event.problem == "session-budget-out":
        session = replace(session, budget_out=True)
    tell: tuple[Effect, ...] = ()
    # An idea may have several candidates: its author is told once, when the last of them has failed.
    last = len(candidate.authors) == 1 and all(
        c.state == "missed" for c in session.current_round.candidates if c.authors == candidate.authors
    )
    if session.current_round.blended:
        tell = (NotifyPerson(session.host, "session-blend-missed", {"problem": event.problem, **event.arguments}),)
    elif last:
        author = candidate.authors[0]
        idea = session.current_round.idea_of(author)
        tell = (
            NotifyPerson(
                author,
                "session-idea-missed",
                {"idea": idea.text if idea else candidate.parts[-1], "problem": event.problem, **event.arguments},
                idea.message if idea else "",
            ),
        )
    after = advance_round(session, now) if session.phase == Phase.PAINTING else Transition(session)
    return Transition(after.session, (*tell, *after.effects))


def job_cost_known(session: Session, event: ev.JobCostKnown, now: float) -> EventOutcome:
    rounds = tuple(
        replace(
            r,
            candidates=tuple(replace(c, cost_li=event.cost_li) if c.job == event.job else c for c in r.candidates),
            missed=tuple(replace(c, cost_li=event.cost_li) if c.job == event.job else c for c in r.missed),
        )
        for r in session.rounds
    )
    return Transition(replace(session, rounds=rounds))


def sheet_ready(session: Session, event: ev.SheetReady, now: float) -> EventOutcome:
    current = session.current_round
    if current.number != event.round:
        return EventRefused()
    session = session.with_current_round(
        replace(current, sheet=event.sheet or "none", sheet_size=(event.width, event.height))
    )
    return enter_voting(session, now) if session.phase == Phase.ASSEMBLING else Transition(session)
