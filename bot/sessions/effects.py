"""What a step wants done. Values; the keeper carries them out in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sessions.model import Session


@dataclass(frozen=True, slots=True)
class EnqueueJobs:
    """Put the wanted candidates of this round into the queue, as many as may wait there."""


@dataclass(frozen=True, slots=True)
class CancelJobs:
    """Cancel these jobs."""

    jobs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DequeueJobs:
    """Take those of these jobs that still wait out of the queue; what is under way already goes on."""

    jobs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MakeSheet:
    """Make the contact sheet of this round."""


@dataclass(frozen=True, slots=True)
class RevealRound:
    """Show whose the pictures of a round that is over were, and which won."""

    round: int


@dataclass(frozen=True, slots=True)
class MakeAlbum:
    """Make the album and show it."""


@dataclass(frozen=True, slots=True)
class NotifyPerson:
    """Tell one person something, privately where that can be. `message` is what it answers."""

    person: int
    text_id: str
    arguments: dict[str, str] = field(default_factory=dict)
    message: str = ""


Effect = EnqueueJobs | CancelJobs | DequeueJobs | MakeSheet | RevealRound | MakeAlbum | NotifyPerson


@dataclass(frozen=True, slots=True)
class Transition:
    """A session after an event, and what is to be done about it."""

    session: Session
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class EventRefused:
    """Nothing happened. `text_id` with `arguments` says why; empty: nobody needs to be told."""

    text_id: str = ""
    arguments: dict[str, str] = field(default_factory=dict)


Outcome = Transition | EventRefused
