"""The events of a session: what people do, timers, results of its jobs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.sessions.model import Rules


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an event; `is_moderator` is true for administrators of the conversation."""

    id: int
    name: str = ""
    is_moderator: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Base class."""


@dataclass(frozen=True, slots=True)
class ByPerson(Event):
    """An action of a person."""

    by: Actor


@dataclass(frozen=True, slots=True)
class HostOnly(ByPerson):
    """An action that only the host and administrators may take."""


@dataclass(frozen=True, slots=True)
class IdeaGiven(ByPerson):
    """An idea for this round; replaces the person's earlier one. `image` is a key of the picture store, `message` the platform's
    id of the message to reply to. `words`, `style` and `no` are what modifiers make of it: see `Idea`. `more` are the keys of
    further pictures."""

    text: str
    image: str = ""
    message: str = ""
    words: str = ""
    style: str = ""
    no: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawIdea(ByPerson):
    """The person withdraws their idea."""


@dataclass(frozen=True, slots=True)
class Join(ByPerson):
    """A person joins without an idea yet: phases no longer end early without theirs."""


@dataclass(frozen=True, slots=True)
class Vote(ByPerson):
    """A vote for candidate `number` of round `round`; replaces the person's earlier vote in the round."""

    number: int
    round: int


@dataclass(frozen=True, slots=True)
class StartPainting(HostOnly):
    """Painting begins now."""


@dataclass(frozen=True, slots=True)
class ChooseWay(HostOnly):
    """The ideas of this round change the last winner's picture by words, or are painted anew. `agreed_li`: what a picture may
    cost now, in li."""

    way: Literal["anew", "change"]
    agreed_li: int = 0


@dataclass(frozen=True, slots=True)
class BlendWinners(HostOnly):
    """Pictures of the last round with a winner are blended into one, which this round then has: those that tied, or `numbers`.
    With `words` (and what modifiers make of them, see `Idea`) as the host's idea. `instruction` is what the model is told beside
    the ideas; `agreed_li` as for `ChooseWay`."""

    numbers: tuple[int, ...] = ()
    text: str = ""
    words: str = ""
    instruction: str = ""
    agreed_li: int = 0


@dataclass(frozen=True, slots=True)
class UndoWinner(HostOnly):
    """The last winner is taken back: this round goes on from the winner before it, or from the theme."""


@dataclass(frozen=True, slots=True)
class Close(HostOnly):
    """The vote ends now; while painting: the round continues with what has been painted so far."""


@dataclass(frozen=True, slots=True)
class Skip(HostOnly):
    """The round ends without a winner."""


@dataclass(frozen=True, slots=True)
class Pause(HostOnly):
    """The phase's time stops."""


@dataclass(frozen=True, slots=True)
class Resume(ByPerson):
    """Resume the session. Anybody may resume one that rests, and becomes its host if the host has left."""


@dataclass(frozen=True, slots=True)
class Kick(HostOnly):
    """`person` is removed and may give no more ideas and votes."""

    person: int


@dataclass(frozen=True, slots=True)
class Leave(ByPerson):
    """A person leaves; the host's role passes to the participant who has been in the session longest."""


@dataclass(frozen=True, slots=True)
class ChangeRules(HostOnly):
    """The rules change."""

    rules: Rules


@dataclass(frozen=True, slots=True)
class End(HostOnly):
    """The session ends; `reason` is a text id."""

    reason: str = "session-ended-host"


@dataclass(frozen=True, slots=True)
class PhaseTimer(Event):
    """A timer: the phase's time may be up."""


@dataclass(frozen=True, slots=True)
class IdleTimer(Event):
    """A timer: nobody may have done anything for a day."""


@dataclass(frozen=True, slots=True)
class ChatBlocked(Event):
    """Nothing can be posted in the conversation any more: the bot was removed or muted."""


@dataclass(frozen=True, slots=True)
class PersonBanned(Event):
    """`person` was banned from the bot: they stop hosting, voting, and being an author of what is not painted yet."""

    person: int


@dataclass(frozen=True, slots=True)
class JobDequeued(Event):
    """Candidate `number` was cancelled before it was submitted: it is wanted again."""

    number: int


@dataclass(frozen=True, slots=True)
class JobAccepted(Event):
    """Candidate `number` is in the queue as job `job`."""

    number: int
    job: int


@dataclass(frozen=True, slots=True)
class PaintAnew(Event):
    """What is not enqueued yet of this round cannot be made of the pictures that it starts from, and is painted from its words;
    `reason` is a text id. `starts_from`: whether the winner's picture still serves as a reference."""

    reason: str
    starts_from: bool = False


@dataclass(frozen=True, slots=True)
class ReferenceLost(Event):
    """The job of candidate `number` failed because the picture that the round starts from was gone by then."""

    number: int


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
    """The cost of a job whose candidate had its result already, in li."""

    job: int
    cost_li: int
