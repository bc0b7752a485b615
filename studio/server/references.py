"""Reference images: where the bytes of a given URL are, and whether a model takes them. Nothing is ever fetched."""

from __future__ import annotations

import base64
import binascii
import io
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from studio.server import errors
from studio.server.canned import canned_png
from studio.server.errors import ApiError, WireError
from studio.server.models import ReferenceRule, StudioModel
from studio.server.options import UPLOAD_LIFE_S
from studio.server.signing import Signer
from studio.server.storage import Keep, picture_file, upload_file
from studio.server.task import Task
from studio.server.tasks import Book

RESULTS = "/results/"
INDEXES = ("0", "1", "2", "3")


def result_path(task_id: str, index: int) -> str:
    """The path under which a picture is served. Its last part is no other picture's: clients save results by it."""
    return f"{RESULTS}{task_id}/{task_id}-{index}.png"


def parse_result_path(path: str) -> tuple[str, int] | None:
    """Task id and index of a picture's path; None if it is not one. 0.1.0 left the task's id out of the file's name: a job
    that was being collected when it was replaced still has such an address."""
    task_id, _, name = path.removeprefix(RESULTS).partition("/")
    stem = name.removesuffix(".png")
    index = stem.removeprefix(f"{task_id}-")
    if not path.startswith(RESULTS) or stem == name or index not in INDEXES:
        return None
    return task_id, int(index)


async def picture_bytes(task: Task, index: int, keep: Keep) -> bytes | None:
    """The bytes of a picture; None if there is no such picture (any more)."""
    if index >= len(task.items) or not task.items[index].ok:
        return None
    if task.fate.spoil == "text":
        return b"<html><body>502 Bad Gateway</body></html>"
    if task.canned:
        item = task.items[index]
        data: bytes | None = canned_png(item.width, item.height, task.order.seed + index, f"{task.id}/{index}")
    else:
        data = await keep.read(picture_file(task.id, index))
    return data[: len(data) // 2] if data and task.fate.spoil == "cut" else data


class References:
    """Finds the bytes behind the URL of a reference image."""

    def __init__(self, book: Book, keep: Keep, signer: Signer) -> None:
        self._book, self._keep, self._signer = book, keep, signer

    async def resolve(self, url: str, model: StudioModel, account: str, *, oss: bool, host: str, now: float) -> bytes:
        """The bytes of `url`. `oss`: the request carries the resolve header; `host`: the name it called the studio by.

        Raises WireError: an upload of another account or model, or a stale one; a URL that is not the studio's own,
        since a server on loopback must not fetch what a request names; a data: URI for a model that takes none.
        """
        rule = model.reference
        assert rule is not None
        if not url.isascii():
            raise WireError(errors.URL_INVALID)
        if url.startswith("oss://"):
            if not oss:
                raise WireError(errors.MEDIA_UNREADABLE)
            return await self._upload(url.removeprefix("oss://"), model.name, account, now)
        if url.startswith("data:"):
            return _inline(url, rule)
        return await self._own(url, host, now)

    async def _upload(self, key: str, model: str, account: str, now: float) -> bytes:
        upload = self._book.uploads.get(key)
        if upload is None or (upload.account, upload.model) != (account, model) or now > upload.created + UPLOAD_LIFE_S:
            raise WireError(errors.MEDIA_NOT_FOUND)
        data = await self._keep.read(upload_file(key))
        if data is None:
            raise WireError(errors.MEDIA_NOT_FOUND)
        return data

    async def _own(self, url: str, host: str, now: float) -> bytes:
        try:
            parts = urlsplit(url)
        except ValueError:
            raise WireError(errors.URL_INVALID) from None
        found = parse_result_path(parts.path)
        if parts.scheme not in ("http", "https") or parts.netloc != host or found is None:
            raise WireError(errors.URL_INVALID)
        task = self._book.find(found[0])
        if (
            task is None
            or now > task.urls_until
            or self._signer.check_url(parts.path, dict(parse_qsl(parts.query)), now)
        ):
            raise WireError(errors.URL_INVALID)
        data = await picture_bytes(task, found[1], self._keep)
        if data is None:
            raise WireError(errors.URL_INVALID)
        return data


def _inline(url: str, rule: ReferenceRule) -> bytes:
    head, comma, tail = url.partition(",")
    if not rule.data_uri or not comma or not head.endswith(";base64"):
        raise WireError(errors.URL_INVALID)
    try:
        return base64.b64decode(tail, validate=True)
    except binascii.Error:
        raise WireError(errors.URL_INVALID) from None


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """Width and height of an image in pixels."""

    width: int
    height: int


def inspect_image(data: bytes, rule: ReferenceRule) -> ImageFacts | ApiError:
    """What an image is, or why the model does not take it. Reads its head only; blocking, for a thread."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > rule.max_bytes:
        return errors.IMAGE_BYTES
    try:
        with Image.open(io.BytesIO(data)) as image:
            (width, height), kind = image.size, (image.format or "").lower()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return errors.IMAGE_FORMAT
    if kind not in rule.formats and not (kind == "mpo" and "jpeg" in rule.formats):
        return errors.IMAGE_FORMAT
    low, high = rule.sides
    if not (low <= min(width, height) and max(width, height) <= high):
        return errors.IMAGE_RESOLUTION
    return ImageFacts(width, height)
