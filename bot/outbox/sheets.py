"""Boards: labelled sheets for one post each, wished for in a transaction and put together by a worker.

A board is made of pictures of the store, or of samples that the studio paints (where its libraries are installed).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog

from bot.adapter_api import ViewPicture
from bot.media.sheets.labelled_sheet import LabelledPicture, labelled_sheet
from bot.media.storage.picture_store import PictureStore
from bot.outbox import desired
from bot.store import Row, Store, Tx
from bot.store.loops import NEVER, WorkerGroup

log = structlog.get_logger()

LEASE_S = 180.0
MOST_TRIES = 3
SAMPLES = "samples"

Paint = Callable[[dict[str, Any]], Awaitable[bytes]]
"""Paints a sample: the fields of the studio's PaintOrder in, a PNG out. Raises OSError or ValueError if it cannot."""
Sampler = Callable[[], AbstractAsyncContextManager[Paint]]
"""Somebody who paints samples, for as long as there are some."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell of a board: a picture by its key, or a sample by what is to be painted."""

    label: str
    plain: str = ""
    key: str = ""
    sample: dict[str, Any] = field(default_factory=dict)
    starred: bool = False


def ensure_sheet(tx: Tx, subject: str, person_id: int, places: Sequence[SheetCell], columns: int = 3) -> str:
    """Wish for a board for the post `subject`; returns its key. The same wish again is the same board."""
    spec = json.dumps({"columns": columns, "places": [asdict(p) for p in places]}, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(f"{subject}\n{spec}".encode()).hexdigest()[:40]
    board = tx.get(
        "boards.wish", key=f"boards/{digest}.jpg", subject=subject, person_id=person_id, spec=spec, now=tx.now
    )
    tx.hint("boards")
    return str(board["key"])


def state_of(tx: Tx, key: str) -> str:
    """`wanted`, `ready`, `failed`, or empty if there is no such board (any more)."""
    board = tx.one("boards.get", key=key)
    return str(board["state"]) if board else ""


def view_of(tx: Tx, key: str, alt: str) -> ViewPicture | None:
    """A board as a picture of a post, once it is ready."""
    board = tx.one("boards.get", key=key)
    if board is None or board["state"] != "ready":
        return None
    return ViewPicture(key, board["mime"], board["width"], board["height"], alt=alt, name="shenbi-sheet.jpg")


def sheet_without(tx: Tx, board: Row, keys: frozenset[str]) -> str:
    """Wish for the same board without the pictures with these keys; returns its key, empty if none would be left on it."""
    spec = json.loads(board["spec"])
    places = [place for each in spec["places"] if (place := SheetCell(**each)).key not in keys]
    return ensure_sheet(tx, board["subject"], board["person_id"], places, spec["columns"]) if places else ""


def replace_sheet(tx: Tx, subject: str, key: str, instead: str) -> bool:
    """Have the post `subject`, if it shows the board `key`, show another one (if there is one); False if it does not show it."""
    post = tx.one("posts.by_subject", subject=subject)
    if post is None or json.loads(post["payload"]).get("board") != key:
        return False
    if instead:
        payload = json.loads(post["payload"]) | {"board": instead}
        tx.run("posts.set_payload", id=post["id"], payload=json.dumps(payload, ensure_ascii=False))
        desired.mark_dirty(tx, subject, desired.ANSWER)
    return True


class LabelledSheetMaker(WorkerGroup[Row]):
    """Puts boards together."""

    name = "boards"
    topics = ("boards",)
    concurrency = 2

    def __init__(self, store: Store, pictures: PictureStore, sampler: Sampler | None) -> None:
        super().__init__(store)
        self.lease_s = LEASE_S
        self.pictures = pictures
        self.sampler = sampler

    def renew(self, tx: Tx, item: Row, until: float) -> bool:
        # Its row was read before this claim was counted.
        return bool(tx.run("boards.renew", key=item["key"], tries=item["tries"] + 1, due_at=until))

    async def claim_due(self, free: int) -> tuple[list[Row], float]:
        def take(tx: Tx) -> tuple[list[Row], float]:
            boards = tx.all("boards.due", now=tx.now, limit=free)
            for board in boards:
                tx.run("boards.lease", key=board["key"], due_at=tx.now + LEASE_S)
            return boards, float(tx.value("boards.next_due") or NEVER)

        return await self.store.write(take)

    async def process(self, item: Row) -> None:
        spec = json.loads(item["spec"])
        places = [SheetCell(**place) for place in spec["places"]]
        try:
            await self._paint_samples([place.sample for place in places if place.sample])
            cells = [LabelledPicture(await self._picture(p), p.label, p.plain, p.starred) for p in places]
            sheet = await asyncio.to_thread(labelled_sheet, cells, spec["columns"])
        except (OSError, ValueError) as error:
            log.warning("board.failed", board=item["key"], error=str(error), tries=item["tries"])
            if item["tries"] + 1 >= MOST_TRIES:
                await self.store.write(self._note, item, None)
            return
        await self.pictures.put(item["key"], sheet.data)
        await self.store.write(self._note, item, (sheet.width, sheet.height))

    def _note(self, tx: Tx, board: Row, size: tuple[int, int] | None) -> None:
        if size is None:
            tx.run("boards.failed", key=board["key"])
        elif not tx.run("boards.ready", key=board["key"], mime="image/jpeg", width=size[0], height=size[1]):
            tx.run("forgetting.doom", key=board["key"], now=tx.now)  # Forgotten while it was made.
            return
        desired.mark_dirty(tx, board["subject"], desired.RESULT)

    async def _picture(self, place: SheetCell) -> bytes | None:
        try:
            return await self.pictures.get(_sample_key(place.sample) if place.sample else place.key)
        except KeyError:
            return None  # Deleted since: its place stays empty.

    async def _paint_samples(self, orders: list[dict[str, Any]]) -> None:
        """A sample is painted once and kept: the same order always gives the same picture."""
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
