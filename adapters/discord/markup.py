"""Discord's markdown, which is always on: words of people are shown as they wrote them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

ELLIPSIS = "…"
MAX_TITLE = 200
# A backslash shows any of these literally: emphasis, spoilers, code, quotes, masked links, mentions, custom emoji, timestamps.
_SPECIAL = frozenset("\\*_~|`<>[]@")
# At the beginning of a line also headings, small print and lists.
_BLOCK = re.compile(r"^[ \t]*(-?#{1,3}(?=[ \t])|[-+](?=[ \t])|\d{1,9}(?=[.)][ \t]))", re.MULTILINE)
_URL = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_URL_TAIL = ".,;:!?。，；：！？、…)]}'\"”’）】》"
Moment = tuple[int, str, float]
"""See `PostView.times`."""


def escaped(text: str) -> str:
    """Text as it is shown literally. Addresses stay links, but bring no preview."""
    return "".join(_pieces(text, ()))


def content(title: str, text: str, times: Iterable[Moment], limit: int, before: str = "") -> str:
    """What a message says: the title in bold, the text, points in time as the reader's clock shows them. At most `limit` UTF-16
    units with `before`, which is markdown; where text is left out, an ellipsis."""
    pieces: list[str] = [before] if before else []
    if title:
        pieces.append(f"**{escaped(title[:MAX_TITLE])}**")
        if text:
            pieces.append("\n")
    fixed = "".join(pieces)
    body = list(_pieces(text, times))
    if _length(fixed) + sum(map(_length, body)) <= limit:
        return fixed + "".join(body)
    kept, room = [fixed], limit - _length(fixed) - _length(ELLIPSIS)
    for piece in body:
        if (room := room - _length(piece)) < 0:
            break
        kept.append(piece)
    return "".join(kept) + ELLIPSIS


def timestamp(moment: float, words: str) -> str:
    """A point in time by the reader's clock, with the time that is left, which their client counts down."""
    style = "t" if len(words) <= len("00:00:00") else "f"
    seconds = round(moment)
    return f"<t:{seconds}:{style}> (<t:{seconds}:R>)"


def mention(user_id: str) -> str:
    """A person; whether they are notified is decided by `allowed_mentions`."""
    return f"<@{user_id}>"


def _pieces(text: str, times: Iterable[Moment]) -> Iterable[str]:
    """The text in markdown, in pieces that may not be cut: characters, addresses, points in time."""
    spans = {start: (start + len(words), timestamp(moment, words)) for start, words, moment in times if words}
    for found in _URL.finditer(text):
        url = found.group().rstrip(_URL_TAIL)
        if not any(found.start() <= start < found.start() + len(url) for start in spans):
            spans[found.start()] = (found.start() + len(url), f"<{url}>")
    # Of a numbered list the sign behind the number is escaped: a backslash before a digit would be shown.
    blocks = {found.end() if found.group(1).isdigit() else found.start(1) for found in _BLOCK.finditer(text)}
    at = 0
    while at < len(text):
        if at in spans:
            end, piece = spans[at]
            yield piece
            at = end
            continue
        sign = text[at]
        yield f"\\{sign}" if sign in _SPECIAL or at in blocks else sign
        at += 1


def _length(text: str) -> int:
    """In UTF-16 units, the strictest of what a limit of characters may mean."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
