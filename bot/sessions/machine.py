"""The state machine of a session: pure. A session and an event go in, a session and effects (or why not) come out.

Nothing here knows of jobs' prices, posts or databases; the time is an argument. The ways between the phases are those of
`phases.TABLE`, and every step is checked against it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.access import Action, Kind, Role, permits
from bot.sessions import events as ev
from bot.sessions.effects import CancelJobs, DequeueJobs, Effect, EnqueueJobs, EventRefused, NotifyPerson, Transition
from bot.sessions.model import (
    MAX_CANDIDATES,
    MAX_IDEA_LENGTH,
    MAX_VOTES,
    NEVER,
    Ballot,
    Idea,
    Person,
    Round,
    Rules,
    Session,
)
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
    replace_candidate,
    with_early_close,
    with_round,
    without_author,
)

IDLE_S = 24 * 3600.0
"""A session in which nobody has done anything for so long rests."""

Outcome = Transition | EventRefused


def new_session(
    session_id: int, theme: str, language: str, host: ev.Actor, rules: Rules, now: float, words: str = "", key: str = ""
) -> Session:
    """A new session that gathers ideas. `words` is what is painted of the theme, where that is not the theme itself; `key`
    is the model's."""
    session = Session(
        id=session_id,
        theme=theme,
        language=language,
        host=host.id,
        rules=rules,
        phase=Phase.GATHERING,
        rounds=(Round(1, (words or theme,)),),
        people=(Person(host.id, host.name),),
        card=f"session:{session_id}",
        key=key,
        started_at=now,
        touched_at=now,
    )
    return enter_gathering(session, now)


def step(session: Session, event: ev.Event, now: float) -> Outcome:
    """What `event` makes of `session` at `now` (unix seconds).

    News and timers that no longer matter are refused without a text; people are always told why.
    """
    phase = Phase(session.phase)
    if isinstance(event, ev.ByPerson):
        if event.by.id in session.kicked and not event.by.rules:
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


def may_lead(session: Session, actor: ev.Actor) -> bool:
    """Whether somebody who takes part in the conversation may lead: the host, and those who rule the conversation."""
    roles = [Role.OWNER] * (actor.id == session.host) + [Role.MODERATOR] * actor.rules
    return permits(roles, Kind.SESSION, Action.LEAD)


def _with_participant(session: Session, actor: ev.Actor) -> Session:
    """The session with `actor` among those who take part, under the name they have now."""
    person = Person(actor.id, actor.name or session.name_of(actor.id))
    session = replace(session, left=tuple(p for p in session.left if p != actor.id))
    if any(p.id == actor.id for p in session.people):
        return replace(session, people=tuple(person if p.id == actor.id else p for p in session.people))
    return replace(session, people=(*session.people, person))


# --- gathering


def _idea(session: Session, event: ev.IdeaGiven, now: float) -> Outcome:
    if session.phase == Phase.RESTING and session.before != Phase.GATHERING:
        return EventRefused("session-not-while-resting")
    text = " ".join(event.text.split())
    if not text and not event.image:
        return EventRefused("idea-empty")
    if len(text) > MAX_IDEA_LENGTH:
        return EventRefused("idea-too-long", {"length": str(len(text)), "limit": str(MAX_IDEA_LENGTH)})
    current = session.current_round
    others = tuple(idea for idea in current.ideas if idea.person != event.by.id)
    if len(others) == len(current.ideas) and len(others) >= MAX_CANDIDATES:
        return EventRefused("idea-round-full", {"limit": str(MAX_CANDIDATES)})
    given = Idea(event.by.id, text, event.image, event.message, event.words, event.style, event.no)
    # A changed idea keeps its place: ties are broken by it.
    ideas = tuple(given if idea.person == event.by.id else idea for idea in current.ideas)
    if len(others) == len(current.ideas):
        ideas = (*ideas, given)
    session = with_round(_with_participant(session, event.by), replace(current, ideas=ideas))
    return Transition(enter_gathering(session, now) if session.phase == Phase.RESTING else session)


def _join(session: Session, event: ev.Join, now: float) -> Outcome:
    if event.by.id in session.players():
        return EventRefused()
    return Transition(replace(_with_participant(session, event.by), joined=(*session.joined, event.by.id)))


def _withdraw_idea(session: Session, event: ev.WithdrawIdea, now: float) -> Outcome:
    current = session.current_round
    if current.idea_of(event.by.id) is None:
        return EventRefused("idea-none-to-take-back")
    return Transition(with_round(session, replace(current, ideas=_without(current, event.by.id))))


def _without(current: Round, person: int) -> tuple[Idea, ...]:
    return tuple(idea for idea in current.ideas if idea.person != person)


def _start_painting(session: Session, event: ev.StartPainting, now: float) -> Outcome:
    return enter_painting(session) if session.current_round.ideas else EventRefused("session-no-ideas-yet")


# --- timers


def _phase_timer(session: Session, event: ev.PhaseTimer, now: float) -> Outcome:
    if now < session.due_at:
        return EventRefused()
    if session.phase == Phase.VOTING:
        return close_vote(session, now)
    if session.current_round.ideas:
        return enter_painting(session)
    if session.prolonged:
        return Transition(enter_resting(session, "session-rests-no-ideas", now))
    return Transition(replace(session, prolonged=True, due_at=now + session.rules.ideas_s))


def _idle_timer(session: Session, event: ev.IdleTimer, now: float) -> Outcome:
    if now - session.touched_at < IDLE_S:
        return EventRefused()
    return Transition(enter_resting(session, "session-rests-idle", now))


def _chat_blocked(session: Session, event: ev.ChatBlocked, now: float) -> Outcome:
    jobs = open_jobs(session)
    return Transition(enter_resting(session, "session-rests-barred", now), (DequeueJobs(jobs),) if jobs else ())


# --- news of candidates


def _job_dequeued(session: Session, event: ev.JobDequeued, now: float) -> Outcome:
    candidate = session.current_round.candidate(event.number)
    if candidate is None or candidate.state != "ordered":
        return EventRefused()
    return Transition(replace_candidate(session, replace(candidate, state="wanted", job=0)))


def _job_accepted(session: Session, event: ev.JobAccepted, now: float) -> Outcome:
    candidate = session.current_round.candidate(event.number)
    if candidate is None or candidate.state != "wanted":
        return EventRefused()
    return Transition(replace_candidate(session, replace(candidate, state="ordered", job=event.job)))


def _job_painted(session: Session, event: ev.JobPainted, now: float) -> Outcome:
    candidate = session.current_round.candidate(event.number)
    if candidate is None or candidate.state != "ordered":
        return EventRefused()
    done = replace(candidate, state="done", picture=event.picture, cost_li=event.cost_li)
    session = replace_candidate(session, done)
    return advance_round(session, now) if session.phase == Phase.PAINTING else Transition(session)


def _candidate_missed(session: Session, event: ev.CandidateMissed, now: float) -> Outcome:
    candidate = session.current_round.candidate(event.number)
    if candidate is None or candidate.state not in ("wanted", "ordered"):
        return EventRefused()
    missed = replace(candidate, state="missed", problem=event.problem, cost_li=event.cost_li)
    session = replace_candidate(session, missed)
    if event.problem == "session-budget-out":
        session = replace(session, budget_out=True)
    tell: tuple[Effect, ...] = ()
    # One idea may be several candidates: its author is told once, when none of them can come any more.
    if len(candidate.authors) == 1 and all(
        c.state == "missed" for c in session.current_round.candidates if c.authors == candidate.authors
    ):
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


def _job_cost_known(session: Session, event: ev.JobCostKnown, now: float) -> Outcome:
    rounds = tuple(
        replace(
            r,
            candidates=tuple(replace(c, cost_li=event.cost_li) if c.job == event.job else c for c in r.candidates),
            missed=tuple(replace(c, cost_li=event.cost_li) if c.job == event.job else c for c in r.missed),
        )
        for r in session.rounds
    )
    return Transition(replace(session, rounds=rounds))


def _sheet_ready(session: Session, event: ev.SheetReady, now: float) -> Outcome:
    current = session.current_round
    if current.number != event.round:
        return EventRefused()
    session = with_round(session, replace(current, sheet=event.sheet or "none", sheet_size=(event.width, event.height)))
    return enter_voting(session, now) if session.phase == Phase.ASSEMBLING else Transition(session)


# --- voting


def _vote(session: Session, event: ev.Vote, now: float) -> Outcome:
    current = session.current_round
    candidate = current.candidate(event.number)
    if event.round != current.number:
        return EventRefused("vote-too-late")
    if candidate is None:
        return EventRefused("vote-no-such-picture", {"number": str(event.number), "most": str(len(current.candidates))})
    if session.rules.strict and candidate.authors == (event.by.id,):
        return EventRefused("vote-own-idea")
    others = tuple(ballot for ballot in current.votes if ballot.person != event.by.id)
    if len(others) >= MAX_VOTES:
        return EventRefused("vote-too-many", {"limit": str(MAX_VOTES)})
    votes = (*others, Ballot(event.by.id, event.number))
    return Transition(with_round(_with_participant(session, event.by), replace(current, votes=votes)))


def _close(session: Session, event: ev.Close, now: float) -> Outcome:
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
    after = advance_round(with_round(session, replace(current, candidates=candidates)), now)
    return Transition(after.session, (CancelJobs(jobs), *after.effects) if jobs else after.effects)


# --- the host's hand


def _skip(session: Session, event: ev.Skip, now: float) -> Outcome:
    jobs = open_jobs(session)
    current = session.current_round
    dropped = tuple(
        c if c.state == "done" else replace(c, state="missed", problem=c.problem or "session-missed-closed")
        for c in current.candidates
    )
    session = with_round(session, replace(current, candidates=dropped, votes=(), skipped=True))
    after = finish_round(session, now)
    return Transition(after.session, (CancelJobs(jobs), *after.effects) if jobs else after.effects)


def _pause(session: Session, event: ev.Pause, now: float) -> Outcome:
    due = session.full_due_at or session.due_at
    left = max(0.0, due - now) if due < NEVER else 0.0
    paused = replace(session, phase=Phase.PAUSED, before=session.phase, left_s=left, due_at=NEVER, full_due_at=0)
    return Transition(replace(paused, reason=""))


def _resume(session: Session, event: ev.Resume, now: float) -> Outcome:
    if session.phase == Phase.PAUSED and not may_lead(session, event.by):
        return EventRefused("session-host-only", {"host": session.name_of(session.host)})
    rested = session.phase == Phase.RESTING
    session = replace(session, phase=session.before, before="", reason="")
    if rested and session.host in (*session.left, *session.kicked):
        session = replace(_with_participant(session, event.by), host=event.by.id)
    match Phase(session.phase):
        case Phase.GATHERING:
            # Whoever wakes a session that rests gives it all of its time; after a pause it has what was left.
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


def _kick(session: Session, event: ev.Kick, now: float) -> Outcome:
    if event.person in session.kicked or not any(p.id == event.person for p in session.people):
        return EventRefused("session-no-such-person")
    session = replace(session, kicked=(*session.kicked, event.person))
    return _without_participant(session, event.person, now)


def _leave(session: Session, event: ev.Leave, now: float) -> Outcome:
    if event.by.id in session.left or not any(p.id == event.by.id for p in session.people):
        return EventRefused("session-not-in-it")
    return _without_participant(session, event.by.id, now)


def _without_participant(session: Session, person: int, now: float) -> Outcome:
    """The session without a person: their idea (until painting) and voice go with them; a host hands over."""
    current = session.current_round
    gathering = session.phase == Phase.GATHERING or session.before == Phase.GATHERING
    session = with_round(
        session,
        replace(
            current,
            ideas=_without(current, person) if gathering else current.ideas,
            votes=tuple(b for b in current.votes if b.person != person),
        ),
    )
    session = replace(session, left=(*(p for p in session.left if p != person), person))
    if session.host == person:
        remaining = session.present()
        if not remaining:
            return Transition(
                enter_resting(session, "session-rests-host-left", now) if session.phase != Phase.RESTING else session
            )
        session = replace(session, host=remaining[0].id)
    return Transition(session)


def _person_banned(session: Session, event: ev.PersonBanned, now: float) -> Outcome:
    """Like leaving, and what is not on its way yet is painted without their words. Refused if that changes nothing."""
    if not any(p.id == event.person for p in session.people):
        return EventRefused()
    banned = without_author(session, event.person)
    host_stays = banned.host != event.person or not any(p.id != event.person for p in banned.present())
    votes = any(ballot.person == event.person for ballot in banned.current_round.votes)
    idea = banned.phase == Phase.GATHERING and banned.current_round.idea_of(event.person)
    if event.person in banned.left and host_stays and not (votes or idea):
        return EventRefused() if banned == session else Transition(banned)
    return _without_participant(banned, event.person, now)


def _change_rules(session: Session, event: ev.ChangeRules, now: float) -> Outcome:
    old = session.rules
    session = replace(session, rules=event.rules)
    # A longer or shorter time holds for the phase that goes on, too.
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


def _end(session: Session, event: ev.End, now: float) -> Outcome:
    jobs = open_jobs(session)
    after = end_session(session, event.reason, now)
    return Transition(after.session, (CancelJobs(jobs), *after.effects) if jobs else after.effects)


_HANDLERS: dict[type[ev.Event], Callable[[Session, Any, float], Outcome]] = {
    ev.IdeaGiven: _idea,
    ev.WithdrawIdea: _withdraw_idea,
    ev.Join: _join,
    ev.StartPainting: _start_painting,
    ev.PhaseTimer: _phase_timer,
    ev.IdleTimer: _idle_timer,
    ev.ChatBlocked: _chat_blocked,
    ev.JobDequeued: _job_dequeued,
    ev.JobAccepted: _job_accepted,
    ev.JobPainted: _job_painted,
    ev.CandidateMissed: _candidate_missed,
    ev.JobCostKnown: _job_cost_known,
    ev.SheetReady: _sheet_ready,
    ev.Vote: _vote,
    ev.Close: _close,
    ev.Skip: _skip,
    ev.Pause: _pause,
    ev.Resume: _resume,
    ev.Kick: _kick,
    ev.Leave: _leave,
    ev.PersonBanned: _person_banned,
    ev.ChangeRules: _change_rules,
    ev.End: _end,
}
