"""The first answer to an interaction, which must be there within three seconds."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from adapters.discord import routes
from adapters.discord.errors import ALREADY_ANSWERED
from adapters.discord.identity import is_id
from adapters.discord.interaction import ReceivedInteraction
from adapters.discord.limits import CALLBACK_DEADLINE_S, CALLBACK_TIMEOUT_S
from adapters.discord.rest import Rest, RestError, UnsentCall
from bot.runtime.clock import Clock

log = structlog.get_logger()


class Callbacks:
    """Sends callbacks."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock

    async def send(self, interaction: ReceivedInteraction, answer: dict[str, Any]) -> str:
        """Send the answer, twice if nobody knows whether the first arrived; the id of the message that it made, or empty. Raises
        RestError; an answer that was given before is none."""
        route = routes.callback(interaction.id, interaction.token)
        deadline = self._clock.monotonic() + CALLBACK_DEADLINE_S
        while True:
            try:
                return _message_id(await self._rest.call(route, json=answer, timeout_s=CALLBACK_TIMEOUT_S))
            except RestError as error:
                if error.code == ALREADY_ANSWERED:
                    return ""
                unclear = error.status == 0 or error.status >= 500
                if not unclear or self._clock.monotonic() >= deadline:
                    raise
                if isinstance(error, UnsentCall):
                    await self._clock.wait(asyncio.Event(), self._clock.now() + 0.1)

    async def try_once(self, interaction: ReceivedInteraction, answer: dict[str, Any]) -> None:
        """Send an answer that nothing depends on."""
        try:
            await self.send(interaction, answer)
        except RestError as error:
            log.info("discord.not-answered", kind=interaction.kind, code=error.code, status=error.status)

    async def original_id(self, interaction: ReceivedInteraction) -> str:
        """The id of an answer whose callback's own answer was lost, or empty. Raises RestError."""
        route = routes.original_response("GET", interaction.application_id, interaction.token)
        found = await self._rest.call(route)
        id = found.get("id") if isinstance(found, dict) else ""
        return id if is_id(id) else ""


def _message_id(result: Any) -> str:
    interaction = result.get("interaction") if isinstance(result, dict) else None
    id = interaction.get("response_message_id") if isinstance(interaction, dict) else ""
    return id if is_id(id) else ""
