"""Labelled sheets for one post each, requested in a transaction and made by a worker.

A sheet is made of stored pictures, or of samples that the studio paints (where its libraries are installed).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog

from bot.adapter_api import ViewPicture
from bot.media import labelled_sheet
from bot.media.sheets.labelled_picture import LabelledPicture
from bot.media.storage.picture_store import PictureStore
from bot.outbox import desired
from bot.store import Store, Tx, file_deletions
from bot.store import topics as store_topics
from bot.store.loops import NEVER, WorkerGroup
from bot.store.rows import PostRow, RenderedSheetRow

log = structlog.get_logger()

LEASE_S = 180.0
MOST_TRIES = 3
SAMPLES = "samples"
_OF_JOB = re.compile(r"jobs/(\d+)/")
"""The key of a picture of a job."""

Paint = Callable[[dict[str, Any]], Awaitable[bytes]]
"""Paints a sample: the fields of the studio's PaintOrder in, a PNG out. Raises OSError or ValueError if it cannot."""
Sampler = Callable[[], AbstractAsyncContextManager[Paint]]
"""Opens a painter of samples, for as long as there are some to paint."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell of a sheet: a picture by its key, or a sample by its paint order."""

    label: str
    plain: str = ""
    key: str = ""
    sample: dict[str, Any] = field(default_factory=dict)
    starred: bool = False


def ensure_sheet(tx: Tx, subject: str, person_id: int, places: Sequence[SheetCell], columns: int = 3) -> str:
    """Request a sheet for the post `subject`; returns its key. The same request again returns the same sheet."""
    spec = json.dumps({"columns": columns, "places": [asdict(p) for p in places]}, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(f"{subject}\n{spec}".encode()).hexdigest()[:40]
    sheet = tx.get(
        RenderedSheetRow,
        "sheets.ensure",
        key=f"boards/{digest}.jpg",
        subject=subject,
        person_id=person_id,
        spec=spec,
        now=tx.now,
    )
    for job_id in sorted({int(found[1]) for place in places if (found := _OF_JOB.match(place.key))}):
        tx.run("sheets.add_job", key=sheet.key, job_id=job_id)
    tx.hint(store_topics.SHEETS)
    return str(sheet.key)


def state_of(tx: Tx, key: str) -> str:
    """The state of a sheet: `wanted`, `ready`, `failed`, or empty if there is no such sheet (any more)."""
    sheet = tx.one(RenderedSheetRow, "sheets.get", key=key)
    return str(sheet.state) if sheet else ""


def view_of(tx: Tx, key: str, alt: str) -> ViewPicture | None:
    """A sheet as a picture of a post, once it is ready."""
    sheet = tx.one(RenderedSheetRow, "sheets.get", key=key)
    if sheet is None or sheet.state != "ready":
        return None
    return ViewPicture(key, sheet.mime, sheet.width, sheet.height, alt=alt, name="shenbi-sheet.jpg")


def sheet_without(tx: Tx, sheet: RenderedSheetRow, keys: frozenset[str]) -> str:
    """Request the same sheet without the pictures with these keys; returns its key, empty if no picture would be
    left, or it cannot be read what is on it."""
    try:
        spec = json.loads(sheet.spec)
        places = [place for each in spec["places"] if (place := SheetCell(**each)).key not in keys]
    except (ValueError, LookupError, TypeError):
        log.error("sheet.unreadable", sheet=sheet.key)
        return ""
    return ensure_sheet(tx, sheet.subject, sheet.person_id, places, spec["columns"]) if places else ""


def replace_sheet(tx: Tx, subject: str, key: str, instead: str) -> bool:
    """If the post `subject` shows the sheet `key`, have it show `instead` (if not empty); False if it does not show
    it."""
    post = tx.one(PostRow, "posts.by_subject", subject=subject)
    try:
        payload = json.loads(post.payload) if post else {}
        shows = payload.get("board") == key
    except (ValueError, AttributeError):
        return False  # It cannot be rendered, so it is not shown.
    if post is None or not shows:
        return False
    if instead:
        payload |= {"board": instead}
        tx.run("posts.set_payload", id=post.id, payload=json.dumps(payload, ensure_ascii=False))
        desired.mark_dirty(tx, subject, desired.ANSWER)
    return True


class LabelledSheetMaker(WorkerGroup[RenderedSheetRow]):
    """Makes the sheets that are requested."""

    name = "sheets"
    topics = (store_topics.SHEETS,)
    concurrency = 2

    def __init__(self, store: Store, pictures: PictureStore, sampler: Sampler | None) -> None:
        super().__init__(store)
        self.lease_s = LEASE_S
        self.pictures = pictures
        self.sampler = sampler

    def renew(self, tx: Tx, item: RenderedSheetRow, until: float) -> bool:
        # The row was read before this claim was counted.
        return bool(tx.run("sheets.renew", key=item.key, tries=item.tries + 1, due_at=until))

    async def claim_due(self, free: int) -> tuple[list[RenderedSheetRow], float]:
        def take(tx: Tx) -> tuple[list[RenderedSheetRow], float]:
            sheets = tx.all(RenderedSheetRow, "sheets.due", now=tx.now, limit=free)
            for sheet in sheets:
                tx.run("sheets.lease", key=sheet.key, due_at=tx.now + LEASE_S)
            return sheets, float(tx.value("sheets.next_due") or NEVER)

        return await self.store.write(take)

    async def process(self, item: RenderedSheetRow) -> None:
        spec = json.loads(item.spec)
        places = [SheetCell(**place) for place in spec["places"]]
        try:
            await self._paint_samples([place.sample for place in places if place.sample])
            cells = [LabelledPicture(await self._picture(p), p.label, p.plain, p.starred) for p in places]
            sheet = await asyncio.to_thread(labelled_sheet, cells, spec["columns"])
            await self.pictures.put(item.key, sheet.data)
        except (OSError, ValueError) as error:
            log.warning("sheet.failed", sheet=item.key, error=str(error), tries=item.tries)
            if item.tries + 1 >= MOST_TRIES:
                await self.store.write(self._note, item, None)
            return
        await self.store.write(self._note, item, (sheet.width, sheet.height))

    def _note(self, tx: Tx, sheet: RenderedSheetRow, size: tuple[int, int] | None) -> None:
        if size is None:
            tx.run("sheets.failed", key=sheet.key)
        elif not tx.run("sheets.ready", key=sheet.key, mime="image/jpeg", width=size[0], height=size[1]):
            file_deletions.enqueue(tx, sheet.key)  # Its person was erased meanwhile.
            return
        desired.mark_dirty(tx, sheet.subject, desired.RESULT)

    async def _picture(self, place: SheetCell) -> bytes | None:
        try:
            return await self.pictures.get(_sample_key(place.sample) if place.sample else place.key)
        except KeyError:
            return None  # Deleted since: its cell stays empty.

    async def _paint_samples(self, orders: list[dict[str, Any]]) -> None:
        """Paint the samples that are not stored yet: the same order always gives the same picture."""
        missing = []
        for order in orders:
            try:
                await self.pictures.get(_sample_key(order))
            except KeyError:
                missing.append(order)
        if missing and self.sampler is not None:
            async with self.sampler() as paint:
                for order in missing:
                    await self.pictures.put(_sample_key(order), await paint(order))


def _sample_key(order: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(order, sort_keys=True).encode()).hexdigest()[:40]
    return f"{SAMPLES}/{digest}.png"
