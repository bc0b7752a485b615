"""Which of several pictures words name by number: 图1, 第二张, 3号图, picture 2, the third photo. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.grammar import lazy_re as re

MAX_NUMBER = 99
"""Higher numbers are years, sizes or jobs, never one of the pictures that were sent together."""
_LONGEST_TEXT = 4_000
_LONGEST_RANGE = 16
_DIGITS_ZH = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"两": 2, "零": 0}
CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_VALUES = {word: value for words in (CARDINALS, ORDINALS) for value, word in enumerate(words, 1)}

# A number in digits is not a part of a longer one, of a decimal, a ratio, a size, or a word (3D, 4K, 2x); 2's is.
_DIGITS = r"(?<![\d.:×/])\d{1,2}(?![\d%°]|[.:×*/]\s?\d|\s?[x×比]\s?\d|(?!号)[^\W\d_\u4e00-\u9fff])"
_NUMERAL_ZH = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_TO = r"[-~–—～到至]"

# --- Chinese
# A count or a word begins with the numeral: 图一乐, 照片四周, 图十分好看, 照片两边, 图片2张, 图三个人, 照片一寸.
_COUNTED = r"(?!\s?[张个只条群层股块朵座棵倍次遍秒年月天寸分点些度维元版本比成半级岁人])"
_NOT_A_WORD = (
    "(?!(?<=一)[下样起直定般会共切乐种致边侧旁角看眼键律模百千万旦向时味辈笔番片面身路]|(?<=[二两三])[维次者]"
    "|(?<=四)[周角边面处方肢季]|(?<=五)[官颜彩]|(?<=六)边|(?<=[七八九])[彩字宫]|(?<=十)[足万字])"
)
_ONE_ZH = rf"(?:{_DIGITS}|(?:{_NUMERAL_ZH})(?![一二三四五六七八九十百千万]){_NOT_A_WORD})"
_AND_ZH = rf"\s?(?:[、,，&+]|和|与|跟|及|以及|还有|或|{_TO})\s?"
_NOUN_ZH = "(?:图片|图像|照片|相片|图|画|原图|截图)"
_MORE_ZH = rf"(?:{_AND_ZH}(?:第\s?)?{_ONE_ZH}(?:号(?!码))?{_COUNTED}){{0,8}}"
_MEASURE_ZH = "[张幅]"
# Things that are counted with 张 and 幅 as well: the second chair, the third face.
_THING_ZH = "(?![椅桌床脸嘴纸牌卡票弓网皮凳沙钞饼])"
# 第二个 alone is a picture if no noun follows.
_ALONE_ZH = (
    rf"个(?:{_NOUN_ZH}|(?=\s*(?:[,，。.!！?？~～;；、]|$|的|再|也|就|改|换|变|弄|调|加|去|做|更|太|好|里|中|放)))"
)
_PATTERNS_ZH = (
    rf"(?<![企意试贪妄力宏蓝版书草])(?:图片|图像|照片|相片|图)\s?(?:第\s?)?"
    rf"(?P<a>{_ONE_ZH}(?:号(?!码))?{_COUNTED}{_MORE_ZH})",
    rf"第\s?(?P<b>{_ONE_ZH}(?:\s?{_MEASURE_ZH})?(?:{_AND_ZH}(?:第\s?)?{_ONE_ZH}(?:\s?{_MEASURE_ZH})?){{0,8}})"
    rf"\s?(?:(?<={_MEASURE_ZH}){_THING_ZH}|{_ALONE_ZH})",
    rf"(?P<c>{_ONE_ZH}\s?[号#](?:{_AND_ZH}{_ONE_ZH}\s?[号#]){{0,8}})\s?{_NOUN_ZH}",
    r"(?<!\d)(?P<d>[1-9])\s?图(?=[的里中上]|$)",
    rf"前\s?(?P<first_zh>\d|[一二两三四五六七八九])\s?(?:{_MEASURE_ZH}{_THING_ZH}|个{_NOUN_ZH})",
)

# --- English
_NOUN = r"(?:pictures?|pics?|pix|images?|imgs?|photos?|photographs?|screenshots?)"
_UNIT = (
    r"(?:times?|min|mins|sec|secs|minutes?|hours?|days?|weeks?|months?|years?|more|people|persons?|men|women|children|kids?"
    r"|pixels?|px|mb|kb|percent|megapixels?)"
)
# Not how many of something: image 2 times, picture 2 minutes ago.
_NOT_COUNTED = rf"(?!\s?{_UNIT}\b)"
# In a list, and behind "picture" as a verb, a plural follows a count: the dog of picture 1 and 2 cats.
_NOT_PLURAL = r"(?!\s(?!(?:is|as|was|has|looks|needs|this|his|plus|shows|goes|becomes|gets)\b)[a-z]{2,20}s\b)"
_CARDINAL = "|".join(CARDINALS)
_FUNCTION_WORD = (
    r"(?:and|or|with|into|in|onto|to|on|is|are|as|should|must|can|the|from|but|looks|has|at|behind|over|for|like|next|plz"
    r"|pls|please|instead|together|too|only|then|needs|was|by|of)"
)
_ENDS_EN = rf"(?=\s?[,.;!?。]|\s?$|\s{_FUNCTION_WORD}\b)"
_WORD_NUMBER = rf"(?:{_CARDINAL})(?=\s{_FUNCTION_WORD}\b|'s|\s?[,.;!?&+:)]|\s?$|[\u4e00-\u9fff])"
_ONE_EN = rf"(?:{_DIGITS}|\b{_WORD_NUMBER}){_NOT_COUNTED}"
_AND_EN = rf"\s?(?:,\s?and\s|[,&+/、和]|and\s|or\s|with\s|to\s|through\s|vs\.?\s|{_TO})\s?"
_ORDINAL = rf"(?:(?:{'|'.join(ORDINALS)})\b|(?<![\d.])(?:[1-9]?(?:1st|2nd|3rd|[04-9]th)|1[0-9]th)\b)"
_SENT = r"(?:(?:uploaded|input|reference|attached|sent|original|given|source)\s)?"
_PATTERNS_EN = (
    rf"\b{_NOUN}[\s_-]?(?:#\s?|no\.?\s?|nr\.?\s?|number\s|\(\s?)?"
    rf"(?P<e>{_ONE_EN}(?:{_AND_EN}(?:{_NOUN}\s)?#?{_ONE_EN}{_NOT_PLURAL}){{0,8}})",
    rf"\b(?<!\ba\s)(?P<f>{_ORDINAL}(?:{_AND_EN}(?:the\s)?{_ORDINAL}){{0,8}})\s"
    rf"(?:{_SENT}{_NOUN}\b(?!\s(?:frame|book|album|ever|time))"
    r"|ones?\b(?!\s(?:from|on|in|at|to)\sthe\s(?:far\s)?(?:left|right|top|bottom|back|front|middle)\b))",
    rf"\bfirst\s(?P<first_en>[2-9]|{_CARDINAL})\s{_SENT}{_NOUN}\b",
    # A number sign alone may be a rank, a colour or a job: only between words that take or place a picture.
    r"(?:\b(?:from|of|into|onto|in|use|take|combine|blend|merge|with|and|like|to|on|make)\s|[把将用在从到和与、])\s?(?P<g>#\s?[1-9])"
    rf"(?=\s{_FUNCTION_WORD}\b|'s|\s?[,.;!?&+)]|\s?$|\s?[\u4e00-\u9fff])(?!\sin\sthe\sworld)",
    r"(?<!\w)(?P<h>#\s?[1-9])(?=\s?[图的里中上])",
    # Numbers alone, where a word joins pictures.
    rf"(?:\b(?:combine|blend|merge|mix|join|stitch)\s|(?:融合|合并|合成|拼接)\s?)(?P<i>#?{_ONE_EN}(?:{_AND_EN}#?{_ONE_EN}{_NOT_PLURAL}){{1,8}})",
    rf"(?<![\d一-十第])(?P<j>{_ONE_ZH}(?:{_AND_ZH}{_ONE_ZH}){{1,8}})(?=\s?(?:融合|合并|合成|合在一起|拼))",
    # Numbers alone, of which one is put into the other.
    rf"\bput\s(?:[a-z' ]{{1,40}}\s(?:from|of|in)\s)?(?P<k>#?{_ONE_EN}\s(?:in|into|on|onto|behind|beside|next\sto|over|under)\s"
    rf"#?{_ONE_EN}){_ENDS_EN}",
    rf"\b(?:use|take)\s(?P<l>#?{_ONE_EN}(?:{_AND_EN}#?{_ONE_EN}){{1,8}}){_ENDS_EN}",
    rf"[把将]\s?(?P<m>{_ONE_ZH}[里中上]?(?:的[^\W\d一二三四五六七八九十]{{1,8}})?(?:放|加|贴|移|搬|换|融|合|拼)(?:到|进|在|入|上)?\s?{_ONE_ZH})"
    r"(?=\s?(?:[里中上旁后前的]|$|[,.;!?。、]))",
)
_NAMED = re.compile("|".join(_PATTERNS_ZH + _PATTERNS_EN))
_PLURAL_BEHIND = re.compile(_NOT_PLURAL)
_VERB = re.compile(rf"(?:picture|image|photograph)\s{_DIGITS}\s")
_NUMBER = re.compile(rf"\d{{1,2}}|{_NUMERAL_ZH}|{'|'.join(ORDINALS)}|{_CARDINAL}")
_RANGE = re.compile(rf"\s?(?:st|nd|rd|th|[号张幅])?\s?(?:{_TO}|through|to\b)\s?(?:the\s|第\s?)?(?:{_NOUN}\s)?#?\s?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the words of a text: where it is, and how it is written there (in normal form)."""

    start: int
    end: int
    written: str

    @property
    def value(self) -> int:
        """The number."""
        return _value(self.written)


@dataclass(frozen=True, slots=True)
class Naming:
    """A place of a text that names pictures: where it is, which pattern (`kind`) found it, the numbers that are written there,
    and those of the pictures, which are more for a range. The first few have none that is written out."""

    start: int
    end: int
    kind: str
    written: tuple[Number, ...]
    pictures: frozenset[int]


def numbers_named(text: str) -> frozenset[int]:
    """The numbers, from 1, of the pictures that `text` names; empty if it names none. A number that counts something (2 cats,
    第二次, 16:9) names no picture."""
    return frozenset(number for naming in namings(text) for number in naming.pictures if 1 <= number <= MAX_NUMBER)


def namings(text: str) -> Iterator[Naming]:
    """The places of a text that name pictures, in order."""
    normal, places = _normal_form(text)
    for found in _NAMED.finditer(normal):
        kind = found.lastgroup
        if kind is None or _is_order_to_picture(normal, found):
            continue
        start, end = places[found.start()], places[found.end() - 1] + 1
        if kind in ("first_zh", "first_en"):
            yield Naming(start, end, kind, (), frozenset(range(1, _value(found[kind]) + 1)))
            continue
        numbers = list(_NUMBER.finditer(normal, *found.span(kind)))
        written = tuple(Number(places[n.start()], places[n.end() - 1] + 1, n[0]) for n in numbers)
        yield Naming(start, end, kind, written, _listed(normal, numbers))


def _normal_form(text: str) -> tuple[str, list[int]]:
    """A text in lower case with plain characters and single spaces, and where each of its characters is in the original."""
    normal: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text[:_LONGEST_TEXT]):
        for each in unicodedata.normalize("NFKC", character).lower().replace("’", "'"):
            if not each.isspace():
                normal.append(each)
            elif normal and normal[-1] == " ":
                continue
            else:
                normal.append(" ")
            places.append(place)
        # One character may become eighteen, so the limit is that of the normal form.
        if len(normal) >= _LONGEST_TEXT:
            break
    return "".join(normal), places


def _is_order_to_picture(text: str, found: re.Match[str]) -> bool:
    """Whether 'picture' is the verb of `text`: 'picture 2 cats on a roof'."""
    verb = _VERB.match(text.lstrip())
    return bool(verb and not text[: found.start()].strip() and not _PLURAL_BEHIND.match(text.lstrip(), verb.end() - 1))


def _listed(text: str, found: list[re.Match[str]]) -> frozenset[int]:
    """The numbers of '1', '1 and 3', '1-3', which were found in a text."""
    numbers: set[int] = set()
    last: re.Match[str] | None = None
    for each in found:
        value = _value(each[0])
        if last and _RANGE.fullmatch(text, last.end(), each.start()) and value - _value(last[0]) < _LONGEST_RANGE:
            numbers.update(range(_value(last[0]), value))
        numbers.add(value)
        last = each
    return frozenset(numbers)


def _value(number: str) -> int:
    if number in _VALUES:
        return _VALUES[number]
    if number.isdecimal():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    return (_DIGITS_ZH.get(tens, 1) * 10 if ten else 0) + _DIGITS_ZH.get(ones, 0)
