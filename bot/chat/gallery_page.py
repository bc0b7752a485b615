"""The gallery for an adapter with pages of its own: what `bot.messages.gallery` promises, for one platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.chat.gallery import Cursor, Page, Query, number_of, page_json, search, seen, set_star
from bot.jobs.workers.context import request_or_blank
from bot.messages import Conversation, ViewPicture
from bot.messages.gallery import GalleryQuery
from bot.store import Row, Store, Tx


@dataclass(frozen=True, slots=True)
class PlatformGallery:
    """See `bot.messages.gallery.Gallery`."""

    platform: str
    store: Store

    async def page(self, user_id: str, place: Conversation, query: GalleryQuery) -> dict[str, Any]:
        after = Cursor.parse(query.after)
        return await self.store.read(self._page, user_id=user_id, place=place, query=query, after=after)

    async def picture(self, user_id: str, place: Conversation, picture_id: int) -> ViewPicture:
        row = await self.store.read(self._seen, user_id=user_id, place=place, picture_id=picture_id)
        name = f"shenbi-{number_of(row['job_id'], row['idx'] + 1, row['n'])}"
        return ViewPicture(row["key"], row["mime"], row["width"], row["height"], request_or_blank(row).prompt, name)

    async def star(self, user_id: str, place: Conversation, picture_id: int, wanted: bool) -> bool:
        return await self.store.write(self._star, user_id=user_id, place=place, picture_id=picture_id, wanted=wanted)

    def _page(self, tx: Tx, *, user_id: str, place: Conversation, query: GalleryQuery, after: Cursor) -> dict[str, Any]:
        viewer_id, conversation_id = self._who(tx, user_id, place)
        if (not viewer_id and not query.here) or (query.here and not conversation_id):
            return page_json(
                Page((), more=False), viewer_id
            )  # Who never spoke has no pictures, nor a room without words.
        wanted = Query(
            viewer_id,
            not query.here,
            conversation_id if query.here else 0,
            query.words,
            query.style,
            query.starred,
        )
        return page_json(search(tx, wanted, limit=query.limit, after=after), viewer_id)

    def _seen(self, tx: Tx, *, user_id: str, place: Conversation, picture_id: int) -> Row:
        row = seen(tx, *self._who(tx, user_id, place), picture_id)
        if row is None:
            raise LookupError(picture_id)
        return row

    def _star(self, tx: Tx, *, user_id: str, place: Conversation, picture_id: int, wanted: bool) -> bool:
        row = self._seen(tx, user_id=user_id, place=place, picture_id=picture_id)
        viewer_id, _ = self._who(tx, user_id, place)
        if not viewer_id:
            raise LookupError(picture_id)  # A star belongs to a person whom the bot knows.
        return set_star(tx, viewer_id, row["job_id"], wanted)

    def _who(self, tx: Tx, user_id: str, place: Conversation) -> tuple[int, int]:
        """The rows' ids of the viewer and of where they stand; 0 for one that the bot has never met. No row has the id 0."""
        person = tx.one("people.find_person", platform=self.platform, user_id=user_id)
        where = tx.one(
            "people.find_conversation", platform=self.platform, chat_id=place.chat_id, thread_id=place.thread_id
        )
        return (person["id"] if person else 0, where["id"] if where else 0)
