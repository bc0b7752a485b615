"""Posts, edits and deletes messages, and maps what Discord answers to outcomes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog

from adapters.discord import routes
from adapters.discord.channel_limits import ClosedChannels, OldEdits
from adapters.discord.encode import SUPPRESS_EMBEDS, Payload, encode
from adapters.discord.errors import (
    INTERACTION_DEAD,
    NO_ACCESS,
    NO_PERMISSION,
    TOO_LARGE,
    UNKNOWN_MESSAGE,
    is_reference_error,
    outcome_of,
)
from adapters.discord.files import File
from adapters.discord.identity import Handle
from adapters.discord.interactions import Interactions
from adapters.discord.people import parent_of
from adapters.discord.picture_files import PictureTooLarge, files_of
from adapters.discord.replies import Answer, AnswerPending, Answers, interaction_of
from adapters.discord.rest import CallUnconfirmed, Rest, RestError
from adapters.discord.routes import Route
from adapters.discord.threads import Threads
from bot.adapter_api import (
    Blocked,
    ChatMovedTo,
    Conversation,
    Create,
    Delivered,
    Edit,
    Gone,
    Host,
    Outcome,
    PostCall,
    PostRefused,
    PostView,
    Remove,
    RetryLater,
    ViewPicture,
)
from bot.store import StoreError

log = structlog.get_logger()

STORE_PAUSE_S = 2.0
ANSWER_PAUSE_S = 0.5
EPHEMERAL = 64
RESULT, ANSWER, PROGRESS = 0, 1, 2
_PRIORITIES = {"running": PROGRESS, "accepted": ANSWER, "notice": ANSWER}


class MessageSender:
    """Posts messages of one bot."""

    def __init__(self, rest: Rest, host: Host, interactions: Interactions, answers: Answers) -> None:
        self._rest = rest
        self._host = host
        self._interactions = interactions
        self._answers = answers
        self._old_edits = OldEdits(host.clock)
        self._threads = Threads(rest, host)
        self.closed = ClosedChannels(host.clock)

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        """Create, edit or delete one message. Errors from Discord become outcomes."""
        channel = parent_of(conversation) or conversation.thread_id or conversation.chat_id
        try:
            if parent_of(conversation) and not interaction_of(call.view.reply_to):
                return ChatMovedTo(await self._threads.open(conversation, call.view))
            match call:
                case Create():
                    return await self._create(channel, call)
                case Edit():
                    return await self._edit(call)
                case Remove():
                    return await self._remove(call)
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

    async def _create(self, channel: str, call: Create) -> Outcome:
        answer = await self._answers.find(channel, call)
        if answer.message:
            try:
                return await self._fill(answer, call)
            except RestError as error:
                if not await self._answers.take_token(answer, error):
                    raise
                return await self._fill(replace(answer, by_token=True), call)
        if answer.by_token:
            return await self._follow_up(answer, call)
        if reason := self.closed.reason(channel):
            return Blocked(reason)
        return await self._new_message(channel, answer.reference, call)

    async def _fill(self, answer: Answer, call: Create) -> Delivered:
        """Show a post by the message that answers its interaction."""
        handle = Handle(answer.channel, answer.message, interaction=answer.interaction if answer.by_token else "")
        return await self._change(handle, call.view, encode(call))

    async def _new_message(self, channel: str, reference: str, call: Create) -> Outcome:
        payload, pictures = encode(call), _shown(call.view)
        nonce = await self._answers.nonce(call.post_id)
        sent = await self._answers.earlier(channel, call.post_id, nonce)
        if sent is None:
            json = {**payload.json, "nonce": nonce, "enforce_nonce": True}
            if reference:
                json["message_reference"] = {"message_id": reference, "fail_if_not_exists": False}
            try:
                sent = await self._send(routes.create_message(channel), json, pictures, call.view)
            except RestError as error:
                if error.code == UNKNOWN_MESSAGE and not self._answers.is_unconfirmed(call.post_id):
                    # This post had a message, which was deleted, and is to be shown again.
                    self._answers.note_gone(call.post_id)
                    return await self._new_message(channel, reference, call)
                if not (reference and is_reference_error(error)):
                    raise
                return await self._new_message(channel, "", call)
        self._answers.note_created(call.post_id)
        if str(sent.get("content", "")).strip() != payload.json["content"].strip():
            # The message of an earlier try, whose answer was lost: since then the post has changed.
            return await self._change(_handle(sent, pictures), call.view, payload)
        return self._delivered(sent, pictures, call.view)

    async def _follow_up(self, answer: Answer, call: Create) -> Outcome:
        """A further message by the interaction's token: only for the person, or where the bot has no rights."""
        interaction = self._interactions.known(answer.interaction)
        if interaction is None:
            return _token_over()
        payload, pictures = encode(call), _shown(call.view)
        json = dict(payload.json)
        if call.view.private:
            json["flags"] = int(json.get("flags", 0)) | EPHEMERAL
        if answer.discard:
            # The answer was announced to everybody; what only one person is to see cannot take its place.
            await self._rest.call(routes.original_response("DELETE", interaction.application_id, interaction.token))
            await self._answers.discarded(answer)
        sent = await self._send(
            routes.follow_up(interaction.application_id, interaction.token), json, pictures, call.view
        )
        return self._delivered(sent, pictures, call.view, interaction.id)

    # --- changing

    async def _edit(self, call: Edit) -> Outcome:
        handle = Handle.parse(call.handle)
        if reason := "" if handle.interaction else self.closed.reason(handle.channel):
            return Blocked(reason)
        if not handle.interaction and (wait := self._old_edits.wait_s(handle.channel, handle.message)):
            return RetryLater(wait, "edits of old messages", this_post=True)
        try:
            return await self._change(handle, call.view, encode(call))
        except RestError as error:
            if error.code == UNKNOWN_MESSAGE:
                self._answers.note_gone(call.post_id)
            raise

    async def _change(self, handle: Handle, view: PostView, payload: Payload) -> Delivered:
        """Edit a message. The attachments that stay are named, new ones are uploaded, all others go."""
        pictures, kept = _shown(view), {key: id for id, key in handle.attachments}
        new = [picture for picture in pictures if picture.key not in kept]
        json = {**payload.json, "attachments": [{"id": kept[one.key]} for one in pictures if one.key in kept]}
        json["flags"] = int(json.get("flags", 0)) & SUPPRESS_EMBEDS  # The others are set once.
        json.pop("message_reference", None)
        sent = await self._send(self._route(handle, "PATCH"), json, new, view)
        known = [*(one for one in pictures if one.key in kept), *new]
        return self._delivered(sent, known, view, handle.interaction)

    def _route(self, handle: Handle, method: str) -> Route:
        """How a message is changed: by the bot, or by the token of the interaction that it answers. Raises RestError if
        that is over."""
        if not handle.interaction:
            make = routes.edit_message if method == "PATCH" else routes.delete_message
            return make(handle.channel, handle.message)
        interaction = self._interactions.known(handle.interaction)
        if interaction is None:
            raise RestError(401, 50027, "the interaction's token is over")
        ids = (interaction.application_id, interaction.token)
        if interaction.message_id == handle.message:
            return routes.original_response(method, *ids)
        return routes.follow_up_message(method, *ids, handle.message)

    async def _remove(self, call: Remove) -> Outcome:
        handle = Handle.parse(call.handle)
        try:
            await self._rest.call(self._route(handle, "DELETE"), priority=ANSWER)
        except RestError as error:
            if handle.interaction and error.code in INTERACTION_DEAD:
                return Gone()  # Only the person sees it, until they restart their client.
            raise
        self._answers.note_gone(call.post_id)
        return Delivered(call.handle, (handle.message,))

    # --- calls

    async def _send(
        self, route: Route, json: dict[str, Any], pictures: list[ViewPicture], view: PostView
    ) -> dict[str, Any]:
        """Call with the pictures as plain attachments; smaller copies if they are refused as too large."""
        step = 0
        while True:
            made = await files_of(self._host, pictures, step)
            files = [replace(file, is_spoiler=view.cover) for file in made]
            body = _with_files(json, files)
            try:
                sent = await self._rest.call(
                    route, json=body, files=files, priority=_PRIORITIES.get(view.milestone, RESULT)
                )
            except RestError as error:
                if not files or not (error.code in TOO_LARGE or error.status == 413):
                    raise
                step += 1
                continue
            return sent if isinstance(sent, dict) else {}

    def _delivered(
        self, sent: dict[str, Any], pictures: list[ViewPicture], view: PostView, interaction: str = ""
    ) -> Delivered:
        handle = _handle(sent, pictures, interaction)
        return Delivered(str(handle), (handle.message,))


def _with_files(json: dict[str, Any], files: list[File]) -> dict[str, Any]:
    if not files:
        return json
    new = [
        {
            "id": index,
            "filename": file.name,
            "description": file.description[:1024],
            **({"is_spoiler": True} if file.is_spoiler else {}),
        }
        for index, file in enumerate(files)
    ]
    return {**json, "attachments": [*json.get("attachments", ()), *new]}


def _handle(sent: dict[str, Any], pictures: list[ViewPicture], interaction: str = "") -> Handle:
    """The handle of a message as Discord answered it; its attachments stand in the order in which they were named."""
    attachments = sent.get("attachments")
    ids = [str(one["id"]) for one in attachments] if isinstance(attachments, list) else []
    pairs = tuple((id, picture.key) for id, picture in zip(ids, pictures, strict=False))
    return Handle(str(sent.get("channel_id", "0")), str(sent.get("id", "0")), pairs, interaction)


def _shown(view: PostView) -> list[ViewPicture]:
    return [view.picture] if view.picture else list(view.files)


def _token_over() -> PostRefused:
    return PostRefused("the interaction's token is over", "too-late")
