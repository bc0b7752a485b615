"""Carrying out what `encode` decided, through python-telegram-bot, and telling what became of it."""

from __future__ import annotations

import functools
import io
from typing import Final

import structlog
from PIL import Image
from telegram import InputMediaDocument, InputMediaPhoto, LinkPreviewOptions, ReplyParameters
from telegram import Message as Sent
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from adapters.telegram import encode
from adapters.telegram.errors import ApiRefusal, outcome, refusal
from adapters.telegram.file_ids import Known
from adapters.telegram.identity import Handle, MessageId, Shows
from adapters.telegram.limiter import Rank, Turn
from adapters.telegram.limits import FILES_S, PHOTO_BYTES
from bot.adapter_api import (
    Conversation,
    Delivered,
    Gone,
    Host,
    Outcome,
    PostCall,
    PostRefused,
    PostView,
    RetryLater,
    ViewPicture,
)

log = structlog.get_logger()

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
BLANK_SIZE_PX: Final = (320, 80)
_RANKS: Final = {"running": Rank.PROGRESS, "accepted": Rank.ANSWER, "notice": Rank.ANSWER}


class MessageSender:
    """Posts for one bot."""

    def __init__(self, bot: ExtBot[Turn], host: Host, known: Known) -> None:
        self._bot = bot
        self._host = host
        self._known = known
        self.username = ""
        """The bot's own, for links to it; empty until Telegram has told it: then the next edit brings them."""

    async def post(self, where: Conversation, call: PostCall) -> Outcome:
        """Bring one message into line. Never raises for what Telegram answers."""
        try:
            actions = encode.encode(call, int(where.chat_id), self.username)
        except LookupError:
            return Gone()
        task = _Task(self._bot, self._host, self._known, where, call.view)
        try:
            if isinstance(actions[0], encode.SendFile):
                return await task.files(call.post_id, actions)
            return await task.act(actions[0])
        except TelegramError as error:
            return outcome(error, where)
        except KeyError:
            # The picture was cleared away between the wish and now.
            log.info("telegram.picture-gone", post=call.post_id)
            return PostRefused("not kept", "gone")


class _Task:
    """One post call on its way."""

    def __init__(self, bot: ExtBot[Turn], host: Host, known: Known, where: Conversation, view: PostView) -> None:
        self._bot = bot
        self._host = host
        self._known = known
        self._chat = int(where.chat_id)
        self._thread = int(where.thread_id) if where.thread_id else None
        self._turn = Turn(_RANKS.get(view.milestone, Rank.RESULT))

    async def act(self, action: encode.Call) -> Outcome:
        """Carry out one call. Raises TelegramError, KeyError (its picture is not there)."""
        match action:
            case encode.SendText():
                return await self._send_text(action)
            case encode.EditText():
                return await self._edit_text(action)
            case encode.EditCaption():
                return await self._edit_caption(action)
            case encode.EditPicture():
                return await self._edit_picture(action)
            case encode.Delete():
                return await self._delete(action)
            case encode.SendFile():
                raise AssertionError("files are sent by `files`")

    # --- words

    async def _send_text(self, action: encode.SendText) -> Outcome:
        sent = await self._bot.send_message(
            self._chat,
            action.words.text,
            entities=action.words.entities,
            message_thread_id=self._thread,
            reply_parameters=_reply(action.reply_to),
            reply_markup=action.keyboard,
            disable_notification=action.silent,
            link_preview_options=NO_PREVIEW,
            rate_limit_args=self._turn,
        )
        return self._shown(MessageId(self._chat, sent.message_id), "text")

    async def _edit_text(self, action: encode.EditText) -> Outcome:
        try:
            await self._bot.edit_message_text(
                action.words.text,
                action.message.chat_id,
                action.message.number,
                entities=action.words.entities,
                reply_markup=action.keyboard,
                link_preview_options=NO_PREVIEW,
                rate_limit_args=self._turn,
            )
        except BadRequest as error:
            if refusal(error) is ApiRefusal.NO_TEXT:
                # It is a picture: the answer to that edit never came. Words can stand under a blank one only.
                return await self._edit_picture(encode.EditPicture(action.message, None, action.words, action.keyboard))
            _unless_unchanged(error)
        return self._shown(action.message, "text")

    async def _edit_caption(self, action: encode.EditCaption) -> Outcome:
        try:
            await self._bot.edit_message_caption(
                action.handle.message.chat_id,
                action.handle.message.number,
                caption=action.words.text,
                caption_entities=action.words.entities,
                reply_markup=action.keyboard,
                rate_limit_args=self._turn,
            )
        except BadRequest as error:
            _unless_unchanged(error)
        return Delivered(str(action.handle), (str(action.handle.message),))

    # --- pictures

    async def _edit_picture(self, action: encode.EditPicture) -> Outcome:
        """Show a picture as a photo; as a file if it cannot be one."""
        kinds: tuple[Shows, ...] = ("document",) if action.as_file else ("photo", "document")
        for kind in kinds:
            try:
                return await self._edit_media(action, kind)
            except BadRequest as error:
                # Where photos may not be sent, files sometimes may.
                if refusal(error) not in (ApiRefusal.NOT_A_PHOTO, ApiRefusal.NO_MEDIA) or kind == "document":
                    raise
                log.info("telegram.not-a-photo", error=str(error))
        raise AssertionError("unreachable")

    async def _edit_media(self, action: encode.EditPicture, kind: Shows) -> Outcome:
        key = action.picture.key if action.picture else ""
        file_id = await self._known.file(key, kind) if key else ""
        try:
            sent = await self._put_media(action, kind, file_id)
        except BadRequest as error:
            if refusal(error) is ApiRefusal.STALE_FILE and file_id:
                await self._known.forget_file(key)
                sent = await self._put_media(action, kind, "")
            else:
                _unless_unchanged(error)
                return self._shown(action.message, kind, key)
        if key and not file_id and sent is not None:
            await self._known.keep_file(key, kind, _file_id(sent))
        return self._shown(action.message, kind, key)

    async def _put_media(self, action: encode.EditPicture, kind: Shows, file_id: str) -> Sent | None:
        source = file_id or await self._bytes(action.picture)
        if kind == "photo" and isinstance(source, bytes) and len(source) > PHOTO_BYTES:
            raise BadRequest("file is too big for a photo")
        make: type[InputMediaPhoto | InputMediaDocument] = InputMediaPhoto if kind == "photo" else InputMediaDocument
        name = action.picture.name if action.picture else "blank.png"
        media = make(source, action.words.text, caption_entities=action.words.entities, filename=name or None)
        sent = await self._bot.edit_message_media(
            media,
            action.message.chat_id,
            action.message.number,
            reply_markup=action.keyboard,
            rate_limit_args=self._turn,
        )
        return sent if isinstance(sent, Sent) else None

    async def _bytes(self, picture: ViewPicture | None) -> bytes:
        return await self._host.load_picture(picture.key) if picture else blank()

    async def _delete(self, action: encode.Delete) -> Outcome:
        try:
            await self._bot.delete_message(action.message.chat_id, action.message.number, rate_limit_args=self._turn)
        except BadRequest as error:
            if refusal(error) is ApiRefusal.TOO_OLD:
                return await self.act(action.instead)
            raise
        return self._shown(action.message, "text")

    # --- files

    async def files(self, post_id: int, actions: tuple[encode.Call, ...]) -> Outcome:
        """Send a post's files one after another; what was sent is remembered, so that a repeated call goes on behind it."""
        began = self._host.clock.monotonic()
        sent = await self._known.sent_files(post_id)
        for action in actions:
            assert isinstance(action, encode.SendFile)
            if action.index in sent:
                continue
            if self._host.clock.monotonic() - began > FILES_S:
                return RetryLater(0.0, "the rest of the files in a new turn")
            message = await self._send_file(action)
            sent[action.index] = message.message_id
            await self._known.keep_sent_file(post_id, action.index, message.message_id)
        ids = {index: str(MessageId(self._chat, number)) for index, number in sorted(sent.items())}
        pictures = tuple((ids[one.index], one.picture.key) for one in actions if isinstance(one, encode.SendFile))
        first = Handle(MessageId(self._chat, sent[0]), "document", pictures[0][1])
        return Delivered(str(first), tuple(ids.values()), pictures)

    async def _send_file(self, action: encode.SendFile) -> Sent:
        return await self._bot.send_document(
            self._chat,
            await self._host.load_picture(action.picture.key),
            caption=action.words.text or None,
            caption_entities=action.words.entities,
            filename=action.picture.name or None,
            message_thread_id=self._thread,
            reply_parameters=_reply(action.reply_to),
            disable_notification=action.silent,
            # Telegram would turn some files into something else.
            disable_content_type_detection=True,
            rate_limit_args=Turn(Rank.ANSWER, FILES_S),
        )

    def _shown(self, message: MessageId, shows: Shows, key: str = "") -> Delivered:
        return Delivered(str(Handle(message, shows, key)), (str(message),))


def _unless_unchanged(error: BadRequest) -> None:
    """'Not modified' is what was wanted; anything else is raised on."""
    if refusal(error) is not ApiRefusal.UNCHANGED:
        raise error


def _reply(number: int) -> ReplyParameters | None:
    return ReplyParameters(number, allow_sending_without_reply=True) if number else None


def _file_id(sent: Sent) -> str:
    if sent.photo:
        return sent.photo[-1].file_id
    return sent.document.file_id if sent.document else ""


@functools.cache
def blank() -> bytes:
    """A small empty picture: what stands where a deleted one stood that Telegram no longer lets us delete."""
    out = io.BytesIO()
    Image.new("L", BLANK_SIZE_PX, 224).save(out, "PNG")
    return out.getvalue()
