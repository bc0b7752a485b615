"""Photos and documents as bots send them: uploaded, attached, or by file_id."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from ..errors import NotEmulated, bad_request
from ..files import document, photo_sizes, thumbnail_of
from ..richtext import Formatted, format_text, require_caption
from ..state import Media
from ..wire import Upload
from .context import Context

KINDS = ("photo", "document")


@dataclass(frozen=True, slots=True)
class InputMedia:
    """One read element of a ``media`` parameter."""

    media: Media
    caption: Formatted
    has_spoiler: bool = False
    caption_above: bool = False


async def from_field(ctx: Context, kind: str) -> Media:
    """The file in the parameter ``photo`` or ``document``."""
    upload = ctx.params.files.get(kind)
    value = ctx.params.text(kind)
    if upload is None and not value:
        raise bad_request(f"there is no {kind} in the request")
    return await _media(ctx, kind, upload or value)


async def from_input_media(ctx: Context, value: Any) -> InputMedia:
    """One InputMediaPhoto or InputMediaDocument, decoded from JSON. Raises: ApiError 400."""
    if not isinstance(value, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind, source = value.get("type"), value.get("media")
    if kind not in KINDS:
        raise NotEmulated(f"the emulator keeps photos and documents only, not {kind!r}")
    if not isinstance(source, str) or not source:
        raise bad_request("can't parse InputMedia: media not found")
    caption = require_caption(
        format_text(value.get("caption") or "", value.get("parse_mode") or "", value.get("caption_entities"))
    )
    media = await _media(ctx, kind, source)
    return InputMedia(media, caption, bool(value.get("has_spoiler")), bool(value.get("show_caption_above_media")))


async def _media(ctx: Context, kind: str, source: Upload | str) -> Media:
    if isinstance(source, str) and source.startswith("attach://"):
        found = ctx.params.files.get(source.removeprefix("attach://"))
        if found is None:
            raise bad_request("can't parse InputMedia: media not found")
        source = found
    if isinstance(source, Upload):
        return await asyncio.to_thread(_uploaded, ctx, kind, source)
    if source.startswith(("http://", "https://")):
        ctx.world.recorder.violation("a file was to be fetched by URL: the emulator has no way out of this machine")
        raise bad_request("failed to get HTTP URL content")
    file = ctx.world.files.by_id(ctx.bot.id, source)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    if kind == "photo":
        sizes = ctx.world.files.family(file)
        return Media("photo", sizes[-1], sizes)
    return Media("document", file, thumbnail=await asyncio.to_thread(thumbnail_of, file))


def _uploaded(ctx: Context, kind: str, upload: Upload) -> Media:
    limits = ctx.world.file_limits
    if kind == "photo":
        sizes = photo_sizes(upload.data, limits)
        ctx.world.files.keep(*sizes)
        return Media("photo", sizes[-1], sizes)
    file = document(upload.data, upload.name, upload.content_type, limits)
    ctx.world.files.keep(file)
    return Media("document", file, thumbnail=thumbnail_of(file))
