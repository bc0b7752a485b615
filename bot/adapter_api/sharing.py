"""What an adapter with its own pages may ask of a host that gives out links to single pictures
(`HasSharing`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.adapter_api.posts import ViewPicture
from bot.adapter_api.updates import Conversation


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A link that shows one picture, as its maker sees it. `number` is how people name the picture; times are unix
    seconds."""

    id: int
    picture_id: int
    number: str
    with_prompt: bool
    made_at: float
    until: float


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """What a link shows. `prompt` is empty unless its maker chose to show it."""

    picture: ViewPicture
    prompt: str
    until: float


class TooManyLinks(Exception):
    """The person has as many links as they may: one must be revoked before the next is made."""


class Sharing(Protocol):
    """Links to single pictures, which anybody who has them can open. Only the owner of the picture can make them,
    list them and revoke them. A link works until it expires or is revoked, the picture is deleted, or its maker may no
    longer share it."""

    async def make(
        self, user_id: str, place: Conversation, picture_id: int, *, with_prompt: bool, lasts_s: float
    ) -> tuple[str, ShareLink]:
        """The secret of a new link, never shown again, and the link. Raises LookupError, PermissionError,
        TooManyLinks."""
        ...

    async def links(self, user_id: str) -> list[ShareLink]:
        """The person's links that still work, newest first."""
        ...

    async def revoke(self, user_id: str, link_id: int) -> None:
        """Make a link of the person invalid. Raises LookupError if they have none of that id."""
        ...

    async def open(self, secret: str) -> SharedPicture:
        """The picture that the link with this secret shows. Raises LookupError if the link does not work."""
        ...
