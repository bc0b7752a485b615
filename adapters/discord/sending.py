"""Posts messages, and maps what Discord answers to outcomes. Edits are in `adapters.discord.editing`."""

from __future__ import annotations

from dataclasses import replace

import structlog

from adapters.discord import routes
from adapters.discord.channel_limits import ClosedChannels
from adapters.discord.editing import MessageEditor
from adapters.discord.encode import encode
from adapters.discord.errors import (
    INTERACTION_DEAD,
    NO_ACCESS,
    NO_PERMISSION,
    UNKNOWN_MESSAGE,
    is_reference_error,
    outcome_of,
)
from adapters.discord.identity import Handle
from adapters.discord.interactions import Interactions
from adapters.discord.people import parent_of
from adapters.discord.picture_files import PictureTooLarge
from adapters.discord.replies import Answer, AnswerPending, Answers, interaction_of
from adapters.discord.rest import CallUnconfirmed, Rest, RestError
from adapters.discord.threads import Threads
from adapters.discord.uploads import Uploads, delivered, handle_of, shown
from bot.adapter_api import (
    Blocked,
    ChatMovedTo,
    Conversation,
    Create,
    Delivered,
    Edit,
    Host,
    Outcome,
    PostCall,
    PostRefused,
    Remove,
    RetryLater,
)
from bot.store import StoreError

log = structlog.get_logger()

STORE_PAUSE_S = 2.0
ANSWER_PAUSE_S = 0.5
EPHEMERAL = 64


class MessageSender:
    """Posts messages of one bot."""

    def __init__(self, rest: Rest, host: Host, interactions: Interactions, answers: Answers) -> None:
        self._rest = rest
        self._host = host
        self._interactions = interactions
        self._answers = answers
        self._threads = Threads(rest, host)
        self._uploads = Uploads(rest, host)
        self.closed = ClosedChannels(host.clock)
        self._editor = MessageEditor(rest, host, interactions, answers, self._uploads, self.closed)

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        """Create, edit or delete one message. Errors from Discord become outcomes."""
        channel = parent_of(conversation) or conversation.thread_id or conversation.chat_id
        most_bytes = self._interactions.file_limits.of(conversation.chat_id)
        try:
            if parent_of(conversation) and not interaction_of(call.view.reply_to):
                return ChatMovedTo(await self._threads.open(conversation, call.view))
            match call:
                case Create():
                    return await self._create(channel, call, most_bytes)
                case Edit():
                    return await self._editor.edit(call, most_bytes)
                case Remove():
                    return await self._editor.remove(call)
        except RestError as error:
            return self._outcome(channel, call, error)
        except AnswerPending:
            return RetryLater(ANSWER_PAUSE_S, "the interaction is being answered", this_post=True)
        except PictureTooLarge:
            return PostRefused("too large", "too-large")
        except KeyError:
            # The picture was deleted since the post was requested.
            log.info("discord.picture-gone", post=call.post_id)
            return PostRefused("not kept", "gone")
        except StoreError as error:
            return RetryLater(STORE_PAUSE_S, str(error))

    def _outcome(self, channel: str, call: PostCall, error: RestError) -> Outcome:
        if error.code in INTERACTION_DEAD:
            return _token_over()
        pictured = bool(call.view.picture or call.view.files)
        if isinstance(error, CallUnconfirmed) and isinstance(call, Create):
            self._answers.note_unconfirmed(call.post_id)
        if error.code == NO_PERMISSION and pictured:
            # Words may pass where files may not.
            return PostRefused(f"{error.code} {error.message}"[:80], "not-allowed")
        if error.code in (NO_ACCESS, NO_PERMISSION):
            self.closed.close(channel, f"{error.code} {error.message}"[:80])
        return outcome_of(error)

    # --- creating

    async def _create(self, channel: str, call: Create, most_bytes: int) -> Outcome:
        answer = await self._answers.find(channel, call)
        if answer.message:
            try:
                return await self._fill(answer, call, most_bytes)
            except RestError as error:
                if not await self._answers.take_token(answer, error):
                    raise
                return await self._fill(replace(answer, by_token=True), call, most_bytes)
        if answer.by_token:
            return await self._follow_up(answer, call, most_bytes)
        if reason := self.closed.reason(channel):
            return Blocked(reason)
        return await self._new_message(channel, answer.reference, call, most_bytes)

    async def _fill(self, answer: Answer, call: Create, most_bytes: int) -> Delivered:
        """Show a post by the message that answers its interaction."""
        handle = Handle(answer.channel, answer.message, interaction=answer.interaction if answer.by_token else "")
        return await self._editor.change(handle, call.view, encode(call), most_bytes)

    async def _new_message(self, channel: str, reference: str, call: Create, most_bytes: int) -> Outcome:
        payload, pictures = encode(call), shown(call.view)
        nonce = await self._answers.nonce(call.post_id)
        sent = await self._answers.earlier(channel, call.post_id, nonce)
        if sent is None:
            json = {**payload.json, "nonce": nonce, "enforce_nonce": True}
            if reference:
                json["message_reference"] = {"message_id": reference, "fail_if_not_exists": False}
            try:
                sent = await self._uploads.send(routes.create_message(channel), json, pictures, call.view, most_bytes)
            except RestError as error:
                if error.code == UNKNOWN_MESSAGE and not self._answers.is_unconfirmed(call.post_id):
                    # This post had a message, which was deleted, and is to be shown again.
                    self._answers.note_gone(call.post_id)
                    return await self._new_message(channel, reference, call, most_bytes)
                if not (reference and is_reference_error(error)):
                    raise
                return await self._new_message(channel, "", call, most_bytes)
        self._answers.note_created(call.post_id)
        if str(sent.get("content", "")).strip() != payload.json["content"].strip():
            # The message of an earlier try, whose answer was lost: since then the post has changed.
            return await self._editor.change(handle_of(sent, pictures), call.view, payload, most_bytes)
        return delivered(sent, pictures)

    async def _follow_up(self, answer: Answer, call: Create, most_bytes: int) -> Outcome:
        """A further message by the interaction's token: only for the person, or where the bot has no rights."""
        interaction = self._interactions.known(answer.interaction)
        if interaction is None:
            return _token_over()
        payload, pictures = encode(call), shown(call.view)
        json = dict(payload.json)
        if call.view.private:
            json["flags"] = int(json.get("flags", 0)) | EPHEMERAL
        if answer.discard:
            # The answer was announced to everybody; what only one person is to see cannot take its place.
            await self._rest.call(routes.original_response("DELETE", interaction.application_id, interaction.token))
            await self._answers.discarded(answer)
        route = routes.follow_up(interaction.application_id, interaction.token)
        sent = await self._uploads.send(route, json, pictures, call.view, most_bytes)
        return delivered(sent, pictures, interaction.id)


def _token_over() -> PostRefused:
    return PostRefused("the interaction's token is over", "too-late")
