"""The chat action 'sending a photo' while a picture is painted. Telegram shows it for five seconds, so it is
repeated; it is the first call to be dropped when a chat's rate limit is reached."""

from __future__ import annotations

import asyncio

import structlog
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

from adapters.telegram.limiter import RateLimitArgs, SendPriority
from adapters.telegram.limits import CHAT_ACTION_EVERY_S, CHAT_ACTION_MAX_S
from bot.adapter_api import Conversation, PostCall, Remove
from bot.runtime.clock import Clock

log = structlog.get_logger()


class ChatActions:
    """Repeats the chat action for every conversation with a busy post."""

    def __init__(self, bot: ExtBot[RateLimitArgs], clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._posts: dict[int, tuple[Conversation, float]] = {}
        self._started = asyncio.Event()

    def on_post(self, conversation: Conversation, call: PostCall) -> None:
        """Track whether this post's picture is being painted."""
        if call.view.busy and not isinstance(call, Remove):
            self._posts[call.post_id] = (conversation, self._clock.now() + CHAT_ACTION_MAX_S)
            self._started.set()
        else:
            self._posts.pop(call.post_id, None)

    async def run(self) -> None:
        """Send the action until cancelled: once per chat and topic, however many pictures are painted for it."""
        while True:
            await self._clock.wait(self._started, float("inf"))
            self._started.clear()
            while active := self._active_conversations():
                await asyncio.gather(*map(self._send, active))
                await self._clock.wait(asyncio.Event(), self._clock.now() + CHAT_ACTION_EVERY_S)

    def _active_conversations(self) -> set[Conversation]:
        now = self._clock.now()
        self._posts = {
            post: (conversation, until) for post, (conversation, until) in self._posts.items() if until > now
        }
        return {conversation for conversation, _ in self._posts.values()}

    async def _send(self, conversation: Conversation) -> None:
        try:
            await self._bot.send_chat_action(
                int(conversation.chat_id),
                ChatAction.UPLOAD_PHOTO,
                message_thread_id=int(conversation.thread_id) if conversation.thread_id else None,
                rate_limit_args=RateLimitArgs(SendPriority.EXTRA),
            )
        except TelegramError as error:
            log.debug("telegram.busy", kind=type(error).__name__)
