"""The course of a round: from ideas to candidates, from candidates to a sheet, from votes to a winner, and on. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.creative.effects import Album, Hang, Order, Step
from bot.creative.model import NEVER, Candidate, Round, Session
from bot.creative.phases import Phase

OPEN = ("wanted", "ordered")
MODERATION = "upstream-moderation-"
"""What the problems begin with that the words themselves were refused for."""


def with_round(session: Session, current: Round) -> Session:
    """The session with its newest round replaced."""
    return replace(session, rounds=(*session.rounds[:-1], current))


def put_candidate(session: Session, candidate: Candidate) -> Session:
    """The session with a candidate of its newest round replaced."""
    current = session.now_round
    mended = tuple(candidate if c.number == candidate.number else c for c in current.candidates)
    return with_round(session, replace(current, candidates=mended))


def open_jobs(session: Session) -> tuple[int, ...]:
    """Jobs of the newest round that may still be stopped."""
    return tuple(sorted(c.job for c in session.now_round.candidates if c.state == "ordered"))


def gather(session: Session, now: float) -> Session:
    """Ideas are collected, from now on, for as long as the rules say."""
    due = now + session.rules.ideas_s
    return replace(session, phase=Phase.GATHERING, due_at=due, prolonged=False, before="", left_s=0, reason="")


def rest(session: Session, reason: str, now: float) -> Session:
    """It rests, and remembers what it was at."""
    before = session.before if session.phase in (Phase.PAUSED, Phase.RESTING) else session.phase
    return replace(session, phase=Phase.RESTING, before=before, reason=reason, due_at=NEVER)


def all_have_spoken(session: Session) -> bool:
    """Everyone who gave an idea in an earlier round, and is still here, has given one now.

    In the first round nobody can know who will take part: only the time, or the host, ends it.
    """
    regulars = {idea.person for r in session.rounds[:-1] for idea in r.ideas}
    regulars -= {*session.left, *session.kicked}
    return bool(regulars) and regulars <= {idea.person for idea in session.now_round.ideas}


def candidates_for(session: Session) -> tuple[Candidate, ...]:
    """One candidate for each idea; where the host wants more of them, the others are of all ideas together (of the one
    idea, if there is only one)."""
    current = session.now_round
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


def without_refused(session: Session) -> Session | None:
    """The session in which pictures of all ideas together that moderation refused are wanted once more, without the ideas
    that it refused by themselves; None if there is none of which that would leave something else to paint."""
    current = session.now_round
    refused = {
        c.authors[0]
        for c in current.candidates
        if c.state == "missed" and len(c.authors) == 1 and c.problem.startswith(MODERATION)
    }
    mended = tuple(_left_of(current, c, refused) for c in current.candidates)
    return None if mended == current.candidates else with_round(session, replace(current, candidates=mended))


def _left_of(current: Round, candidate: Candidate, refused: set[int]) -> Candidate:
    """A refused candidate of all ideas as one of those that are left, wanted; any other as it is."""
    if candidate.state != "missed" or not candidate.problem.startswith(MODERATION) or candidate.cost_li:
        return candidate
    left = tuple(idea for idea in current.ideas if idea.person in candidate.authors and idea.person not in refused)
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


def begin_painting(session: Session) -> Step:
    """The ideas are settled and go into the queue."""
    current = replace(session.now_round, candidates=candidates_for(session))
    return Step(replace(with_round(session, current), phase=Phase.PAINTING, due_at=NEVER), (Order(),))


def weigh(session: Session, now: float) -> Step:
    """After news: go on when nothing of this round is still to be painted."""
    current = session.now_round
    if any(c.state in OPEN for c in current.candidates):
        return Step(session)
    if again := without_refused(session):
        return Step(again, (Order(),))
    done = [c for c in current.candidates if c.state == "done"]
    missed = tuple(c for c in current.candidates if c.state == "missed")
    # Numbered anew, so that what hangs there is numbered without gaps.
    shown = tuple(replace(c, number=index) for index, c in enumerate(done, 1))
    current = replace(current, candidates=shown, missed=(*current.missed, *missed))
    session = with_round(session, current)
    if len(shown) > 1:
        return Step(replace(session, phase=Phase.HANGING), (Hang(),))
    if shown:
        return round_over(with_round(session, replace(current, winner=1)), now)
    return _nothing_came(session, missed, now)


def _nothing_came(session: Session, missed: tuple[Candidate, ...], now: float) -> Step:
    """None could be painted: without money it ends, at a limit it rests, otherwise ideas are asked for once more."""
    if session.budget_out:
        return end(session, "session-ended-budget", now)
    current = session.now_round
    limit = next((c.problem for c in missed if c.problem.startswith("limit-")), "")
    tried_before = len(current.missed) > len(missed)
    # At a limit the ideas are kept for when it works again; refused ones are dropped, or they would be refused again.
    again = with_round(session, replace(current, ideas=current.ideas if limit else ()))
    again = gather(again, now)
    if limit:
        return Step(rest(again, "session-rests-limit", now))
    return Step(rest(again, "session-rests-nothing-painted", now) if tried_before else again)


def begin_voting(session: Session, now: float) -> Step:
    """The sheet hangs: people may choose."""
    return Step(replace(session, phase=Phase.VOTING, due_at=now + session.rules.vote_s, left_s=0))


def winner_of(current: Round) -> int:
    """The number with most voices; of several, also of nought voices, the one whose idea came first (the lowest number)."""
    tally = current.tally()
    return max(tally, key=lambda number: (tally[number], -number)) if tally else 0


def close_vote(session: Session, now: float) -> Step:
    """The vote is over."""
    current = session.now_round
    return round_over(with_round(session, replace(current, winner=winner_of(current))), now)


def round_over(session: Session, now: float) -> Step:
    """The next round, led by the winner if there is one; or the end."""
    current = session.now_round
    if session.budget_out:
        return end(session, "session-ended-budget", now)
    if current.number >= session.rules.rounds:
        return end(session, "session-ended-rounds", now)
    winner = current.candidate(current.winner)
    following = Round(
        current.number + 1,
        base=winner.parts if winner else current.base,
        reference=winner.picture if winner else current.reference,
    )
    return Step(gather(replace(session, rounds=(*session.rounds, following)), now))


def end(session: Session, reason: str, now: float) -> Step:
    """It is over; what was painted goes into the album."""
    session = replace(session, phase=Phase.ENDED, due_at=NEVER, before="", left_s=0, reason=reason, ended_at=now)
    painted = any(c.state == "done" for c in session.candidates())
    return Step(session, (Album(),) if painted else ())
