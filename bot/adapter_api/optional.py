"""Optional parts of the contract, as protocols. A caller checks with `isinstance` whether one is implemented, and does without
it if not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from aiohttp import web

from bot.adapter_api.console import Console
from bot.adapter_api.gallery import Gallery
from bot.adapter_api.sharing import Sharing
from bot.store import Tx


@runtime_checkable
class HasMenu(Protocol):
    """A host that lists what people can type."""

    def menu(self, language: str) -> dict[str, Any]:
        """`commands`, `options` and `styles`, each a list of objects with `name`, `names` (all spellings) and `hint`
        (for a style `label`; for a command `paints`: whether it orders pictures), for an adapter that completes what
        people type."""
        ...


@runtime_checkable
class HasGallery(Protocol):
    """A host with a gallery, for an adapter with its own pages."""

    @property
    def gallery(self) -> Gallery: ...


@runtime_checkable
class HasSharing(Protocol):
    """A host that gives out links to single pictures, for an adapter with its own pages."""

    @property
    def sharing(self) -> Sharing: ...


@runtime_checkable
class HasConsole(Protocol):
    """A host that can have a console for admins, for an adapter with its own pages. None: it has none (a check of the settings
    before the start)."""

    @property
    def console(self) -> Console | None: ...


@runtime_checkable
class HasExtraRoutes(Protocol):
    """A host with HTTP routes (health, metrics) that an adapter with an HTTP server serves in addition to its own."""

    @property
    def extra_routes(self) -> Iterable[web.RouteDef]: ...


@runtime_checkable
class HasAddress(Protocol):
    """An adapter that people open at its own address. `listening` is set once it can be reached there."""

    @property
    def address(self) -> str:
        """The URL; empty until `listening` is set."""
        ...

    @property
    def listening(self) -> asyncio.Event: ...


@runtime_checkable
class HoldsUserData(Protocol):
    """An adapter that keeps people's words in its own tables."""

    async def attach(self) -> None:
        """Add its tables to the store. Awaited before the other two; may be called again."""
        ...

    def erase_person(self, tx: Tx, user_id: str) -> None:
        """Delete what a person said, and their name: they asked to be forgotten."""
        ...

    def delete_before(self, tx: Tx, before: float) -> bool:
        """Delete some of what was said before `before` (unix seconds). True if there is more."""
        ...


@runtime_checkable
class ExportsUserData(Protocol):
    """An adapter that can say what it keeps of a person's words."""

    def export_person(self, tx: Tx, user_id: str) -> Sequence[Mapping[str, Any]]:
        """What a person said, without anything that others did; the adapter's tables are attached."""
        ...


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """What was used of a quota in its present period; `limit` 0: there is none. `closed`: the platform says that it is used up.
    `kind` is part of a text id of the locales (`web-console-quota-KIND`)."""

    kind: str
    used: int
    limit: int
    closed: bool = False


@runtime_checkable
class HasQuotas(Protocol):
    """An adapter whose platform takes only so much in a month."""

    async def attach(self) -> None:
        """Add its tables to the store. Awaited before the other one; may be called again."""
        ...

    def quotas(self, tx: Tx) -> Sequence[QuotaUse]:
        """What was used."""
        ...


@dataclass(frozen=True, slots=True)
class CredentialProblem:
    """Why credentials are not accepted: a text id of the locales with its arguments. `is_advice`: they are accepted, and this is
    worth knowing."""

    text_id: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    is_advice: bool = False


@runtime_checkable
class HoldsAddresses(Protocol):
    """An adapter that keeps in its own tables how a person can be reached."""

    async def attach(self) -> None:
        """Add its tables to the store. Awaited before the other one; may be called again."""
        ...

    def erase_address(self, tx: Tx, user_id: str) -> None:
        """Delete how a person can be reached: they asked to be forgotten, and have been told that they are."""
        ...


@runtime_checkable
class HoldsDeliveries(Protocol):
    """An adapter whose own tables record what the platform holds of ours: ids of uploaded files, messages of posts."""

    async def attach(self) -> None:
        """Add its tables to the store. Awaited before the other two; may be called again."""
        ...

    def forget_files(self, tx: Tx, keys: Sequence[str]) -> None:
        """Delete what is kept about the stored files with these keys: they have been deleted."""
        ...

    def forget_posts(self, tx: Tx, post_ids: Sequence[int]) -> None:
        """Delete what is kept about these posts: their rows have been deleted."""
        ...


@runtime_checkable
class ChecksCredentials(Protocol):
    """A factory whose platform can be asked, free of charge, whether it accepts our credentials."""

    async def check_credentials(self, settings: Any) -> list[CredentialProblem]:
        """The problems with our credentials; empty if they are accepted. Raises nothing."""
        ...


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """Whether what an adapter registers with its platform is up to date: a text id of the locales with its arguments."""

    text_id: str
    is_current: bool
    arguments: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class ChecksRegistration(Protocol):
    """An adapter that registers something with its platform (commands, a menu) when it starts, and can compare it, free of
    charge."""

    async def registration_state(self) -> RegistrationState | None:
        """What is registered now, beside what would be; None if that cannot be told. Raises nothing."""
        ...


@runtime_checkable
class HasFileLimits(Protocol):
    """An adapter whose chats take files of different sizes."""

    def max_file_bytes_in(self, chat_id: str) -> int:
        """The largest picture or file that a chat takes, as far as this process knows."""
        ...
