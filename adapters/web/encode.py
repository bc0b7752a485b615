"""Encodes posts and messages as entries for the browser. Pure.

An entry has two parts: `body`, the JSON for the browser, and `pictures`, for the server alone, which maps each
picture's tag to its storage key. A tag is a hash, so a picture's URL is immutable and reveals no storage keys.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.web.limits import QUOTE_CHARACTERS
from adapters.web.rows import EntryRow, UploadedImageRow
from bot.adapter_api import PostView, ViewPicture

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a room: what the browser gets, and what the server needs to know of its pictures."""

    body: Json
    pictures: Json

    def dumps(self) -> dict[str, str]:
        """Both parts as JSON text, by the names of their columns."""
        return {"body": _text(self.body), "pictures": _text(self.pictures)}


def post_id(number: int) -> str:
    """The id of a post's entry; also its handle and reply key."""
    return f"p{number}"


def message_id(person: str, room: str, nonce: str) -> str:
    """The id of a message's entry, the same for every retry."""
    return "m" + _digest(person, room, nonce)[:20]


def press_id(person: str, room: str, entry: str, action: str, nonce: str) -> str:
    """The event id of a press, the same for every retry."""
    return "b" + _digest(person, room, entry, action, nonce)[:20]


def post(view: PostView, quote: Json | None, placeholder: str = "") -> Entry:
    """The entry of a post; `quote` is what `quote_of` made of the message that it answers, `placeholder` the blurred
    preview of its picture."""
    shown = [view.picture] if view.picture else []
    body: Json = {
        "title": view.title,
        "text": view.text,
        "milestone": view.milestone,
        "busy": view.busy,
        "silent": view.silent,
        "quote": quote,
        "mention": view.mention.user_id if view.mention else "",
        "picture": _shown(view.picture, placeholder, cover=view.cover) if view.picture else None,
        "frame": list(view.frame),
        "ready_at": view.ready_at,
        "edit": view.edit,
        **({"times": _times(view)} if view.times else {}),
        **({"pictures": list(view.picture_ids)} if view.picture_ids else {}),
        **({"until": view.until} if view.until else {}),
        "files": [_shown(file, "", cover=view.cover) for file in view.files],
        "buttons": [
            [
                {
                    "label": button.label,
                    "action": button.action,
                    "copy": button.copy,
                    "style": button.style,
                    "on": button.on,
                    # Only where set: rooms have many buttons, few with these.
                    **({"ask": button.ask} if button.ask else {}),
                    **({"only": button.only} if button.only else {}),
                }
                for button in row
            ]
            for row in view.buttons
        ],
    }
    pictures = {
        tag_of(each.key): {"key": each.key, "mime": each.mime, "name": each.name} for each in (*shown, *view.files)
    }
    return Entry(body, pictures)


def message(text: str, images: Sequence[UploadedImageRow], quote: Json | None, nonce: str) -> Entry:
    """The entry of a person's message; by the nonce the sending page
    recognises it."""
    body: Json = {
        "text": text,
        "nonce": nonce,
        "quote": quote,
        "images": [{"tag": tag_of(image.handle), "width": image.width, "height": image.height} for image in images],
    }
    pictures = {
        tag_of(image.handle): {"handle": image.handle, "mime": image.mime, "bytes": image.bytes} for image in images
    }
    return Entry(body, pictures)


def quote_of(row: EntryRow) -> Json:
    """The excerpt of an entry that is shown above a reply to it."""
    body = json.loads(row.body)
    words = body.get("title") or body.get("text") or ""
    picture = body.get("picture") or next(iter(body.get("images") or body.get("files") or ()), None)
    short = " ".join(words.split())[:QUOTE_CHARACTERS]
    times = [] if body.get("title") else _times_in_excerpt(words, short, body.get("times") or ())
    return {
        "id": row.id,  # First: `rooms` searches the JSON text for `"quote":{"id":"..."`.
        "seq": row.seq,
        "person": row.person,
        "name": row.name or "",
        "text": short,
        **({"times": times} if times else {}),
        "tag": _quoted_tag(picture),
    }


def quote_of_gone(quote: Json) -> Json:
    """The quote of an entry that was removed."""
    return {**quote, "text": "", "tag": "", "gone": True}


def for_browser(row: EntryRow) -> Json:
    """The browser's JSON of a stored entry."""
    place: Json = {"id": row.id, "seq": row.seq, "revision": row.revision, "at": row.at}
    if row.removed:
        return {**place, "removed": True}
    return {**place, "person": row.person, "name": row.name or "", **json.loads(row.body)}


def tag_of(key: str) -> str:
    """The tag of a stored picture in URLs."""
    return _digest("picture", key)[:24]


def _quoted_tag(picture: Json | None) -> str:
    """The tag of a picture that is shown in a quote. A file without dimensions is not a picture, and what is covered stays so."""
    return picture["tag"] if picture and picture["width"] and not picture.get("cover") else ""


def _shown(picture: ViewPicture, placeholder: str, *, cover: bool) -> Json:
    """The picture of a post. `cover`: it is covered until somebody asks to see it."""
    return _picture(picture) | ({"glimpse": placeholder} if placeholder else {}) | ({"cover": True} if cover else {})


def _picture(picture: ViewPicture) -> Json:
    return {
        "tag": tag_of(picture.key),
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
        "name": picture.name,
    }


def _times(view: PostView) -> list[tuple[int, str, float]]:
    """JavaScript string offsets count UTF-16 units."""
    return [(len(view.text[:start].encode("utf-16-le")) // 2, words, at) for start, words, at in view.times]


def _times_in_excerpt(text: str, short: str, times: Sequence[tuple[int, str, float]]) -> list[tuple[int, str, float]]:
    """Map the times of a text to its excerpt, in which whitespace is collapsed and the end may be cut."""
    found = []
    for start, words, at in times:
        before = text.encode("utf-16-le")[: 2 * start].decode("utf-16-le")
        place = " ".join(f"{before}|".split())[:-1]
        if short.startswith(words, len(place)):
            found.append((len(place.encode("utf-16-le")) // 2, words, at))
    return found


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
