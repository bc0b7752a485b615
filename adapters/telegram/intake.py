"""What happens to updates as they arrive: they are kept, and only then anything else.

The same for a long poll and a webhook. Two things are done at once, because they cannot wait: a press is answered (after some
seconds it is too old, and the button would spin), and an inline query (nobody waits for its answer longer than that).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final

from telegram.constants import ReactionEmoji
from telegram.ext import ExtBot

from adapters.telegram.admins import Admins
from adapters.telegram.background import Chores
from adapters.telegram.decode import GROUPS, stamp
from adapters.telegram.identity import BotIdentity
from adapters.telegram.inline import Inline
from adapters.telegram.limiter import Rank, Turn
from adapters.telegram.limits import ANSWER_S, SAVE_S
from adapters.telegram.reading import Raw
from bot.adapter_api import Host, RawUpdate

PAINTS: Final = ("/imagine", "/restyle", "/similar", "/again", "/paint", "/draw", "/画", "/重绘", "/仿", "/再来")


class Intake:
    """Takes updates in for one bot."""

    def __init__(
        self, bot: ExtBot[Turn], host: Host, admins: Admins, chores: Chores, inline: Inline, *, reacts: bool
    ) -> None:
        self._bot = bot
        self._host = host
        self._admins = admins
        self._chores = chores
        self._inline = inline
        self._reacts = reacts

    async def take(self, me: BotIdentity, updates: Sequence[Any]) -> None:
        """Keep these updates, as parsed from JSON; returns when they are on disk. Raises OSError: then they are not."""
        await self._admins.look(chat for update in updates if (chat := _asks_for_admins(update)))
        async with asyncio.timeout(SAVE_S):
            await self._host.save([self._raw(me, update) for update in updates if not _is_inline(update)])
        for update in updates:
            if isinstance(update, dict):
                self._at_once(me, update)

    def _raw(self, me: BotIdentity, update: Any) -> RawUpdate:
        if not isinstance(update, dict):
            # Kept for the operator; it will be set aside.
            body = json.dumps(update)
            return RawUpdate(f"broken-{hashlib.sha256(body.encode()).hexdigest()[:16]}", body)
        known = update.get("update_id")
        chat, sender, is_press = _whereabouts(update)
        rulers = self._admins.of(chat)
        hidden = _speaks_as_the_chat(update, chat)
        body = stamp(
            update,
            me,
            sender_admin=sender in rulers,
            bot_admin=me.id in rulers,
            rulers=rulers - {me.id} if hidden else (),
        )
        event_id = str(known) if isinstance(known, int) else hashlib.sha256(body.encode()).hexdigest()[:16]
        # A press has a lane of its own, so that it need not wait behind a picture that is being fetched for its chat.
        return RawUpdate(event_id, body, f"press {sender}" if is_press else str(chat or ""))

    def _at_once(self, me: BotIdentity, update: dict[str, Any]) -> None:
        raw = Raw(update)
        try:
            if (press := raw.object("callback_query")) is not None:
                answering = self._bot.answer_callback_query(press.text("id"), read_timeout=ANSWER_S)
                self._chores.start("answer", answering)
            elif (query := raw.object("inline_query")) is not None:
                self._chores.start("inline", self._inline.answer(me, query))
            elif self._reacts and (message := raw.object("message")) is not None:
                self._react(me, message)
        except ValueError:
            return  # Broken: it is kept, and set aside when it is read.

    def _react(self, me: BotIdentity, message: Raw) -> None:
        """👀 in groups, where the first words may have to wait for the group's rate."""
        chat = message.must("chat")
        words = (message.text("text") or message.text("caption")).split(maxsplit=1)
        command, _, name = words[0].partition("@") if words else ("", "", "")
        if (
            chat.text("type") not in GROUPS
            or command not in PAINTS
            or name.casefold() not in ("", me.username.casefold())
        ):
            return
        reacting = self._bot.set_message_reaction(
            chat.id("id"), message.id("message_id"), ReactionEmoji.EYES, rate_limit_args=Turn(Rank.EXTRA)
        )
        self._chores.start("react", reacting)


def _is_inline(update: Any) -> bool:
    return isinstance(update, dict) and "inline_query" in update


def _whereabouts(update: dict[str, Any]) -> tuple[int, int, bool]:
    """Chat id, sender's id (0 where they cannot be read), whether it is a press."""
    raw = Raw(update)
    try:
        press = raw.object("callback_query")
        message = press.object("message") if press else raw.object("message") or raw.object("channel_post")
        message = message or raw.object("edited_message") or raw.object("my_chat_member")
        chat = message.object("chat") if message else None
        sender = (press or message or Raw({})).object("from")
        return chat.number("id") if chat else 0, sender.number("id") if sender else 0, press is not None
    except ValueError:
        return 0, 0, False


def _speaks_as_the_chat(update: dict[str, Any], chat: int) -> bool:
    """Whether a message comes in the chat's own name: an anonymous administrator's, or a channel's."""
    message = update.get("message") or update.get("channel_post")
    voice = message.get("sender_chat") if isinstance(message, dict) else None
    return isinstance(voice, dict) and voice.get("id") == chat


def _asks_for_admins(update: Any) -> int:
    """The group or channel in which this update is a press or a command; 0 if it is not."""
    if not isinstance(update, dict):
        return 0
    chat, _, is_press = _whereabouts(update)
    if chat >= 0:
        return 0
    message = update.get("message") or update.get("channel_post")
    words = (message.get("text") or message.get("caption") or "") if isinstance(message, dict) else ""
    return chat if is_press or (isinstance(words, str) and words.lstrip()[:1] in ("/", "／")) else 0
