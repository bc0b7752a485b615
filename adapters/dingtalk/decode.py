"""Decodes a saved update into a message or a press. Pure, and lenient: the payloads are only partly documented.

See `adapters.dingtalk.frames` for the shape of an update.
"""

from __future__ import annotations

import json
import re
from typing import Any

from adapters.dingtalk import quotes
from adapters.dingtalk.frames import CARD_TOPIC, OVER_QUOTA_CODE, chat_id_of, direct_chat_id, is_group, milliseconds
from adapters.dingtalk.limits import PLATFORM
from adapters.dingtalk.parts import Json, has_lost_picture, image_handle, joined_text, object_of, pictures_of, text_of
from bot.adapter_api import (
    AttachmentKind,
    Conversation,
    Decoded,
    Ignored,
    ImageSource,
    Message,
    Press,
    RawUpdate,
    Sender,
)
from bot.media import may_be_image

UNREADABLE: dict[str, AttachmentKind] = {
    "video": "video", "audio": "voice", "file": "document", "picture": "other", "text": "", "richText": "", "markdown": "",
}  # fmt: skip
"""Attachment kind of message types whose text or pictures could not be read; types not listed are "other"."""

# A leading mention, which some clients leave in the text; the service removes it from most messages.
_MENTION = re.compile(r"^\s*[@＠]\S+(?:[\s\u2005]+|$)")
# After the bot's own name there is often no space, and it may come last: @神笔画一只猫, 画一只猫 @神笔.
_BY_NAME = re.compile(r"^[@＠](?:神笔|shenbi(?![A-Za-z0-9_]))[\s:：,，]*", re.IGNORECASE)
_BY_NAME_LAST = re.compile(r"[@＠](?:神笔|shenbi)$", re.IGNORECASE)
_SEPARATORS = " \t\n\u2005\u3000,，"


def decode(update: RawUpdate) -> Decoded:
    """Decode an update. Raises ValueError if its shape is not understood."""
    try:
        body = json.loads(update.body)
        data = body["data"]
        if not isinstance(data, dict):
            raise ValueError(f"the data of frame {body.get('frame')!r} is not an object")
        return _press(data) if body["topic"] == CARD_TOPIC else _message(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"an update of another shape: {error!r}") from error


def _message(data: Json) -> Decoded:
    if text_of(data.get("errorCode")) == OVER_QUOTA_CODE:
        return Ignored("over-quota", {"message": text_of(data.get("errorMessage"))[:200]})
    chat_id = chat_id_of(data)
    if not chat_id:
        raise ValueError("a message without a conversation")
    group = is_group(data)
    text, images = _content(data)
    forwarded = text_of(data.get("msgtype")) == "chatRecord"
    return Message(
        conversation=Conversation(PLATFORM, chat_id),
        sender=_sender(data),
        message_id=text_of(data.get("msgId")),
        text=_without_mention(text) if group else text.strip(),
        images=images,
        reply_to=quotes.quote_of(data),
        direct=not group,
        addressed=True,  # robots receive only group messages that mention them
        sent_at=milliseconds(data.get("createAt")) / 1000,
        unreadable=_unreadable(data, has_content=bool(text or images)),
        authorship="forwarded" if forwarded else "typed",
    )


def _unreadable(data: Json, *, has_content: bool) -> AttachmentKind:
    """The kind of what could not be read; of several pictures also a single one."""
    parts = object_of(data.get("content")).get("richText")
    if isinstance(parts, list) and has_lost_picture(parts):
        return "other"
    return "" if has_content else UNREADABLE.get(text_of(data.get("msgtype")), "other")


def _sender(data: Json) -> Sender:
    staff_id = text_of(data.get("senderStaffId"))
    user_id = staff_id or text_of(data.get("senderId"))
    if not user_id:
        raise ValueError("a message without a sender")
    return Sender(
        PLATFORM,
        user_id,
        text_of(data.get("senderNick")),
        is_admin=data.get("isAdmin") is True,
        reply_key=staff_id,
    )


def _content(data: Json) -> tuple[str, tuple[ImageSource, ...]]:
    """Text and pictures of a message of any type; neither for types that robots cannot read."""
    kind, robot = text_of(data.get("msgtype")), text_of(data.get("robotCode"))
    content = object_of(data.get("content"))
    match kind:
        case "text":
            return text_of(object_of(data.get("text")).get("content")), ()
        case "picture":
            return "", pictures_of([content], robot)
        case "richText":
            parts = _without_mention_part(content.get("richText"))
            return joined_text(parts), pictures_of(parts, robot)
        case "audio":
            return text_of(content.get("recognition")), ()
        case "file" if may_be_image(text_of(content.get("fileName")), ""):
            code = text_of(content.get("downloadCode"))
            return "", (ImageSource(image_handle(code, robot)),) if code else ()
        case "markdown":
            return text_of(content.get("text")), ()
    return "", ()


def _without_mention(text: str) -> str:
    text = text.strip()
    words, first = _BY_NAME.subn("", text)
    words, last = _BY_NAME_LAST.subn("", words)
    if last:
        words = words.rstrip(_SEPARATORS)
    return words.strip() if first or last else _MENTION.sub("", text).strip()


def _without_mention_part(parts: Any) -> list[Json]:
    """The parts of a richText, without a first part that is only a mention."""
    listed = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    if len(listed) > 1 and re.fullmatch(r"\s*@\S+\s*", joined_text(listed[:1])):
        return listed[1:]
    return listed


def _press(data: Json) -> Press:
    """A card callback. Our buttons carry their action in the parameter `action`.

    It tells of the person only the id: no name, and not whether they are an administrator. What a message told of that
    is not remembered, because nothing would tell that it has ended.
    """
    staff_id = text_of(data.get("userId"))
    pressed = object_of(data.get("content")) or object_of(data.get("value"))
    params = object_of(object_of(pressed.get("cardPrivateData")).get("params"))
    action = text_of(params.get("action"))
    group = text_of(data.get("spaceType")) == "IM_GROUP"
    space = text_of(data.get("spaceId"))
    if not staff_id or not action or (group and not space):
        raise ValueError("a pressed card without a person, a place or an action")
    return Press(
        conversation=Conversation(PLATFORM, space if group else direct_chat_id(staff_id)),
        sender=Sender(PLATFORM, staff_id, is_admin=None, reply_key=staff_id),
        action=action,
        message_id=text_of(data.get("outTrackId")),
        direct=not group,
    )
