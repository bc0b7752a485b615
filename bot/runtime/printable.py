"""Escaping text for a terminal or a log. Text from chats could otherwise move the cursor, hide or forge lines (ANSI
sequences, carriage returns, direction marks)."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories: control, format (direction marks among them), surrogate, private use, line and paragraph
separators."""
_JOINS = frozenset("\u200c\u200d")
"""Format characters that some scripts and emoji need, and that are harmless."""


def printable(text: str) -> str:
    """The text in one line, with everything that a terminal might interpret escaped (`\\x1b`)."""
    return text if text.isprintable() else "".join(_escaped(sign) if _is_unsafe(sign) else sign for sign in text)


def json_text(value: Any, **options: Any) -> str:
    """`value` as one line of JSON. What a terminal might interpret is escaped as JSON does it, so programs read the
    original. `options` are those of `json.dumps`."""
    text = json.dumps(value, ensure_ascii=False, **options)
    if text.isprintable():
        return text
    return "".join(json.dumps(sign)[1:-1] if _is_unsafe(sign) else sign for sign in text)


def _is_unsafe(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSAFE and sign not in _JOINS


def _escaped(sign: str) -> str:
    number = ord(sign)
    if sign in _NAMED:
        return _NAMED[sign]
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
