"""Receives updates: they are saved before anything else is done with them.

Shared by long poll and webhook. Callback and inline queries are answered from here, because they expire within
seconds: the button would keep spinning, the inline results would stay empty.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from telegram.constants import ReactionEmoji
from telegram.ext import ExtBot

from adapters.telegram.admins import AdminCache
from adapters.telegram.background import BackgroundCalls
from adapters.telegram.decode import GROUP_TYPES, with_context
from adapters.telegram.identity import BotIdentity
from adapters.telegram.inline import InlineQueries
from adapters.telegram.limiter import RateLimitArgs, SendPriority
from adapters.telegram.limits import ANSWER_TIMEOUT_S, SAVE_TIMEOUT_S
from adapters.telegram.reading import TelegramObject
from bot.adapter_api import Host, RawUpdate


class UpdateReceiver:
    """Saves updates of one bot. `react_to` are the commands (without slash) that get a reaction in groups."""

    def __init__(
        self,
        bot: ExtBot[RateLimitArgs],
        host: Host,
        admins: AdminCache,
        background: BackgroundCalls,
        inline: InlineQueries,
        *,
        react_to: frozenset[str],
    ) -> None:
        self._bot = bot
        self._host = host
        self._admins = admins
        self._background = background
        self._inline = inline
        self._react_to = react_to

    async def receive(self, me: BotIdentity, updates: Sequence[Any]) -> None:
        """Save these updates (parsed JSON); returns when they are on disk. Raises OSError if they were not saved."""
        await self._admins.refresh(chat for update in updates if (chat := _chat_needing_admins(update)))
        async with asyncio.timeout(SAVE_TIMEOUT_S):
            await self._host.save(
                [self._to_raw_update(me, update) for update in updates if not _is_inline_query(update)]
            )
        for update in updates:
            if isinstance(update, dict):
                self._act_immediately(me, update)

    def _to_raw_update(self, me: BotIdentity, update: Any) -> RawUpdate:
        if not isinstance(update, dict):
            # Saved for the operator; decoding will quarantine it.
            body = json.dumps(update)
            return RawUpdate(f"broken-{hashlib.sha256(body.encode()).hexdigest()[:16]}", body)
        update_id = update.get("update_id")
        chat, sender, is_press = _origin_of(update)
        known_admins = self._admins.of(chat)
        admins_here = known_admins or frozenset()
        as_chat = _is_sent_as_chat(update, chat)
        body = with_context(
            update,
            me,
            sender_admin=None if known_admins is None else sender in known_admins,
            bot_admin=me.id in admins_here,
            admin_ids=admins_here - {me.id} if as_chat else (),
        )
        event_id = str(update_id) if isinstance(update_id, int) else hashlib.sha256(body.encode()).hexdigest()[:16]
        # Presses have a sequence key per sender, so that they do not wait for an image download in their chat.
        return RawUpdate(event_id, body, f"press {sender}" if is_press else str(chat or ""))

    def _act_immediately(self, me: BotIdentity, update: dict[str, Any]) -> None:
        """Answer what expires within seconds. A press is answered without a text, which only stops the button's spinner:
        what the press does is decided later, by the update worker, and shown by posts."""
        fields = TelegramObject(update)
        try:
            if (press := fields.object("callback_query")) is not None:
                answering = self._bot.answer_callback_query(press.text("id"), read_timeout=ANSWER_TIMEOUT_S)
                self._background.start("answer", answering)
            elif (query := fields.object("inline_query")) is not None:
                self._background.start("inline", self._inline.answer(me, query))
            elif self._react_to and (message := fields.object("message")) is not None:
                self._react(me, message)
        except ValueError:
            return  # Malformed: it is saved, and quarantined when it is decoded.

    def _react(self, me: BotIdentity, message: TelegramObject) -> None:
        """React with 👀 in groups, where the first reply may have to wait for the group's rate limit."""
        chat = message.require("chat")
        words = (message.text("text") or message.text("caption")).split(maxsplit=1)
        command, _, name = words[0].partition("@") if words else ("", "", "")
        is_painting = command[:1] == "/" and command[1:] in self._react_to
        is_ours = name.casefold() in ("", me.username.casefold())
        if chat.text("type") not in GROUP_TYPES or not is_painting or not is_ours:
            return
        reacting = self._bot.set_message_reaction(
            chat.id("id"),
            message.id("message_id"),
            ReactionEmoji.EYES,
            rate_limit_args=RateLimitArgs(SendPriority.EXTRA),
        )
        self._background.start("react", reacting)


def _is_inline_query(update: Any) -> bool:
    return isinstance(update, dict) and "inline_query" in update


def _origin_of(update: dict[str, Any]) -> tuple[int, int, bool]:
    """Chat id, sender's id (0 where they cannot be read), whether it is a press."""
    fields = TelegramObject(update)
    try:
        press = fields.object("callback_query")
        message = press.object("message") if press else fields.object("message") or fields.object("channel_post")
        message = message or fields.object("edited_message") or fields.object("my_chat_member")
        chat = message.object("chat") if message else None
        sender = (press or message or TelegramObject({})).object("from")
        return chat.number("id") if chat else 0, sender.number("id") if sender else 0, press is not None
    except ValueError:
        return 0, 0, False


def _is_sent_as_chat(update: dict[str, Any], chat: int) -> bool:
    """Whether a message was sent as the chat itself: by an anonymous administrator or as a channel."""
    message = update.get("message") or update.get("channel_post")
    sender_chat = message.get("sender_chat") if isinstance(message, dict) else None
    return isinstance(sender_chat, dict) and sender_chat.get("id") == chat


def _chat_needing_admins(update: Any) -> int:
    """The group or channel whose administrators are needed: where this is a press or a command; 0 otherwise."""
    if not isinstance(update, dict):
        return 0
    chat, _, is_press = _origin_of(update)
    if chat >= 0:
        return 0
    message = update.get("message") or update.get("channel_post")
    words = (message.get("text") or message.get("caption") or "") if isinstance(message, dict) else ""
    return chat if is_press or (isinstance(words, str) and words.lstrip()[:1] in ("/", "／")) else 0
