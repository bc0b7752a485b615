"""DingTalk's markdown, and links that make the client send a text. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote

# User text is shown literally. The client documents no escape, so characters of links, images, tags and emphasis are
# replaced by their full-width forms: a prompt must not be able to inject a link that, say, deletes.
_FULL_WIDTH = str.maketrans({"[": "［", "]": "］", "<": "＜", ">": "＞", "*": "＊", "`": "｀", "~": "～"})
# The client links bare URLs, also in plain text. Its own schemes (dtmd:, dingtalk:) perform actions when tapped.
_OWN_SCHEME = re.compile(r"\b(?!https?\b)([A-Za-z][A-Za-z0-9+.-]{1,30}):(?=//)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]{1,32};)")
_LINE_BREAK = "  \n"
_SEND_MESSAGE_LINK = (
    "dtmd://dingtalkclient/sendMessage?content="  # the client accepts this spelling only, with a lower-case host
)


def escaped(text: str) -> str:
    """Escape plain text as markdown: no links, emphasis, headings or lists."""
    return _LINE_BREAK.join(_without_block_start(line) for line in inline(text).split("\n"))


def inline(text: str) -> str:
    """Escape plain text for use within a line of markdown."""
    return _ENTITY.sub("＆", plain(text).translate(_FULL_WIDTH))


def plain(text: str) -> str:
    """Plain text without markdown: URLs of the client's own schemes are shown, but not as links."""
    return _OWN_SCHEME.sub(r"\1：", text)


def _without_block_start(line: str) -> str:
    stripped = line.lstrip()
    if stripped[:1] in ("#", "+", "-", "="):
        # An invisible word joiner, so that the line does not start a heading or list.
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
    """The URL of a button that makes the client send `text`."""
    return _SEND_MESSAGE_LINK + quote(text, safe="")


def clipped(text: str, max_bytes: int) -> str:
    """Truncate to a number of UTF-8 bytes, with an ellipsis."""
    encoded = text.encode()
    if len(encoded) <= max_bytes:
        return text
    return encoded[: max_bytes - 3].decode(errors="ignore") + "…"


def split_bytes(text: str, max_bytes: int, pieces: int) -> list[str]:
    """Split into at most `pieces` pieces of `max_bytes`, preferably at line ends; the last one is truncated with an
    ellipsis."""
    pieces_made: list[str] = []
    while text and len(pieces_made) < pieces - 1 and len(text.encode()) > max_bytes:
        begin = text.encode()[:max_bytes].decode(errors="ignore")
        at = begin.rfind("\n")
        pieces_made.append(begin[:at] if at > 0 else begin)
        text = text[len(pieces_made[-1]) :].removeprefix("\n")
    return [*pieces_made, clipped(text, max_bytes)]


def title_of(text: str, max_chars: int) -> str:
    """The title for the conversation list: the first line, shortened."""
    line = " ".join(text.strip().partition("\n")[0].split())
    return line if len(line) <= max_chars else line[: max_chars - 1] + "…"
