"""The effects of a transition, as values. `SessionService` runs them in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sessions.model import Session


@dataclass(frozen=True, slots=True)
class EnqueueJobs:
    """Enqueue the wanted candidates of the current round, as many as may wait in the queue."""


@dataclass(frozen=True, slots=True)
class CancelJobs:
    """Cancel these jobs."""

    jobs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DequeueJobs:
    """Cancel those of these jobs that are still queued; submitted ones continue."""

    jobs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MakeSheet:
    """Make the contact sheet of the current round."""


@dataclass(frozen=True, slots=True)
class RevealRound:
    """Show the pictures of a finished round with their authors, and which won."""

    round: int


@dataclass(frozen=True, slots=True)
class MakeAlbum:
    """Make the album and post it."""


@dataclass(frozen=True, slots=True)
class NotifyPerson:
    """Tell one person something, in their private chat where one is known. `message` is the message that it replies to."""

    person: int
    text_id: str
    arguments: dict[str, str] = field(default_factory=dict)
    message: str = ""


Effect = EnqueueJobs | CancelJobs | DequeueJobs | MakeSheet | RevealRound | MakeAlbum | NotifyPerson


@dataclass(frozen=True, slots=True)
class Transition:
    """A session after an event, and the effects to run."""

    session: Session
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class EventRefused:
    """The event changes nothing. `text_id` with `arguments` says why; empty if nobody needs to be told."""

    text_id: str = ""
    arguments: dict[str, str] = field(default_factory=dict)


EventOutcome = Transition | EventRefused
