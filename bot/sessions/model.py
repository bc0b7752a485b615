"""A session and its parts: frozen values, stored as one JSON document, because a session is small and always read whole.

Field names are keys of stored documents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from pydantic import TypeAdapter

Keep = Literal["content", "style"]
CandidateState = Literal["wanted", "ordered", "done", "missed"]
RoundWay = Literal["anew", "change", "blend"]
"""How a round makes its pictures. `anew`: paints its ideas; `change`: each idea changes the winner's picture by words;
`blend`: makes one picture of several winners."""

NEVER = 1e17
ANY_PRICE_LI = 1_000_000_000
"""`Rules.agreed_li` in sessions of earlier versions, whose hosts were not asked."""
MAX_CANDIDATES = 12
"""The most candidates of a round: as many as can be told apart on one contact sheet."""
MAX_BLENDED = 3
"""Pictures of one round that are blended into one."""
MAX_VOTES = 5000
MAX_THEME_LENGTH = 120
MAX_IDEA_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Rules:
    """The host's settings. Times are in seconds, money is in li (0: no budget). `keep`: what the next round takes
    over from the winner. `strict`: nobody may vote for an idea that is theirs alone. `early`: a phase ends when every player
    has given their idea or vote. `change`: rounds change the winner by words where nobody says otherwise. `seed` makes
    painting repeatable; without a `size` the model's default is used. `agreed_li`: what a picture may cost, in li, because
    its host has agreed to that or because it is usual."""

    rounds: int = 3
    per_round: int = 4
    ideas_s: float = 120
    vote_s: float = 60
    budget_li: int = 0
    keep: Keep = "style"
    strict: bool = False
    early: bool = True
    change: bool = False
    style: str = "auto"
    size: str = ""
    model: str = "wanx-v1"
    negative: str = ""
    seed: int = 0
    agreed_li: int = ANY_PRICE_LI


@dataclass(frozen=True, slots=True)
class Person:
    """A participant."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Idea:
    """A person's idea for a round. `image` is the key of a picture that came with it, `more` are those of further ones.
    `words` is `text` with its modifiers expanded, where it has any; `style` and `no` (the negative prompt) come from
    modifiers, too."""

    person: int
    text: str
    image: str = ""
    message: str = ""
    words: str = ""
    style: str = ""
    no: str = ""
    more: tuple[str, ...] = ()

    @property
    def images(self) -> tuple[str, ...]:
        """The keys of all pictures that came with it, in order."""
        return (self.image, *self.more) if self.image else ()

    @property
    def prompt(self) -> str:
        """What is painted."""
        return self.words or self.text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A picture that may win. Its prompt is made of `parts`: the theme, the ideas that won before, its own. `authors` are the
    people whose ideas it paints; `seed_no` makes the seeds of a session differ. `style` overrides the session's, `no` is
    added to the session's negative prompt. `image` and `more` are pictures that came with its idea. `unchanged`: it is the
    last winner as it was, which takes part in a vote about its changes and has no job."""

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
    more: tuple[str, ...] = ()
    unchanged: bool = False

    @property
    def images(self) -> tuple[str, ...]:
        """The keys of all pictures that came with its idea, in order."""
        return (self.image, *self.more) if self.image else ()


@dataclass(frozen=True, slots=True)
class Ballot:
    """One person's vote."""

    person: int
    number: int


@dataclass(frozen=True, slots=True)
class Round:
    """One round. `base` and `reference` are what it starts from: the parts of the prompt so far, the key of the last winner's
    picture. `missed` are candidates that could not be painted; `winner` is a candidate's number, 0 while there is none.
    `sheet` is the contact sheet's key, "none" if it could not be made.

    `way` is how its pictures are made. Of a blend, `reference` and `more` are the pictures in the order in which words count
    them, `blended` their numbers in the round before, and `instruction` what the model is told beside the ideas. `notice` is
    the text id of why it is painted anew although a picture was to be changed or blended. `undone` is the number of the round
    in which its winner was taken back; 0: it was not.
    """

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
    way: RoundWay = "anew"
    more: tuple[str, ...] = ()
    blended: tuple[int, ...] = ()
    instruction: str = ""
    notice: str = ""
    undone: int = 0

    def candidate(self, number: int) -> Candidate | None:
        """The candidate with that number."""
        return next((c for c in self.candidates if c.number == number), None)

    def idea_of(self, person: int) -> Idea | None:
        """A person's idea, if there is one."""
        return next((idea for idea in self.ideas if idea.person == person), None)

    @property
    def references(self) -> tuple[str, ...]:
        """The keys of the pictures that it starts from, in order."""
        return (self.reference, *self.more) if self.reference else ()

    def ideas_without(self, person: int) -> tuple[Idea, ...]:
        """The ideas of everybody else."""
        return tuple(idea for idea in self.ideas if idea.person != person)

    def tally(self) -> dict[int, int]:
        """Candidate number -> votes."""
        counts = {c.number: 0 for c in self.candidates}
        for ballot in self.votes:
            counts[ballot.number] += 1
        return counts

    def tied(self) -> tuple[int, ...]:
        """The candidates that share the most votes, if there are several and somebody voted."""
        tally = self.tally()
        most = max(tally.values(), default=0)
        best = tuple(number for number, count in tally.items() if count == most)
        return best if most and len(best) > 1 else ()


@dataclass(frozen=True, slots=True)
class Session:
    """A session. `due_at` is the phase's deadline (unix seconds, NEVER if it has none); `before` and `left_s` are the phase
    that a pause or a rest interrupted and the time it had left; `reason` is the text id of why it rests or has ended.
    `full_due_at` is the original deadline while the phase ends early (0 if it does not). `joined` are those who pressed
    *Join*; `key` is a secret in the links for giving ideas privately, so that only those who have seen the card can use
    them."""

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
        """The newest round, whether it is open or finished."""
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
        """Participants who have not left, in the order in which they joined. (Who has left stays in `people`, for the
        album.)"""
        return tuple(p for p in self.people if p.id not in self.left and p.id not in self.kicked)

    def players(self) -> tuple[int, ...]:
        """Who gave an idea or a vote in any round or pressed *Join*, and has not left."""
        gave_ideas = (i.person for r in self.rounds for i in r.ideas)
        voted = (b.person for r in self.rounds for b in r.votes)
        gone = {*self.left, *self.kicked}
        return tuple(p for p in dict.fromkeys((*self.joined, *gave_ideas, *voted)) if p not in gone)

    def latest_winner(self, before: int = 0) -> tuple[Round, Candidate] | None:
        """The latest winning candidate that was not taken back, and its round; with `before` the one from which that round went
        on."""
        now = before or len(self.rounds)
        for each in reversed(self.rounds[: before - 1] if before else self.rounds):
            if not 0 < each.undone <= now and (winner := each.candidate(each.winner)):
                return each, winner
        return None

    def name_of(self, person: int) -> str:
        """A person's name as of their last action."""
        return next((p.name for p in self.people if p.id == person), "")

    def candidates(self) -> tuple[Candidate, ...]:
        """All candidates of all rounds, including those that could not be painted."""
        return tuple(c for r in self.rounds for c in (*r.candidates, *r.missed))

    @property
    def cost_li(self) -> int:
        """The cost of all pictures so far, in li."""
        return sum(c.cost_li for c in self.candidates())


_ADAPTER: TypeAdapter[Session] = TypeAdapter(Session)


def dump(session: Session) -> str:
    """A session as JSON text."""
    return _ADAPTER.dump_json(session).decode()


def load(text: str) -> Session:
    """The inverse of `dump`. Raises ValueError for what is not a session."""
    return _ADAPTER.validate_json(text)
