"""The Unicode bidirectional algorithm (UAX 9): visual order of a line that mixes left-to-right and right-to-left text. Pure.

FSI and PDI are the only bidirectional controls: `graphemes.strip_controls` has removed the others. Pillow reorders a whole line
only if one font has all of its characters; ours are set in several fonts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.media.typography.graphemes import FSI, PDI, is_emoji

_OPENING = {"(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "『": "』", "【": "】", "《": "》", "〈": "〉"}
_STRONG = ("L", "R", "AL")
_NEUTRAL = ("B", "S", "WS", "ON")


def is_right_to_left(text: str) -> bool:
    """Paragraph direction: that of the first strong character outside isolates."""
    depth = 0
    for letter in text:
        depth += (letter == FSI) - (letter == PDI and depth > 0)
        if not depth and (kind := unicodedata.bidirectional(letter)) in _STRONG:
            return kind != "L"
    return False


def has_right_to_left(text: str) -> bool:
    """Whether the visual order of a text can differ from its logical order."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text)


def embedding_levels(clusters: Sequence[str], *, rtl: bool) -> list[int]:
    """The embedding level of each grapheme cluster of a line; odd levels are right to left."""
    levels = [0] * len(clusters)
    _resolve(clusters, list(range(len(clusters))), int(rtl), levels)
    for at in range(len(clusters) - 1, -1, -1):
        if not clusters[at].isspace():
            break
        levels[at] = int(rtl)
    return levels


def visual_order(levels: Sequence[int]) -> list[int]:
    """The indexes of the clusters from left to right (rule L2)."""
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


def _resolve(clusters: Sequence[str], places: list[int], level: int, levels: list[int]) -> None:
    """Resolve the levels of `places`, embedded at `level`; text between FSI and PDI is embedded deeper."""
    outer: list[int] = []
    inner: list[int] = []
    depth = 0
    for place in places:
        cluster = clusters[place]
        if cluster == PDI and depth:
            depth -= 1
            if not depth:
                _resolve_isolate(clusters, inner, level, levels)
                inner = []
        (inner if depth else outer).append(place)
        if cluster == FSI:
            depth += 1
    _resolve_isolate(clusters, inner, level, levels)
    kinds = [_kind(clusters[place]) for place in outer]
    _weak(kinds, "R" if level % 2 else "L")
    _brackets([clusters[place] for place in outer], kinds, level)
    _neutral(kinds, level)
    for place, kind in zip(outer, kinds, strict=True):
        odd = level % 2
        levels[place] = level + (kind in ("L", "EN", "AN") if odd else 1 if kind == "R" else 2 * (kind != "L"))


def _resolve_isolate(clusters: Sequence[str], places: list[int], level: int, levels: list[int]) -> None:
    if places:
        right = is_right_to_left("".join(clusters[place] for place in places))
        _resolve(clusters, places, level + 1 + (level % 2 == right), levels)


def _kind(cluster: str) -> str:
    kind = "ON" if cluster in (FSI, PDI) or is_emoji(cluster) else unicodedata.bidirectional(cluster[0])
    return "ON" if kind in ("", "BN", "FSI", "PDI") else kind


def _weak(kinds: list[str], outside: str) -> None:
    """Weak types: numbers and their separators (rules W1 to W7)."""
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


def _strong_direction(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else kind if kind == "L" else ""


def _brackets(clusters: Sequence[str], kinds: list[str], level: int) -> None:
    """Both brackets of a pair get the same direction (rule N0)."""
    along = "R" if level % 2 else "L"
    for start, end in _pairs(clusters, kinds):
        sides = {_strong_direction(kind) for kind in kinds[start + 1 : end]} - {""}
        if along in sides:
            chosen = along
        elif sides:
            before = next((side for kind in reversed(kinds[:start]) if (side := _strong_direction(kind))), along)
            chosen = before if before in sides else along
        else:
            continue
        kinds[start] = kinds[end] = chosen


def _pairs(clusters: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, cluster in enumerate(clusters):
        if kinds[at] != "ON":
            continue
        if cluster in _OPENING:
            waiting.append((_OPENING[cluster], at))
        for depth in range(len(waiting) - 1, -1, -1):
            if waiting[depth][0] == cluster:
                pairs.append((waiting[depth][1], at))
                del waiting[depth:]
                break
    return sorted(pairs)


def _neutral(kinds: list[str], level: int) -> None:
    """Neutrals take the direction of both neighbours if they agree, else the embedding direction (rules N1 and N2)."""
    along = "R" if level % 2 else "L"
    at = 0
    while at < len(kinds):
        if kinds[at] not in _NEUTRAL:
            at += 1
            continue
        end = at
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        before = _strong_direction(kinds[at - 1]) if at else along
        after = _strong_direction(kinds[end]) if end < len(kinds) else along
        kinds[at:end] = [before if before == after else along] * (end - at)
        at = end
