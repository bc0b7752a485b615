"""Files that Telegram keeps: photos with their sizes, documents, ids, and paths for download."""

import base64
import hashlib
import io
import mimetypes
import warnings
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Literal

from PIL import Image, UnidentifiedImageError

from .errors import ApiError, bad_request

FileKind = Literal["photo", "document", "thumbnail"]
PHOTO_BOXES_PX = (90, 320, 800, 1280)
"""Telegram keeps a photo in these sizes (longer side); the largest is all that a bot ever gets."""
DOWNLOAD_LINK_LIFE_S = 3600


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Sizes in bytes. Smaller ones make tests quick."""

    photo_bytes: int = 10 << 20
    document_bytes: int = 50 << 20
    download_bytes: int = 20 << 20
    photo_sides_sum_px: int = 10_000
    photo_ratio: int = 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes that Telegram keeps, the same for every bot; ``unique_id`` goes out as file_unique_id."""

    kind: FileKind
    unique_id: str
    data: bytes = field(repr=False)
    name: str
    mime_type: str
    width: int = 0
    height: int = 0


def _unique_id(kind: FileKind, data: bytes, tag: str = "") -> str:
    digest = hashlib.sha256(kind.encode() + tag.encode() + data).digest()
    return "AgAD" + base64.urlsafe_b64encode(digest[:9]).decode()


def _open(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(data))


def photo_sizes(data: bytes, limits: FileLimits) -> tuple[StoredFile, ...]:
    """The sizes Telegram would keep of this upload, smallest first, recompressed as JPEG.

    Raises: ApiError 400 for what Telegram refuses: empty, over 10 MB, no image, sides, ratio.
    """
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > limits.photo_bytes:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; the maximum size is {limits.photo_bytes} bytes"
        )
    return _resized(data, limits.photo_sides_sum_px, limits.photo_ratio)


@lru_cache(maxsize=128)
def _resized(data: bytes, sides_sum_px: int, ratio: int) -> tuple[StoredFile, ...]:
    try:
        with _open(data) as image:
            width, height = image.size
            if width + height > sides_sum_px or max(width, height) > ratio * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
            image.load()
            picture = image.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    longest = max(width, height)
    boxes = [box for box in PHOTO_BOXES_PX if box < longest] + [min(longest, PHOTO_BOXES_PX[-1])]
    sizes = []
    for box in sorted(set(boxes), reverse=True):
        picture.thumbnail((box, box))  # From the next larger one: much quicker than from the original each time.
        sizes.append(_as_jpeg(picture, data, box))
    return tuple(reversed(sizes))


def _as_jpeg(picture: Image.Image, original: bytes, box_px: int) -> StoredFile:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=87)
    unique_id = _unique_id("photo", original, str(box_px))
    return StoredFile("photo", unique_id, out.getvalue(), "", "image/jpeg", picture.width, picture.height)


def document(data: bytes, name: str, mime_type: str | None, limits: FileLimits | None) -> StoredFile:
    """A file kept as it came. ``limits`` None means a person sends it: no bot limit applies.

    Raises: ApiError 400 when empty, 413 when larger than a bot may send.
    """
    if not data:
        raise bad_request("file must be non-empty")
    if limits is not None and len(data) > limits.document_bytes:
        raise ApiError(413, "Request Entity Too Large")
    name = PurePosixPath(name.replace("\\", "/")).name or "file"
    guessed = mimetypes.guess_type(name)[0] or mime_type or "application/octet-stream"
    width = height = 0
    if guessed.startswith("image/"):
        try:
            with _open(data) as image:
                width, height = image.size
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            pass  # A document may call itself an image and be none: Telegram keeps it all the same.
    return StoredFile("document", _unique_id("document", data, name), data, name, guessed, width, height)


def thumbnail_of(file: StoredFile) -> StoredFile | None:
    """The preview that Telegram makes of a document that is a picture; None for everything else."""
    if not file.width or file.width * file.height > 40_000_000:
        return None
    try:
        smallest = _resized(file.data, 10**6, 10**6)
    except ApiError:
        return None
    fitting = [size for size in smallest if max(size.width, size.height) <= 320]
    preview = (fitting or list(smallest))[-1]
    return StoredFile(
        "thumbnail", _unique_id("thumbnail", file.data), preview.data, "", "image/jpeg", preview.width, preview.height
    )


@dataclass(slots=True)
class FileStore:
    """All files by id. A file_id belongs to one bot and one place; file_unique_id is the same for all."""

    limits: FileLimits
    _files: dict[str, StoredFile] = field(default_factory=dict)
    _ids: dict[str, tuple[int, str]] = field(default_factory=dict)
    _paths: dict[tuple[int, str], tuple[StoredFile, float]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _families: dict[str, tuple[StoredFile, ...]] = field(default_factory=dict)

    def keep(self, *files: StoredFile) -> None:
        for file in files:
            self._files[file.unique_id] = file
        if len(files) > 1 or (files and files[0].kind == "photo"):
            for file in files:
                self._families[file.unique_id] = files

    def forget(self, *files: StoredFile) -> None:
        """Delete files that will not be requested again, so that memory stays bounded in a long run."""
        for file in files:
            self._files.pop(file.unique_id, None)
            self._families.pop(file.unique_id, None)

    def file_id(self, bot_id: int, place: str, file: StoredFile) -> str:
        """The id under which ``bot_id`` may fetch or resend ``file``; another place gives another id."""
        self.keep_one(file)
        secret = f"{bot_id}/{place}/{file.unique_id}"
        digest = hashlib.sha256(secret.encode()).digest()
        prefix = {"photo": "AgACAgIAAxk", "document": "BQACAgIAAxk", "thumbnail": "AAMCAgADGQ"}[file.kind]
        file_id = prefix + base64.urlsafe_b64encode(digest + digest[:10]).decode().rstrip("=")
        self._ids[file_id] = (bot_id, file.unique_id)
        return file_id

    def keep_one(self, file: StoredFile) -> None:
        self._files.setdefault(file.unique_id, file)

    def by_id(self, bot_id: int, file_id: str) -> StoredFile | None:
        """The file behind an id, None if the id is unknown or another bot's."""
        owner, unique_id = self._ids.get(file_id, (0, ""))
        return self._files.get(unique_id) if owner == bot_id else None

    def family(self, file: StoredFile) -> tuple[StoredFile, ...]:
        """All sizes of the photo that ``file`` is one of."""
        return self._families.get(file.unique_id, (file,))

    def path_for(self, bot_id: int, file: StoredFile, now: float) -> str:
        """A path for download, valid for an hour from ``now``."""
        number = self._numbers.setdefault(file.unique_id, len(self._numbers))
        suffix = PurePosixPath(file.name).suffix or mimetypes.guess_extension(file.mime_type) or ""
        folder = {"photo": "photos", "document": "documents", "thumbnail": "thumbnails"}[file.kind]
        path = f"{folder}/file_{number}{suffix}"
        self._paths[bot_id, path] = (file, now + DOWNLOAD_LINK_LIFE_S)
        return path

    def at_path(self, bot_id: int, path: str, now: float) -> StoredFile | None:
        """The file of a download path; None if there is none or the link has expired."""
        found = self._paths.get((bot_id, path))
        return found[0] if found is not None and now <= found[1] else None
