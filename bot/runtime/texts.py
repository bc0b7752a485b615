"""The texts that people read: Fluent messages of `config/locales`, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import structlog

from config.text_bundle import TextBundle

log = structlog.get_logger()

LANGUAGES = ("zh", "en")


def language_of(*preferences: str, default: str = "zh") -> str:
    """The first non-empty one of `preferences` ('zh', 'en-GB', 'fr') as one of `LANGUAGES`: Chinese is zh, everything
    else en."""
    for preference in preferences:
        if preference:
            return "zh" if preference.lower().startswith("zh") else "en"
    return default


_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Texts:
    """All messages of all languages, each read once, when it is first spoken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bundles: dict[str, TextBundle] = {}

    def say(self, language: str, message: str, /, **arguments: object) -> str:
        """A message in a language. An unknown id is returned as it is and logged: people must never get an empty
        answer."""
        bundle = self._bundles.get(language) or self._read(language if language in LANGUAGES else "en")
        # Direction marks in names and prompts must not affect the text around them.
        values = {
            name: _DIRECTIONS.sub("", value) if isinstance(value, str) else value for name, value in arguments.items()
        }
        try:
            text, errors = bundle.say(message, values)
        except KeyError:
            log.error("text.missing", message=message, language=language)
            return message
        if errors:
            log.error("text.wrong", message=message, language=language, errors=[repr(e) for e in errors])
        return text

    def prepare(self, language: str) -> None:
        """Read what the first text of a language needs, which takes 30 ms."""
        self._read(language).prepare()

    def say_nested(self, language: str, text_id: str, arguments: Mapping[str, Any]) -> str:
        """A text, in whose arguments a list is another text: its id and its arguments."""
        values = {
            name: self.say_nested(language, *value) if isinstance(value, list) else value
            for name, value in arguments.items()
        }
        return self.say(language, text_id, **values)

    def has(self, message: str) -> bool:
        """Whether there is such a message."""
        return self._read(LANGUAGES[0]).has(message)

    def _read(self, language: str) -> TextBundle:
        return self._bundles.setdefault(language, _bundle(self._folder / language))


@cache
def _bundle(folder: Path) -> TextBundle:
    """The messages of a folder, which is named after their language. It is made once: what was parsed stays."""
    return TextBundle(folder.name, (file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.ftl"))))
