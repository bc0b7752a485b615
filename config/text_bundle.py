"""The texts of one language: Fluent messages, each parsed when it is first said.

Parsing all files takes 0.25 s and 15 MB, and a process says few of the two thousand texts. That each can be parsed is checked by
tests (tests/config/test_locales.py): the files are part of the program.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

_ENTRY: Final = re.compile(r"^(?=[a-zA-Z][\w-]* *=)", re.MULTILINE)
"""Where a message begins: its id at the beginning of a line. The lines of a text are indented."""
_REFERENCE: Final = re.compile(r"\{ *([a-zA-Z][\w-]*)")
"""Another message in a message. What else stands there (the name of a function) is no message."""
_MAKING: Final = threading.Lock()


def entries(text: str) -> dict[str, str]:
    """The source of every message of a file, by id. What stands before the first one is comments."""
    _, *found = _ENTRY.split(text)
    return {source[: source.index("=")].rstrip(): source for source in found}


class TextBundle:
    """The texts of one language, of the contents of its files. Thread-safe."""

    def __init__(self, language: str, contents: Iterable[str]) -> None:
        self._language = language
        self._sources: dict[str, str] = {}
        for text in contents:
            self._sources |= entries(text)
        self._parsed: set[str] = set()

    @cached_property
    def _bundle(self) -> FluentBundle:
        # Imported and made when there is something to say: Fluent takes 25 ms, and its data of a language 1 MB.
        import babel.core
        from fluent.runtime import FluentBundle

        # No isolation marks: some chats show them as boxes. Where direction matters, names have their own lines.
        with _MAKING:
            bundle = FluentBundle([self._language], use_isolating=False)
            # Babel would keep 3 MB about all territories and time zones, of which it has read the parent of a language. It reads
            # them again if it needs them.
            babel.core._global_data = None
        return bundle

    def prepare(self) -> None:
        """Make what the first text needs."""
        _ = self._bundle

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
