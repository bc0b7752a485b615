"""Public links to single pictures: implements `bot.adapter_api.sharing`."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from bot.access import Action, Decision, Principal, decide
from bot.adapter_api import Conversation, ViewPicture
from bot.adapter_api.sharing import SharedPicture, ShareLink, TooManyLinks
from bot.commands.gallery.queries import number_of
from bot.intake.permissions import job_resource
from bot.jobs.stored_request import stored_or_blank
from bot.store import Store, Tx
from bot.store.rows import ConversationRow, OwnShareRow, PersonRow, SharedPictureRow, ShareRow

SECRET_BYTES = 24
MAX_LINKS = 200
"""Valid links of one person."""


@dataclass(frozen=True, slots=True)
class PlatformSharing:
    """See `bot.adapter_api.sharing.Sharing`."""

    platform: str
    store: Store

    async def make(
        self, user_id: str, place: Conversation, picture_id: int, *, with_prompt: bool, lasts_s: float
    ) -> tuple[str, ShareLink]:
        secret = secrets.token_urlsafe(SECRET_BYTES)

        def work(tx: Tx) -> ShareLink:
            person, here = self._person(tx, user_id), self._place(tx, place)
            viewer = Principal(_id(person), _id(here), banned=bool(person and person.banned))
            job_id = int(tx.value("access.job_of_picture", id=picture_id) or 0)
            decision = decide(viewer, Action.SHARE, job_resource(tx, job_id))
            if decision is Decision.UNSEEN:
                raise LookupError(picture_id)
            if decision is Decision.FORBIDDEN:
                raise PermissionError(picture_id)
            if int(tx.value("shares.count", person_id=viewer.person, now=tx.now)) >= MAX_LINKS:
                raise TooManyLinks
            row = tx.get(
                ShareRow,
                "shares.add",
                digest=_digest(secret),
                picture_id=picture_id,
                person_id=viewer.person,
                with_prompt=int(with_prompt),
                now=tx.now,
                expires_at=tx.now + lasts_s,
            )
            return next(link for link in self._links(tx, viewer.person) if link.id == row.id)

        return secret, await self.store.write(work)

    async def links(self, user_id: str) -> list[ShareLink]:
        def work(tx: Tx) -> list[ShareLink]:
            person = self._person(tx, user_id)
            return self._links(tx, person.id) if person else []

        return await self.store.read(work)

    async def revoke(self, user_id: str, link_id: int) -> None:
        def work(tx: Tx) -> None:
            person = self._person(tx, user_id)
            if not person or not tx.run("shares.revoke", id=link_id, person_id=person.id):
                raise LookupError(link_id)

        await self.store.write(work)

    async def open(self, secret: str) -> SharedPicture:
        def work(tx: Tx) -> SharedPicture:
            row = tx.one(SharedPictureRow, "shares.find", digest=_digest(secret), now=tx.now)
            if row is None:
                raise LookupError
            # The link carries the rights of its maker.
            maker = Principal(row.person_id, banned=bool(row.banned))
            if decide(maker, Action.SHARE, job_resource(tx, row.job_id)) is not Decision.ALLOWED:
                raise LookupError
            prompt = stored_or_blank(row.job_id, row.request).prompt if row.with_prompt else ""
            # The name of the file tells neither the number of the job nor the words.
            picture = ViewPicture(row.key, row.mime, row.width, row.height, prompt, "shenbi")
            return SharedPicture(picture, prompt, row.expires_at)

        return await self.store.read(work)

    def _links(self, tx: Tx, person_id: int) -> list[ShareLink]:
        return [
            ShareLink(
                row.id,
                row.picture_id,
                number_of(row.job_id, row.idx + 1, row.n),
                bool(row.with_prompt),
                row.created_at,
                row.expires_at,
            )
            for row in tx.all(OwnShareRow, "shares.of_person", person_id=person_id, now=tx.now)
        ]

    def _person(self, tx: Tx, user_id: str) -> PersonRow | None:
        return tx.one(PersonRow, "people.find_person", platform=self.platform, user_id=user_id)

    def _place(self, tx: Tx, place: Conversation) -> ConversationRow | None:
        return tx.one(
            ConversationRow,
            "people.find_conversation",
            platform=self.platform,
            chat_id=place.chat_id,
            thread_id=place.thread_id,
        )


def _id(row: PersonRow | ConversationRow | None) -> int:
    return int(row.id) if row else 0


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
