"""Reference images: resolve a URL to bytes that the studio has, and check them. Nothing is fetched over the network."""

from __future__ import annotations

import asyncio
import base64
import binascii
import io
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from studio.server import errors
from studio.server.canned_pictures import canned_png
from studio.server.errors import ApiError, ApiRefusal
from studio.server.models import ReferenceRule, ServedModel
from studio.server.options import UPLOAD_LIFE_S
from studio.server.signing import Signer
from studio.server.storage import Storage, picture_file, upload_file
from studio.server.task import Task
from studio.server.tasks import TaskRegistry

RESULTS_PREFIX = "/results/"
RESULT_INDEXES = tuple(map(str, range(12)))
"""The indexes that a result may have: as many as the largest set has pictures."""
DATA_URI_MAX_BYTES = 10_485_760
_BASE64_PIECE = 4 * 2**17


def result_path(task_id: str, index: int) -> str:
    """The path of a result. Its last part is unique, because clients use it as a file name."""
    return f"{RESULTS_PREFIX}{task_id}/{task_id}-{index}.png"


def parse_result_path(path: str) -> tuple[str, int] | None:
    """Task id and index from a result's path; None for any other path. Version 0.1.0 left the task id out of the file name:
    a job that was collecting during the upgrade still has such a URL."""
    task_id, _, name = path.removeprefix(RESULTS_PREFIX).partition("/")
    stem = name.removesuffix(".png")
    index = stem.removeprefix(f"{task_id}-")
    if not path.startswith(RESULTS_PREFIX) or stem == name or index not in RESULT_INDEXES:
        return None
    return task_id, int(index)


def canned_picture(task: Task, index: int, width: int, height: int) -> bytes:
    """Picture `index` of a task whose pictures are canned."""
    note = f"{task.id}/{index}"
    return canned_png(width, height, task.order.seed + index, note, cut_out=task.order.transparent)


async def picture_bytes(task: Task, index: int, storage: Storage) -> bytes | None:
    """The bytes of a picture; None if it does not exist or has expired."""
    if index >= len(task.items) or not task.items[index].ok:
        return None
    if task.fate.spoil == "text":
        return b"<html><body>502 Bad Gateway</body></html>"
    if task.canned:
        item = task.items[index]
        data: bytes | None = canned_picture(task, index, item.width, item.height)
    else:
        data = await storage.read(picture_file(task.id, index))
    return data[: len(data) // 2] if data and task.fate.spoil == "cut" else data


class ReferenceResolver:
    """Finds the bytes of a reference image by its URL."""

    def __init__(self, tasks: TaskRegistry, storage: Storage, signer: Signer) -> None:
        self._tasks, self._storage, self._signer = tasks, storage, signer

    async def resolve(self, url: str, model: ServedModel, account: str, *, oss: bool, host: str, now: float) -> bytes:
        """The bytes of `url`. `oss`: the request has the resolve header; `host`: the request's Host.

        Raises ApiRefusal for an upload of another account or model or an expired one, for a data: URI where the model
        takes none, and for any URL that is not the studio's own: fetching it would be request forgery.
        """
        rule = model.reference
        assert rule is not None
        return await self.fetch(url, model.name, account, data_uri=rule.data_uri, oss=oss, host=host, now=now)

    async def fetch(
        self, url: str, model: str, account: str, *, data_uri: bool, oss: bool, host: str, now: float
    ) -> bytes:
        """The same for a model that has no reference images; `data_uri`: whether it takes those. Raises ApiRefusal."""
        if not url.isascii():
            raise ApiRefusal(errors.URL_INVALID)
        if url.startswith("oss://"):
            if not oss:
                raise ApiRefusal(errors.MEDIA_UNREADABLE)
            return await self._upload(url.removeprefix("oss://"), model, account, now)
        if url.startswith("data:"):
            return await asyncio.to_thread(_decode_data_uri, url, allowed=data_uri)
        return await self._own(url, host, now)

    async def resolve_item(
        self, url: str, model: ServedModel, account: str, *, oss: bool, host: str, now: float
    ) -> bytes:
        """The bytes of an image of a message; like `resolve`, with the errors of that protocol. Raises ApiRefusal."""
        if not url.isascii() or not url.startswith(("http://", "https://", "oss://", "data:image/")):
            raise ApiRefusal(errors.IMAGE_STRING)
        if url.startswith("data:") and len(url) > DATA_URI_MAX_BYTES:
            raise ApiRefusal(errors.DATA_URI_BYTES)
        try:
            return await self.resolve(url, model, account, oss=oss, host=host, now=now)
        except ApiRefusal as error:
            if error.refusal is not errors.URL_INVALID:
                raise
            raise ApiRefusal(errors.IMAGE_STRING if url.startswith("data:") else errors.DOWNLOAD_FAILED) from None

    async def _upload(self, key: str, model: str, account: str, now: float) -> bytes:
        upload = self._tasks.uploads.get(key)
        if upload is None or (upload.account, upload.model) != (account, model) or now > upload.created + UPLOAD_LIFE_S:
            raise ApiRefusal(errors.MEDIA_NOT_FOUND)
        data = await self._storage.read(upload_file(key))
        if data is None:
            raise ApiRefusal(errors.MEDIA_NOT_FOUND)
        return data

    async def _own(self, url: str, host: str, now: float) -> bytes:
        try:
            parts = urlsplit(url)
        except ValueError:
            raise ApiRefusal(errors.URL_INVALID) from None
        found = parse_result_path(parts.path)
        if parts.scheme not in ("http", "https") or parts.netloc != host or found is None:
            raise ApiRefusal(errors.URL_INVALID)
        task = self._tasks.find(found[0])
        if (
            task is None
            or now > task.urls_until
            or self._signer.check_url(parts.path, dict(parse_qsl(parts.query)), now)
        ):
            raise ApiRefusal(errors.URL_INVALID)
        data = await picture_bytes(task, found[1], self._storage)
        if data is None:
            raise ApiRefusal(errors.URL_INVALID)
        return data


def _decode_data_uri(url: str, *, allowed: bool) -> bytes:
    head, comma, tail = url.partition(",")
    if not allowed or not comma or not head.endswith(";base64"):
        raise ApiRefusal(errors.URL_INVALID)
    data = bytearray()
    try:
        # In pieces: decoding one holds the interpreter's lock, and the event loop waits for it.
        for start in range(0, len(tail), _BASE64_PIECE):
            piece = tail[start : start + _BASE64_PIECE]
            if "=" in piece and start + _BASE64_PIECE < len(tail):
                raise ApiRefusal(errors.URL_INVALID)
            data += base64.b64decode(piece, validate=True)
    except binascii.Error:
        raise ApiRefusal(errors.URL_INVALID) from None
    return bytes(data)


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """Width and height of an image in pixels; `kind` is its format, `alpha` whether it can be transparent."""

    width: int
    height: int
    kind: str = ""
    alpha: bool = False


def inspect_image(data: bytes, rule: ReferenceRule) -> ImageFacts | ApiError:
    """Size of an image, or why the model rejects it. Reads the header only. Blocks: call it in a thread."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > rule.max_bytes:
        return errors.IMAGE_BYTES
    try:
        with Image.open(io.BytesIO(data)) as image:
            (width, height), kind = image.size, (image.format or "").lower()
            alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return errors.IMAGE_FORMAT
    if kind not in rule.formats and not (kind == "mpo" and "jpeg" in rule.formats):
        return errors.IMAGE_FORMAT
    low, high = rule.sides
    if not (low <= min(width, height) and max(width, height) <= high):
        return errors.IMAGE_RESOLUTION
    return ImageFacts(width, height, kind, alpha)


def inspect_item(data: bytes, rule: ReferenceRule, ratio_max: float) -> ImageFacts | ApiError:
    """Like `inspect_image`, with the errors of the message protocol; `ratio_max`: how long an image may be. Blocks."""
    facts = inspect_image(data, rule)
    if facts is errors.IMAGE_FORMAT:
        return errors.IMAGE_CORRUPT
    if not isinstance(facts, ImageFacts):
        return errors.IMAGE_SIZE
    if facts.alpha and facts.kind == "png" and not rule.alpha:
        return errors.IMAGE_CORRUPT
    if max(facts.width, facts.height) > ratio_max * min(facts.width, facts.height):
        return errors.IMAGE_SIZE
    return facts
