"""A host with forms, for unit tests of what is answered at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.adapter_api import CommandForm, Conversation, Suggested, Suggestion
from bot.runtime.texts import Texts
from config.settings import LOCALES_FOLDER
from tests.telegram.host import RecordingHost

TEXTS = Texts(LOCALES_FOLDER)


@dataclass
class FormHost(RecordingHost):
    """`suggestions` are what is suggested for anything; `texts` the words that the forms of actions begin with; `asked` records
    what was asked for."""

    suggestions: list[Suggestion] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    offered: Sequence[CommandForm] = ()

    def say(self, language: str, message: str, /, **arguments: object) -> str:
        return TEXTS.say(language, message, **arguments)

    def forms(self) -> Sequence[CommandForm]:
        return self.offered

    async def suggest(
        self, user_id: str, place: Conversation, suggested: Suggested, typed: str, language: str, limit: int
    ) -> list[Suggestion]:
        self.asked.append((user_id, place, suggested, typed, language, limit))
        return self.suggestions

    async def field_text(self, user_id: str, place: Conversation, action: str) -> str:
        self.asked.append((user_id, place, action))
        return self.texts.get(action, "")
