"""Converts and uploads pictures and files to DingTalk; media ids are cached."""

from __future__ import annotations

import asyncio
import io
import zipfile

from PIL import Image

from adapters.dingtalk import tables
from adapters.dingtalk.failures import CallNotSent, SendRefused, SendUnconfirmed, UploadRefused
from adapters.dingtalk.limits import PICTURE_MAX_BYTES
from adapters.dingtalk.openapi import OpenApi
from bot.adapter_api import Host, ViewPicture
from bot.store import Store

_ACCEPTED_TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/bmp": "bmp"}
_JPEG_QUALITIES = (92, 80, 60)


class Media:
    """Uploads stored files and caches their media ids."""

    def __init__(self, api: OpenApi, host: Host) -> None:
        self._api = api
        self._host = host
        self._store: Store = host.store

    async def media_id(self, picture: ViewPicture) -> str:
        """The media id of a picture or a file (as a zip, if robots may not send its type). Raises ApiCallFailed,
        KeyError (not stored any more)."""
        if known := await self._store.read(tables.media_id_of, picture.key):
            return known
        await self._store.write(tables.expect_media_id, picture.key)
        try:
            data = await self._host.load_picture(picture.key)
        except KeyError:
            await self._store.write(tables.delete_media_ids, [picture.key])
            raise
        try:
            media_id = await self._upload(picture, data)
        except SendUnconfirmed as lost:
            # An upload is invisible to people, so it can be repeated.
            raise CallNotSent(f"upload: {lost.reason}") from None
        except SendRefused as refused:
            raise UploadRefused(refused.code, refused.status, refused.scopes) from None
        await self._store.write(tables.save_media_id, picture.key, media_id)
        return media_id

    async def _upload(self, picture: ViewPicture, data: bytes) -> str:
        if not is_picture(picture):
            name, kind = file_name_and_type(picture)
            if kind == "zip":
                data = await asyncio.to_thread(as_zip, data, picture.name)
            return await self._api.upload("file", data, name, f"application/{kind}")
        mime = picture.mime
        if mime not in _ACCEPTED_TYPES or len(data) > PICTURE_MAX_BYTES:
            data, mime = await asyncio.to_thread(as_jpeg, data), "image/jpeg"
        stem = picture.name.rpartition(".")[0] or "picture"
        return await self._api.upload("image", data, f"{stem}.{_ACCEPTED_TYPES[mime]}", mime)


def is_picture(file: ViewPicture) -> bool:
    """Whether a file is a picture."""
    return file.mime.startswith("image/")


def file_name_and_type(file: ViewPicture) -> tuple[str, str]:
    """Name and `fileType` of a file that is not a picture: robots may send few types, others go in a zip."""
    kind = "pdf" if file.mime == "application/pdf" else "zip"
    return f"{file.name.rpartition('.')[0] or 'file'}.{kind}", kind


def as_zip(data: bytes, name: str) -> bytes:
    """A zip with one file. Blocking: run it in a thread."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name or "file", data)
    return out.getvalue()


def as_jpeg(data: bytes) -> bytes:
    """Convert a picture to a JPEG within the size limit. Blocking: run it in a thread. Raises OSError if it is not a
    picture."""
    with Image.open(io.BytesIO(data)) as image:
        flat = image.convert("RGB")
    for quality in _JPEG_QUALITIES:
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=quality)
        if out.tell() <= PICTURE_MAX_BYTES:
            break
    return out.getvalue()
