"""DingTalk's markdown, and the links that make a person's client send a text. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote

# What people type is shown as typed. The client documents no escape, so the characters that would make a link, an
# image, a tag or emphasis are shown as their full-width twins: a prompt must not be able to plant a link that deletes.
_FULL_WIDTH = str.maketrans({"[": "［", "]": "］", "<": "＜", ">": "＞", "*": "＊", "`": "｀", "~": "～"})
# The client makes links of bare addresses, also in plain text. Those of its own (dtmd:, dingtalk:) act for whoever touches them.
_OWN_SCHEME = re.compile(r"\b(?!https?\b)([A-Za-z][A-Za-z0-9+.-]{1,30}):(?=//)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]{1,32};)")
_LINE_BREAK = "  \n"
_SEND_MESSAGE_LINK = (
    "dtmd://dingtalkclient/sendMessage?content="  # the client knows this spelling only, lower-case host
)


def escaped(text: str) -> str:
    """Plain text as markdown that shows the same: no link, no emphasis; a line that begins like a heading is not one."""
    return _LINE_BREAK.join(_without_block_start(line) for line in inline(text).split("\n"))


def inline(text: str) -> str:
    """Plain text for the middle of a line of markdown."""
    return _ENTITY.sub("＆", plain(text).translate(_FULL_WIDTH))


def plain(text: str) -> str:
    """Plain text where no markdown is read: an address that makes the client act is shown, but is no link."""
    return _OWN_SCHEME.sub(r"\1：", text)


def _without_block_start(line: str) -> str:
    stripped = line.lstrip()
    if stripped[:1] in ("#", "+", "-", "="):
        # An invisible word joiner: the line no longer begins with what would start a heading or a list.
        return f"\u2060{stripped}"
    return stripped


def picture(media_id: str) -> str:
    """An uploaded picture inside markdown."""
    return f"![]({media_id})"


def bold(line: str) -> str:
    """One line of escaped text, bold."""
    return f"**{line}**"


def link(label: str, url: str) -> str:
    """A link with a plain label."""
    return f"[{inline(label)}]({url})"


def typed_link(text: str) -> str:
    """The address of a button that makes whoever presses it send `text`."""
    return _SEND_MESSAGE_LINK + quote(text, safe="")


def clipped(text: str, max_bytes: int) -> str:
    """The beginning of a text in at most so many bytes of UTF-8, with an ellipsis if something is missing."""
    encoded = text.encode()
    if len(encoded) <= max_bytes:
        return text
    return encoded[: max_bytes - 3].decode(errors="ignore") + "…"


def split_bytes(text: str, max_bytes: int, pieces: int) -> list[str]:
    """A text in at most so many pieces of at most so many bytes, cut at line ends where there are any; the last piece
    ends in an ellipsis if something is missing."""
    pieces_made: list[str] = []
    while text and len(pieces_made) < pieces - 1 and len(text.encode()) > max_bytes:
        begin = text.encode()[:max_bytes].decode(errors="ignore")
        at = begin.rfind("\n")
        pieces_made.append(begin[:at] if at > 0 else begin)
        text = text[len(pieces_made[-1]) :].removeprefix("\n")
    return [*pieces_made, clipped(text, max_bytes)]


def title_of(text: str, max_chars: int) -> str:
    """What the conversation list shows of a message: its first line, shortened."""
    line = " ".join(text.strip().partition("\n")[0].split())
    return line if len(line) <= max_chars else line[: max_chars - 1] + "…"
