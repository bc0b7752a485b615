"""What a session is made of. Frozen values; a session is small and always read whole, so it is kept as one document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from pydantic import TypeAdapter

Keep = Literal["content", "style"]
CandidateState = Literal["wanted", "ordered", "done", "missed"]

NEVER = 1e17
MAX_CANDIDATES = 12
"""In a round: what still can be told apart on one contact sheet."""
MAX_ROUNDS = 10
MAX_VOTES = 5000
MAX_THEME_LENGTH = 120
MAX_IDEA_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Rules:
    """What the host has set. Times are in seconds, money is in li (0: no limit of its own). `keep`: what the next round
    keeps of the winner. `strict`: nobody may vote for an idea that is theirs alone. `early`: ideas and votes close when all
    who play have given theirs. `seed` makes painting repeatable; without a `size` it is the model's own."""

    rounds: int = 3
    per_round: int = 4
    ideas_s: float = 120
    vote_s: float = 60
    budget_li: int = 0
    keep: Keep = "style"
    strict: bool = False
    early: bool = True
    style: str = "auto"
    size: str = ""
    model: str = "wanx-v1"
    negative: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who takes part."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Idea:
    """A person's idea for a round. `image` is the key of a picture that came with it. `words` is `text` with its modifiers
    written out, where it has any; `style` and `no` (what is not wanted) are theirs, too."""

    person: int
    text: str
    image: str = ""
    message: str = ""
    words: str = ""
    style: str = ""
    no: str = ""

    @property
    def prompt(self) -> str:
        """What is painted of it."""
        return self.words or self.text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A picture that may win. Its prompt is made of `parts`: the theme, the ideas that won before, its own. `authors` are
    those whose ideas it paints; `seed_no` tells the seeds of a session apart. `style` goes before the session's, `no` is not
    wanted in addition to what the session does not want."""

    number: int
    parts: tuple[str, ...]
    authors: tuple[int, ...]
    seed_no: int
    image: str = ""
    state: CandidateState = "wanted"
    job: int = 0
    picture: str = ""
    cost_li: int = 0
    problem: str = ""
    style: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One person's voice."""

    person: int
    number: int


@dataclass(frozen=True, slots=True)
class Round:
    """One round. `base` and `reference` are what it began with: the parts of the prompt so far, the key of the last winner's
    picture. `missed` are candidates that could not be painted; `winner` is a candidate's number, 0 while there is none."""

    number: int
    base: tuple[str, ...]
    reference: str = ""
    ideas: tuple[Idea, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    missed: tuple[Candidate, ...] = ()
    votes: tuple[Ballot, ...] = ()
    winner: int = 0
    skipped: bool = False
    sheet: str = ""
    sheet_size: tuple[int, int] = (0, 0)

    def candidate(self, number: int) -> Candidate | None:
        """The candidate with that number."""
        return next((c for c in self.candidates if c.number == number), None)

    def idea_of(self, person: int) -> Idea | None:
        """A person's idea, if there is one."""
        return next((idea for idea in self.ideas if idea.person == person), None)

    def ideas_without(self, person: int) -> tuple[Idea, ...]:
        """The ideas of everybody else."""
        return tuple(idea for idea in self.ideas if idea.person != person)

    def tally(self) -> dict[int, int]:
        """Candidate number -> voices."""
        counts = {c.number: 0 for c in self.candidates}
        for ballot in self.votes:
            counts[ballot.number] += 1
        return counts


@dataclass(frozen=True, slots=True)
class Session:
    """A session. `due_at` is when the phase's time is up (unix seconds, NEVER if it has none); `before` and `left_s` are the
    phase and its time that a pause or a rest interrupted; `reason` is the text id of why it rests or has ended. `full_due_at` is
    when the time would be up had not all given theirs (0: they have not). `joined` are those who pressed *Join*; `key` is what
    the address of a private way to give ideas ends with, so that only who saw it can use it."""

    id: int
    theme: str
    language: str
    host: int
    rules: Rules
    phase: str
    rounds: tuple[Round, ...]
    people: tuple[Person, ...] = ()
    left: tuple[int, ...] = ()
    kicked: tuple[int, ...] = ()
    due_at: float = NEVER
    before: str = ""
    left_s: float = 0
    prolonged: bool = False
    budget_out: bool = False
    reason: str = ""
    card: str = ""
    key: str = ""
    joined: tuple[int, ...] = ()
    full_due_at: float = 0
    started_at: float = 0
    touched_at: float = 0
    ended_at: float = 0

    @property
    def current_round(self) -> Round:
        """The round that goes on, or the last one."""
        return self.rounds[-1]

    def with_current_round(self, current: Round) -> Session:
        """The session with its newest round replaced."""
        return replace(self, rounds=(*self.rounds[:-1], current))

    def with_candidate(self, candidate: Candidate) -> Session:
        """The session with a candidate of its newest round replaced, by its number."""
        current = self.current_round
        replaced = tuple(candidate if c.number == candidate.number else c for c in current.candidates)
        return self.with_current_round(replace(current, candidates=replaced))

    def present(self) -> tuple[Person, ...]:
        """Those who take part and have not gone, longest first. (Who has gone stays in `people`: the album has names.)"""
        return tuple(p for p in self.people if p.id not in self.left and p.id not in self.kicked)

    def players(self) -> tuple[int, ...]:
        """Those who play: who gave an idea or a vote in any round or pressed *Join*, and has not gone."""
        said = (i.person for r in self.rounds for i in r.ideas)
        voted = (b.person for r in self.rounds for b in r.votes)
        gone = {*self.left, *self.kicked}
        return tuple(p for p in dict.fromkeys((*self.joined, *said, *voted)) if p not in gone)

    def name_of(self, person: int) -> str:
        """A person's name as it was when they last did something."""
        return next((p.name for p in self.people if p.id == person), "")

    def candidates(self) -> tuple[Candidate, ...]:
        """All candidates of all rounds, also those that could not be painted."""
        return tuple(c for r in self.rounds for c in (*r.candidates, *r.missed))

    @property
    def cost_li(self) -> int:
        """What has been painted so far costs, in li."""
        return sum(c.cost_li for c in self.candidates())


_ADAPTER: TypeAdapter[Session] = TypeAdapter(Session)


def dump(session: Session) -> str:
    """A session as JSON text."""
    return _ADAPTER.dump_json(session).decode()


def load(text: str) -> Session:
    """The inverse of `dump`. Raises ValueError for what is not a session."""
    return _ADAPTER.validate_json(text)
