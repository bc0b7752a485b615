"""Which pictures are painted of a round's ideas, and what is left of them without some of the ideas. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.sessions.model import Candidate, Round, Session

MODERATION_PREFIX = "upstream-moderation-"
"""What the problems begin with that the words themselves were refused for."""


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
    return None if mended == current.candidates else session.with_current_round(replace(current, candidates=mended))


def without_author(session: Session, person: int) -> Session:
    """The session in which candidates of all ideas together that are not ordered yet are painted without `person`'s idea."""
    current = session.current_round
    mended = tuple(
        _combined_without(current, c, {person}) if c.state == "wanted" and person in c.authors else c
        for c in current.candidates
    )
    return session if mended == current.candidates else session.with_current_round(replace(current, candidates=mended))


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
