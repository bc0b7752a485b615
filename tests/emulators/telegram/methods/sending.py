"""sendMessage, sendPhoto, sendDocument, copyMessage, sendChatAction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..chats import Chat
from ..errors import bad_request
from ..keyboards import Markup
from ..richtext import Formatted, require_caption, require_text, utf16_len
from ..state import Json, Message, Topic
from .context import Context, method
from .media_input import from_field

ACTIONS = frozenset(
    {
        "cancel",
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
GENERAL_TOPIC_ID = 1
QUOTE_MAX_CHARS = 1024


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a message goes and what hangs on it."""

    chat: Chat
    topic: Topic | None
    thread_id: int | None
    reply_to: Message | None
    quote: Json | None
    markup: Markup


def envelope(ctx: Context) -> Envelope:
    """Read and check everything but the content. Raises: ApiError."""
    markup = ctx.markup()
    chat = ctx.chat()
    reply_to, quote = _reply(ctx, chat)
    topic, thread_id = _place(ctx, chat, reply_to)
    return Envelope(chat, topic, thread_id, reply_to, quote, markup)


def _reply(ctx: Context, chat: Chat) -> tuple[Message | None, Json | None]:
    asked = ctx.params.json("reply_parameters", "reply parameters")
    if asked is None:
        asked = {
            "message_id": ctx.params.integer("reply_to_message_id"),
            "allow_sending_without_reply": ctx.params.flag("allow_sending_without_reply"),
        }
    if not isinstance(asked, dict):
        raise bad_request("object expected as reply parameters")
    if not asked.get("message_id"):
        return None, None
    where = chat
    if "chat_id" in asked and str(asked["chat_id"]) != str(chat.id):
        where = ctx.chat_by(str(asked["chat_id"]), write=False)
    original = where.get(int(asked["message_id"]))
    if original is None:
        if asked.get("allow_sending_without_reply"):
            return None, None
        raise bad_request("message to be replied not found")
    return original, _quote(asked.get("quote"), original)


def _quote(text: Any, original: Message) -> Json | None:
    if not text:
        return None
    if len(text) > QUOTE_MAX_CHARS or text not in original.words:
        raise bad_request("QUOTE_TEXT_INVALID")
    position = utf16_len(original.words[: original.words.index(text)])
    return {"text": text, "position": position, "is_manual": True}


def _place(ctx: Context, chat: Chat, reply_to: Message | None) -> tuple[Topic | None, int | None]:
    asked = ctx.params.integer("message_thread_id")
    replied_here = reply_to if reply_to is not None and reply_to.chat is chat else None
    if chat.is_forum:
        if asked:
            if asked not in chat.topics:
                raise bad_request("message thread not found")
            return chat.topics[asked], None
        return (replied_here.topic if replied_here else None), None
    if asked:
        root = chat.get(asked) if chat.type == "supergroup" else None
        if root is None:
            raise bad_request("message thread not found")
        return None, asked
    return None, thread_of(chat, replied_here)


def thread_of(chat: Chat, reply_to: Message | None) -> int | None:
    """In a supergroup without topics a reply carries the id of its thread's first message."""
    if reply_to is None or chat.type != "supergroup" or chat.is_forum:
        return None
    return reply_to.thread_id or reply_to.id


def post(ctx: Context, to: Envelope, **content: Any) -> Message:
    """Put a message of the bot into the chat; what it costs was charged before."""
    world, chat = ctx.world, to.chat
    message = Message(
        chat,
        chat.next_message_id(),
        world.date(),
        ctx.bot,
        sender_chat=chat if chat.type == "channel" else None,
        topic=to.topic,
        thread_id=to.thread_id,
        reply_to=to.reply_to or _topic_root(chat, to.topic),
        quote=to.quote,
        keyboard=to.markup.rows,
        other_markup=to.markup.other,
        protected=ctx.params.flag("protect_content"),
        effect_id=ctx.params.text("message_effect_id") or None,
        **content,
    )
    message.seen_by.add(ctx.bot.id)
    chat.add(message)
    ctx.delivery.message(message)
    return message


def _topic_root(chat: Chat, topic: Topic | None) -> Message | None:
    """Everything in a topic that replies to nothing else is a reply to the service message that opened it."""
    return chat.get(topic.id) if topic is not None else None


def captioned(caption: Formatted) -> dict[str, Any]:
    return {"caption": caption.text or None, "entities": caption.entities}


@method("sendMessage")
async def send_message(ctx: Context) -> Json:
    text = require_text(ctx.formatted("text", "entities"))
    to = envelope(ctx)
    ctx.charge(to.chat)
    return ctx.shown(post(ctx, to, text=text.text, entities=text.entities))


@method("sendPhoto")
async def send_photo(ctx: Context) -> Json:
    return await _send_media(ctx, "photo")


@method("sendDocument")
async def send_document(ctx: Context) -> Json:
    return await _send_media(ctx, "document")


async def _send_media(ctx: Context, kind: str) -> Json:
    caption = require_caption(ctx.formatted("caption", "caption_entities"))
    envelope(ctx)
    media = await from_field(ctx, kind)
    to = envelope(ctx)  # Again: the chat may have changed while the picture was read.
    ctx.charge(to.chat)
    sent = post(
        ctx,
        to,
        media=media,
        has_spoiler=ctx.params.flag("has_spoiler"),
        caption_above=bool(caption.text) and ctx.params.flag("show_caption_above_media"),
        **captioned(caption),
    )
    return ctx.shown(sent)


@method("copyMessage")
async def copy_message(ctx: Context) -> Json:
    source = ctx.chat("from_chat_id", write=False)
    original = ctx.message("message to copy", source)
    if original.service is not None:
        raise bad_request("message can't be copied")
    to = envelope(ctx)
    ctx.charge(to.chat)
    if original.media is None:
        sent = post(ctx, to, text=original.text, entities=original.entities)
    else:
        caption = Formatted(original.caption or "", original.entities)
        if ctx.params.has("caption"):
            caption = require_caption(ctx.formatted("caption", "caption_entities"))
        sent = post(ctx, to, media=original.media, **captioned(caption))
    return {"message_id": sent.id}


@method("sendChatAction")
async def send_chat_action(ctx: Context) -> bool:
    action = ctx.params.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = ctx.chat()
    thread_id = ctx.params.integer("message_thread_id") or None
    if thread_id is not None and thread_id != GENERAL_TOPIC_ID and thread_id not in chat.topics:
        raise bad_request("message thread not found")
    chat.show_action(ctx.bot, None if thread_id == GENERAL_TOPIC_ID else thread_id, action)
    return True
