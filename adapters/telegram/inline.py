"""Inline mode: `@bot words` in any chat offers the person's own pictures, and to paint the words.

'Paint' sends `/imagine@bot words` into that chat: where the bot is a member it paints there. Elsewhere the command
would not reach the bot, so the results carry a button that opens its private chat.
"""

from __future__ import annotations

import json
from typing import Final

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.ext import ExtBot

from adapters.telegram.file_ids import FileIds
from adapters.telegram.identity import BotIdentity
from adapters.telegram.limiter import RateLimitArgs
from adapters.telegram.limits import ANSWER_TIMEOUT_S, INLINE_CACHE_S, INLINE_RESULTS
from adapters.telegram.reading import TelegramObject
from bot.access import Action, Kind, Principal, Resource, allows
from bot.adapter_api import Host

CAPTION_CHARS: Final = 200
CHAT_TYPES_WITH_BOT: Final = frozenset({"group", "supergroup", "sender"})
"""Where `/imagine` may reach the bot: groups, and its own private chat."""


class InlineQueries:
    """Answers inline queries."""

    def __init__(self, bot: ExtBot[RateLimitArgs], host: Host, file_ids: FileIds, default_language: str) -> None:
        self._bot = bot
        self._host = host
        self._file_ids = file_ids
        self._default_language = default_language

    async def answer(self, me: BotIdentity, query: TelegramObject) -> None:
        """Answer a query. Raises TelegramError, ValueError for a malformed query."""
        person, words = query.require("from"), " ".join(query.text("query").split())
        hint = person.text("language_code") or self._default_language
        language = "zh" if hint.startswith("zh") else "en"
        results: list[InlineQueryResultArticle | InlineQueryResultCachedPhoto] = []
        if words and query.text("chat_type") in CHAT_TYPES_WITH_BOT:
            results.append(
                InlineQueryResultArticle(
                    "paint",
                    self._host.say(language, "inline-paint"),
                    InputTextMessageContent(f"/imagine@{me.username} {words}"),
                    description=words,
                )
            )
        results += await self._pictures(person.id("id"), words)
        await self._bot.answer_inline_query(
            query.text("id"),
            results,
            cache_time=INLINE_CACHE_S,
            is_personal=True,
            button=InlineQueryResultsButton(self._host.say(language, "inline-open"), start_parameter="inline"),
            read_timeout=ANSWER_TIMEOUT_S,
        )

    async def _pictures(self, user_id: int, words: str) -> list[InlineQueryResultCachedPhoto]:
        """The person's newest pictures whose prompt has `words` in it; all of them for no words."""
        found = []
        for row in await self._file_ids.recent_pictures(user_id, INLINE_RESULTS):
            principal = Principal(
                person=1, banned=bool(row.banned)
            )  # As the owner: the query selects this person's pictures only.
            if not allows(principal, Action.SEE, Resource(Kind.JOB, owner=1)):
                continue
            prompt = str(json.loads(row.request)["prompt"])
            if words.casefold() in prompt.casefold():
                found.append(
                    InlineQueryResultCachedPhoto(
                        f"job-{row.job_id}", row.file_id, title=prompt[:60], caption=prompt[:CAPTION_CHARS]
                    )
                )
        return found
