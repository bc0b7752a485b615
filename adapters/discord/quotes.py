"""The message that a message replies to, or that a message command was used on. Pure."""

from __future__ import annotations

from adapters.discord.attachments import images_of, unreadable_kind
from adapters.discord.identity import Identity
from adapters.discord.reading import DiscordObject
from bot.adapter_api import ImageSource, Quote

REFERENCE_REPLY, REFERENCE_FORWARD = 0, 1


def quote_of(message: DiscordObject, identity: Identity) -> Quote | None:
    """The message that a message replies to; None if it replies to none.

    `referenced_message` is absent where Discord did not look it up, null if it was deleted. Without the intent for message
    content, a stranger's message in it is empty: then it may have had a picture, and guessing another one would cost money
    for the wrong picture.
    """
    reference = message.object("message_reference")
    if reference is None or reference.number("type") != REFERENCE_REPLY:
        return None
    key = reference.id_or_empty("message_id")
    if message.is_null("referenced_message"):
        return Quote(keys=(key,) if key else ())
    original = message.object("referenced_message")
    if original is None:
        return Quote(keys=(key,) if key else (), withheld=True)
    return quote_of_target(original, reference.id_or_empty("channel_id") or message.id_or_empty("channel_id"), identity)


def quote_of_target(original: DiscordObject, channel: str, identity: Identity) -> Quote:
    """A message as what is quoted."""
    key = original.id("id")
    content = forwarded_content(original)
    from_bot = is_own(original, identity)
    images = images_with_forwarded(original, channel)
    unreadable = "" if images else unreadable_kind(original)
    text = content.text("content")
    withheld = not (from_bot or text or images or unreadable)
    return Quote((key,), text, images, from_bot, withheld, unreadable)


def images_with_forwarded(message: DiscordObject, channel: str) -> tuple[ImageSource, ...]:
    """The images of a message, or those of the messages that are forwarded in it. (Attachments of a forwarded message are
    found by the forwarding message, which lists them as a snapshot.)"""
    own = images_of(message, channel)
    if own:
        return own
    forwarded = (snapshot.object("message") for snapshot in message.objects("message_snapshots"))
    return tuple(image for each in forwarded if each is not None for image in images_of(each, channel))


def forwarded_content(message: DiscordObject) -> DiscordObject:
    """The part of a message that has its words: of a forwarded one the first snapshot."""
    if is_forwarded(message):
        for snapshot in message.objects("message_snapshots"):
            if (content := snapshot.object("message")) is not None:
                return content
    return message


def is_forwarded(message: DiscordObject) -> bool:
    """Whether somebody forwarded another message, whose words are not their own."""
    reference = message.object("message_reference")
    return reference is not None and reference.number("type") == REFERENCE_FORWARD


def is_own(message: DiscordObject, identity: Identity) -> bool:
    """Whether the bot wrote a message. The answers to interactions are the application's and come with its id."""
    author = message.object("author")
    if author is not None and author.id_or_empty("id") == identity.user_id and identity.user_id:
        return True
    application = message.id_or_empty("application_id")
    return bool(application) and application == identity.application_id
