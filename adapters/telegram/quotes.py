"""The message that a Telegram message replies to. Pure."""

from __future__ import annotations

from adapters.telegram.attachments import images_of, unreadable_kind
from adapters.telegram.identity import MessageId
from adapters.telegram.reading import TelegramObject
from bot.adapter_api import Quote


def quote_of(message: TelegramObject, chat: TelegramObject, context: TelegramObject) -> Quote | None:
    """The message that a message replies to; None if it replies to none."""
    chat_id = chat.id("id")
    if (original := message.object("reply_to_message")) is not None and not _is_topic_opener(message, original):
        writer = original.object("from")
        return Quote(
            keys=(str(MessageId(chat_id, original.id("message_id"))),),
            text=original.text("text") or original.text("caption"),
            images=images_of(original),
            from_bot=writer is not None and writer.number("id") == context.number("id"),
            unreadable=unreadable_kind(original),
            album=original.text("media_group_id"),
        )
    if (external := message.object("external_reply")) is not None:
        elsewhere = external.object("chat")
        known = elsewhere is not None and "message_id" in external
        return Quote(
            keys=(str(MessageId(elsewhere.id("id"), external.id("message_id"))),) if elsewhere and known else (),
            images=images_of(external),
            unreadable=unreadable_kind(external),
        )
    if chat.text("type") == "group" and not context.flag("reads_all") and not context.flag("bot_admin"):
        # In a basic group a bot in privacy mode is not told that a message is a reply to another person's message
        # (tdlib/td#3179). Guessing another picture would cost money for the wrong one.
        return Quote(keys=(), withheld=True)
    return None


def _is_topic_opener(message: TelegramObject, original: TelegramObject) -> bool:
    """A message in a topic that replies to nothing carries a reply to the service message that opened the topic."""
    thread = message.number("message_thread_id") if message.flag("is_topic_message") else 0
    return "forum_topic_created" in original or (thread != 0 and thread == original.number("message_id"))
