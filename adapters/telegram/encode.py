"""Encodes a post call as Bot API calls. Pure.

A text message can become a photo (editMessageMedia), but never the other way round: text that replaces a picture
becomes the caption of a blank picture.
"""

from __future__ import annotations

from dataclasses import dataclass

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from adapters.telegram.identity import Handle, MessageId
from adapters.telegram.limits import (
    BUTTON_LIMIT,
    CAPTION_LIMIT,
    COPY_TEXT_LIMIT,
    PHOTO_MAX_RATIO,
    PHOTO_MAX_SIDES_PX,
    TEXT_LIMIT,
)
from bot.adapter_api import Button, Create, Edit, PostCall, PostView, ViewPicture


@dataclass(frozen=True, slots=True)
class FormattedText:
    """Text with entities instead of markup, so that nothing needs escaping; the title is bold."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


@dataclass(frozen=True, slots=True)
class SendText:
    """A new text message; `reply_to` is a message id in the same chat, 0 for none."""

    content: FormattedText
    keyboard: InlineKeyboardMarkup | None
    reply_to: int
    silent: bool


@dataclass(frozen=True, slots=True)
class SendFile:
    """A new message with the post's file number `index` (from 0), unchanged."""

    index: int
    picture: ViewPicture
    content: FormattedText
    reply_to: int
    silent: bool


@dataclass(frozen=True, slots=True)
class EditText:
    """Replace the text of a text message (editMessageText)."""

    message: MessageId
    content: FormattedText
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class EditCaption:
    """Replace the caption of a message that shows this picture already (editMessageCaption)."""

    handle: Handle
    content: FormattedText
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class EditPicture:
    """Replace a text, or another picture, by a picture with its caption (editMessageMedia); no picture means a blank
    one."""

    message: MessageId
    picture: ViewPicture | None
    content: FormattedText
    keyboard: InlineKeyboardMarkup | None
    as_file: bool = False
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a message (deleteMessage), or make the call `fallback` once Telegram no longer allows it (after 48
    hours)."""

    message: MessageId
    fallback: EditText | EditPicture


ApiCall = SendText | SendFile | EditText | EditCaption | EditPicture | Delete


def encode(call: PostCall, chat_id: int, username: str = "") -> tuple[ApiCall, ...]:
    """The API calls for a post call to `chat_id`, in order; several only for a post with several files. `username` is
    the bot's, for links to its private chat.

    Raises ValueError for a malformed handle, LookupError for one of another chat: messages from before a group's
    upgrade to a supergroup cannot be edited.
    """
    view = call.view
    if isinstance(call, Create):
        return _files(view, chat_id) if view.files else (_create(view, chat_id, username),)
    handle = Handle.parse(call.handle)
    if handle.message.chat_id != chat_id:
        raise LookupError(f"{handle.message} is not in {chat_id}")
    if isinstance(call, Edit):
        return (_edit(view, handle, username),)
    return (Delete(handle.message, _edit_without_picture(view, handle, username)),)


def _create(view: PostView, chat_id: int, username: str) -> SendText:
    return SendText(
        formatted_text(view, TEXT_LIMIT), keyboard(view, username), _reply_number(view, chat_id), view.silent
    )


def _files(view: PostView, chat_id: int) -> tuple[SendFile, ...]:
    """One message per file: sendMediaGroup is not atomic and does not report what was sent when it fails."""
    reply_to = _reply_number(view, chat_id)
    return tuple(
        SendFile(
            index,
            picture,
            formatted_text(view, CAPTION_LIMIT) if index == 0 else FormattedText(""),
            reply_to,
            view.silent,
        )
        for index, picture in enumerate(view.files)
    )


def _edit(view: PostView, handle: Handle, username: str) -> EditText | EditCaption | EditPicture:
    if view.picture is None:
        return _edit_without_picture(view, handle, username)
    caption = formatted_text(view, CAPTION_LIMIT)
    if handle.kind != "text" and handle.key == view.picture.key:
        return EditCaption(handle, caption, keyboard(view, username))
    return EditPicture(
        handle.message,
        view.picture,
        caption,
        keyboard(view, username),
        as_file=not has_photo_shape(view.picture),
        covered=view.cover,
    )


def _edit_without_picture(view: PostView, handle: Handle, username: str) -> EditText | EditPicture:
    if handle.kind == "text":
        return EditText(handle.message, formatted_text(view, TEXT_LIMIT), keyboard(view, username))
    return EditPicture(handle.message, None, formatted_text(view, CAPTION_LIMIT), keyboard(view, username))


def _reply_number(view: PostView, chat_id: int) -> int:
    message = MessageId.parse(view.reply_to)
    return message.number if message and message.chat_id == chat_id else 0


def has_photo_shape(picture: ViewPicture) -> bool:
    """Whether Telegram accepts this shape as a photo, if not these dimensions."""
    short, long = sorted((picture.width, picture.height))
    return short > 0 and long <= short * PHOTO_MAX_RATIO


def fits_photo(picture: ViewPicture) -> bool:
    """Whether Telegram accepts a picture as a photo and shows all of it: other dimensions fail with
    Photo_invalid_dimensions, and photos have no transparency."""
    fits = has_photo_shape(picture) and picture.width + picture.height <= PHOTO_MAX_SIDES_PX
    return fits and not picture.transparent


def formatted_text(view: PostView, limit: int) -> FormattedText:
    """Title and text in at most `limit` code points."""
    text = "\n".join(filter(None, (view.title, view.text)))
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    bold = text[: len(view.title)]
    # Offsets and lengths of entities are counted in UTF-16 units, the limits in code points.
    entities = (MessageEntity(MessageEntity.BOLD, 0, len(bold.encode("utf-16-le")) // 2),) if bold else ()
    return FormattedText(text, entities)


def keyboard(view: PostView, username: str = "") -> InlineKeyboardMarkup | None:
    """The inline keyboard; None removes an existing one."""
    rows, remaining = [], BUTTON_LIMIT
    for row in view.buttons:
        buttons = [button for one in row[:remaining] if (button := _button(one, username)) is not None]
        remaining -= len(buttons)
        if buttons:
            rows.append(buttons)
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button, username: str) -> InlineKeyboardButton | None:
    if button.ask:
        # Private input is typed in the private chat with the bot: the button is a deep link to it.
        link = f"https://t.me/{username}?start={button.action.replace(':', '_')}"
        return InlineKeyboardButton(button.label, url=link, style=button.style or None) if username else None
    if button.copy:
        if len(button.copy) > COPY_TEXT_LIMIT:
            return None
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy))
    return InlineKeyboardButton(button.label, callback_data=button.action, style=button.style or None)
