"""The steps of a round: ideas, painting, contact sheet, vote, winner, then the next round or the end. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.sessions.candidates import build_candidates, unchanged_winner, without_moderated_ideas
from bot.sessions.effects import EnqueueJobs, MakeAlbum, MakeSheet, RevealRound, Transition
from bot.sessions.model import MAX_CANDIDATES, NEVER, Candidate, Round, RoundWay, Rules, Session
from bot.sessions.phases import Phase

UNFINISHED = ("wanted", "ordered")
MIN_PLAYERS = 2
"""With one player a phase lasts to its deadline: others may still come."""
EARLY_CLOSE_DELAY_S = 3.0
"""How long after the last missing idea or vote a phase ends early: time to change one's mind, or to press *Join*."""


def open_jobs(session: Session) -> tuple[int, ...]:
    """Jobs of the current round that have no result yet."""
    return tuple(sorted(c.job for c in session.current_round.candidates if c.state == "ordered"))


def enter_gathering(session: Session, now: float) -> Session:
    """Begin to gather ideas, for as long as the rules say."""
    due = now + session.rules.ideas_s
    return replace(
        session, phase=Phase.GATHERING, due_at=due, full_due_at=0, prolonged=False, before="", left_s=0, reason=""
    )


def enter_resting(session: Session, reason: str, now: float) -> Session:
    """Let the session rest, with the phase that this interrupts remembered in `before`."""
    before = session.before if session.phase in (Phase.PAUSED, Phase.RESTING) else session.phase
    return replace(session, phase=Phase.RESTING, before=before, reason=reason, due_at=NEVER, full_due_at=0)


def everyone_has_answered(session: Session) -> bool:
    """Whether all players, at least two, have given their idea (while voting: their vote) in this round."""
    current, players = session.current_round, session.players()
    voting = session.phase == Phase.VOTING
    given = {b.person for b in current.votes} if voting else {i.person for i in current.ideas}
    return len(players) >= MIN_PLAYERS and given.issuperset(players)


def with_early_close(session: Session, now: float) -> Session:
    """The session with the deadline a moment from now if everyone has answered, so that nobody waits in vain; with the
    original deadline restored once a person's answer is missing again."""
    early = session.rules.early and session.phase in (Phase.GATHERING, Phase.VOTING) and everyone_has_answered(session)
    if early and not session.full_due_at:
        return replace(session, full_due_at=session.due_at, due_at=min(session.due_at, now + EARLY_CLOSE_DELAY_S))
    if not early and session.full_due_at:
        return replace(session, due_at=session.full_due_at, full_due_at=0)
    return session


def enter_painting(session: Session) -> Transition:
    """Make candidates of the ideas, and have them enqueued."""
    current = replace(session.current_round, candidates=build_candidates(session))
    return Transition(
        replace(session.with_current_round(current), phase=Phase.PAINTING, due_at=NEVER, full_due_at=0),
        (EnqueueJobs(),),
    )


def advance_round(session: Session, now: float) -> Transition:
    """Go on once all candidates of the round have a result."""
    current = session.current_round
    if any(c.state in UNFINISHED for c in current.candidates):
        return Transition(session)
    if again := without_moderated_ideas(session):
        return Transition(again, (EnqueueJobs(),))
    done = [c for c in current.candidates if c.state == "done"]
    missed = tuple(c for c in current.candidates if c.state == "missed")
    if done:
        # Last, so that in a tie a change wins.
        done = [*done, *unchanged_winner(session)][:MAX_CANDIDATES]
    # Renumbered, so that the sheet has no gaps.
    shown = tuple(replace(c, number=index) for index, c in enumerate(done, 1))
    current = replace(current, candidates=shown, missed=(*current.missed, *missed))
    session = session.with_current_round(current)
    if len(shown) > 1:
        return Transition(replace(session, phase=Phase.ASSEMBLING), (MakeSheet(),))
    if shown:
        return finish_round(session.with_current_round(replace(current, winner=1)), now)
    return _all_missed(session, missed, now)


def _all_missed(session: Session, missed: tuple[Candidate, ...], now: float) -> Transition:
    """None could be painted: with the budget used up the session ends, at a limit it rests, otherwise it asks for new ideas; if
    those fail, too, it rests."""
    if session.budget_out:
        return end_session(session, "session-ended-budget", now)
    current = session.current_round
    limit = next((c.problem for c in missed if c.problem.startswith("limit-")), "")
    tried_before = len(current.missed) > len(missed)
    # At a limit the ideas are kept for later; refused ideas are dropped, or they would be refused again.
    again = session.with_current_round(replace(_without_blend(session), ideas=current.ideas if limit else ()))
    again = enter_gathering(again, now)
    if limit:
        return Transition(enter_resting(again, "session-rests-limit", now))
    return Transition(enter_resting(again, "session-rests-nothing-painted", now) if tried_before else again)


def begun_from_winner(session: Session) -> Round:
    """The current round as it begins if nobody says otherwise: from the last winner, or from the theme if there is none."""
    led = session.latest_winner()
    reference = led[1].picture if led else ""
    return replace(
        session.current_round,
        base=led[1].parts if led else session.rounds[0].base,
        reference=reference,
        way=_first_way(session.rules, reference),
        more=(),
        blended=(),
        instruction="",
        notice="",
    )


def _without_blend(session: Session) -> Round:
    """The current round, starting again from the winner alone if it was to be a blend."""
    return begun_from_winner(session) if session.current_round.blended else session.current_round


def _first_way(rules: Rules, reference: str) -> RoundWay:
    """How a round makes its pictures if nobody says otherwise."""
    return "change" if rules.change and reference else "anew"


def enter_voting(session: Session, now: float) -> Transition:
    """Begin the vote."""
    return Transition(replace(session, phase=Phase.VOTING, due_at=now + session.rules.vote_s, full_due_at=0, left_s=0))


def winner_of(current: Round) -> int:
    """The candidate with most votes; of a tie (also with no votes at all) the lowest number, whose idea came first."""
    tally = current.tally()
    return max(tally, key=lambda number: (tally[number], -number)) if tally else 0


def close_vote(session: Session, now: float) -> Transition:
    """Determine the winner and finish the round."""
    current = session.current_round
    return finish_round(session.with_current_round(replace(current, winner=winner_of(current))), now)


def finish_round(session: Session, now: float) -> Transition:
    """Begin the next round, starting from the winner if there is one, or end the session. A round with a winner is revealed."""
    current = session.current_round
    winner = current.candidate(current.winner)
    shown = (RevealRound(current.number),) if winner else ()
    if session.budget_out or current.number >= session.rules.rounds:
        after = end_session(session, "session-ended-budget" if session.budget_out else "session-ended-rounds", now)
        return Transition(after.session, (*shown, *after.effects))
    former = current if winner else _without_blend(session)
    reference = winner.picture if winner else former.reference
    following = Round(
        current.number + 1,
        base=winner.parts if winner else former.base,
        reference=reference,
        way=_first_way(session.rules, reference),
    )
    return Transition(enter_gathering(replace(session, rounds=(*session.rounds, following)), now), shown)


def end_session(session: Session, reason: str, now: float) -> Transition:
    """End the session; what was painted goes into the album."""
    session = replace(
        session, phase=Phase.ENDED, due_at=NEVER, full_due_at=0, before="", left_s=0, reason=reason, ended_at=now
    )
    painted = any(c.state == "done" for c in session.candidates())
    return Transition(session, (MakeAlbum(),) if painted else ())
