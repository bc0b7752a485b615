"""How an idea is named where its picture is shown, and what a round's pictures were made from."""

from __future__ import annotations

from collections.abc import Callable

from bot.media.typography.graphemes import strip_controls
from bot.sessions.model import Candidate, Round, Session

Say = Callable[..., str]
"""Looks a text up in one language."""


def idea_text(say: Say, session: Session, each: Round, candidate: Candidate) -> str:
    """The idea that a candidate added to the base of its round; the theme if it was a picture without text."""
    if candidate.unchanged:
        return say("session-unchanged")
    own = " · ".join(filter(None, candidate.parts[len(each.base) :]))
    if each.blended:
        own = " · ".join(filter(None, (say("session-blended", numbers=numbers_text(each.blended)), own)))
    return strip_controls(own or session.theme)


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
