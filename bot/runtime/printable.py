"""Words for a terminal or a log. Most come from people in chats: shown as they are, they could move the cursor, hide or forge
lines (ANSI sequences, carriage returns, direction marks)."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_OBEYED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Control and format characters (direction marks among them), halves of characters, private ones, separators of lines."""
_JOINS = frozenset("\u200c\u200d")
"""Format characters that some scripts and emoji are written with, and that move nothing."""


def printable(text: str) -> str:
    """The same text in one line, with everything that a terminal might obey written out (`\\x1b`)."""
    return text if text.isprintable() else "".join(_written(sign) if _is_obeyed(sign) else sign for sign in text)


def json_text(value: Any, **options: Any) -> str:
    """`value` as one line of JSON. What a terminal might obey is escaped as JSON escapes it: a program reads what was there.
    `options` are those of `json.dumps`."""
    text = json.dumps(value, ensure_ascii=False, **options)
    if text.isprintable():
        return text
    return "".join(json.dumps(sign)[1:-1] if _is_obeyed(sign) else sign for sign in text)


def _is_obeyed(sign: str) -> bool:
    return unicodedata.category(sign) in _OBEYED and sign not in _JOINS


def _written(sign: str) -> str:
    number = ord(sign)
    if sign in _NAMED:
        return _NAMED[sign]
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
