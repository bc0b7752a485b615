"""Parses quoted messages. None of these shapes is documented; each was observed (docs/dingtalk.md lists them)."""

from __future__ import annotations

from adapters.dingtalk.parts import (
    Json,
    has_lost_picture,
    image_handle,
    joined_text,
    object_of,
    pictures_of,
    strings_in,
    text_of,
)
from bot.adapter_api import AttachmentKind, ImageSource, Quote
from bot.media import may_be_image

UNREADABLE: dict[str, AttachmentKind] = {"video": "video", "audio": "voice", "file": "document"}


def quote_of(data: Json) -> Quote | None:
    """The quote of a robot message, or None."""
    holders = (object_of(data.get("text")), object_of(data.get("content")))
    replied = next((found for holder in holders if (found := object_of(holder.get("repliedMsg")))), {})
    replied = replied or object_of(data.get("quoteMessage"))
    flagged = any(holder.get("isReplyMsg") is True for holder in holders)
    own_key = text_of(data.get("originalProcessQueryKey"))
    named = (own_key, text_of(data.get("originalMsgId")), text_of(replied.get("msgId")))
    keys = tuple(dict.fromkeys(filter(None, named)))
    if not (flagged or replied or keys):
        return None
    robot = text_of(data.get("chatbotUserId"))
    from_bot = bool(own_key) or (bool(robot) and text_of(replied.get("senderId")) == robot)
    text, images, has_content = _body(replied, text_of(data.get("robotCode")))
    content = object_of(replied.get("content"))
    rich = content.get("richText")
    if isinstance(rich, list) and has_lost_picture(rich):
        images = ()  # One of several is missing: the others are not taken for all.
        unreadable = True
    else:
        unreadable = has_content and not images and bool(text_of(content.get("downloadCode")))
    # Our own messages are found by key; of other messages only the quoted payload is known.
    kind = UNREADABLE.get(text_of(replied.get("msgType")), "other") if unreadable else ""
    return Quote(keys, text, images, from_bot, withheld=not has_content and not from_bot, unreadable=kind)


def _body(replied: Json, robot_code: str) -> tuple[str, tuple[ImageSource, ...], bool]:
    """Text and pictures of a quoted message, and whether its content was included."""
    content = object_of(replied.get("content"))
    kind = text_of(replied.get("msgType"))
    if not content:
        return "", (), False
    rich = content.get("richText")
    if isinstance(rich, list):
        parts = [part for part in rich if isinstance(part, dict)]
        return joined_text(parts), pictures_of(parts, robot_code), True
    code = text_of(content.get("downloadCode"))
    if code and (kind == "picture" or may_be_image(text_of(content.get("fileName")), "")):
        return "", (ImageSource(image_handle(code, robot_code)),), True
    if code:
        return "", (), True  # a voice message, video or other file
    words = text_of(content.get("text")) or text_of(content.get("content"))
    return words or "\n".join(strings_in(content.get("cardContent"))), (), kind != "unknownMsgType"
