"""What can happen to a session."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sessions.model import Rules


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person's id and name; `rules` is true for admins of the conversation."""

    id: int
    name: str = ""
    rules: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all."""


@dataclass(frozen=True, slots=True)
class ByPerson(Event):
    """Something that a person does."""

    by: Actor


@dataclass(frozen=True, slots=True)
class HostOnly(ByPerson):
    """Something that only the host and admins may do."""


@dataclass(frozen=True, slots=True)
class IdeaGiven(ByPerson):
    """An idea for this round, in the place of an earlier one. `image` is a key of the picture store; `message` the platform's
    id of what was said, to answer to; `words`, `style` and `no` are those of `Spoken`."""

    text: str
    image: str = ""
    message: str = ""
    words: str = ""
    style: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawIdea(ByPerson):
    """One's idea is taken back."""


@dataclass(frozen=True, slots=True)
class Join(ByPerson):
    """A person plays along: the others wait for their idea and vote."""


@dataclass(frozen=True, slots=True)
class Vote(ByPerson):
    """A voice for candidate `number` of round `round`, in the place of an earlier one."""

    number: int
    round: int


@dataclass(frozen=True, slots=True)
class StartPainting(HostOnly):
    """The host wants painting to begin."""


@dataclass(frozen=True, slots=True)
class Close(HostOnly):
    """The host closes the vote, or goes on with what has been painted so far."""


@dataclass(frozen=True, slots=True)
class Skip(HostOnly):
    """The host leaves this round without a winner."""


@dataclass(frozen=True, slots=True)
class Pause(HostOnly):
    """The host stops the clock."""


@dataclass(frozen=True, slots=True)
class Resume(ByPerson):
    """It goes on. A session that rests may be woken by anybody, who then is its host if the host is gone."""


@dataclass(frozen=True, slots=True)
class Kick(HostOnly):
    """The host removes `person`: no more ideas and votes."""

    person: int


@dataclass(frozen=True, slots=True)
class Leave(ByPerson):
    """A person leaves by themselves; a host hands over to whoever is longest in."""


@dataclass(frozen=True, slots=True)
class ChangeRules(HostOnly):
    """The host changes the rules."""

    rules: Rules


@dataclass(frozen=True, slots=True)
class End(HostOnly):
    """The host ends it; `reason` is a text id."""

    reason: str = "session-ended-host"


@dataclass(frozen=True, slots=True)
class PhaseTimer(Event):
    """The phase's time may be up."""


@dataclass(frozen=True, slots=True)
class IdleTimer(Event):
    """Nobody did anything for a day, perhaps."""


@dataclass(frozen=True, slots=True)
class ChatBlocked(Event):
    """Nothing can be posted in the conversation any more: the bot was removed, or may not speak there."""


@dataclass(frozen=True, slots=True)
class PersonBanned(Event):
    """`person` may not use the bot any more: no host, no author of what is not painted yet, no voter."""

    person: int


@dataclass(frozen=True, slots=True)
class JobDequeued(Event):
    """Candidate `number` was taken out of the queue before it was sent anywhere: it is to be ordered anew."""

    number: int


@dataclass(frozen=True, slots=True)
class JobAccepted(Event):
    """Candidate `number` is in the queue as job `job`."""

    number: int
    job: int


@dataclass(frozen=True, slots=True)
class JobPainted(Event):
    """Candidate `number` is painted: the picture's key and what it costs, in li."""

    number: int
    picture: str
    cost_li: int = 0


@dataclass(frozen=True, slots=True)
class CandidateMissed(Event):
    """Candidate `number` could not be painted; `problem` is the text id of the reason."""

    number: int
    problem: str
    arguments: dict[str, str] = field(default_factory=dict)
    cost_li: int = 0


@dataclass(frozen=True, slots=True)
class SheetReady(Event):
    """The contact sheet of round `round` is made: its key (empty if it could not be) and size in pixels."""

    round: int
    sheet: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class JobCostKnown(Event):
    """What became known of the cost of a job after its candidate was decided, in li."""

    job: int
    cost_li: int
