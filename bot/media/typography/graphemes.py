"""Grapheme clusters, emoji, and characters that must not be in text. Pure."""

from __future__ import annotations

import re
import unicodedata

FSI, PDI = "\u2068", "\u2069"
"""Text between them is isolated: it has its own direction and does not affect that outside."""

_JOINER = "\u200d"
_EMOJI_SELECTOR, _TEXT_SELECTOR = "\ufe0f", "\ufe0e"
_BIDI_CONTROLS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF}
"""They change the direction of the text after them: a name must not reorder the line that it is in."""
_FORBIDDEN_CATEGORIES = ("Cc", "Cs", "Co")
# Below U+1F000 these are emoji by default; others only with an emoji selector (or where no text font has them).
_BMP_EMOJI = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
_SKIN, _TAGS = "[\U0001f3fb-\U0001f3ff]?", "[\U000e0020-\U000e007f]*"
_ONE = f"(?:[\U0001f000-\U0001faff{_BMP_EMOJI}]\ufe0f?|[\u00a9\u00ae\u203c-\u3299]\ufe0f){_SKIN}{_TAGS}"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # a flag
    "|[0-9#*]\ufe0f?\u20e3"  # a key
    f"|{_ONE}(?:\u200d(?:{_ONE}|[\u2190-\u2bff]))*"  # one, or a ZWJ sequence
)  # fmt: skip


def strip_controls(text: str) -> str:
    """A person's text without control characters and bidirectional controls.

    Unassigned code points (`Cn`) stay: a font may know a newer Unicode than this Python."""
    return "".join(c for c in text if c.isspace() or not (_is_bidi_control(c) or _is_forbidden(c)))


def _is_bidi_control(c: str) -> bool:
    return ord(c) in _BIDI_CONTROLS


def _is_forbidden(c: str) -> bool:
    noncharacter = ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF
    return noncharacter or unicodedata.category(c) in _FORBIDDEN_CATEGORIES


def isolate(text: str) -> str:
    """A person's text, stripped and isolated, for use within a line of ours."""
    return f"{FSI}{strip_controls(text)}{PDI}"


def grapheme_clusters(text: str) -> list[str]:
    """Text split into units that must not be cut: an emoji sequence, a letter with its combining marks."""
    clusters: list[str] = []
    at = 0
    while at < len(text):
        if found := _EMOJI.match(text, at):
            clusters.append(found.group())
            at = found.end()
            continue
        character = text[at]
        if clusters and _belongs(clusters[-1], character):
            clusters[-1] += character
        else:
            clusters.append(character)
        at += 1
    return clusters


def _belongs(before: str, character: str) -> bool:
    if before.isspace() or before in (FSI, PDI):
        return False
    joins = before[-1] == _JOINER and not is_emoji(before)
    return joins or character in (_JOINER, "\u200c", _TEXT_SELECTOR) or unicodedata.category(character).startswith("M")


def is_emoji(cluster: str) -> bool:
    """Whether a cluster has emoji presentation."""
    return _TEXT_SELECTOR not in cluster and bool(_EMOJI.match(cluster))


def emoji_components(cluster: str) -> list[str]:
    """The emoji of a sequence, for a font that lacks the sequence; for a flag its regional indicators."""
    return [
        c
        for c in cluster
        if not (0x1F3FB <= ord(c) <= 0x1F3FF or ord(c) >= 0xE0000) and c not in (_JOINER, _EMOJI_SELECTOR)
    ]


def text_substitute(character: str) -> str:
    """The name of a symbol that no font has, or the letters of a flag; empty if there is no substitute."""
    if 0x1F1E6 <= ord(character) <= 0x1F1FF:
        return chr(ord(character) - 0x1F1E6 + ord("A"))  # a flag: its country's letters
    if unicodedata.category(character) in ("So", "Sk"):
        return f"‹{unicodedata.name(character, 'symbol').lower()}›"
    return ""


def is_wide(character: str) -> bool:
    """Whether a character is full width (CJK); planes 2 and 3 are, also where Python knows no character yet."""
    return unicodedata.east_asian_width(character) in ("W", "F") or 0x20000 <= ord(character) <= 0x3FFFD


def is_invisible(character: str) -> bool:
    """Whether a character is invisible, so that it can be left out: joiners, soft hyphens, variation selectors."""
    selector = 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    return selector or character in "\u034f\u115f\u1160\u3164\uffa0" or unicodedata.category(character) == "Cf"
