"""The images that a Telegram message carries, and the kinds of attachments that are no images. Pure."""

from __future__ import annotations

from adapters.telegram.reading import TelegramObject
from bot.adapter_api import AttachmentKind, ImageSource
from bot.media import may_be_image

ATTACHMENTS: dict[str, AttachmentKind] = {
    "paid_media": "paid", "animation": "animation", "video": "video", "video_note": "video", "voice": "voice", "audio": "audio",
    "sticker": "sticker", "document": "document", "story": "other", "contact": "other", "venue": "other", "location": "other",
    "poll": "other", "dice": "other", "game": "other", "checklist": "other", "invoice": "other",
}  # fmt: skip


def images_of(message: TelegramObject) -> tuple[ImageSource, ...]:
    """The image of a message: the largest photo size, an image sent as a file, or a static sticker."""
    if sizes := message.objects("photo"):
        largest = max(sizes, key=lambda size: (size.number("width") * size.number("height"), size.number("file_size")))
        return (ImageSource(_file_id(largest), "image/jpeg", largest.number("file_size")),)
    document = message.object("document")
    if document is not None and _is_image(document):
        return (ImageSource(_file_id(document), document.text("mime_type"), document.number("file_size")),)
    sticker = message.object("sticker")
    if sticker is not None and not sticker.flag("is_animated") and not sticker.flag("is_video"):
        return (ImageSource(_file_id(sticker), "image/webp", sticker.number("file_size")),)
    return ()


def _is_image(document: TelegramObject) -> bool:
    return may_be_image(document.text("file_name"), document.text("mime_type"))


def _file_id(file: TelegramObject) -> str:
    if not (found := file.text("file_id")):
        raise ValueError("a file without a file_id")
    return found


def unreadable_kind(message: TelegramObject) -> AttachmentKind:
    """The kind of an attachment that is not an image; empty if there is none."""
    if images_of(message):
        return ""
    for name, kind in ATTACHMENTS.items():
        if name in message:
            return kind
    return ""
