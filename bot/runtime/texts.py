"""The texts that people read: Fluent messages of `config/locales`, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

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
    """All messages of all languages, read once; or those of the `files` with these names alone."""

    def __init__(self, folder: Path, files: str = "*.ftl") -> None:
        self._bundles = {language: _bundle(language, _contents(folder / language, files)) for language in LANGUAGES}

    def say(self, language: str, message: str, /, **arguments: object) -> str:
        """A message in a language. An unknown id is returned as it is and logged: people must never get an empty
        answer."""
        bundle = self._bundles.get(language) or self._bundles["en"]
        if not bundle.has_message(message):
            log.error("text.missing", message=message, language=language)
            return message
        pattern = bundle.get_message(message).value
        if pattern is None:
            log.error("text.empty", message=message, language=language)
            return message
        # Direction marks in names and prompts must not affect the text around them.
        values = {
            name: _DIRECTIONS.sub("", value) if isinstance(value, str) else value for name, value in arguments.items()
        }
        text, errors = bundle.format_pattern(pattern, values)
        if errors:
            log.error("text.wrong", message=message, language=language, errors=[repr(e) for e in errors])
        return str(text)

    def say_nested(self, language: str, text_id: str, arguments: Mapping[str, Any]) -> str:
        """A text, in whose arguments a list is another text: its id and its arguments."""
        values = {
            name: self.say_nested(language, *value) if isinstance(value, list) else value
            for name, value in arguments.items()
        }
        return self.say(language, text_id, **values)

    def has(self, message: str) -> bool:
        """Whether there is such a message."""
        return self._bundles["en"].has_message(message)


def _contents(folder: Path, files: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{folder.name}/{file.name}", file.read_text(encoding="utf-8")) for file in sorted(folder.glob(files))
    )


@cache
def _bundle(language: str, contents: tuple[tuple[str, str], ...]) -> FluentBundle:
    """The messages of files, as (name, text). It is made once: parsing all files takes 0.15 s of CPU."""
    # No isolation marks: some chats show them as boxes. Where direction matters, names have their own lines.
    bundle = FluentBundle([language], use_isolating=False)
    for name, text in contents:
        resource = FluentResource(text)
        # The parser skips what it cannot read, and people would be shown the text's id.
        unread = [entry.content for entry in resource.body if isinstance(entry, ast.Junk)]
        assert not unread, f"{name}: {unread[0]}"
        bundle.add_resource(resource)
    return bundle
