"""editMessageText, editMessageCaption, editMessageMedia, editMessageReplyMarkup."""

from __future__ import annotations

from ..errors import NOT_MODIFIED, bad_request
from ..keyboards import Markup
from ..richtext import require_caption, require_text
from ..state import Json, Media, Message
from .context import Context, method
from .media_input import from_input_media


@method("editMessageText")
async def edit_text(ctx: Context) -> Json | bool:
    text = require_text(ctx.formatted("text", "entities"))
    message, markup = _target(ctx)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    same = (message.text, message.entities) == (text.text, text.entities)
    return _apply(ctx, message, markup, same, text=text.text, entities=text.entities)


@method("editMessageCaption")
async def edit_caption(ctx: Context) -> Json | bool:
    caption = require_caption(ctx.formatted("caption", "caption_entities"))
    message, markup = _target(ctx)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    same = (message.caption or "", message.entities) == (caption.text, caption.entities)
    return _apply(ctx, message, markup, same, caption=caption.text or None, entities=caption.entities)


@method("editMessageMedia")
async def edit_media(ctx: Context) -> Json | bool:
    _target(ctx)
    value = ctx.params.json("media", "media")
    if value is None:
        raise bad_request("media is not specified")
    item = await from_input_media(ctx, value)
    message, markup = _target(ctx)  # Again: it may be gone since the picture was read.
    if message.media_group_id is not None and message.media is not None and message.media.kind != item.media.kind:
        raise bad_request("can't use media of the specified type in the album")
    if message.inline_message_id is not None and ctx.params.files:
        raise bad_request("can't upload files when editing an inline message")
    same = (
        _file_of(message.media) == item.media.file.unique_id
        and (message.caption or "", message.entities) == (item.caption.text, item.caption.entities)
        and message.has_spoiler == item.has_spoiler
    )
    return _apply(
        ctx,
        message,
        markup,
        same,
        text=None,
        media=item.media,
        caption=item.caption.text or None,
        entities=item.caption.entities,
        has_spoiler=item.has_spoiler,
        caption_above=item.caption_above,
    )


@method("editMessageReplyMarkup")
async def edit_reply_markup(ctx: Context) -> Json | bool:
    message, markup = _target(ctx)
    return _apply(ctx, message, markup, same=True, dated=False)


def _file_of(media: Media | None) -> str | None:
    return media.file.unique_id if media else None


def _target(ctx: Context) -> tuple[Message, Markup]:
    """The message to edit and the keyboard it shall have. Raises: ApiError."""
    markup = ctx.markup()
    if markup.other:
        raise bad_request("inline keyboard expected")
    inline_id = ctx.params.text("inline_message_id")
    if inline_id:
        message = ctx.world.inline_messages.get(inline_id)
        if message is None or message.deleted or message.via_bot is not ctx.bot:
            raise bad_request("MESSAGE_ID_INVALID")
        return message, markup
    if not ctx.params.text("chat_id") or not ctx.params.text("message_id"):
        raise bad_request("message identifier is not specified")
    chat = ctx.chat()
    message = ctx.message("message to edit", chat)
    if message.sender is not ctx.bot or message.service is not None or message.other_markup:
        raise bad_request("message can't be edited")
    if message.media_group_id is not None and markup.rows:
        raise bad_request("message can't be edited")
    return message, markup


def _apply(
    ctx: Context, message: Message, markup: Markup, same: bool, *, dated: bool = True, **changes: object
) -> Json | bool:
    """Change the message, unless nothing would change. A keyboard that is not given again is taken away."""
    ctx.charge(message.chat)
    if same and [[b.raw for b in row] for row in message.keyboard] == [[b.raw for b in row] for row in markup.rows]:
        raise bad_request(NOT_MODIFIED)
    for name, value in changes.items():
        setattr(message, name, value)
    message.keyboard = markup.rows
    if dated:
        message.edit_date = ctx.world.date()
    message.chat.record("edit", ctx.bot, message)
    return True if message.inline_message_id is not None else ctx.shown(message)
