"""Endpoints of messages: create, read, edit, delete."""

from __future__ import annotations

from dataclasses import dataclass

from .bits import Intents, Permissions
from .errors import ApiError, Json, wrong_field
from .posting import Posting
from .recorder import Unguarded
from .state import Channel, Message
from .wire import Answer, Call, Endpoint
from .world import Bot, World

_ONE = "/channels/{channel}/messages/{message}"
_ALL = "/channels/{channel}/messages"
_MAJOR = ("channel",)


@dataclass(slots=True, repr=False)
class Messages:
    """With a bot's own token."""

    world: World
    posting: Posting

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("message.create", "POST", _ALL, self._create, "bot", "channel_messages", _MAJOR),
            Endpoint("message.list", "GET", _ALL, self._list, "bot", "other_calls", _MAJOR),
            Endpoint("message.get", "GET", _ONE, self._get, "bot", "other_calls", _MAJOR),
            Endpoint("message.edit", "PATCH", _ONE, self._edit, "bot", "channel_edits", _MAJOR),
            Endpoint("message.delete", "DELETE", _ONE, self._delete, "bot", "channel_deletes", _MAJOR),
        ]

    def shown(self, bot: Bot, message: Message) -> Json:
        """A message as an answer: whole if it is the bot's own."""
        content = bool(bot.privileged & Intents.CONTENT)
        return self.posting.delivery.message_json(bot, message, content=content)

    async def _create(self, call: Call) -> Answer:
        channel = self.world.channel(call.match["channel"])
        self.posting.rights.may_see(call.caller, channel)
        draft = self.posting.read(channel, call.object, call.files)
        message = self.posting.create(call.caller, channel, draft)
        note_unguarded(self.world, call.request.path, call.object)
        return Answer(self.shown(call.caller, message))

    async def _edit(self, call: Call) -> Answer:
        message = self._seen(call)
        self.posting.edit_own(call.caller, message, call.object, call.files)
        note_unguarded(self.world, call.request.path, call.object)
        return Answer(self.shown(call.caller, message))

    async def _delete(self, call: Call) -> Answer:
        message = self._seen(call)
        channel = message.channel
        if message.author is not call.caller and not (
            not channel.is_direct and channel.can(call.caller, Permissions.MANAGE_MESSAGES)
        ):
            raise ApiError(50003 if channel.is_direct else 50013)
        if channel.is_thread and channel.archived:
            raise ApiError(50083)
        self.posting.count_write(channel)
        self.posting.delete(call.caller, message)
        return Answer.nothing()

    async def _get(self, call: Call) -> Answer:
        message = self._seen(call)
        if not message.channel.is_direct:
            self.posting.rights.needs(call.caller, message.channel, Permissions.READ_MESSAGE_HISTORY)
        return Answer(self.shown(call.caller, message))

    async def _list(self, call: Call) -> Answer:
        """Newest first; without the right to read the history, none."""
        channel = self.world.channel(call.match["channel"])
        self.posting.rights.may_see(call.caller, channel)
        limit = call.query.get("limit", "50")
        if not limit.isdecimal() or not 1 <= int(limit) <= 100:
            raise wrong_field("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
        if not channel.is_direct and not channel.can(call.caller, Permissions.READ_MESSAGE_HISTORY):
            return Answer([])
        chosen = _window(
            channel, call.query.get("before"), call.query.get("after"), call.query.get("around"), int(limit)
        )
        return Answer([self.shown(call.caller, message) for message in chosen])

    def _seen(self, call: Call) -> Message:
        channel = self.world.channel(call.match["channel"])
        self.posting.rights.may_see(call.caller, channel)
        return self.world.message(channel, call.match["message"])


def _window(channel: Channel, before: str | None, after: str | None, around: str | None, limit: int) -> list[Message]:
    public = sorted((one for one in channel.messages if one.seen_by is None), key=lambda one: int(one.id))
    if after is not None:
        return [one for one in public if int(one.id) > int(after)][:limit][::-1]
    if before is not None:
        public = [one for one in public if int(one.id) < int(before)]
    if around is not None:
        older = [one for one in public if int(one.id) <= int(around)][-(limit // 2 + 1) :]
        newer = [one for one in public if int(one.id) > int(around)][: limit // 2]
        return [*older, *newer][-limit:][::-1]
    return public[-limit:][::-1]


def note_unguarded(world: World, path: str, body: Json) -> None:
    """Record a text that was sent without saying whom it may notify."""
    text = body.get("content")
    if text and "allowed_mentions" not in body:
        world.recorder.unguarded.append(Unguarded(world.now(), path, text))
