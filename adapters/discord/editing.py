"""Changes and deletes messages that were posted: by the bot's own rights, or by the token of the interaction that they answer."""

from __future__ import annotations

from adapters.discord import routes
from adapters.discord.channel_limits import ClosedChannels, OldEdits
from adapters.discord.encode import SUPPRESS_EMBEDS, Payload, encode
from adapters.discord.errors import INTERACTION_DEAD, UNKNOWN_MESSAGE
from adapters.discord.identity import Handle
from adapters.discord.interactions import Interactions
from adapters.discord.replies import Answers
from adapters.discord.rest import Rest, RestError
from adapters.discord.routes import Route
from adapters.discord.uploads import ANSWER, Uploads, delivered, shown
from bot.adapter_api import Blocked, Delivered, Edit, Gone, Host, Outcome, PostView, Remove, RetryLater


class MessageEditor:
    """Edits the messages of one bot. `most_bytes` is the largest file that their server takes."""

    def __init__(
        self,
        rest: Rest,
        host: Host,
        interactions: Interactions,
        answers: Answers,
        uploads: Uploads,
        closed: ClosedChannels,
    ) -> None:
        self._rest = rest
        self._interactions = interactions
        self._answers = answers
        self._uploads = uploads
        self._closed = closed
        self._old_edits = OldEdits(host.clock)

    async def edit(self, call: Edit, most_bytes: int) -> Outcome:
        """Edit a message by its post. Raises RestError."""
        handle = Handle.parse(call.handle)
        if reason := "" if handle.interaction else self._closed.reason(handle.channel):
            return Blocked(reason)
        if not handle.interaction and (wait := self._old_edits.wait_s(handle.channel, handle.message)):
            return RetryLater(wait, "edits of old messages", this_post=True)
        try:
            return await self.change(handle, call.view, encode(call), most_bytes)
        except RestError as error:
            if error.code == UNKNOWN_MESSAGE:
                self._answers.note_gone(call.post_id)
            raise

    async def change(self, handle: Handle, view: PostView, payload: Payload, most_bytes: int) -> Delivered:
        """Edit a message. The attachments that stay are named, new ones are uploaded, all others go. Raises
        RestError."""
        pictures, kept = shown(view), {key: id for id, key in handle.attachments}
        new = [picture for picture in pictures if picture.key not in kept]
        json = {**payload.json, "attachments": [{"id": kept[one.key]} for one in pictures if one.key in kept]}
        json["flags"] = int(json.get("flags", 0)) & SUPPRESS_EMBEDS  # The others are set once.
        json.pop("message_reference", None)
        sent = await self._uploads.send(self._route(handle, "PATCH"), json, new, view, most_bytes)
        known = [*(one for one in pictures if one.key in kept), *new]
        return delivered(sent, known, handle.interaction)

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

    async def remove(self, call: Remove) -> Outcome:
        """Delete a message. Raises RestError."""
        handle = Handle.parse(call.handle)
        try:
            await self._rest.call(self._route(handle, "DELETE"), priority=ANSWER)
        except RestError as error:
            if handle.interaction and error.code in INTERACTION_DEAD:
                return Gone()  # Only the person sees it, until they restart their client.
            raise
        self._answers.note_gone(call.post_id)
        return Delivered(call.handle, (handle.message,))
