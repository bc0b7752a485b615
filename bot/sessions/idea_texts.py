"""How an idea is named where its picture is shown, and what a round's pictures were made from."""

from __future__ import annotations

from collections.abc import Callable

from bot.grammar.picture_numbers import numbers_named
from bot.media.typography.graphemes import strip_controls
from bot.sessions.model import Candidate, Round, Session

Say = Callable[..., str]
"""Looks a text up in one language."""
MAX_AUTHORS = 3
"""The most authors of one picture whose names are given; of more none is."""


def idea_text(say: Say, session: Session, each: Round, candidate: Candidate) -> str:
    """The idea that a candidate added to the base of its round; the theme if it was a picture without text."""
    if candidate.unchanged:
        return say("session-unchanged")
    own = " · ".join(filter(None, candidate.parts[len(each.base) :]))
    idea = each.idea_of(candidate.authors[0]) if each.way == "change" and len(candidate.authors) == 1 else None
    if idea and idea.prompt == own and numbers_named(idea.text):
        own = idea.text  # What is sent counts the images of the request; people count those of the vote.
    if each.blended:
        own = " · ".join(filter(None, (say("session-blended", ideas=_blended_ideas(say, session, each)), own)))
    return strip_controls(own or session.theme)


def _blended_ideas(say: Say, session: Session, each: Round) -> str:
    """The ideas of the pictures that a round has blended: their numbers say nothing where their sheet is not in sight."""
    led = session.latest_winner(before=each.number)
    if led is None:
        return numbers_text(each.blended)
    former = led[0]
    blended = [c for number in each.blended if (c := former.candidate(number))]
    return " + ".join(idea_text(say, session, former, c) for c in blended)


def authors_text(session: Session, candidate: Candidate, name: Callable[[int], str], between: str) -> str:
    """The names of those whose ideas a picture paints; empty if they are all who have given any, or more than can be named."""
    authors = candidate.authors
    everybody = {idea.person for each in session.rounds for idea in each.ideas}
    if len(authors) == 1 or (len(authors) <= MAX_AUTHORS and not everybody <= set(authors)):
        return between.join(map(name, authors))
    return ""


def origin_text(say: Say, session: Session, each: Round) -> str:
    """Which earlier picture a round has changed, or which it has blended; why it has not, if it was to. Otherwise empty."""
    led = session.latest_winner(before=each.number)
    if each.notice:
        return say(each.notice)
    if led is None or each.way == "anew":
        return ""
    former, winner = led
    if each.way == "blend":
        return say("album-origin-blend", numbers=numbers_text(each.blended), round=former.number)
    return say("album-origin-change", number=winner.number, round=former.number)


def numbers_text(numbers: tuple[int, ...]) -> str:
    """The numbers of blended pictures."""
    return " + ".join(map(str, numbers))
