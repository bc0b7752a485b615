"""sendMediaGroup: several messages at once, and not all or nothing."""

from __future__ import annotations

from typing import Any

from ..errors import ApiError, bad_request
from ..state import Json
from .context import Context, method
from .media_input import InputMedia, from_input_media
from .sending import captioned, envelope, post

ALBUM_MAX_ITEMS = 10
SCHEMA_MIN_ITEMS = 2


@method("sendMediaGroup")
async def send_media_group(ctx: Context) -> list[Json]:
    items = ctx.params.json("media", "media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > ALBUM_MAX_ITEMS:
        raise bad_request("too many messages to send as an album")
    if len(items) < SCHEMA_MIN_ITEMS:
        ctx.world.recorder.violation("sendMediaGroup: an album has 2 to 10 items")
    kinds = {item.get("type") if isinstance(item, dict) else None for item in items}
    if "document" in kinds and len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    ctx.params.values.pop("reply_markup", None)  # As the server does: an album has no keyboard.
    envelope(ctx)
    loaded = [await _load(ctx, index, item) for index, item in enumerate(items)]
    to = envelope(ctx)
    ctx.charge(to.chat, len(items))
    group_id = ctx.world.new_string_id() if len(items) > 1 else None
    sent: list[Json] = []
    failed: tuple[int, ApiError] | None = None
    for index, item in enumerate(loaded):
        if isinstance(item, ApiError):
            failed = failed or (index, item)
            continue
        message = post(
            ctx,
            to,
            media=item.media,
            media_group_id=group_id,
            has_spoiler=item.has_spoiler,
            caption_above=item.caption_above,
            **captioned(item.caption),
        )
        sent.append(ctx.shown(message))
    if failed is not None:
        index, error = failed
        why = error.description.removeprefix("Bad Request: ")
        raise ApiError(error.status, f'Bad Request: failed to send message #{index + 1} with the error message "{why}"')
    return sent


async def _load(ctx: Context, index: int, item: Any) -> InputMedia | ApiError:
    if ctx.fault is not None and index in ctx.fault.fail_items:
        return bad_request("MEDIA_EMPTY")
    try:
        return await from_input_media(ctx, item)
    except ApiError as error:
        if "can't parse" in error.description or error.description.endswith("is too long"):
            raise  # Refused before anything is sent.
        return error
