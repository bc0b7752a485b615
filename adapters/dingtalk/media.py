"""Converts and uploads pictures and files to DingTalk; media ids are cached."""

from __future__ import annotations

import asyncio
import io
import zipfile

from adapters.dingtalk import tables
from adapters.dingtalk.failures import CallNotSent, SendRefused, SendUnconfirmed, UploadRefused
from adapters.dingtalk.limits import PICTURE_MAX_BYTES
from adapters.dingtalk.openapi import OpenApi
from bot.adapter_api import Host, ViewPicture
from bot.media import FULL_SIDE, ImageProblem, jpeg_copy, run_in_decode_queue
from bot.store import Store

_ACCEPTED_TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/bmp": "bmp"}
_UNFIT_CODE = "40005"
"""The service's code for a type that it does not take; here for a picture that we cannot read."""


class Media:
    """Uploads stored files and caches their media ids."""

    def __init__(self, api: OpenApi, host: Host) -> None:
        self._api = api
        self._host = host
        self._store: Store = host.store

    async def media_id(self, picture: ViewPicture, *, as_file: bool = False) -> str:
        """The media id of a picture or a file (as a zip, if robots may not send its type). A transparent picture is shown as
        a copy on a chequered ground; `as_file` it is the original. Raises ApiCallFailed, KeyError (not stored any more)."""
        key = tables.chequered(picture.key) if picture.transparent and not as_file else picture.key
        if known := await self._store.read(tables.media_id_of, key):
            return known
        await self._store.write(tables.expect_media_id, key)
        try:
            data = await self._host.load_picture(picture.key)
        except KeyError:
            await self._store.write(tables.delete_media_ids, [key])
            raise
        try:
            media_id = await self._upload(picture, data, as_file=as_file)
        except SendUnconfirmed as lost:
            # An upload is invisible to people, so it can be repeated.
            raise CallNotSent(f"upload: {lost.reason}") from None
        except SendRefused as refused:
            raise UploadRefused(refused.code, refused.status, refused.scopes) from None
        await self._store.write(tables.save_media_id, key, media_id)
        return media_id

    async def _upload(self, picture: ViewPicture, data: bytes, *, as_file: bool) -> str:
        if as_file and is_sent_as_file(picture):
            name, kind = file_name_and_type(picture)
            if kind == "zip" and picture.mime != "application/zip":
                data = await asyncio.to_thread(as_zip, data, picture.name)
            return await self._api.upload("file", data, name, f"application/{kind}")
        mime = picture.mime
        if mime not in _ACCEPTED_TYPES or len(data) > PICTURE_MAX_BYTES or picture.transparent:
            try:
                data = await run_in_decode_queue(jpeg_copy, data, FULL_SIDE, PICTURE_MAX_BYTES)
            except ImageProblem:
                raise UploadRefused(_UNFIT_CODE, 0, ()) from None
            mime = "image/jpeg"
        stem = picture.name.rpartition(".")[0] or "picture"
        return await self._api.upload("image", data, f"{stem}.{_ACCEPTED_TYPES[mime]}", mime)


def is_sent_as_file(file: ViewPicture) -> bool:
    """Whether an original is sent as a file: other things than pictures, and pictures whose transparency clients may not
    keep."""
    return file.transparent or not file.mime.startswith("image/")


def file_name_and_type(file: ViewPicture) -> tuple[str, str]:
    """Name and `fileType` of what is sent as a file: robots may send few types, others go in a zip."""
    kind = "pdf" if file.mime == "application/pdf" else "zip"
    return f"{file.name.rpartition('.')[0] or 'file'}.{kind}", kind


def as_zip(data: bytes, name: str) -> bytes:
    """A zip with one file. Blocking: run it in a thread."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name or "file", data)
    return out.getvalue()
