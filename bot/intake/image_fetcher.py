"""Fetching the images that a message means: found in the database, fetched from the platform, normalized and stored."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import structlog

from bot.adapter_api import Adapter, ImageSource, Message
from bot.intake.images import MOST_IMAGES, ImageChoice, ImageResult, Origin, choose_image, size_of
from bot.media import MAX_BYTES, ImageProblem, run_in_decode_queue
from bot.media.normalize import NormalizedImage, normalize_image
from bot.media.storage.picture_store import PictureStore, content_key
from bot.runtime.failpoints import hit
from bot.store import Store, Tx, file_deletions
from bot.store.rows import ConversationRow, PersonRow

log = structlog.get_logger()

FETCH_DEADLINE_S = 120.0
"""How long after the arrival of an update its image is retried."""
FETCH_TIMEOUT_S = 40.0


@dataclass(frozen=True, slots=True)
class FetchLater:
    """The platform, or the picture store, cannot be reached for the moment: the text and class of the error."""

    error: str
    kind: str


@dataclass(frozen=True, slots=True)
class ImageFetcher:
    """Fetches images for the update worker, outside of its transactions."""

    store: Store
    pictures: PictureStore

    async def fetch(self, adapter: Adapter, message: Message, received_at: float) -> ImageResult | FetchLater:
        """Find and fetch the images that a message refers to, all or none; it was received at `received_at` (unix
        seconds)."""
        choice, sizes = await self.store.read(_choose, message)
        if choice.kind:
            return ImageResult("quoted", problem="attachment-unreadable", arguments={"kind": choice.kind})
        count = len(choice.images)
        if count > MOST_IMAGES:
            return ImageResult(
                choice.origin, problem="too-many-images", arguments={"count": count, "limit": MOST_IMAGES}
            )
        give_up_at = received_at + FETCH_DEADLINE_S
        found: list[ImageResult] = []
        for number, (image, size) in enumerate(zip(choice.images, sizes, strict=True), start=1):
            each = await self._fetch_one(adapter, choice.origin, image, size, give_up_at)
            if isinstance(each, FetchLater):
                return each
            if each.problem:
                return _of_several(each, number, count) if count > 1 else each
            found.append(each)
        if not found:
            advice = {"advice": adapter.capabilities.withheld_advice} if choice.origin == "withheld" else {}
            return ImageResult(choice.origin, arguments=advice)
        return replace(found[0], more=tuple(each.key for each in found[1:]), alone=choice.alone)

    async def _fetch_one(
        self,
        adapter: Adapter,
        origin: Origin,
        image: str | ImageSource,
        size: tuple[int, int] | None,
        give_up_at: float,
    ) -> ImageResult | FetchLater:
        if isinstance(image, str):
            return ImageResult(origin, image, *size) if size else ImageResult(origin, problem="reference-gone")
        normalized = await self._download(adapter, origin, image, give_up_at)
        return (
            await self._keep(origin, normalized, give_up_at) if isinstance(normalized, NormalizedImage) else normalized
        )

    async def _download(
        self, adapter: Adapter, origin: Origin, source: ImageSource, give_up_at: float
    ) -> NormalizedImage | ImageResult | FetchLater:
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_S):
                data = await adapter.fetch_image(source, MAX_BYTES)
            return await run_in_decode_queue(normalize_image, data)
        except ImageProblem as problem:
            return ImageResult(origin, problem=problem.text_id, arguments=problem.arguments)
        except LookupError:
            return ImageResult(origin, problem="image-gone")
        except ValueError:
            return ImageResult(origin, problem="image-too-many-bytes", arguments={"limit": MAX_BYTES // 1_000_000})
        except PermissionError:
            return ImageResult(origin, problem="image-not-allowed")
        except OSError as error:
            return self._later(origin, error, give_up_at, "image-not-fetched")

    def _later(self, origin: Origin, error: OSError, give_up_at: float, text_id: str) -> ImageResult | FetchLater:
        """Try again until `give_up_at` (unix seconds), then answer `text_id`."""
        if self.store.clock.now() < give_up_at:
            return FetchLater(str(error), type(error).__name__)
        return ImageResult(origin, problem=text_id)

    async def _keep(self, origin: Origin, image: NormalizedImage, give_up_at: float) -> ImageResult | FetchLater:
        key = content_key("images", image.data, image.suffix)
        if await self.store.write(_add_image, key, image):
            return FetchLater("the same image was to be deleted, and its file may be just now", "Deleting")
        try:
            await self.pictures.put(key, image.data)
        except OSError as error:
            log.error("image.not-stored", kind=type(error).__name__, error=str(error))
            return self._later(origin, error, give_up_at, "image-not-stored")
        hit("inbox.kept")
        return ImageResult(origin, key, image.width, image.height)


def _add_image(tx: Tx, key: str, image: NormalizedImage) -> bool:
    """Add the row of an image, before its file: from now on that is not deleted. True if it may be being deleted already;
    then it must not be written before the queue of deletions is worked off (see `bot.retention.file_removal`)."""
    tx.run(
        "pictures.add_image",
        key=key,
        sha256=key.partition("/")[2].partition(".")[0],
        mime=image.mime,
        width=image.width,
        height=image.height,
        bytes=len(image.data),
        now=tx.now,
    )
    queued = tx.value("file_deletions.is_queued", key=key) is not None
    if queued:
        tx.hint(file_deletions.TOPIC)
    return queued


def _of_several(image: ImageResult, number: int, count: int) -> ImageResult:
    """The problem of one image among several, with its number."""
    reason = [image.problem, image.arguments]
    return replace(image, problem="image-of-several", arguments={"number": number, "count": count, "reason": reason})


def _choose(tx: Tx, message: Message) -> tuple[ImageChoice, list[tuple[int, int] | None]]:
    """The images that a message refers to, each with its size if it is stored; none for a banned person."""
    who, where = message.sender, message.conversation
    person = tx.one(PersonRow, "people.find_person", platform=who.platform, user_id=who.user_id)
    if person and person.banned:
        return ImageChoice("none"), []
    conversation = tx.one(
        ConversationRow,
        "people.find_conversation",
        platform=where.platform,
        chat_id=where.chat_id,
        thread_id=where.thread_id,
    )
    choice = choose_image(tx, message, conversation)
    return choice, [size_of(tx, image) if isinstance(image, str) else None for image in choice.images]
