"""Completes the field that somebody types in: styles, models, scenes, their own modifiers and pictures. Nothing is saved."""

from __future__ import annotations

from typing import Any, Final

from adapters.discord.people import conversation_of, sender_of
from adapters.discord.reading import DiscordObject
from bot.adapter_api import HasForms, Host, Suggested
from bot.grammar.form_fields import FORM_FIELDS
from bot.runtime.texts import language_of

MAX_CHOICES: Final = 25
MAX_CHOICE_CHARS: Final = 100


class Autocomplete:
    """Answers autocompletions."""

    def __init__(self, host: Host, default_language: str) -> None:
        self._host = host
        self._default_language = default_language

    async def choices(self, interaction: dict[str, Any]) -> list[dict[str, Any]]:
        """The choices for the focused field; none for a field or an interaction that is not understood."""
        if not isinstance(self._host, HasForms):
            return []
        try:
            read = DiscordObject(interaction)
            suggested, typed = _focused(read.require("data"))
            sender, place = sender_of(read), conversation_of(read)
        except ValueError:
            return []
        if not suggested:
            return []
        language = language_of(sender.language, default=self._default_language)
        found = await self._host.suggest(sender.user_id, place, suggested, typed, language, MAX_CHOICES)
        # A value that was cut would mean something else.
        return [
            {"name": each.label[:MAX_CHOICE_CHARS], "value": each.value}
            for each in found
            if each.label and 0 < len(each.value) <= MAX_CHOICE_CHARS
        ]


def _focused(data: DiscordObject) -> tuple[Suggested, str]:
    """What is suggested for the field that is typed in, and what it has by now."""
    fields = {each.name: each for each in FORM_FIELDS.get(data.text("name"), ())}
    for option in data.objects("options"):
        if option.flag("focused") and (field := fields.get(option.text("name"))):
            return field.suggests, option.text("value")
    return "", ""
