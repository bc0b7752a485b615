"""A room with a gallery: a real store, with pictures inserted instead of painted."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from adapters.web import WebAdapter
from bot.adapter_api import GenerationRequest, Size
from bot.commands.gallery.read_model import PlatformGallery
from bot.commands.gallery.sharing import PlatformSharing
from bot.jobs.manager import JobManager, NewJob
from bot.runtime.clock import Clock, SystemClock
from bot.store import Tx, open_store
from bot.store.rows import ConversationRow, JobRow, PayerRow, PersonRow
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from tests.databases import sqlite_url
from tests.web.host import WebHost, listening, png, settings

LIMITS = {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 0}


class GalleryHost(WebHost):
    """A host with gallery and sharing, as the bot's."""

    @property
    def sharing(self) -> PlatformSharing:
        return PlatformSharing("web", self.store)

    @property
    def gallery(self) -> PlatformGallery:
        return PlatformGallery("web", self.store)


@dataclass
class GalleryRoom:
    """A listening room whose gallery can be filled."""

    adapter: WebAdapter
    host: GalleryHost
    manager: JobManager

    async def add_job(
        self, person: str, prompt: str, *, room: str = "", name: str = "", n: int = 1, data: bytes = b"", **how: Any
    ) -> int:
        """A job of `person` (by the id of the web room) in a room, or in their own, with its pictures; the job's number.
        `how` are fields of the request, or `at`, seconds since 1970."""
        at = how.pop("at", None)
        size = how.pop("size", Size(1024, 1024))
        request = GenerationRequest("wanx-v1", prompt, n, size, seed=how.pop("seed", 7), **how)
        order = partial(self._order, person=person, name=name, room=room or f"~{person}", request=request, at=at)
        job = await self.host.store.write(order)
        for index in range(n):
            self.host.pictures[f"jobs/{job}/{index}.png"] = data or png(size.width // 8, size.height // 8)
        return job

    def _order(self, tx: Tx, *, person: str, name: str, room: str, request: GenerationRequest, at: float | None) -> int:
        who = tx.get(
            PersonRow, "people.person", platform="web", user_id=person, name=name, hint="", reply_key="", now=tx.now
        )
        where = tx.get(
            ConversationRow,
            "people.conversation",
            platform="web",
            chat_id=room,
            thread_id="",
            direct=int(room.startswith("~")),
        )
        payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=who.id)
        job = self.manager.accept(tx, NewJob(request, payer, who, where, "zh"))
        assert isinstance(job, JobRow), job
        when = tx.now if at is None else at
        tx._run("UPDATE job SET state = 'done', created_at = :at WHERE id = :id", {"at": when, "id": job.id})
        for index in range(request.n):
            tx.run(
                "pictures.add",
                job_id=job.id, idx=index, key=f"jobs/{job.id}/{index}.png", sha256="", mime="image/png",
                width=request.size.width, height=request.size.height, bytes=1, seed=request.seed + index, now=when,
            )  # fmt: skip
        return job.id

    async def set_gallery(self, table: str, gallery: str, cover: str = "", **which: str) -> None:
        """What `/settings gallery` and `/settings cover` (or, for a conversation, with `here`) would set."""
        settings = {"gallery": gallery, "cover": cover}
        await self.host.store.write(partial(_settle, table=table, settings=settings, which=which))

    async def person(self, user_id: str) -> PersonRow:
        return await self.host.store.read(
            lambda tx: tx.get(PersonRow, "people.find_person", platform="web", user_id=user_id)
        )


def _settle(tx: Tx, *, table: str, settings: dict[str, str], which: dict[str, str]) -> None:
    if table == "person":
        person = tx.get(PersonRow, "people.find_person", platform="web", **which)
        tx.run("people.set_person_settings", id=person.id, settings=json.dumps(settings))
    else:
        place = tx.get(ConversationRow, "people.find_conversation", platform="web", thread_id="", **which)
        tx.run("people.set_conversation_settings", id=place.id, settings=json.dumps(settings))


@asynccontextmanager
async def gallery_room(folder: Path, clock: Clock | None = None) -> AsyncIterator[GalleryRoom]:
    """A listening room with an empty gallery."""
    clock = clock or SystemClock()
    store = await open_store(sqlite_url(folder / "room.db"), clock)
    try:
        made = Settings.model_validate(
            {"data_dir": folder, "limits": LIMITS, "upstream": {"accounts": [{"name": "main", "keys": ["sk-test"]}]}}
        )
        manager = JobManager(made, Catalogue.load(), ("main",))
        await store.write(manager.set_up)
        host = GalleryHost(store, folder, clock)
        adapter = WebAdapter.create(settings(), host)
        async with listening(adapter):
            yield GalleryRoom(adapter, host, manager)
    finally:
        await store.close()
