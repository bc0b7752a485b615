"""What is answered at once and not saved: forms and completions; and who sees an answer."""

from __future__ import annotations

from typing import Any

from adapters.discord.autocomplete import Autocomplete
from adapters.discord.modals import Modals, opens_modal
from adapters.discord.options import CHAT_INPUT
from adapters.discord.reading import DiscordObject
from bot.adapter_api import Host
from bot.grammar.form_fields import PRIVATE

Json = dict[str, Any]


class Instant:
    """Implements `adapters.discord.interactions.InstantAnswers`."""

    def __init__(self, host: Host, default_language: str) -> None:
        self._modals = Modals(host, default_language)
        self._autocomplete = Autocomplete(host, default_language)

    def opens_form(self, interaction: Json) -> bool:
        """Whether an interaction is answered with a form, and not saved. Raises ValueError."""
        return opens_modal(interaction)

    async def form(self, interaction: Json) -> Json:
        """The form that it opens. Raises ValueError."""
        return await self._modals.modal_for(interaction)

    async def keep(self, interaction: Json) -> None:
        """Keep what a form that was opened is about. Raises ValueError, StoreError."""
        await self._modals.keep(interaction)

    async def recall(self, interaction: Json) -> None:
        """Look for what a submitted form is about, before its `context`. Raises ValueError, StoreError."""
        await self._modals.recall(interaction)

    def context(self, interaction: Json) -> Json:
        """What is saved beside the submission of a form. Raises ValueError."""
        return self._modals.context_of(interaction)

    async def choices(self, interaction: Json) -> list[Json]:
        """What completes the words that are being typed."""
        return await self._autocomplete.choices(interaction)

    def is_private(self, interaction: Json) -> bool:
        """Whether only the person who asked is to see the answer: a command about their own settings and lists, in a place that
        others read. In a direct chat nobody else reads, and a private answer could not be edited for long."""
        try:
            read = DiscordObject(interaction)
            data = read.object("data")
            is_slash = data is not None and (data.number("type") or CHAT_INPUT) == CHAT_INPUT
            return bool(is_slash and data and data.text("name") in PRIVATE and read.id_or_empty("guild_id"))
        except ValueError:
            return False
