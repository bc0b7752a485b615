"""The texts of one language: Fluent messages, each parsed when it is first said.

Parsing all files takes 0.25 s and 15 MB, and a process says few of the two thousand texts. That each can be parsed is checked by
tests (tests/config/test_locales.py): the files are part of the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

_ENTRY: Final = re.compile(r"^(?=[a-zA-Z][\w-]* *=)", re.MULTILINE)
"""Where a message begins: its id at the beginning of a line. The lines of a text are indented."""
_REFERENCE: Final = re.compile(r"\{ *([a-zA-Z][\w-]*)")
"""Another message in a message. What else stands there (the name of a function) is no message."""


def entries(text: str) -> dict[str, str]:
    """The source of every message of a file, by id. What stands before the first one is comments."""
    _, *found = _ENTRY.split(text)
    return {source[: source.index("=")].rstrip(): source for source in found}


class TextBundle:
    """The texts of one language, of the contents of its files. Thread-safe."""

    def __init__(self, language: str, contents: Iterable[str]) -> None:
        # Imported here: what has nothing to say does not wait for Fluent (25 ms).
        from fluent.runtime import FluentBundle

        # No isolation marks: some chats show them as boxes. Where direction matters, names have their own lines.
        self._bundle = FluentBundle([language], use_isolating=False)
        self._sources: dict[str, str] = {}
        for text in contents:
            self._sources |= entries(text)
        self._parsed: set[str] = set()

    def has(self, text_id: str) -> bool:
        """Whether there is such a text."""
        return text_id in self._sources

    def say(self, text_id: str, values: Mapping[str, Any]) -> tuple[str, list[Exception]]:
        """A text, and what is wrong with the values. Raises KeyError: there is no such text, or it cannot be parsed."""
        self._parse(text_id)
        pattern = self._bundle.get_message(text_id).value
        if pattern is None:
            raise KeyError(text_id)
        text, errors = self._bundle.format_pattern(pattern, dict(values))
        return str(text), errors

    def _parse(self, text_id: str) -> None:
        if text_id in self._parsed:
            return
        from fluent.syntax import FluentParser, ast

        source = self._sources[text_id]
        entry = FluentParser(with_spans=False).parse_entry(source)
        self._bundle.add_resource(ast.Resource([entry]))
        for other in _REFERENCE.findall(source):
            if other in self._sources and other != text_id:
                self._parse(other)
        # Last: another thread must not say it before the messages in it are there. Parsing twice does no harm.
        self._parsed.add(text_id)
