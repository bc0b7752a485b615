"""The images that a message or a command carries, and the kinds of attachments that are no images. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from adapters.discord.identity import is_id
from adapters.discord.reading import DiscordObject
from bot.adapter_api import AttachmentKind, ImageSource
from bot.media import may_be_image

VOICE_MESSAGE = 1 << 13
"""The flag of a message that is a voice recording."""
MAX_URL = 2000


@dataclass(frozen=True, slots=True)
class ImageHandle:
    """Where an image is: an attachment of a message, by ids that do not expire, with the address that it had when the event
    came, which works for about a day. An attachment of a command's option has no message. Written
    `channel/message/attachment address`.
    """

    channel: str
    message: str
    attachment: str
    url: str = ""

    def __str__(self) -> str:
        return f"{self.channel}/{self.message}/{self.attachment} {self.url}".rstrip()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `str`. Raises ValueError for anything else."""
        ids, _, url = text.partition(" ")
        parts = ids.split("/")
        if len(parts) != 3 or not is_id(parts[2]) or any(part and not is_id(part) for part in parts[:2]):
            raise ValueError(f"not the handle of an image: {ids!r}")
        return cls(parts[0], parts[1], parts[2], url)


def images_of(message: DiscordObject, channel: str) -> tuple[ImageSource, ...]:
    """The images of a message, in its order."""
    return images_in(message.objects("attachments"), channel, message.id_or_empty("id"))


def images_in(attachments: Iterable[DiscordObject], channel: str = "", message: str = "") -> tuple[ImageSource, ...]:
    """Those of the attachments that are images."""
    return tuple(image_source(each, channel, message) for each in attachments if is_image(each))


def image_source(attachment: DiscordObject, channel: str = "", message: str = "") -> ImageSource:
    """An attachment as an image that is to be fetched."""
    url = attachment.text("url")
    if " " in url or len(url) > MAX_URL:
        raise ValueError("an attachment with an impossible address")
    handle = ImageHandle(channel if message else "", message, attachment.id("id"), url)
    return ImageSource(str(handle), attachment.text("content_type")[:100], max(0, attachment.number("size")))


def is_image(attachment: DiscordObject) -> bool:
    """Whether an attachment is worth fetching: its type says image, or its name, or neither rules it out."""
    return may_be_image(attachment.text("filename"), attachment.text("content_type"))


def unreadable_kind(message: DiscordObject) -> AttachmentKind:
    """The kind of the first attachment that is no image; without attachments, of what else a message has."""
    attachments = message.objects("attachments")
    if others := [each for each in attachments if not is_image(each)]:
        return kind_of(others[0], voice=bool(message.number("flags") & VOICE_MESSAGE))
    if attachments:
        return ""
    if message.objects("sticker_items"):
        return "sticker"
    return "other" if "poll" in message else ""


def kind_of(attachment: DiscordObject, *, voice: bool = False) -> AttachmentKind:
    """The kind of an attachment that is no image."""
    match attachment.text("content_type").partition("/")[0].lower():
        case "video":
            return "video"
        case "audio":
            return "voice" if voice else "audio"
        case _:
            return "document"
