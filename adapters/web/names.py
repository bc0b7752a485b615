"""Validation and cleaning of names of people and rooms, and of message texts."""

from __future__ import annotations

import re
import unicodedata

from adapters.web.limits import NAME_LIMIT, ROOM_NAME_LIMIT, TEXT_LIMIT

OWN_ROOM = "~"  # in a URL: the requesting person's private room
_ROOM = re.compile(rf"[\w][\w-]{{0,{ROOM_NAME_LIMIT - 1}}}")
# Control characters, and bidi controls: a name must not reorder the text around it.
_BIDI = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


_OWN_NAMES = frozenset({"shenbi", "神笔", "神笔shenbi", "shenbi神笔", "shenbibot", "神笔机器人"})
# Look-alikes of the name's letters from other scripts and digits, and the traditional character. Applied after
# casefold.
_LOOKALIKES = str.maketrans("ѕꜱ5$һհєеεэ3ҽոпηьвβƅ8іıι1|!ӏɩlʟ筆", "sssshheeeeeennnbbbbbiiiiiiiiii笔")


class MessageTooLong(ValueError):
    """A message is longer than TEXT_LIMIT."""


def room_name(address: str) -> str | None:
    """The canonical name of a room address (case-insensitive), or None if invalid."""
    name = unicodedata.normalize("NFKC", address).casefold()
    return name if _ROOM.fullmatch(name) else None


def private_room(person: str) -> str:
    """The name of a person's private room. No address resolves to it, because room names contain no `~`."""
    return OWN_ROOM + person


def is_private(room: str) -> bool:
    """Whether a room is a private one."""
    return room.startswith(OWN_ROOM)


def clean_name(typed: str) -> str:
    """A display name on one line without invisible characters; may become empty."""
    visible = unicodedata.normalize("NFC", _without_lone_surrogates(typed)).translate(_BIDI)
    words = "".join(" " if unicodedata.category(mark).startswith(("C", "Z")) else mark for mark in visible)
    return " ".join(words.split())[:NAME_LIMIT].strip()


def is_bot_name(name: str) -> bool:
    """Whether a name looks like the bot's: ignoring case, width, separators and look-alike letters."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()).translate(_LOOKALIKES)
    return "".join(mark for mark in folded.casefold() if mark.isalpha()) in _OWN_NAMES


def clean_text(typed: str) -> str:
    """A message without control characters. Raises TextTooLong."""
    if len(typed) > TEXT_LIMIT:
        raise MessageTooLong(len(typed))
    return _without_lone_surrogates(typed).replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).strip()


def _without_lone_surrogates(text: str) -> str:
    """Replaces lone surrogates, which JSON can contain but which can be neither stored nor sent."""
    return text.encode("utf-8", "replace").decode()


def join_lines(*parts: str) -> str:
    """Join the non-empty parts with newlines."""
    return "\n".join(filter(None, parts))
