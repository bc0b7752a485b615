"""Choosing the images that a message refers to: attached, quoted (a person's, or one of ours), or the conversation's
newest."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.adapter_api import AttachmentKind, ImageSource, Message
from bot.grammar.parsing import Parsed
from bot.grammar.picture_numbers import numbers_named
from bot.intake.last_images import SOURCE, LastImages
from bot.store import Tx
from bot.store.rows import ConversationRow, ImageRow, PlacedPictureRow, PostRow, ShownMessageRow

LAST_IMAGE_LIFE_S = 3600.0
"""How long a command without an image or a reply refers to the newest images of its conversation."""
MOST_IMAGES = 10
"""How many images one message, or one album, may bring."""

HIDES_LAST_IMAGE = frozenset({"animation", "video", "document", "paid"})
"""Kinds of attachments after which the next command does not refer to an earlier picture."""

MAY_QUOTE = frozenset({"again", "show", "originals", "delete", "star", "back", "undo", "continue", "history", "report"})
"""Commands that mean the picture that they reply to, if they name none."""

NEEDS_IMAGE = frozenset({"restyle", "edit", "similar", "blend", "describe"})
"""Commands that always mean an image."""

Origin = Literal["attached", "quoted", "last", "none", "withheld", "no-image", "unreadable"]


@dataclass(frozen=True, slots=True)
class ImageChoice:
    """The images that a message means, in order: keys of our own, or sources that are to be fetched; or why there is
    none. `alone`: see `ImageResult`."""

    origin: Origin
    images: tuple[str | ImageSource, ...] = ()
    kind: AttachmentKind = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class ImageResult:
    """The outcome of fetching: `key` with its size in pixels, or `problem` (a text id with arguments). `more` are the keys of
    the further images of the same message or album, in order. `alone`: of several pictures of a job, this one was shown
    without the others."""

    origin: Origin
    key: str = ""
    width: int = 0
    height: int = 0
    problem: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    more: tuple[str, ...] = ()
    alone: bool = False

    @property
    def images(self) -> tuple[str, ...]:
        """The keys of all images, in order; empty if there is none."""
        return (self.key, *self.more) if self.key else ()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ImageResult:
        """The inverse of `dataclasses.asdict`, also for rows that were saved when there was only one image."""
        return cls(**{**data, "more": tuple(data.get("more", ()))})


def wants_image(message: Message, parsed: Parsed) -> bool:
    """Whether a message means an image, attached, quoted or the newest, that is to be fetched."""
    if parsed.problems:
        return False
    if "source" in parsed.options:
        return parsed.command in ("blend", "edit") and bool(message.images)
    if parsed.command in NEEDS_IMAGE:
        return True
    if parsed.command in MAY_QUOTE:
        return message.reply_to is not None and not parsed.text
    if parsed.command == "idea":
        return bool(message.images or message.reply_to)
    if parsed.command == "imagine":
        return bool(message.images)
    return not parsed.command and bool(message.images or message.reply_to)


def choose_image(tx: Tx, message: Message, conversation: ConversationRow | None) -> ImageChoice:
    """Choose the images that `message` means."""
    if message.unreadable in HIDES_LAST_IMAGE:
        # What was meant is not what we can see: neither the other attachments alone, nor an earlier picture.
        return ImageChoice("unreadable", kind=message.unreadable)
    last = LastImages.parse(conversation.last_image) if conversation else LastImages()
    if message.images:
        # The words of an album that come late mean also those of its pictures that were asked about before.
        comes_late = message.album and message.album == last.album
        if comes_late and tx.value("inbox.is_recorded", scope=album_scope(message)) is None:
            return ImageChoice("attached", (*_fetchable(last.of_album), *message.images))
        return ImageChoice("attached", message.images)
    if quote := message.reply_to:
        if conversation:
            for key in quote.keys:
                row = tx.one(ShownMessageRow, "posts.find_by_message", conversation_id=conversation.id, message_key=key)
                if row and row.image:
                    return ImageChoice("quoted", (row.image,), alone=_stands_alone(tx, row))
                if row and row.subject and row.subject.startswith(("blend:", "session:")):
                    # The post of a list of pictures, or a session's card: not the image of its sheet is meant.
                    return ImageChoice("none")
        if quote.album and quote.album == last.album and len(numbers_named(message.text)) > 1:
            # It replies to one picture of an album, and counts several: words number an album's pictures from its first.
            return ImageChoice("quoted", _fetchable(last.of_album))
        if quote.images:
            return ImageChoice("quoted", quote.images)
        if quote.unreadable:
            return ImageChoice("unreadable", kind=quote.unreadable)
        if quote.withheld:
            return ImageChoice("withheld")
        return ImageChoice("no-image")
    if conversation and last.images and conversation.last_image_at > tx.now - LAST_IMAGE_LIFE_S:
        return ImageChoice("last", _fetchable(last.images), alone=last.alone)
    return ImageChoice("none")


def _stands_alone(tx: Tx, shown: ShownMessageRow) -> bool:
    """Whether a post shows one picture of several (`pick` in the payload of a job's post)."""
    post = tx.one(PostRow, "posts.by_subject", subject=shown.subject) if shown.subject else None
    try:
        return bool(post and json.loads(post.payload).get("pick"))
    except (ValueError, AttributeError):
        return False  # It cannot be rendered any more.


def album_scope(message: Message) -> str:
    """What is recorded once the words of an album were acted on."""
    return f"album/{message.conversation}/{message.album}"


def _fetchable(images: tuple[str, ...]) -> tuple[str | ImageSource, ...]:
    return tuple(ImageSource(each.removeprefix(SOURCE)) if each.startswith(SOURCE) else each for each in images)


def size_of(tx: Tx, key: str) -> tuple[int, int] | None:
    """Width and height of a stored image or picture in pixels; None if there is none (any more)."""
    row = tx.one(ImageRow, "pictures.image", key=key) or tx.one(PlacedPictureRow, "pictures.by_key", key=key)
    return (row.width, row.height) if row else None
