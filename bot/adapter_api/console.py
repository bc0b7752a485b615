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


class ActNotDone(Exception):
    """An act cannot be performed; `words` says why, in the language that was asked for."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Order:
    """An act that is ordered: one of `act` (as JSON, from a proposal), `words` (as behind /admin), `undo` (the entry of the
    audit that is to be taken back)."""

    act: Mapping[str, Any] | None = None
    words: str = ""
    undo: int = 0


class Console(Protocol):
    """Reading and acting for people of rank. Every method raises NoConsole."""

    async def rights(self, user_id: str) -> dict[str, Any]:
        """{"sections": what this person may open (`overview`, `held`, `people`, `spending`, `audit`), "may": which actions of
        the policy their rank allows}. Does not raise: both are empty without rank."""
        ...

    def hints(self, language: str) -> list[str]:
        """How each act is ordered in words, a line or more each."""
        ...

    async def overview(self, user_id: str, language: str) -> dict[str, Any]:
        """What runs and waits for each model and account, what is paused, the platforms; with the right to it the money."""
        ...

    async def held(self, user_id: str, language: str, after: str) -> dict[str, Any]:
        """A page of held jobs, newest first: {"rows": [...], "next": where to go on, empty at the end}, without words and
        pictures. `after` is the `next` of the page before, or empty. Raises ValueError for an invalid one."""
        ...

    async def people(self, user_id: str, language: str, after: str, search: str) -> dict[str, Any]:
        """A page of people, newest first; with `search` those whose name or address contains it. Raises ValueError."""
        ...

    async def spending(self, user_id: str, language: str, by: str, days: str) -> dict[str, Any]:
        """What people were charged in a day or a month (`2026-12-01`, `2026-12`, empty: this month) by `person`,
        `conversation` or `model`: {"rows": those who spent most first, "first", "last", "amount_li", "pictures"}. Raises
        ValueError."""
        ...

    async def audit(self, user_id: str, language: str, after: str) -> dict[str, Any]:
        """A page of the audit, newest first. Raises ValueError."""
        ...

    async def propose(self, user_id: str, language: str, order: Order) -> dict[str, Any]:
        """What an act would do: {"act": its JSON, "title", "effect"}. Changes nothing. Raises ActNotDone."""
        ...

    async def perform(self, user_id: str, language: str, order: Order) -> dict[str, Any]:
        """Perform an act and record it: {"done": in words, "entry": of the audit, "undo": whether it can be taken back}.
        Raises ActNotDone."""
        ...
