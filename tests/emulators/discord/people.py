"""The actions of a person with a Discord client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .asking import Asking, file_of
from .bits import ChannelType, Permissions
from .interactions import Interaction, Kind
from .state import Channel, Message, User
from .world import Bot

File = bytes | tuple[str, bytes]
"""A file: its bytes, or (name, bytes)."""


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Person(User):
    """A person. Every method takes effect at once and returns what came of it."""

    asking: Asking
    locale: str = "en-US"
    blocked: set[str] = field(default_factory=set)
    """Ids of bots that cannot write to this person."""

    # -- writing

    def say(
        self,
        channel: Channel,
        text: str = "",
        *,
        files: Sequence[File] = (),
        reply_to: Message | None = None,
        ping: bool = True,
        nonce: str | None = None,
    ) -> Message:
        """Write a message. A reply notifies the author of the other one with `ping`, unless that one answers a command."""
        self._may_write(channel)
        assert len(text) <= 2000, "a client refuses this text"
        asking, world = self.asking, self.asking.world
        message = Message(world.ids.new(), channel, self, world.now(), content=text, nonce=nonce)
        message.attachments = [file_of(world, one) for one in files]
        for attachment in message.attachments:
            asking.delivery.cdn.keep(channel.id, attachment)
        if reply_to is not None:
            message.type, message.referenced = 19, reply_to
            message.reference = asking.reference(reply_to)
        pings = reply_to is not None and ping and reply_to.interaction is None
        asking.mention(message, reply_to.author if reply_to is not None and pings else None)
        return asking.put(message)

    def mention(self, bot: User) -> str:
        """What a client writes for a mention."""
        return f"<@{bot.id}>"

    def forward(self, message: Message, channel: Channel) -> Message:
        """Forward a message to another channel."""
        self._may_write(channel)
        world = self.asking.world
        copy = Message(world.ids.new(), channel, self, world.now(), snapshots=[message])
        copy.reference = {**self.asking.reference(message), "type": 1}
        return self.asking.put(copy)

    def edit(self, message: Message, text: str) -> Message:
        """Change one's own message."""
        assert message.author is self, "one edits one's own messages"
        world = self.asking.world
        message.content, message.edited_at = text, world.now()
        self.asking.mention(message, None)
        message.channel.record(world.now(), "edit", self, message)
        self.asking.delivery.message_event("MESSAGE_UPDATE", message)
        return message

    def delete(self, message: Message) -> None:
        """Delete one's own message, or as a moderator anybody's."""
        allowed = message.author is self or message.seen_by is self
        assert allowed or message.channel.can(self, Permissions.MANAGE_MESSAGES), "this person may not delete that"
        self.asking.posting.delete(self, message)

    def _may_write(self, channel: Channel) -> None:
        assert not channel.deleted and channel.sees(self), f"{self.username} does not see {channel.name}"
        needed = Permissions.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permissions.SEND_MESSAGES
        assert channel.type == ChannelType.DM or channel.can(self, needed), f"{self.username} may not write here"

    # -- interactions

    def slash(self, channel: Channel, name: str, *, bot: Bot | None = None, **options: Any) -> Interaction:
        """Use a slash command, by its default name or the one of a language. Options by their default names; files as
        bytes or (name, bytes).

        Raises: AssertionError for what a client would not let through.
        """
        command, owner = self.asking.command(self, channel, name, 1, bot)
        data = self.asking.command_data(command, options)
        return self.asking.ask(self, channel, owner, Kind.COMMAND, data)

    def complete(
        self, channel: Channel, name: str, option: str, text: str, *, bot: Bot | None = None, **options: Any
    ) -> Interaction:
        """Type into an option that completes what is typed."""
        command, owner = self.asking.command(self, channel, name, 1, bot)
        spec = next(one for one in command.get("options", ()) if one["name"] == option)
        assert spec.get("autocomplete"), f"{option} does not complete"
        data = self.asking.command_data(command, options, partial=True)
        data["options"].append({"name": option, "type": spec["type"], "value": text, "focused": True})
        return self.asking.ask(self, channel, owner, Kind.AUTOCOMPLETE, data)

    def use_on(self, message: Message, name: str, *, bot: Bot | None = None) -> Interaction:
        """Use a message command ("Apps" in the menu of a message)."""
        command, owner = self.asking.command(self, message.channel, name, 3, bot)
        data = self.asking.message_command_data(owner, command, message)
        return self.asking.ask(self, message.channel, owner, Kind.COMMAND, data, target=message)

    def press(self, message: Message, button: str, *values: str) -> Interaction:
        """Press a button, by label or custom id; or choose `values` (or their labels) in a select."""
        assert not message.deleted, "there is nothing to press on a deleted message"
        assert message.seen_by in (None, self), "only the person it was shown to sees this message"
        found = message.button(button)
        assert found.custom_id and not found.disabled, f"{button!r} cannot be pressed"
        assert isinstance(message.author, Bot), "only a bot's message has buttons"
        data: dict[str, Any] = {"id": 1, "custom_id": found.custom_id, "component_type": 3 if found.options else 2}
        if found.options:
            chosen = [value for label, value in found.options if value in values or label in values]
            assert len(chosen) == len(values), f"not all of {values} are offered"
            data["values"] = chosen
        return self.asking.ask(self, message.channel, message.author, Kind.COMPONENT, data, message=message)

    def submit(self, opened: Interaction, **values: Any) -> Interaction:
        """Fill in and send the form that an interaction opened; fields by their custom ids, files as for `slash`."""
        assert opened.modal is not None, "no form was opened"
        data = self.asking.modal_data(opened, values)
        return self.asking.ask(
            self, opened.channel, opened.bot, Kind.MODAL, data, message=opened.message, parent=opened
        )

    def block(self, bot: Bot) -> None:
        """Block a bot: it is not told, and cannot write here any more."""
        self.blocked.add(bot.id)
