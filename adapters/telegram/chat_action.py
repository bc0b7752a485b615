"""The sign 'is sending a photo' while a picture is painted. Telegram shows it for five seconds, so it is said again and again;
it is the first to be dropped when a chat is short of rate."""

from __future__ import annotations

import asyncio

import structlog
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

from adapters.telegram.limiter import Rank, Turn
from adapters.telegram.limits import BUSY_EVERY_S, BUSY_MOST_S
from bot.adapter_api import Conversation, PostCall, Remove
from bot.runtime.clock import Clock

log = structlog.get_logger()


class Busy:
    """Which posts are being painted, and where."""

    def __init__(self, bot: ExtBot[Turn], clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._posts: dict[int, tuple[Conversation, float]] = {}
        self._begun = asyncio.Event()

    def note(self, where: Conversation, call: PostCall) -> None:
        """Learn from a post call whether its picture is being painted now."""
        if call.view.busy and not isinstance(call, Remove):
            self._posts[call.post_id] = (where, self._clock.now() + BUSY_MOST_S)
            self._begun.set()
        else:
            self._posts.pop(call.post_id, None)

    async def run(self) -> None:
        """Say so until cancelled: once for each chat and topic, however many pictures are painted for it."""
        while True:
            await self._clock.wait(self._begun, float("inf"))
            self._begun.clear()
            while places := self._places():
                await asyncio.gather(*map(self._say, places))
                await self._clock.wait(asyncio.Event(), self._clock.now() + BUSY_EVERY_S)

    def _places(self) -> set[Conversation]:
        now = self._clock.now()
        self._posts = {post: (where, until) for post, (where, until) in self._posts.items() if until > now}
        return {where for where, _ in self._posts.values()}

    async def _say(self, where: Conversation) -> None:
        try:
            await self._bot.send_chat_action(
                int(where.chat_id),
                ChatAction.UPLOAD_PHOTO,
                message_thread_id=int(where.thread_id) if where.thread_id else None,
                rate_limit_args=Turn(Rank.EXTRA),
            )
        except TelegramError as error:
            log.debug("telegram.busy", kind=type(error).__name__)
