"""Words about some of several pictures, numbered as the model sees these: only some are sent on to a model, which counts
them from 1. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.grammar import lazy_re as re
from bot.grammar.picture_numbers import CARDINALS, ORDINALS, Naming, Number, namings

_NUMERALS_ZH = "零一二三四五六七八九"
_PHOTO_ZH = re.compile("[照相]片")
_NOUN_EN = re.compile(r"[a-z]+", re.IGNORECASE)
_ARTICLE_EN = re.compile(r"\b(?:the|that|this)\s$", re.IGNORECASE)
_POSSESSIVE_EN = re.compile(r"\b(?:my|your|our|his|her|their)\s$", re.IGNORECASE)
_SUFFIX_EN = re.compile(r"st|nd|rd|th", re.IGNORECASE)
_SIGN = re.compile(r"[#＃]\s?$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def renumbered(text: str, kept: Sequence[int]) -> str:
    """`text` about the pictures of the numbers `kept` (ascending) alone: these are 1, 2, 3 then; where it is one, the words say
    that it is this picture. Numbers that name no picture, and those of others, stay."""
    changes: list[tuple[int, int, str]] = []
    for naming in namings(text):
        if len(kept) == 1 and naming.pictures == {kept[0]} and len(naming.written) == 1:
            changes.append(_as_this(text, naming))
        else:
            changes += [_moved(text, each, kept.index(each.value) + 1) for each in naming.written if each.value in kept]
    for start, end, words in reversed(changes):
        text = text[:start] + words + text[end:]
    return text


def _moved(text: str, number: Number, to: int) -> tuple[int, int, str]:
    """A number, written as it was: 3rd becomes 2nd, third becomes second, 三 becomes 二."""
    for words in (ORDINALS, CARDINALS):
        if number.written in words:
            word = words[to - 1]
            return number.start, number.end, word.capitalize() if text[number.start].isupper() else word
    if not number.written.isdecimal():
        return number.start, number.end, _numeral(to)
    if suffix := _SUFFIX_EN.match(text, number.end):
        return number.start, suffix.end(), f"{to}{_suffix(to)}"
    return number.start, number.end, str(to)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (_NUMERALS_ZH[tens] if tens > 1 else "") + ("十" if tens else "") + (_NUMERALS_ZH[ones] if ones else "")


def _suffix(number: int) -> str:
    return "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _as_this(text: str, naming: Naming) -> tuple[int, int, str]:
    """What names the only picture, without its number: 第二张 becomes 这张, the third photo becomes this photo."""
    start, end = naming.start, naming.end
    number = naming.written[0]
    match naming.kind:
        case "a" | "c" | "d":
            return start, end, "这张照片" if _PHOTO_ZH.search(text, start, end) else "这张图"
        case "b":
            return start, number.end, "这"
        case "e":
            noun = _NOUN_EN.match(text, start)
            singular = noun[0].removesuffix("s") if noun else "picture"
            before = _ARTICLE_EN.search(text[:start])
            return before.start() if before else start, end, f"this {singular}"
        case "f":
            suffix = _SUFFIX_EN.match(text, number.end)
            ends = suffix.end() if suffix else number.end
            if _POSSESSIVE_EN.search(text[:start]):
                return number.start, ends + 1, ""
            before = _ARTICLE_EN.search(text[:start])
            return before.start() if before else number.start, ends, "this"
        case "g" | "h":
            sign = _SIGN.search(text[: number.start])
            begin = sign.start() if sign else number.start
            behind = text[number.end :].lstrip()[:1]
            if behind == "图":
                return begin, number.end, "这张"
            around = text[:begin].rstrip()[-1:] + behind
            return begin, number.end, "这张图" if _CHINESE.search(around) else "this picture"
    return _moved(text, number, 1)
