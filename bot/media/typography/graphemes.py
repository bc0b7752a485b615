"""Text as people see it: which characters belong together, which are emoji, and which must not be there at all. Pure."""

from __future__ import annotations

import re
import unicodedata

FSI, PDI = "\u2068", "\u2069"
"""What stands between them has a direction of its own and turns nothing outside of it."""

_JOINER = "\u200d"
_PICTURE_SIGN, _TEXT_SIGN = "\ufe0f", "\ufe0e"
_STEERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF}
"""Marks that turn the direction of what follows: a name must not turn the line it stands in."""
_NEVER = ("Cc", "Cs", "Co")
# Below U+1F000 these are pictures by themselves; others only with the sign that says so (or where no other font has them).
_OLD_EMOJI = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
_SKIN, _TAGS = "[\U0001f3fb-\U0001f3ff]?", "[\U000e0020-\U000e007f]*"
_ONE = f"(?:[\U0001f000-\U0001faff{_OLD_EMOJI}]\ufe0f?|[\u00a9\u00ae\u203c-\u3299]\ufe0f){_SKIN}{_TAGS}"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # a flag
    "|[0-9#*]\ufe0f?\u20e3"  # a key
    f"|{_ONE}(?:\u200d(?:{_ONE}|[\u2190-\u2bff]))*"  # one, or several that make one
)  # fmt: skip


def strip_controls(text: str) -> str:
    """What a person wrote without control characters and steering marks.

    Code points that this Python does not know yet (`Cn`) stay: a font may well have the letters and emoji of a newer Unicode."""
    return "".join(c for c in text if c.isspace() or not (_steers(c) or _never_a_letter(c)))


def _steers(c: str) -> bool:
    return ord(c) in _STEERING


def _never_a_letter(c: str) -> bool:
    noncharacter = ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF
    return noncharacter or unicodedata.category(c) in _NEVER


def isolate(text: str) -> str:
    """A person's words as a part of a sentence of ours."""
    return f"{FSI}{strip_controls(text)}{PDI}"


def grapheme_clusters(text: str) -> list[str]:
    """Text in the pieces that must not be cut: an emoji with all that belongs to it, a letter with its marks."""
    pieces: list[str] = []
    at = 0
    while at < len(text):
        if found := _EMOJI.match(text, at):
            pieces.append(found.group())
            at = found.end()
            continue
        letter = text[at]
        if pieces and _belongs(pieces[-1], letter):
            pieces[-1] += letter
        else:
            pieces.append(letter)
        at += 1
    return pieces


def _belongs(before: str, letter: str) -> bool:
    if before.isspace() or before in (FSI, PDI):
        return False
    joins = before[-1] == _JOINER and not is_emoji(before)
    return joins or letter in (_JOINER, "\u200c", _TEXT_SIGN) or unicodedata.category(letter).startswith("M")


def is_emoji(piece: str) -> bool:
    """Whether a piece should be shown as a picture."""
    return _TEXT_SIGN not in piece and bool(_EMOJI.match(piece))


def emoji_components(piece: str) -> list[str]:
    """The pictures that an emoji is joined of, for a font that does not have it as one; a flag's letters."""
    return [
        c
        for c in piece
        if not (0x1F3FB <= ord(c) <= 0x1F3FF or ord(c) >= 0xE0000) and c not in (_JOINER, _PICTURE_SIGN)
    ]


def text_substitute(letter: str) -> str:
    """A symbol that no font has in words; nothing if there are none for it."""
    if 0x1F1E6 <= ord(letter) <= 0x1F1FF:
        return chr(ord(letter) - 0x1F1E6 + ord("A"))  # a flag: its country's letters
    if unicodedata.category(letter) in ("So", "Sk"):
        return f"‹{unicodedata.name(letter, 'symbol').lower()}›"
    return ""


def is_wide(letter: str) -> bool:
    """Whether a letter is of the Chinese, Japanese and Korean width; planes 2 and 3 are, also where Python knows none yet."""
    return unicodedata.east_asian_width(letter) in ("W", "F") or 0x20000 <= ord(letter) <= 0x3FFFD


def is_invisible(letter: str) -> bool:
    """Whether nothing is missing where a letter without a picture is left out: joiners, soft hyphens, variation selectors."""
    selector = 0xFE00 <= ord(letter) <= 0xFE0F or 0xE0100 <= ord(letter) <= 0xE01EF
    return selector or letter in "\u034f\u115f\u1160\u3164\uffa0" or unicodedata.category(letter) == "Cf"
