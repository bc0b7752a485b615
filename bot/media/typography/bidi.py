"""In which order letters stand when scripts written from the left and from the right meet in a line. Pure.

The Unicode algorithm (UAX 9) for text whose only steering marks are FSI and PDI; `clusters.plain` has taken the others out.
Without FriBiDi, Pillow puts whole lines in order only if one font has all of their letters; ours are set in several.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.media.typography.graphemes import FSI, PDI, is_emoji

_OPENING = {"(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "『": "』", "【": "】", "《": "》", "〈": "〉"}
_STRONG = ("L", "R", "AL")
_NEUTRAL = ("B", "S", "WS", "ON")


def is_right_to_left(text: str) -> bool:
    """Whether a text is written from the right: its first letter with a direction is (what has one of its own left out)."""
    depth = 0
    for letter in text:
        depth += (letter == FSI) - (letter == PDI and depth > 0)
        if not depth and (kind := unicodedata.bidirectional(letter)) in _STRONG:
            return kind != "L"
    return False


def has_right_to_left(text: str) -> bool:
    """Whether anything in a text could stand in another order than it is written."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text)


def embedding_levels(pieces: Sequence[str], *, rtl: bool) -> list[int]:
    """For each piece of a line how deep it is embedded: what is odd is written from the right."""
    levels = [0] * len(pieces)
    _embed(pieces, list(range(len(pieces))), int(rtl), levels)
    for at in range(len(pieces) - 1, -1, -1):
        if not pieces[at].isspace():
            break
        levels[at] = int(rtl)
    return levels


def visual_order(levels: Sequence[int]) -> list[int]:
    """The places of the pieces from left to right."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order


def _embed(pieces: Sequence[str], places: list[int], level: int, levels: list[int]) -> None:
    """Set the levels of `places`, which are embedded at `level`; what stands between FSI and PDI is embedded deeper."""
    outer: list[int] = []
    inner: list[int] = []
    depth = 0
    for place in places:
        piece = pieces[place]
        if piece == PDI and depth:
            depth -= 1
            if not depth:
                _embed_own(pieces, inner, level, levels)
                inner = []
        (inner if depth else outer).append(place)
        if piece == FSI:
            depth += 1
    _embed_own(pieces, inner, level, levels)
    kinds = [_kind(pieces[place]) for place in outer]
    _weak(kinds, "R" if level % 2 else "L")
    _brackets([pieces[place] for place in outer], kinds, level)
    _neutral(kinds, level)
    for place, kind in zip(outer, kinds, strict=True):
        odd = level % 2
        levels[place] = level + (kind in ("L", "EN", "AN") if odd else 1 if kind == "R" else 2 * (kind != "L"))


def _embed_own(pieces: Sequence[str], places: list[int], level: int, levels: list[int]) -> None:
    if places:
        right = is_right_to_left("".join(pieces[place] for place in places))
        _embed(pieces, places, level + 1 + (level % 2 == right), levels)


def _kind(piece: str) -> str:
    kind = "ON" if piece in (FSI, PDI) or is_emoji(piece) else unicodedata.bidirectional(piece[0])
    return "ON" if kind in ("", "BN", "FSI", "PDI") else kind


def _weak(kinds: list[str], outside: str) -> None:
    """Numbers and their signs (rules W1 to W7)."""
    strong = before = outside
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[at] = kind = before
        before = kind
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        around = kinds[at - 1], kinds[at + 1]
        if kinds[at] in ("ES", "CS") and around == ("EN", "EN"):
            kinds[at] = "EN"
        elif kinds[at] == "CS" and around == ("AN", "AN"):
            kinds[at] = "AN"
    for places in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):
        before = ""
        for at in places:
            if kinds[at] == "ET" and before == "EN":
                kinds[at] = "EN"
            before = kinds[at]
    strong = outside
    for at, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[at] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"


def _side(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else kind if kind == "L" else ""


def _brackets(pieces: Sequence[str], kinds: list[str], level: int) -> None:
    """Both of a pair go the same way (rule N0)."""
    along = "R" if level % 2 else "L"
    for start, end in _pairs(pieces, kinds):
        sides = {_side(kind) for kind in kinds[start + 1 : end]} - {""}
        if along in sides:
            chosen = along
        elif sides:
            before = next((side for kind in reversed(kinds[:start]) if (side := _side(kind))), along)
            chosen = before if before in sides else along
        else:
            continue
        kinds[start] = kinds[end] = chosen


def _pairs(pieces: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, piece in enumerate(pieces):
        if kinds[at] != "ON":
            continue
        if piece in _OPENING:
            waiting.append((_OPENING[piece], at))
        for depth in range(len(waiting) - 1, -1, -1):
            if waiting[depth][0] == piece:
                pairs.append((waiting[depth][1], at))
                del waiting[depth:]
                break
    return sorted(pairs)


def _neutral(kinds: list[str], level: int) -> None:
    """What has no direction goes with what is around it, otherwise along (rules N1 and N2)."""
    along = "R" if level % 2 else "L"
    at = 0
    while at < len(kinds):
        if kinds[at] not in _NEUTRAL:
            at += 1
            continue
        end = at
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        before = _side(kinds[at - 1]) if at else along
        after = _side(kinds[end]) if end < len(kinds) else along
        kinds[at:end] = [before if before == after else along] * (end - at)
        at = end
