"""deleteMessage, deleteMessages, setMessageReaction."""

from __future__ import annotations

from typing import Any

from telegram.constants import ReactionEmoji

from ..chats import Chat
from ..errors import bad_request
from ..state import Message
from .context import Context, method

DELETE_WITHIN_S = 48 * 3600
DELETE_MANY_MAX = 100
STANDARD_EMOJI = frozenset(emoji.value for emoji in ReactionEmoji)


@method("deleteMessage")
async def delete_message(ctx: Context) -> bool:
    chat = ctx.chat()
    message = ctx.message("message to delete", chat)
    if not _may_delete(ctx, chat, message):
        raise bad_request("message can't be deleted")
    if _too_old(ctx, message):
        raise bad_request("message can't be deleted for everyone")
    chat.mark_deleted(message, ctx.bot)
    return True


@method("deleteMessages")
async def delete_messages(ctx: Context) -> bool:
    """Those that are not found are skipped."""
    ids = ctx.params.json("message_ids", "message identifiers")
    if not isinstance(ids, list) or not all(isinstance(one, int) for one in ids):
        raise bad_request("expected an Array of message identifiers")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > DELETE_MANY_MAX:
        raise bad_request("too many message identifiers specified")
    chat = ctx.chat()
    found = [message for one in dict.fromkeys(ids) if (message := chat.get(one)) is not None]
    if not all(_may_delete(ctx, chat, message) and not _too_old(ctx, message) for message in found):
        raise bad_request("message can't be deleted")
    for message in found:
        chat.mark_deleted(message, ctx.bot)
    return True


def _may_delete(ctx: Context, chat: Chat, message: Message) -> bool:
    member = chat.member(ctx.bot)
    is_deleter = member is not None and member.is_admin and member.can_delete_messages
    return message.sender is ctx.bot or chat.type == "private" or is_deleter


def _too_old(ctx: Context, message: Message) -> bool:
    return ctx.world.now() - message.date >= DELETE_WITHIN_S


@method("setMessageReaction")
async def set_message_reaction(ctx: Context) -> bool:
    wanted = _reactions(ctx.params.json("reaction", "reaction types"))
    chat = ctx.chat()
    message = ctx.message("message to react", chat)
    if message.media_group_id is not None:
        message = next(m for m in chat.messages if m.media_group_id == message.media_group_id)
    if message.service is not None or any(emoji not in STANDARD_EMOJI for emoji in wanted):
        raise bad_request("REACTION_INVALID")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if wanted:
        message.reactions[ctx.bot.id] = wanted[0]
    else:
        message.reactions.pop(ctx.bot.id, None)
    chat.record("reaction", ctx.bot, message)
    return True


def _reactions(value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_request("expected an Array of ReactionType")
    emoji = []
    for item in value:
        if not isinstance(item, dict):
            raise bad_request("can't parse ReactionType: expected an Object")
        if item.get("type") == "custom_emoji":
            raise bad_request("REACTION_INVALID")
        if item.get("type") != "emoji":
            raise bad_request("can't parse ReactionType: invalid reaction type specified")
        emoji.append(str(item.get("emoji", "")))
    return emoji
