"""The course of a round: from ideas to candidates, from candidates to a sheet, from votes to a winner, and on. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.sessions.effects import EnqueueJobs, MakeAlbum, MakeSheet, RevealRound, Transition
from bot.sessions.model import NEVER, Candidate, Round, Session
from bot.sessions.phases import Phase

UNFINISHED = ("wanted", "ordered")
MIN_PLAYERS = 2
"""Somebody alone is waited for until the time is up: others may still come."""
EARLY_CLOSE_DELAY_S = 3.0
"""Between the last idea or vote and the end of its phase: to change one's mind, or to press *Join*."""
MODERATION_PREFIX = "upstream-moderation-"
"""What the problems begin with that the words themselves were refused for."""


def with_round(session: Session, current: Round) -> Session:
    """The session with its newest round replaced."""
    return replace(session, rounds=(*session.rounds[:-1], current))


def replace_candidate(session: Session, candidate: Candidate) -> Session:
    """The session with a candidate of its newest round replaced."""
    current = session.current_round
    mended = tuple(candidate if c.number == candidate.number else c for c in current.candidates)
    return with_round(session, replace(current, candidates=mended))


def open_jobs(session: Session) -> tuple[int, ...]:
    """Jobs of the newest round that may still be stopped."""
    return tuple(sorted(c.job for c in session.current_round.candidates if c.state == "ordered"))


def enter_gathering(session: Session, now: float) -> Session:
    """Ideas are collected, from now on, for as long as the rules say."""
    due = now + session.rules.ideas_s
    return replace(
        session, phase=Phase.GATHERING, due_at=due, full_due_at=0, prolonged=False, before="", left_s=0, reason=""
    )


def enter_resting(session: Session, reason: str, now: float) -> Session:
    """It rests, and remembers what it was at."""
    before = session.before if session.phase in (Phase.PAUSED, Phase.RESTING) else session.phase
    return replace(session, phase=Phase.RESTING, before=before, reason=reason, due_at=NEVER, full_due_at=0)


def everyone_has_answered(session: Session) -> bool:
    """Everyone who plays, at least two, has given an idea (or a vote, while people vote) in this round."""
    current, players = session.current_round, session.players()
    voting = session.phase == Phase.VOTING
    given = {b.person for b in current.votes} if voting else {i.person for i in current.ideas}
    return len(players) >= MIN_PLAYERS and given.issuperset(players)


def with_early_close(session: Session, now: float) -> Session:
    """The session with its time as the pace wants it: a moment from now when all have given theirs, so that nobody waits for
    nobody; the full time when somebody is missing (again)."""
    early = session.rules.early and session.phase in (Phase.GATHERING, Phase.VOTING) and everyone_has_answered(session)
    if early and not session.full_due_at:
        return replace(session, full_due_at=session.due_at, due_at=min(session.due_at, now + EARLY_CLOSE_DELAY_S))
    if not early and session.full_due_at:
        return replace(session, due_at=session.full_due_at, full_due_at=0)
    return session


def build_candidates(session: Session) -> tuple[Candidate, ...]:
    """One candidate for each idea; where the host wants more of them, the others are of all ideas together (of the one
    idea, if there is only one)."""
    current = session.current_round
    first_seed = len(session.candidates())
    ideas = current.ideas
    together = tuple(idea.prompt for idea in ideas if idea.text)
    everyone = tuple(idea.person for idea in ideas)
    alone = ideas[0] if len(ideas) == 1 else None
    unwanted = ", ".join(dict.fromkeys(idea.no for idea in ideas if idea.no))
    made = []
    for index in range(max(len(ideas), session.rules.per_round)):
        if index < len(ideas):
            idea = ideas[index]
            words = (idea.prompt,) if idea.text else ()
            candidate = Candidate(
                index + 1,
                current.base + words,
                (idea.person,),
                first_seed + index,
                image=idea.image,
                style=idea.style,
                no=idea.no,
            )
        else:
            candidate = Candidate(
                index + 1,
                current.base + together,
                everyone,
                first_seed + index,
                image=alone.image if alone else "",
                style=alone.style if alone else "",
                no=unwanted,
            )
        made.append(candidate)
    return tuple(made)


def without_moderated_ideas(session: Session) -> Session | None:
    """The session in which pictures of all ideas together that moderation refused are wanted once more, without the ideas
    that it refused by themselves; None if there is none of which that would leave something else to paint."""
    current = session.current_round
    refused = {
        c.authors[0]
        for c in current.candidates
        if c.state == "missed" and len(c.authors) == 1 and c.problem.startswith(MODERATION_PREFIX)
    }
    mended = tuple(_retry_without(current, c, refused) for c in current.candidates)
    return None if mended == current.candidates else with_round(session, replace(current, candidates=mended))


def without_author(session: Session, person: int) -> Session:
    """The session in which candidates of all ideas together that are not ordered yet are painted without `person`'s idea."""
    current = session.current_round
    mended = tuple(
        _combined_without(current, c, {person}) if c.state == "wanted" and person in c.authors else c
        for c in current.candidates
    )
    return session if mended == current.candidates else with_round(session, replace(current, candidates=mended))


def _retry_without(current: Round, candidate: Candidate, refused: set[int]) -> Candidate:
    """A refused candidate of all ideas as one of those that are left, wanted; any other as it is."""
    if candidate.state != "missed" or not candidate.problem.startswith(MODERATION_PREFIX) or candidate.cost_li:
        return candidate
    return _combined_without(current, candidate, refused)


def _combined_without(current: Round, candidate: Candidate, gone: set[int]) -> Candidate:
    """A candidate of all ideas together as one of those that are left, wanted; as it is where none would be left."""
    left = tuple(idea for idea in current.ideas if idea.person in candidate.authors and idea.person not in gone)
    if not left or len(candidate.authors) < 2 or len(left) == len(candidate.authors):
        return candidate
    return replace(
        candidate,
        parts=current.base + tuple(idea.prompt for idea in left if idea.text),
        authors=tuple(idea.person for idea in left),
        image=left[0].image if len(left) == 1 else "",
        style=left[0].style if len(left) == 1 else "",
        no=", ".join(dict.fromkeys(idea.no for idea in left if idea.no)),
        state="wanted",
        job=0,
        problem="",
    )


def enter_painting(session: Session) -> Transition:
    """The ideas are settled and go into the queue."""
    current = replace(session.current_round, candidates=build_candidates(session))
    return Transition(
        replace(with_round(session, current), phase=Phase.PAINTING, due_at=NEVER, full_due_at=0), (EnqueueJobs(),)
    )


def advance_round(session: Session, now: float) -> Transition:
    """After news: go on when nothing of this round is still to be painted."""
    current = session.current_round
    if any(c.state in UNFINISHED for c in current.candidates):
        return Transition(session)
    if again := without_moderated_ideas(session):
        return Transition(again, (EnqueueJobs(),))
    done = [c for c in current.candidates if c.state == "done"]
    missed = tuple(c for c in current.candidates if c.state == "missed")
    # Numbered anew, so that what hangs there is numbered without gaps.
    shown = tuple(replace(c, number=index) for index, c in enumerate(done, 1))
    current = replace(current, candidates=shown, missed=(*current.missed, *missed))
    session = with_round(session, current)
    if len(shown) > 1:
        return Transition(replace(session, phase=Phase.ASSEMBLING), (MakeSheet(),))
    if shown:
        return finish_round(with_round(session, replace(current, winner=1)), now)
    return _all_missed(session, missed, now)


def _all_missed(session: Session, missed: tuple[Candidate, ...], now: float) -> Transition:
    """None could be painted: without money it ends, at a limit it rests, otherwise ideas are asked for once more."""
    if session.budget_out:
        return end_session(session, "session-ended-budget", now)
    current = session.current_round
    limit = next((c.problem for c in missed if c.problem.startswith("limit-")), "")
    tried_before = len(current.missed) > len(missed)
    # At a limit the ideas are kept for when it works again; refused ones are dropped, or they would be refused again.
    again = with_round(session, replace(current, ideas=current.ideas if limit else ()))
    again = enter_gathering(again, now)
    if limit:
        return Transition(enter_resting(again, "session-rests-limit", now))
    return Transition(enter_resting(again, "session-rests-nothing-painted", now) if tried_before else again)


def enter_voting(session: Session, now: float) -> Transition:
    """The sheet hangs: people may choose."""
    return Transition(replace(session, phase=Phase.VOTING, due_at=now + session.rules.vote_s, full_due_at=0, left_s=0))


def winner_of(current: Round) -> int:
    """The number with most voices; of several, also of nought voices, the one whose idea came first (the lowest number)."""
    tally = current.tally()
    return max(tally, key=lambda number: (tally[number], -number)) if tally else 0


def close_vote(session: Session, now: float) -> Transition:
    """The vote is over."""
    current = session.current_round
    return finish_round(with_round(session, replace(current, winner=winner_of(current))), now)


def finish_round(session: Session, now: float) -> Transition:
    """The next round, led by the winner if there is one; or the end. Where something was chosen, it is revealed."""
    current = session.current_round
    winner = current.candidate(current.winner)
    shown = (RevealRound(current.number),) if winner else ()
    if session.budget_out or current.number >= session.rules.rounds:
        after = end_session(session, "session-ended-budget" if session.budget_out else "session-ended-rounds", now)
        return Transition(after.session, (*shown, *after.effects))
    following = Round(
        current.number + 1,
        base=winner.parts if winner else current.base,
        reference=winner.picture if winner else current.reference,
    )
    return Transition(enter_gathering(replace(session, rounds=(*session.rounds, following)), now), shown)


def end_session(session: Session, reason: str, now: float) -> Transition:
    """It is over; what was painted goes into the album."""
    session = replace(
        session, phase=Phase.ENDED, due_at=NEVER, full_due_at=0, before="", left_s=0, reason=reason, ended_at=now
    )
    painted = any(c.state == "done" for c in session.candidates())
    return Transition(session, (MakeAlbum(),) if painted else ())
