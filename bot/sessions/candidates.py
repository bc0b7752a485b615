"""The candidates of a round's ideas, and how they change when an idea is removed. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.sessions.model import MAX_CANDIDATES, Candidate, Idea, Round, Session

MODERATION_PREFIX = "upstream-moderation-"
"""Prefix of the problems that mean moderation refused the text itself."""


def build_candidates(session: Session) -> tuple[Candidate, ...]:
    """One candidate for each idea; if the rules ask for more, the others combine all ideas (or repeat the only one with another
    seed). A blend is one candidate."""
    current, first_seed = session.current_round, len(session.candidates())
    if current.way == "blend":
        return (_blend(session, first_seed),)
    ideas, wanted = current.ideas, session.rules.per_round
    if current.way == "change":
        wanted = min(wanted, MAX_CANDIDATES - 1)  # The winner as it was takes part, too.
        if any(idea.image for idea in ideas):
            wanted = 0  # Words of several, each counting pictures of its own, cannot be one instruction.
    return tuple(
        _candidate(current, ideas[index : index + 1] or ideas, index + 1, first_seed + index)
        for index in range(max(len(ideas), wanted))
    )


def _blend(session: Session, seed_no: int) -> Candidate:
    """The candidate that blends winners: by the people who have an idea in it, of this round or of a blended picture."""
    current, led = session.current_round, session.latest_winner()
    blended = [c for number in current.blended if led and (c := led[0].candidate(number))]
    made = _candidate(current, current.ideas, 1, seed_no)
    authors = dict.fromkeys((*(person for c in blended for person in c.authors), *made.authors))
    return replace(made, authors=tuple(authors), image="", more=(), style="")


def unchanged_winner(session: Session) -> tuple[Candidate, ...]:
    """In a round that changes the last winner: that picture as it was, or none if its picture is gone."""
    current, led = session.current_round, session.latest_winner()
    if current.way != "change" or led is None or led[1].picture != current.reference:
        return ()
    winner = led[1]
    return (
        Candidate(
            0, current.base, winner.authors, winner.seed_no, state="done", picture=winner.picture, unchanged=True
        ),
    )


def _candidate(current: Round, ideas: tuple[Idea, ...], number: int, seed_no: int) -> Candidate:
    """A candidate of these ideas. With several ideas it has neither its own picture nor its own style."""
    only = ideas[0] if len(ideas) == 1 else None
    return Candidate(
        number,
        current.base + tuple(idea.prompt for idea in ideas if idea.text),
        tuple(idea.person for idea in ideas),
        seed_no,
        image=only.image if only else "",
        more=only.more if only else (),
        style=only.style if only else "",
        no=", ".join(dict.fromkeys(idea.no for idea in ideas if idea.no)),
    )


def without_moderated_ideas(session: Session) -> Session | None:
    """Moderation refused a combined candidate, and some ideas by themselves: the session with the combined ones wanted again
    without those ideas; None if that changes nothing."""
    current = session.current_round
    if current.blended:
        return None
    refused = {
        c.authors[0]
        for c in current.candidates
        if c.state == "missed" and len(c.authors) == 1 and c.problem.startswith(MODERATION_PREFIX)
    }
    changed = tuple(_retry_without(current, c, refused) for c in current.candidates)
    return None if changed == current.candidates else session.with_current_round(replace(current, candidates=changed))


def without_author(session: Session, person: int) -> Session:
    """The session with `person`'s idea removed from combined candidates that are not enqueued yet."""
    current = session.current_round
    if current.blended:
        return session  # It is not painted: `CandidateJobs` asks who its authors are.
    changed = tuple(
        _combined_without(current, c, {person}) if c.state == "wanted" and person in c.authors else c
        for c in current.candidates
    )
    return (
        session if changed == current.candidates else session.with_current_round(replace(current, candidates=changed))
    )


def _retry_without(current: Round, candidate: Candidate, refused: set[int]) -> Candidate:
    """A combined candidate that moderation refused, without the `refused` people's ideas; any other as it is."""
    if candidate.state != "missed" or not candidate.problem.startswith(MODERATION_PREFIX) or candidate.cost_li:
        return candidate
    return _combined_without(current, candidate, refused)


def _combined_without(current: Round, candidate: Candidate, gone: set[int]) -> Candidate:
    """A combined candidate without the ideas of the people in `gone`, wanted again; as it is if no idea or all would be left."""
    left = tuple(idea for idea in current.ideas if idea.person in candidate.authors and idea.person not in gone)
    if not left or len(candidate.authors) < 2 or len(left) == len(candidate.authors):
        return candidate
    return _candidate(current, left, candidate.number, candidate.seed_no)
