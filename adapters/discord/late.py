"""Says that an interaction came too late to be answered: the person saw that it failed, and nothing was done."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import structlog

from adapters.discord import routes
from adapters.discord.interaction import AUTOCOMPLETE, ReceivedInteraction
from adapters.discord.limits import LATE_WORD_EVERY_S, NONCE_LIMIT
from adapters.discord.rest import Rest, RestError
from bot.adapter_api import Host
from bot.runtime.texts import language_of

log = structlog.get_logger()

MAX_CHANNELS = 1000


class LateWords:
    """One word for each channel in a while."""

    def __init__(self, rest: Rest, host: Host, default_language: str) -> None:
        self._rest = rest
        self._host = host
        self._default_language = default_language
        self._said: OrderedDict[str, float] = OrderedDict()

    async def say(self, interaction: ReceivedInteraction) -> None:
        """Say it, where the bot may write."""
        channel, now = interaction.channel_id, self._host.clock.monotonic()
        if interaction.kind == AUTOCOMPLETE or now - self._said.get(channel, float("-inf")) < LATE_WORD_EVERY_S:
            return
        self._said[channel] = now
        self._said.move_to_end(channel)
        while len(self._said) > MAX_CHANNELS:
            self._said.popitem(last=False)
        user = _user_of(interaction.data)
        locale = interaction.data.get("locale")
        language = language_of(locale if isinstance(locale, str) else "", default=self._default_language)
        words = self._host.say(language, "discord-away")
        json: dict[str, Any] = {
            "content": f"<@{user}> {words}" if user else words,
            "allowed_mentions": {"parse": [], "users": [user] if user else []},
            # Replayed again, it is the same message.
            "nonce": f"late-{interaction.id}"[:NONCE_LIMIT],
            "enforce_nonce": True,
        }
        try:
            await self._rest.call(routes.create_message(channel), json=json)
        except RestError as error:
            log.info("discord.late-not-said", status=error.status, code=error.code)


def _user_of(data: dict[str, Any]) -> str:
    member, user = data.get("member"), data.get("user")
    user = member.get("user") if isinstance(member, dict) else user
    id = user.get("id") if isinstance(user, dict) else ""
    return id if isinstance(id, str) else ""
