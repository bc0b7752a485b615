"""Executes the calls that `encode` returns, through python-telegram-bot, and maps results to outcomes."""

from __future__ import annotations

from typing import Any, Final

import structlog
from telegram import InputMediaDocument, InputMediaPhoto, LinkPreviewOptions, ReplyParameters
from telegram import Message as SentMessage
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from adapters.telegram import encode
from adapters.telegram.errors import ApiRefusal, outcome_of, refusal
from adapters.telegram.file_ids import FileIds
from adapters.telegram.identity import ContentKind, Handle, MessageId
from adapters.telegram.limiter import RateLimitArgs, SendPriority
from adapters.telegram.limits import FILE_MAX_BYTES, FILES_BUDGET_S
from adapters.telegram.picture_bytes import picture_bytes
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
)
from bot.media import FULL_SIDE, ImageProblem, jpeg_copy, run_in_decode_queue

log = structlog.get_logger()

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_PRIORITIES: Final = {"running": SendPriority.PROGRESS, "accepted": SendPriority.ANSWER, "notice": SendPriority.ANSWER}


class MessageSender:
    """Posts messages of one bot."""

    def __init__(self, bot: ExtBot[RateLimitArgs], host: Host, file_ids: FileIds) -> None:
        self._bot = bot
        self._host = host
        self._file_ids = file_ids
        self.username = ""
        """The bot's username, for deep links; empty until getMe has answered, then the next edit adds the links."""

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        """Create, edit or delete one message. Errors from Telegram become outcomes."""
        try:
            calls = encode.encode(call, int(conversation.chat_id), self.username)
        except LookupError:
            return Gone()
        sender = _PostSender(self._bot, self._host, self._file_ids, conversation, call.view)
        try:
            match calls[0]:
                case encode.SendFile():
                    return await sender.send_files(call.post_id, calls)
                case encode.Delete() as deletion:
                    return await sender.delete_all(call.post_id, deletion)
                case one:
                    return await sender.execute(one)
        except TelegramError as error:
            return outcome_of(error, conversation)
        except KeyError:
            # The picture was deleted since the post was requested.
            log.info("telegram.picture-gone", post=call.post_id)
            return PostRefused("not kept", "gone")


class _PostSender:
    """Executes one post call."""

    def __init__(
        self, bot: ExtBot[RateLimitArgs], host: Host, file_ids: FileIds, conversation: Conversation, view: PostView
    ) -> None:
        self._bot = bot
        self._host = host
        self._file_ids = file_ids
        self._chat = int(conversation.chat_id)
        self._thread = int(conversation.thread_id) if conversation.thread_id else None
        self._rate_limit = RateLimitArgs(_PRIORITIES.get(view.milestone, SendPriority.RESULT))

    async def execute(self, call: encode.ApiCall) -> Outcome:
        """Execute one call. Raises TelegramError, KeyError (the picture is not stored any more)."""
        match call:
            case encode.SendText():
                return await self._send_text(call)
            case encode.EditText():
                return await self._edit_text(call)
            case encode.EditCaption():
                return await self._edit_caption(call)
            case encode.EditPicture():
                return await self._edit_picture(call)
            case encode.Delete():
                return await self._delete(call)
            case encode.SendFile():
                raise AssertionError("files are sent by send_files")

    # --- words

    async def _send_text(self, call: encode.SendText) -> Outcome:
        sent = await self._bot.send_message(
            self._chat,
            call.content.text,
            entities=call.content.entities,
            message_thread_id=self._thread,
            reply_parameters=_reply_parameters(call.reply_to),
            reply_markup=call.keyboard,
            disable_notification=call.silent,
            link_preview_options=NO_PREVIEW,
            rate_limit_args=self._rate_limit,
        )
        return self._delivered(MessageId(self._chat, sent.message_id), "text")

    async def _edit_text(self, call: encode.EditText) -> Outcome:
        try:
            await self._bot.edit_message_text(
                call.content.text,
                call.message.chat_id,
                call.message.number,
                entities=call.content.entities,
                reply_markup=call.keyboard,
                link_preview_options=NO_PREVIEW,
                rate_limit_args=self._rate_limit,
            )
        except BadRequest as error:
            if refusal(error) is ApiRefusal.NO_TEXT:
                # It already shows media: the response to that edit was lost. Replace it by a blank picture with a
                # caption.
                return await self._edit_picture(encode.EditPicture(call.message, None, call.content, call.keyboard))
            _raise_unless_unchanged(error)
        return self._delivered(call.message, "text")

    async def _edit_caption(self, call: encode.EditCaption) -> Outcome:
        try:
            await self._bot.edit_message_caption(
                call.handle.message.chat_id,
                call.handle.message.number,
                caption=call.content.text,
                caption_entities=call.content.entities,
                reply_markup=call.keyboard,
                rate_limit_args=self._rate_limit,
            )
        except BadRequest as error:
            _raise_unless_unchanged(error)
        return Delivered(str(call.handle), (str(call.handle.message),))

    # --- pictures

    async def _edit_picture(self, call: encode.EditPicture) -> Outcome:
        """Show a picture as a photo, or as a document if Telegram does not accept it as a photo."""
        kinds: tuple[ContentKind, ...] = ("document",) if call.as_file else ("photo", "document")
        for kind in kinds:
            try:
                return await self._edit_media(call, kind)
            except BadRequest as error:
                # Where photos are not permitted, documents may be.
                if refusal(error) not in (ApiRefusal.NOT_A_PHOTO, ApiRefusal.NO_MEDIA) or kind == "document":
                    raise
                log.info("telegram.not-a-photo", error=str(error))
        raise AssertionError("unreachable")

    async def _edit_media(self, call: encode.EditPicture, kind: ContentKind) -> Outcome:
        key = call.picture.key if call.picture else ""
        file_id = await self._file_ids.get_or_expect(key, kind) if key else ""
        try:
            sent = await self._call_edit_media(call, kind, file_id)
        except BadRequest as error:
            if refusal(error) is ApiRefusal.STALE_FILE and file_id:
                await self._file_ids.delete(key)
                file_id = await self._file_ids.get_or_expect(key, kind)
                sent = await self._call_edit_media(call, kind, file_id)
            else:
                _raise_unless_unchanged(error)
                return self._delivered(call.message, kind, key)
        if key and not file_id and sent is not None:
            await self._file_ids.save(key, kind, _file_id(sent))
        return self._delivered(call.message, kind, key)

    async def _call_edit_media(self, call: encode.EditPicture, kind: ContentKind, file_id: str) -> SentMessage | None:
        source = file_id or await picture_bytes(self._host, self._file_ids, call.picture, kind)
        name = (call.picture.name if call.picture else "blank.png") or None
        caption: dict[str, Any] = {"caption": call.content.text, "caption_entities": call.content.entities}
        media: InputMediaPhoto | InputMediaDocument = (
            InputMediaPhoto(source, filename=name, has_spoiler=call.covered or None, **caption)
            if kind == "photo"
            else InputMediaDocument(source, filename=name, **caption)
        )
        sent = await self._bot.edit_message_media(
            media,
            call.message.chat_id,
            call.message.number,
            reply_markup=call.keyboard,
            rate_limit_args=self._rate_limit,
        )
        return sent if isinstance(sent, SentMessage) else None

    async def delete_all(self, post_id: int, call: encode.Delete) -> Outcome:
        """Delete a post: the messages of its further files, then the first one, whose outcome is that of the post."""
        for number in (await self._file_ids.sent_files(post_id)).values():
            message = MessageId(self._chat, number)
            if message != call.message:
                blank = encode.EditPicture(message, None, encode.FormattedText(""), None)
                try:
                    await self._delete(encode.Delete(message, blank))
                except BadRequest as error:
                    if refusal(error) is not ApiRefusal.GONE:
                        raise
        return await self.execute(call)

    async def _delete(self, call: encode.Delete) -> Outcome:
        try:
            await self._bot.delete_message(call.message.chat_id, call.message.number, rate_limit_args=self._rate_limit)
        except BadRequest as error:
            if refusal(error) is ApiRefusal.TOO_OLD:
                return await self.execute(call.fallback)
            raise
        return self._delivered(call.message, "text")

    # --- files

    async def send_files(self, post_id: int, calls: tuple[encode.ApiCall, ...]) -> Outcome:
        """Send a post's files one by one; each is recorded, so that a repeated call continues after it."""
        started = self._host.clock.monotonic()
        sent = await self._file_ids.sent_files(post_id)
        for call in calls:
            assert isinstance(call, encode.SendFile)
            if call.index in sent:
                continue
            if self._host.clock.monotonic() - started > FILES_BUDGET_S:
                return RetryLater(0.0, "the rest of the files in a new turn")
            message = await self._send_file(call)
            sent[call.index] = message.message_id
            await self._file_ids.save_sent_file(post_id, call.index, message.message_id)
        ids = {index: str(MessageId(self._chat, number)) for index, number in sorted(sent.items())}
        pictures = tuple((ids[one.index], one.picture.key) for one in calls if isinstance(one, encode.SendFile))
        first = Handle(MessageId(self._chat, sent[0]), "document", pictures[0][1])
        return Delivered(str(first), tuple(ids.values()), pictures)

    async def _send_file(self, call: encode.SendFile) -> SentMessage:
        data, name = await self._host.load_picture(call.picture.key), call.picture.name
        if len(data) > FILE_MAX_BYTES:
            try:
                data = await run_in_decode_queue(jpeg_copy, data, FULL_SIDE, FILE_MAX_BYTES)
            except ImageProblem:
                raise BadRequest("file is too big") from None
            name = f"{name.rpartition('.')[0] or name}.jpg"
        return await self._bot.send_document(
            self._chat,
            data,
            caption=call.content.text or None,
            caption_entities=call.content.entities,
            filename=name or None,
            message_thread_id=self._thread,
            reply_parameters=_reply_parameters(call.reply_to),
            disable_notification=call.silent,
            # Otherwise Telegram converts some files to other message types.
            disable_content_type_detection=True,
            rate_limit_args=RateLimitArgs(SendPriority.ANSWER, FILES_BUDGET_S),
        )

    def _delivered(self, message: MessageId, kind: ContentKind, key: str = "") -> Delivered:
        return Delivered(str(Handle(message, kind, key)), (str(message),))


def _raise_unless_unchanged(error: BadRequest) -> None:
    """Re-raise unless the error is 'message is not modified', which counts as success."""
    if refusal(error) is not ApiRefusal.UNCHANGED:
        raise error


def _reply_parameters(number: int) -> ReplyParameters | None:
    return ReplyParameters(number, allow_sending_without_reply=True) if number else None


def _file_id(sent: SentMessage) -> str:
    if sent.photo:
        return sent.photo[-1].file_id
    return sent.document.file_id if sent.document else ""
