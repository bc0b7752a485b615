"""Screening the images of a job or a call: asks the hook about those of which nothing is known, and notes what it says.

A verdict is committed before anybody acts on it, so after a crash the same image is not asked about again. Nothing else is kept:
an image that was being asked about when the process died is simply asked about once more.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from bot.media.storage.picture_store import PictureStore
from bot.runtime.failpoints import hit
from bot.screening import verdicts
from bot.screening.hook import Direction, HookAnswer, HookFailed, ImageHook, Question
from bot.store import Store, Tx, alerts
from bot.store.rows import ImageVerdictRow, PlacedPictureRow
from bot.store.rows.moderation import ImageVerdict
from config.settings import Moderation

log = structlog.get_logger()

PAUSES_S: Final = (1.0, 3.0)
"""Between the tries of one image."""
ALERT: Final = "alert-image-hook"
ALERT_OVER: Final = "alert-image-hook-over"
HOOK_DOWN: Final = "hook-down"
"""The reason of a case whose image the hook was not able to say anything about."""
INCOMING: Final = "images/"
"""How the keys of images that people sent begin; the name after it is their digest."""


@dataclass(frozen=True, slots=True)
class ImageToScreen:
    """An image: its key in the picture store, its number among those of its job, from 1, and its digest, if that is known."""

    key: str
    number: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """What is known of an image now."""

    number: int
    digest: str
    verdict: ImageVerdict
    reason: str = ""
    cover: bool = False


class ImageScreener:
    """Without a hook in the settings every image is allowed."""

    def __init__(self, store: Store, pictures: PictureStore, settings: Moderation) -> None:
        self._store = store
        self._pictures = pictures
        self._settings = settings
        self._hook = ImageHook(settings, store.clock.now) if settings.image_hook_url else None
        self._failing = False

    def asks_about(self, direction: Direction) -> bool:
        """Whether the hook is shown images of this direction."""
        return self._settings.screens(direction)

    async def screen(self, images: Sequence[ImageToScreen], direction: Direction, job: int = 0) -> list[Screened]:
        """What is known of these images, each asked about if nothing is. Raises KeyError if a file is gone, OSError if it cannot
        be read."""
        if not self.asks_about(direction):
            return []
        return [await self._screen_one(image, direction, job) for image in images]

    async def _screen_one(self, image: ImageToScreen, direction: Direction, job: int) -> Screened:
        digest, row = await self._store.read(_known, image)
        if row is not None:
            return Screened(image.number, digest, row.verdict, row.reason, bool(row.cover))
        data = await self._pictures.get(image.key)
        if not digest:
            digest = (await asyncio.to_thread(hashlib.sha256, data)).hexdigest()
            if row := await self._store.read(lambda tx: verdicts.known(tx, digest)):
                return Screened(image.number, digest, row.verdict, row.reason, bool(row.cover))
        hit("screen.asked")
        answer = await self._ask(Question(digest, direction, job, image.number), data)
        hit("screen.answered")
        noted = await self._store.write(self._note, digest, answer)
        hit("screen.noted")
        return Screened(image.number, digest, *noted)

    async def _ask(self, question: Question, data: bytes) -> HookAnswer | HookFailed:
        """Ask, a few times if it fails; once while it is known to fail, so that others need not wait for as long."""
        assert self._hook is not None, "checked by `screen`"
        answer = await self._hook.ask(question, data)
        for pause_s in () if self._failing else PAUSES_S:
            if isinstance(answer, HookAnswer):
                break
            log.warning("image-hook.failed", kind=answer.kind, job=question.job)
            await self._store.clock.wait(asyncio.Event(), self._store.clock.now() + pause_s)
            answer = await self._hook.ask(question, data)
        self._failing = isinstance(answer, HookFailed)
        return answer

    def _note(self, tx: Tx, digest: str, answer: HookAnswer | HookFailed) -> tuple[ImageVerdict, str, bool]:
        """Record the verdict, or what the settings say about an image without one; tell the operator."""
        if isinstance(answer, HookFailed):
            alerts.report(tx, ALERT, kind=answer.kind)
            return self._settings.image_hook_down, HOOK_DOWN, False
        alerts.resolve(tx, ALERT, ALERT_OVER)
        # A moderator may have decided about the same image meanwhile.
        if decided := verdicts.known(tx, digest):
            return decided.verdict, decided.reason, bool(decided.cover)
        verdicts.record(tx, digest, answer.verdict, answer.reason, cover=answer.cover)
        return answer.verdict, answer.reason, answer.cover


def digests_of(tx: Tx, keys: Sequence[str]) -> list[str]:
    """The digests of images, of those that are known without reading them."""
    return list(filter(None, (_digest_of(tx, key) for key in keys)))


def _digest_of(tx: Tx, key: str) -> str:
    if key.startswith(INCOMING):
        return key.removeprefix(INCOMING).partition(".")[0]
    picture = tx.one(PlacedPictureRow, "pictures.by_key", key=key)
    return picture.sha256 if picture else ""


def _known(tx: Tx, image: ImageToScreen) -> tuple[str, ImageVerdictRow | None]:
    digest = image.digest or _digest_of(tx, image.key)
    return digest, verdicts.known(tx, digest) if digest else None
