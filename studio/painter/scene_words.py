"""What a scene shows, in words that the painter itself understands: a description of a picture that is not its prompt, which
may say things that nobody else is to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from studio.painter.brief import Brief
from studio.painter.lexicon import COLOURS, MEANINGS
from studio.painter.scene.flyers_and_floaters import UNCOUNTED
from studio.painter.tokens import meanings_in

Words = tuple[str, str]
"""The same in English and in Chinese."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBERS: dict[int, Words] = {2: ("two", "两"), 3: ("three", "三"), 4: ("four", "四"), 5: ("five", "五")}
_NAMES: dict[str, Words] = {
    "person:person": ("person", "人"),
    "person:woman": ("woman", "女人"),
    "person:astronaut": ("astronaut", "宇航员"),
    "person:boy": ("boy", "男孩"),
    "person:child": ("child", "孩子"),
    "person:elder": ("old man", "老人"),
    "animal:dog": ("dog", "小狗"),
    "animal:horse": ("horse", "马"),
    "thing:car": ("car", "汽车"),
    "object:cup": ("cup", "茶杯"),
    "object:bottle": ("bottle", "瓶子"),
    "place:space": ("space", "太空"),
    "weather:snow": ("snowfall", "下雪"),
}
"""Where the first word of the lexicon is a narrow one, such as a breed."""
_NOWHERE_ELSE = frozenset({"space", "underwater"})
"""Kinds of pictures that show no other place."""
_MANY: Words = ("many", "许多")


def scene_words(brief: Brief, style: str, effects: Sequence[Words] = ()) -> tuple[Words, ...]:
    """What is visible in a picture of a brief, the subjects first; empty if the words say nothing that can be seen. `effects`
    were done to the whole picture."""
    seen = [*_counted(brief), *_plain(brief)]
    return (*dict.fromkeys(seen), *effects, word_for(f"style:{style}")) if seen or effects else ()


def _counted(brief: Brief) -> Iterator[Words]:
    groups = (
        ("person", brief.people),
        ("animal", brief.animals),
        ("thing", brief.things),
        ("object", brief.objects),
    )
    for kind, names in groups:
        for name, count in names.items():
            if name == "face" and len(names) > 1:
                continue  # It only says how near the others are.
            english, chinese = word_for(f"{kind}:{name}", plural=(count or UNCOUNTED.get(name, 1)) > 1)
            if name in brief.painted and kind != "person":
                tone = colour_name(brief.painted[name])
                english, chinese = f"{tone[0]} {english}", f"{tone[1]}的{chinese}"
            if count and not (count == 1 and english.endswith("s")):  # 'noodles'
                article = "an" if english[0] in "aeiou" else "a"
                number = (article, "一") if count == 1 else _NUMBERS.get(count, _MANY)
                measure = "" if number is _MANY else "只" if kind == "animal" else "个"
                english, chinese = f"{number[0]} {english}", f"{number[1]}{measure}{chinese}"
            if name in brief.painted and kind == "person":
                tone = colour_name(brief.painted[name])
                english, chinese = f"{english} in {tone[0]} clothes", f"{chinese}穿{tone[1]}衣服"
            yield english, chinese


def _plain(brief: Brief) -> Iterator[Words]:
    yield from (word_for(f"flower:{name}", plural=True) for name in brief.flowers)
    kind = brief.settled.kind if brief.settled else ""
    seen = [name for name in brief.places if name == kind or kind not in _NOWHERE_ELSE]
    yield from (word_for(f"place:{name}") for name in seen)
    yield from (word_for(f"weather:{name}") for name in sorted(brief.weather))
    yield from (word_for(f"season:{name}") for name in [brief.season] if name)
    yield from (word_for(f"hour:{name}") for name in [brief.hour] if name)
    yield from (word_for(f"pose:{name}") for name in sorted(brief.poses))
    yield from (word_for(f"mood:{name}") for name in sorted(brief.moods))


@cache
def word_for(meaning: str, *, plural: bool = False) -> Words:
    """The word for a meaning of the lexicon in both languages: the first that means nothing else besides."""
    words = [word.replace("_", " ") for word in MEANINGS[meaning].split()]
    english = [word for word in words if not _HAN.search(word)]
    chinese = [word for word in words if _HAN.search(word)]
    if not plural and meaning in _NAMES:
        return _NAMES[meaning]
    if plural:
        english = [many for word in english if meanings_in(many := f"{word}s") == {meaning}] or english
        english.sort(key=lambda word: not word.endswith("s"))
    in_chinese = _unambiguous(meaning, sorted(chinese, key=lambda word: len(word) == 1))
    return _unambiguous(meaning, english), _NAMES[meaning][1] if meaning in _NAMES else in_chinese


def _unambiguous(meaning: str, words: list[str]) -> str:
    return next((word for word in words if meanings_in(word) == {meaning}), words[0])


@cache
def colour_name(rgb: tuple[int, int, int]) -> Words:
    """The name of a colour: that of the nearest one of the lexicon."""
    _, text = min(COLOURS.values(), key=lambda each: sum((a - b) ** 2 for a, b in zip(each[0], rgb, strict=True)))
    words = text.split()
    english = next(word for word in words if not _HAN.search(word))
    return english, next((word for word in words if word.endswith("色")), words[-1])
