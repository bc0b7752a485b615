"""The read model of the gallery for adapters with their own pages: implements `bot.adapter_api.gallery`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.access import Action, Decision, Principal, allows, decide
from bot.adapter_api import Conversation, ViewPicture
from bot.adapter_api.gallery import GalleryQuery
from bot.commands.gallery.queries import (
    Cursor,
    GalleryItem,
    GalleryPage,
    Query,
    found_picture,
    number_of,
    search,
    set_star,
    visible_picture,
)
from bot.commands.history.path import PictureStep, StepState, path_of
from bot.commands.jobs.undo import offer_undo
from bot.commands.request_builder import edit_command
from bot.grammar import vocabulary
from bot.intake.permissions import job_resource
from bot.intake.preferences import Preferences
from bot.jobs.stored_request import stored_or_blank
from bot.outbox import desired
from bot.retention.deletion import hide_pictures, posts_showing
from bot.store import Store, Tx
from bot.store.rows import ConversationRow, GalleryPictureRow, PersonRow


@dataclass(frozen=True, slots=True)
class PlatformGallery:
    """See `bot.adapter_api.gallery.Gallery`."""

    platform: str
    store: Store

    async def page(self, user_id: str, place: Conversation, query: GalleryQuery) -> dict[str, Any]:
        after = Cursor.parse(query.after)
        if query.style and query.style not in vocabulary.STYLES:
            raise ValueError(f"no style: {query.style!r}")
        return await self.store.read(self._page, user_id=user_id, place=place, query=query, after=after)

    async def picture(self, user_id: str, place: Conversation, picture_id: int) -> ViewPicture:
        row = await self.store.read(self._visible, user_id=user_id, place=place, picture_id=picture_id)
        return _view(row)

    async def several(self, user_id: str, place: Conversation, picture_ids: Sequence[int]) -> list[ViewPicture]:
        def work(tx: Tx) -> list[ViewPicture]:
            viewer = self._principal(tx, user_id, place)
            return [
                _view(row)
                for each in picture_ids
                if (row := visible_picture(tx, viewer, each, include_conversation=True))
            ]

        return await self.store.read(work)

    async def path(self, user_id: str, place: Conversation, picture_id: int) -> dict[str, Any]:
        return await self.store.read(self._path, user_id=user_id, place=place, picture_id=picture_id)

    async def star(self, user_id: str, place: Conversation, picture_id: int, wanted: bool) -> bool:
        return await self.store.write(self._star, user_id=user_id, place=place, picture_id=picture_id, wanted=wanted)

    async def delete(self, user_id: str, place: Conversation, picture_id: int, *, direct: bool, language: str) -> None:
        await self.store.write(
            self._delete, user_id=user_id, place=place, picture_id=picture_id, direct=direct, language=language
        )

    def _page(self, tx: Tx, *, user_id: str, place: Conversation, query: GalleryQuery, after: Cursor) -> dict[str, Any]:
        viewer = self._principal(tx, user_id, place)
        viewer_id, conversation_id = viewer.person, viewer.conversation
        known = conversation_id if query.here else viewer_id
        if not known or viewer.banned:
            # A person or a room that is not in the database has no pictures.
            return page_json(GalleryPage((), more=False), viewer_id, Preferences())
        wanted = Query(
            viewer_id,
            not query.here,
            conversation_id if query.here else 0,
            query.words,
            query.style,
            query.starred,
        )
        found = search(tx, wanted, limit=query.limit, after=after)
        return page_json(found, viewer_id, self._preferences(tx, place))

    def _visible(self, tx: Tx, *, user_id: str, place: Conversation, picture_id: int) -> GalleryPictureRow:
        row = visible_picture(tx, self._principal(tx, user_id, place), picture_id)
        if row is None:
            raise LookupError(picture_id)
        return row

    def _path(self, tx: Tx, *, user_id: str, place: Conversation, picture_id: int) -> dict[str, Any]:
        """Only what the viewer may find in a gallery: the pictures of its steps are loaded from there."""
        viewer = self._principal(tx, user_id, place)
        row = self._visible(tx, user_id=user_id, place=place, picture_id=picture_id)
        path = path_of(tx, row.key, lambda job_id, resource: allows(viewer, Action.EXHIBIT, resource))
        preferences = self._preferences(tx, place)
        return {
            "steps": [_step_json(tx, viewer.person, preferences, step) for step in path.steps],
            "earlier": path.earlier,
            "more": path.more,
        }

    def _star(self, tx: Tx, *, user_id: str, place: Conversation, picture_id: int, wanted: bool) -> bool:
        row = self._visible(tx, user_id=user_id, place=place, picture_id=picture_id)
        viewer_id = self._principal(tx, user_id, place).person
        if not viewer_id:
            raise LookupError(picture_id)  # The viewer has no row yet, which a star needs.
        done = set_star(tx, viewer_id, row.job_id, wanted)
        for subject in posts_showing(tx, row.job_id):
            desired.mark_dirty(tx, subject, desired.ANSWER)
        return done

    def _delete(
        self, tx: Tx, *, user_id: str, place: Conversation, picture_id: int, direct: bool, language: str
    ) -> None:
        row = self._visible(tx, user_id=user_id, place=place, picture_id=picture_id)
        viewer = self._principal(tx, user_id, place)
        if decide(viewer, Action.DELETE, job_resource(tx, row.job_id)) is not Decision.ALLOWED:
            raise PermissionError(picture_id)
        hide_pictures(tx, row.job_id)
        here = tx.get(
            ConversationRow,
            "people.conversation",
            platform=place.platform,
            chat_id=place.chat_id,
            thread_id=place.thread_id,
            direct=int(direct),
        )
        person = tx.get(PersonRow, "people.person_by_id", id=viewer.person)
        offer_undo(tx, here, person, row.job_id, f"page-{int(tx.now * 1000)}", language)

    def _principal(self, tx: Tx, user_id: str, place: Conversation) -> Principal:
        """The viewer in a conversation; 0 for a person or a conversation that is not in the database. No row has the id 0."""
        person = tx.one(PersonRow, "people.find_person", platform=self.platform, user_id=user_id)
        where = self._conversation(tx, place)
        return Principal(person.id if person else 0, where.id if where else 0, banned=bool(person and person.banned))

    def _preferences(self, tx: Tx, place: Conversation) -> Preferences:
        """Those of the conversation."""
        where = self._conversation(tx, place)
        return Preferences.of(where.settings if where else "")

    def _conversation(self, tx: Tx, place: Conversation) -> ConversationRow | None:
        return tx.one(
            ConversationRow,
            "people.find_conversation",
            platform=self.platform,
            chat_id=place.chat_id,
            thread_id=place.thread_id,
        )


def _view(row: GalleryPictureRow) -> ViewPicture:
    name = f"shenbi-{number_of(row.job_id, row.idx + 1, row.n)}"
    return ViewPicture(row.key, row.mime, row.width, row.height, stored_or_blank(row.job_id, row.request).prompt, name)


def page_json(page: GalleryPage, viewer_id: int, place: Preferences) -> dict[str, Any]:
    """A page as JSON for a browser: see `bot.adapter_api.gallery`. No keys of the picture store. `place`: of the conversation
    that it is shown in."""
    return {
        "pictures": [picture_json(item, viewer_id, place) for item in page.pictures],
        "next": str(page.end) if page.more else "",
    }


def picture_json(item: GalleryItem, viewer_id: int, place: Preferences) -> dict[str, Any]:
    """A picture as JSON for a browser: see `bot.adapter_api.gallery`."""
    return {
        "id": item.picture_id,
        "job": item.job_id,
        "number": item.number,
        "width": item.width,
        "height": item.height,
        "seed": item.seed,
        "at": item.created_at,
        "prompt": item.request.prompt,
        "negative": item.request.negative_prompt,
        "style": item.request.style,
        "model": item.request.model,
        "mine": item.person_id == viewer_id,
        "person": item.user_id,
        "by": item.person_name,
        "starred": item.starred,
        "edit": edit_command(item.job_id, item.request),
        "changed": item.request.reference is not None,
        "cover": item.cover or item.preferences.covered_in(place),
    }


def _step_json(tx: Tx, viewer_id: int, place: Preferences, step: PictureStep) -> dict[str, Any]:
    """A step as JSON for a browser: see `bot.adapter_api.gallery`."""
    item = found_picture(tx, viewer_id, step.picture_id) if step.state is StepState.PICTURE else None
    state = StepState.WITHHELD if step.state is StepState.PICTURE and item is None else step.state
    shown = picture_json(item, viewer_id, place) if item else None
    return {"state": str(state), "from": step.made_from, "picture": shown}
