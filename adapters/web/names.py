"""What people may call themselves and their rooms; what of a text is kept."""

from __future__ import annotations

import re
import unicodedata

from adapters.web.limits import NAME_LIMIT, ROOM_NAME_LIMIT, TEXT_LIMIT

OWN_ROOM = "~"  # in an address: the private room of whoever asks
_ROOM = re.compile(rf"[\w][\w-]{{0,{ROOM_NAME_LIMIT - 1}}}")
# Control characters, and those that turn the direction of everything after them: a name must not reorder the page.
_BIDI = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


_OWN_NAMES = frozenset({"shenbi", "神笔", "神笔shenbi", "shenbi神笔", "shenbibot", "神笔机器人"})
# Letters of other scripts, and digits, that look like those of the name; a traditional character. After casefold.
_LOOKALIKES = str.maketrans("ѕꜱ5$һհєеεэ3ҽոпηьвβƅ8іıι1|!ӏɩlʟ筆", "sssshheeeeeennnbbbbbiiiiiiiiii笔")


class MessageTooLong(ValueError):
    """A person is told how long a message may be."""


def room_name(address: str) -> str | None:
    """The room that an address means, or None if no room can have it. Upper and lower case are one."""
    name = unicodedata.normalize("NFKC", address).casefold()
    return name if _ROOM.fullmatch(name) else None


def private_room(person: str) -> str:
    """The name of somebody's own room. No address can spell it, because `~` is in no room's name."""
    return OWN_ROOM + person


def is_private(room: str) -> bool:
    """Whether a room is somebody's own."""
    return room.startswith(OWN_ROOM)


def clean_name(typed: str) -> str:
    """A name on one line, without what cannot be seen; empty if nothing is left."""
    visible = unicodedata.normalize("NFC", _without_lone_surrogates(typed)).translate(_BIDI)
    words = "".join(" " if unicodedata.category(mark).startswith(("C", "Z")) else mark for mark in visible)
    return " ".join(words.split())[:NAME_LIMIT].strip()


def is_bot_name(name: str) -> bool:
    """Whether a name reads like the bot's own: other cases, widths, signs between the letters, letters that look the same."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()).translate(_LOOKALIKES)
    return "".join(mark for mark in folded.casefold() if mark.isalpha()) in _OWN_NAMES


def clean_text(typed: str) -> str:
    """A message without control characters. Raises TextTooLong."""
    if len(typed) > TEXT_LIMIT:
        raise MessageTooLong(len(typed))
    return _without_lone_surrogates(typed).replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).strip()


def _without_lone_surrogates(text: str) -> str:
    """Half a surrogate pair, which JSON can smuggle in, can be neither stored nor sent."""
    return text.encode("utf-8", "replace").decode()


def join_lines(*parts: str) -> str:
    """The parts that are not empty, one a line."""
    return "\n".join(filter(None, parts))
