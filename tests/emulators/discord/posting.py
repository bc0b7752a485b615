"""Making, changing and deleting messages of bots, whichever endpoint asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .bits import Flags, Permissions
from .buckets import Buckets
from .cdn import Cdn
from .components import numbered
from .contents import Attachment
from .delivery import Delivery
from .drafts import ATTACHMENTS, Draft, hide_shown, read_draft
from .embeds import with_urls
from .errors import ApiError, Json, wrong_field
from .ids import made_at
from .interactions import Interaction, Kind
from .mentions import mentioned
from .rights import Rights
from .state import Channel, Message, User
from .wire import Upload
from .world import Bot, World

HOUR_S = 3600.0
REPLY, COMMAND_ANSWER, MENU_ANSWER = 19, 20, 23
"""Types of messages."""
_CREATE_FLAGS = Flags.SUPPRESS_EMBEDS | Flags.SUPPRESS_NOTIFICATIONS | Flags.COMPONENTS_V2
_EDIT_FLAGS = Flags.SUPPRESS_EMBEDS | Flags.COMPONENTS_V2


@dataclass(slots=True)
class _Sent:
    """A message that was sent with a nonce that is enforced."""

    message: Message
    until: float


@dataclass(slots=True, repr=False)
class Posting:
    """What happens in channels in a bot's name."""

    world: World
    cdn: Cdn
    delivery: Delivery
    buckets: Buckets
    rights: Rights
    _nonces: dict[tuple[str, str, str], _Sent] = field(default_factory=dict)

    def read(
        self, channel: Channel, body: Json, files: Mapping[int, Upload], *, v2: bool = False, where: str = ""
    ) -> Draft:
        """Check the body of a message for a channel. Raises: ApiError."""
        guild = channel.guild
        most = guild.file_max_bytes if guild else self.world.settings.file_max_bytes
        return read_draft(self.world, body, files, file_max_bytes=most, v2=v2, where=where)

    def count_write(self, channel: Channel) -> None:
        """Count a write towards the limit that all who write in the channel share. Raises: ApiError 429, 20028."""
        self.buckets.check("channel_writes", (channel.id,), self.world.now(), code=20028, scope="shared")

    # -- create

    def create(self, bot: Bot, channel: Channel, draft: Draft) -> Message:
        """Send a message with the bot's own token. Raises: ApiError."""
        self.rights.may_write(bot, channel)
        self.rights.check_contents(bot, channel, draft)
        if draft.is_empty and (draft.reference or {}).get("type") != 1:
            raise ApiError(50006)
        known = self._by_nonce(bot, channel, draft)
        if known is not None:
            return known
        referenced = self._referenced(bot, channel, draft)
        self.count_write(channel)
        message = self.place(bot, channel, draft, referenced=referenced)
        if draft.enforce_nonce and draft.nonce is not None:
            until = self.world.now() + self.world.settings.nonce_memory_s
            self._nonces[bot.id, channel.id, str(draft.nonce)] = _Sent(message, until)
        channel.archived = False
        return message

    def _by_nonce(self, bot: Bot, channel: Channel, draft: Draft) -> Message | None:
        if draft.nonce is None or not draft.enforce_nonce:
            return None
        sent = self._nonces.get((bot.id, channel.id, str(draft.nonce)))
        if sent is None or sent.until <= self.world.now():
            return None
        if sent.message.deleted:
            raise ApiError(10008)
        return sent.message

    def _referenced(self, bot: Bot, channel: Channel, draft: Draft) -> Message | None:
        reference = draft.reference
        if reference is None:
            return None
        if not channel.is_direct and not channel.can(bot, Permissions.READ_MESSAGE_HISTORY):
            raise ApiError(160002)
        if str(reference.get("channel_id", channel.id)) != channel.id:
            raise wrong_field("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Cannot reply across channels")
        found = channel.all_messages.get(str(reference.get("message_id")))
        if found is not None and not found.deleted and found.seen_by is None:
            return found
        if reference.get("fail_if_not_exists", True):
            raise wrong_field("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        return None

    def place(
        self,
        bot: Bot,
        channel: Channel,
        draft: Draft,
        *,
        interaction: Interaction | None = None,
        referenced: Message | None = None,
        seen_by: User | None = None,
        extra_flags: int = 0,
    ) -> Message:
        """Put a message of a bot into a channel, and tell of it. `interaction`: it is sent by that one's webhook."""
        self._note_ignored(draft, _CREATE_FLAGS | (Flags.EPHEMERAL if interaction else 0))
        replied_to = referenced.author if referenced else None
        about = mentioned(self.world, channel, bot, draft.content, draft.allowed, replied_to)
        message = Message(
            self.world.ids.new(),
            channel,
            bot,
            self.world.now(),
            content=draft.content,
            attachments=draft.files,
            components=draft.components,
            flags=(draft.flags & _CREATE_FLAGS) | extra_flags,
            mentions=list(about.users),
            pinged=list(about.pinged) if seen_by is None else [],
            nonce=draft.nonce,
            interaction=interaction,
            webhook_id=bot.application_id if interaction else None,
            seen_by=seen_by,
            referenced=referenced,
        )
        if interaction is not None and interaction.kind is Kind.COMMAND and not interaction.answer:
            message.type = COMMAND_ANSWER if interaction.target is None else MENU_ANSWER
            referenced = message.referenced = interaction.target
        elif referenced is not None:
            message.type = REPLY
        if referenced is not None:
            message.reference = _reference(referenced)
        self._keep_files(message, draft)
        channel.all_messages[message.id] = message
        channel.record(message.at, "create", bot, message)
        self.delivery.message_event("MESSAGE_CREATE", message)
        return message

    def _note_ignored(self, draft: Draft, flags: int) -> None:
        if ignored := draft.flags & ~flags:
            self.world.violate("ignored-flags", f"flags {ignored} have no effect here")

    def _keep_files(self, message: Message, draft: Draft) -> None:
        hide_shown(self.world, draft, message.attachments)
        for attachment in draft.files:
            self.cdn.keep(message.channel.id, attachment)
        urls = {one.filename: self.cdn.url(one) for one in message.attachments if one.hidden}
        message.embeds = with_urls(draft.embeds, urls)
        message.components = numbered(with_urls(draft.components, urls))
        for number, embed in enumerate(message.embeds):
            message.embeds[number] = {"type": "rich", **embed}

    # -- edit

    def edit(
        self, bot: Bot, message: Message, body: Json, files: Mapping[int, Upload], *, by_token: bool = False
    ) -> Message:
        """Change a message; `by_token`: with the token of an interaction, which has rights of its own. Raises: ApiError."""
        is_v2 = bool(message.flags & Flags.COMPONENTS_V2)
        draft = self.read(message.channel, body, files, v2=is_v2)
        if not by_token:
            self.rights.check_contents(bot, message.channel, draft)
        remaining = self._remaining(message, draft)
        changed = replace(
            draft,
            content=draft.content if "content" in draft.has else message.content,
            embeds=draft.embeds if "embeds" in draft.has else message.embeds,
            components=draft.components if "components" in draft.has else message.components,
        )
        if not (changed.content or changed.embeds or changed.components or remaining or draft.files):
            raise ApiError(50006)
        if len(remaining) + len(draft.files) > ATTACHMENTS:
            raise ApiError(30015)
        self._note_ignored(draft, _EDIT_FLAGS | Flags.SUPPRESS_NOTIFICATIONS)
        self.count_write(message.channel)
        message.content = changed.content
        message.attachments = [*remaining, *draft.files]
        self._keep_files(message, changed)
        if "content" in draft.has:
            replied_to = message.referenced.author if message.referenced else None
            about = mentioned(self.world, message.channel, bot, message.content, draft.allowed, replied_to)
            message.mentions = list(about.users)
        if "flags" in draft.has:
            message.flags = (message.flags & ~Flags.SUPPRESS_EMBEDS) | (draft.flags & _EDIT_FLAGS)
        message.flags &= ~Flags.LOADING
        message.edited_at = self.world.now()
        message.channel.record(message.edited_at, "edit", bot, message)
        self.delivery.message_event("MESSAGE_UPDATE", message)
        return message

    @staticmethod
    def _remaining(message: Message, draft: Draft) -> list[Attachment]:
        if draft.keep is None:
            return list(message.attachments)
        by_id = {one.id: one for one in message.attachments if not one.hidden}
        for number, wanted in enumerate(draft.keep):
            if wanted not in by_id:
                raise wrong_field(f"attachments.{number}.id", "ATTACHMENT_NOT_FOUND", "Attachment data not found")
        return [by_id[wanted] for wanted in draft.keep]

    def edit_own(self, bot: Bot, message: Message, body: Json, files: Mapping[int, Upload]) -> Message:
        """Change a message with the bot's own token. Raises: ApiError."""
        channel = message.channel
        self.rights.may_see(bot, channel)
        if message.author is not bot:
            raise ApiError(50005)
        if message.interaction is not None and not self.world.settings.bot_edits_responses:
            raise ApiError(50005)
        if channel.is_thread and channel.archived:
            raise ApiError(50083)
        if self.world.now() - made_at(message.id) > HOUR_S:
            self.buckets.check("old_edits", (channel.id,), self.world.now(), code=30046)
        return self.edit(bot, message, body, files)

    # -- delete

    def delete(self, who: User, message: Message) -> None:
        """Delete a message, whoever may do so."""
        message.deleted = True
        message.channel.record(self.world.now(), "delete", who, message)
        self.delivery.message_deleted(message)


def _reference(target: Message) -> Json:
    reference: Json = {"type": 0, "message_id": target.id, "channel_id": target.channel.id}
    return reference | ({"guild_id": target.channel.guild.id} if target.channel.guild else {})
