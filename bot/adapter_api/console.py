"""What an adapter with its own pages may ask of a host with a console for admins (`HasConsole`).

What is returned may be sent to a browser as it is. Everything is asked for in the name of a person (`user_id`, the
platform's id); who may not see the console gets `NoConsole`, which the adapter must answer like an address that
does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class NoConsole(Exception):
    """For this person there is no such page: their rank does not allow it."""


class NothingThere(Exception):
    """There is no such person, conversation or picture (any more)."""


class ActNotDone(Exception):
    """An act cannot be performed; `words` says why, in the language that was asked for."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Order:
    """An act that is ordered: one of `act` (as JSON, from a proposal), `words` (as behind /admin), `undo` (the entry of the
    audit that is to be taken back, for `reason`; an act has its reason in itself)."""

    act: Mapping[str, Any] | None = None
    words: str = ""
    undo: int = 0
    reason: str = ""


class Console(Protocol):
    """Reading and acting for people of rank. Every method raises NoConsole."""

    async def rights(self, user_id: str) -> dict[str, Any]:
        """{"sections": what this person may open (`overview`, `moderation`, `held`, `people`, `conversations`, `spending`,
        `audit`, `settings`), "may": which actions of the policy their rank allows}. Does not raise: both are empty without
        rank."""
        ...

    def hints(self, language: str) -> list[str]:
        """How each act is ordered in words, a line or more each."""
        ...

    def verbs(self, language: str) -> list[tuple[str, str]]:
        """All acts: the verb as the audit has it, and its word."""
        ...

    async def overview(self, user_id: str, language: str) -> dict[str, Any]:
        """What runs and waits for each model and account, what is paused, the platforms, how much waits for moderators; with the
        right to it the money."""
        ...

    async def held(self, user_id: str, language: str, after: str) -> dict[str, Any]:
        """A page of held jobs, newest first: {"rows": [...], "next": where to go on, empty at the end}, without words and
        pictures. `after` is the `next` of the page before, or empty. Raises ValueError for an invalid one."""
        ...

    async def people(self, user_id: str, language: str, after: str, search: str) -> dict[str, Any]:
        """A page of people, newest first; with `search` those whose name or address contains it. Raises ValueError."""
        ...

    async def person(self, user_id: str, language: str, person_id: int) -> dict[str, Any]:
        """One person: rank, limits, jobs without words. Raises NothingThere."""
        ...

    async def conversations(self, user_id: str, language: str, after: str, search: str) -> dict[str, Any]:
        """A page of conversations, newest first. Raises ValueError."""
        ...

    async def conversation(self, user_id: str, language: str, conversation_id: int) -> dict[str, Any]:
        """One conversation: what holds there, what was painted and spent, jobs without words. Raises NothingThere."""
        ...

    async def settings(self, user_id: str) -> dict[str, Any]:
        """The settings in force and where each comes from: {"rows": [...]}; of secrets only whether they are set."""
        ...

    async def look(self, user_id: str, language: str, what: str, after: str, person_id: int) -> dict[str, Any]:
        """Words of others for moderators: a page of `reports`, `prompts` or `images` that wait, oldest first; of `refusals`, or
        of what a person `said`, newest first. Each is recorded as a look at whose words it has. Raises ValueError."""
        ...

    async def picture_of_case(self, user_id: str, case_id: int, index: int) -> str:
        """The key of a picture that a row of `look` is about (`Host.load_picture`). Recorded as well. Raises NothingThere."""
        ...

    async def spending(self, user_id: str, language: str, by: str, days: str) -> dict[str, Any]:
        """What people were charged in a day or a month (`2026-12-01`, `today`, `2026-12`, empty: this month) by `person`,
        `conversation` or `model`: {"rows": those who spent most first, "first", "last", "amount_li", "pictures"}. Raises
        ValueError."""
        ...

    async def audit(
        self, user_id: str, language: str, after: str, filters: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """A page of the audit, newest first. `filters`: `who` acted (part of the name or address), `action` (a verb), `kind`
        (`acts`, `looks`), `surface`, `first` and `last` (days); those that are missing or empty let everything through. Raises
        ValueError."""
        ...

    async def propose(self, user_id: str, language: str, order: Order) -> dict[str, Any]:
        """What an act would do: {"act": its JSON, "title", "effect"}. Changes nothing. Raises ActNotDone."""
        ...

    async def perform(self, user_id: str, language: str, order: Order) -> dict[str, Any]:
        """Perform an act and record it: {"done": in words, "entry": of the audit, "undo": whether it can be taken back}.
        Raises ActNotDone."""
        ...
