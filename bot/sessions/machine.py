"""The state machine of a session: (session, event, now) -> transition or refusal. Pure.

It knows nothing of the store, posts or prices; the time is an argument. Every transition is checked against `phases.TABLE`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.sessions import changes, contributions, job_results, participation
from bot.sessions import events as ev
from bot.sessions.effects import CancelJobs, DequeueJobs, EnqueueJobs, EventOutcome, EventRefused, Transition
from bot.sessions.model import NEVER, Person, Round, Rules, Session
from bot.sessions.participation import may_lead, with_participant
from bot.sessions.phases import TABLE, Phase
from bot.sessions.rounds import (
    advance_round,
    close_vote,
    end_session,
    enter_gathering,
    enter_painting,
    enter_resting,
    enter_voting,
    finish_round,
    open_jobs,
    with_early_close,
)

IDLE_S = 24 * 3600.0
"""After this time without any action a session rests."""


def new_session(
    session_id: int,
    theme: str,
    language: str,
    host: ev.Actor,
    rules: Rules,
    now: float,
    prompt: str = "",
    key: str = "",
) -> Session:
    """A new session, gathering ideas. `prompt` is what is painted of the theme, where that is not the theme itself; `key` is
    `Session.key`."""
    session = Session(
        id=session_id,
        theme=theme,
        language=language,
        host=host.id,
        rules=rules,
        phase=Phase.GATHERING,
        rounds=(Round(1, (prompt or theme,)),),
        people=(Person(host.id, host.name),),
        card=f"session:{session_id}",
        key=key,
        started_at=now,
        touched_at=now,
    )
    return enter_gathering(session, now)


def step(session: Session, event: ev.Event, now: float) -> EventOutcome:
    """Apply `event` to `session` at `now` (unix seconds).

    Timers and job results that no longer matter are refused without a text; people are always told why.
    """
    phase = Phase(session.phase)
    if isinstance(event, ev.ByPerson):
        if event.by.id in session.kicked and not event.by.is_moderator:
            return EventRefused("session-you-were-removed")
        if isinstance(event, ev.HostOnly) and not may_lead(session, event.by):
            return EventRefused("session-host-only", {"host": session.name_of(session.host)})
    allowed = TABLE.get((phase, type(event)))
    if allowed is None:
        return EventRefused(f"session-not-while-{phase}") if isinstance(event, ev.ByPerson) else EventRefused()
    outcome = _HANDLERS[type(event)](session, event, now)
    if isinstance(outcome, EventRefused):
        return outcome
    after = outcome.session
    assert Phase(after.phase) in allowed, f"no way from {phase} to {after.phase} by {type(event).__name__}"
    if isinstance(event, ev.ByPerson):
        after = replace(after, touched_at=now)
    return Transition(with_early_close(after, now), outcome.effects)


# --- painting begins


def _start_painting(session: Session, event: ev.StartPainting, now: float) -> EventOutcome:
    return enter_painting(session) if session.current_round.ideas else EventRefused("session-no-ideas-yet")


# --- timers


def _phase_timer(session: Session, event: ev.PhaseTimer, now: float) -> EventOutcome:
    if now < session.due_at:
        return EventRefused()
    if session.phase == Phase.VOTING:
        return close_vote(session, now)
    if session.current_round.ideas:
        return enter_painting(session)
    if session.prolonged:
        return Transition(enter_resting(session, "session-rests-no-ideas", now))
    return Transition(replace(session, prolonged=True, due_at=now + session.rules.ideas_s))


def _idle_timer(session: Session, event: ev.IdleTimer, now: float) -> EventOutcome:
    if now - session.touched_at < IDLE_S:
        return EventRefused()
    return Transition(enter_resting(session, "session-rests-idle", now))


def _chat_blocked(session: Session, event: ev.ChatBlocked, now: float) -> EventOutcome:
    jobs = open_jobs(session)
    return Transition(enter_resting(session, "session-rests-barred", now), (DequeueJobs(jobs),) if jobs else ())


# --- voting


def _close(session: Session, event: ev.Close, now: float) -> EventOutcome:
    if session.phase == Phase.VOTING:
        return close_vote(session, now)
    current = session.current_round
    if not any(c.state == "done" for c in current.candidates):
        return EventRefused("session-nothing-painted-yet")
    jobs = open_jobs(session)
    candidates = tuple(
        c if c.state == "done" else replace(c, state="missed", problem="session-missed-closed")
        for c in current.candidates
    )
    after = advance_round(session.with_current_round(replace(current, candidates=candidates)), now)
    return Transition(after.session, (CancelJobs(jobs), *after.effects) if jobs else after.effects)


# --- the host's actions


def _skip(session: Session, event: ev.Skip, now: float) -> EventOutcome:
    jobs = open_jobs(session)
    current = session.current_round
    dropped = tuple(
        c if c.state == "done" else replace(c, state="missed", problem=c.problem or "session-missed-closed")
        for c in current.candidates
    )
    session = session.with_current_round(replace(current, candidates=dropped, votes=(), skipped=True))
    after = finish_round(session, now)
    return Transition(after.session, (CancelJobs(jobs), *after.effects) if jobs else after.effects)


def _pause(session: Session, event: ev.Pause, now: float) -> EventOutcome:
    due = session.full_due_at or session.due_at
    left = max(0.0, due - now) if due < NEVER else 0.0
    paused = replace(session, phase=Phase.PAUSED, before=session.phase, left_s=left, due_at=NEVER, full_due_at=0)
    return Transition(replace(paused, reason=""))


def _resume(session: Session, event: ev.Resume, now: float) -> EventOutcome:
    if session.phase == Phase.PAUSED and not may_lead(session, event.by):
        return EventRefused("session-host-only", {"host": session.name_of(session.host)})
    rested = session.phase == Phase.RESTING
    session = replace(session, phase=session.before, before="", reason="")
    if rested and session.host in (*session.left, *session.kicked):
        session = replace(with_participant(session, event.by), host=event.by.id)
    match Phase(session.phase):
        case Phase.GATHERING:
            # A resting session that is woken gets the full time again, a paused one what was left.
            session = enter_gathering(session, now) if rested else replace(session, due_at=now + session.left_s)
            return Transition(replace(session, left_s=0))
        case Phase.PAINTING:
            after = advance_round(replace(session, left_s=0), now)
            return (
                Transition(after.session, (EnqueueJobs(), *after.effects))
                if after.session.phase == Phase.PAINTING
                else after
            )
        case Phase.ASSEMBLING if session.current_round.sheet:
            return enter_voting(replace(session, left_s=0), now)
        case Phase.VOTING:
            left = session.rules.vote_s if rested else session.left_s
            return Transition(replace(session, due_at=now + left, left_s=0))
        case _:
            return Transition(replace(session, left_s=0))


def _change_rules(session: Session, event: ev.ChangeRules, now: float) -> EventOutcome:
    old = session.rules
    session = replace(session, rules=event.rules)
    # A new duration applies to the current phase, too.
    match session.phase:
        case Phase.GATHERING:
            longer = event.rules.ideas_s - old.ideas_s
        case Phase.VOTING:
            longer = event.rules.vote_s - old.vote_s
        case _:
            return Transition(session)
    if session.full_due_at:
        return Transition(replace(session, full_due_at=session.full_due_at + longer))
    return Transition(replace(session, due_at=session.due_at + longer))


def _end(session: Session, event: ev.End, now: float) -> EventOutcome:
    jobs = open_jobs(session)
    after = end_session(session, event.reason, now)
    return Transition(after.session, (CancelJobs(jobs), *after.effects) if jobs else after.effects)


_HANDLERS: dict[type[ev.Event], Callable[[Session, Any, float], EventOutcome]] = {
    ev.IdeaGiven: contributions.give_idea,
    ev.WithdrawIdea: contributions.withdraw_idea,
    ev.Join: participation.join,
    ev.StartPainting: _start_painting,
    ev.ChooseWay: changes.choose_way,
    ev.BlendWinners: changes.blend_winners,
    ev.UndoWinner: changes.undo_winner,
    ev.PaintAnew: changes.paint_anew,
    ev.ReferenceLost: changes.reference_lost,
    ev.PhaseTimer: _phase_timer,
    ev.IdleTimer: _idle_timer,
    ev.ChatBlocked: _chat_blocked,
    ev.JobDequeued: job_results.job_dequeued,
    ev.JobAccepted: job_results.job_accepted,
    ev.JobPainted: job_results.job_painted,
    ev.CandidateMissed: job_results.candidate_missed,
    ev.JobCostKnown: job_results.job_cost_known,
    ev.SheetReady: job_results.sheet_ready,
    ev.Vote: contributions.cast_vote,
    ev.Close: _close,
    ev.Skip: _skip,
    ev.Pause: _pause,
    ev.Resume: _resume,
    ev.Kick: participation.kick,
    ev.Leave: participation.leave,
    ev.PersonBanned: participation.ban,
    ev.ChangeRules: _change_rules,
    ev.End: _end,
}
