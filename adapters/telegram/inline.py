"""Inline mode: `@bot words` in any chat offers the person's own pictures, and to paint the words.

'Paint' sends `/imagine@bot words` into that chat: where the bot is a member it paints there. Elsewhere nobody would hear it,
so the results carry a button that leads to the bot.
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

from adapters.telegram.file_ids import Known
from adapters.telegram.identity import BotIdentity
from adapters.telegram.limiter import Turn
from adapters.telegram.limits import ANSWER_S, INLINE_CACHE_S, INLINE_RESULTS
from adapters.telegram.reading import Raw
from bot.access import Action, Kind, Principal, Resource, allows
from bot.adapter_api import Host

CAPTION_CHARS: Final = 200
CHATS_WITH_US: Final = frozenset({"group", "supergroup", "sender"})
"""Where `/imagine` may be heard: groups, and the private chat with the bot itself."""


class Inline:
    """Answers inline queries."""

    def __init__(self, bot: ExtBot[Turn], host: Host, known: Known, default_language: str) -> None:
        self._bot = bot
        self._host = host
        self._known = known
        self._default_language = default_language

    async def answer(self, me: BotIdentity, query: Raw) -> None:
        """Offer what there is. Raises TelegramError, ValueError for a query that cannot be read."""
        person, words = query.must("from"), " ".join(query.text("query").split())
        hint = person.text("language_code") or self._default_language
        language = "zh" if hint.startswith("zh") else "en"
        results: list[InlineQueryResultArticle | InlineQueryResultCachedPhoto] = []
        if words and query.text("chat_type") in CHATS_WITH_US:
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
            read_timeout=ANSWER_S,
        )

    async def _pictures(self, user_id: int, words: str) -> list[InlineQueryResultCachedPhoto]:
        """The person's newest pictures whose prompt has `words` in it; all of them for no words."""
        found = []
        for row in await self._known.recent_pictures(user_id, INLINE_RESULTS):
            asks = Principal(person=1, banned=bool(row["banned"]))  # The owner: others' are not looked for.
            if not allows(asks, Action.SEE, Resource(Kind.JOB, owner=1)):
                continue
            prompt = str(json.loads(row["request"])["prompt"])
            if words.casefold() in prompt.casefold():
                found.append(
                    InlineQueryResultCachedPhoto(
                        f"job-{row['job_id']}", row["file_id"], title=prompt[:60], caption=prompt[:CAPTION_CHARS]
                    )
                )
        return found
