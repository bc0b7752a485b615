"""What an adapter with its own pages may ask of a host with a gallery (`HasGallery`).

Keys of the picture store must not leave the adapter; what `page` returns may be sent to a browser as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.adapter_api.posts import ViewPicture
from bot.adapter_api.updates import Conversation


@dataclass(frozen=True, slots=True)
class GalleryQuery:
    """What to look for: in the viewer's own pictures, or with `here` in those that are shown to all of a conversation.

    Every one of `words` is in the prompt or names the style; `style` is a style's name or empty; `after` is the `next`
    of the page before, or empty for the newest.
    """

    here: bool = False
    words: tuple[str, ...] = ()
    style: str = ""
    starred: bool = False
    after: str = ""
    limit: int = 24


class Gallery(Protocol):
    """The pictures that a person (`user_id`, the platform's id) may see in `place`: their own, and
    those of the conversation whose people let them be shown there. What they may not see does not exist for them."""

    async def page(self, user_id: str, place: Conversation, query: GalleryQuery) -> dict[str, Any]:
        """{"pictures": [...], "next": where to go on, empty at the end}. A picture has id, job, number, width, height,
        seed, at, prompt, negative, style, model, mine, person, by, starred, edit (what to type to ask for something a
        little different), changed (it was made from other images: it has a path), cover (it is covered until somebody asks
        to see it). Raises ValueError for an invalid `after` or an
        unknown `style`."""
        ...

    async def picture(self, user_id: str, place: Conversation, picture_id: int) -> ViewPicture:
        """The picture, with the key by which `Host.load_picture` loads it. Raises LookupError."""
        ...

    async def several(self, user_id: str, place: Conversation, picture_ids: Sequence[int]) -> list[ViewPicture]:
        """Those of the given pictures that the person may see: in the gallery, or because they are posted in `place`."""
        ...

    async def path(self, user_id: str, place: Conversation, picture_id: int) -> dict[str, Any]:
        """What a picture was made from, oldest first: {"steps": [...], "earlier": how many steps were before those, "more":
        whether there were still more}. A step has state (picture, deleted, withheld, sent, expired, unreadable), picture
        (as in a page; null in every state but the first) and from (the steps, from 0, that it was made from). Raises
        LookupError."""
        ...

    async def star(self, user_id: str, place: Conversation, picture_id: int, wanted: bool) -> bool:
        """Star the pictures of the picture's job, or take the star away; False if the person has too many stars. Raises
        LookupError."""
        ...

    async def delete(self, user_id: str, place: Conversation, picture_id: int, *, direct: bool, language: str) -> None:
        """Delete the pictures of its job; a post with an undo button (`PostView.until`) is shown in `place` for a while.
        `direct`: nobody else is there. Raises LookupError, PermissionError."""
        ...
