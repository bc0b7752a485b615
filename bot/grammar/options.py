"""Options and modifiers within words. Pure, linear in the length of the text, and careful: what is not unmistakably an option
stays as it was written.

    a cat --ar 16:9, --n 2        一只猫--比例16:9        一只猫#水彩        a fox +cyberpunk --no text, people

A name of the vocabulary behind two hyphens (of any kind that keyboards and clients make), behind one long dash (which phones
make of two hyphens) or behind one hyphen is an option, with its value behind a space, `=` or `:`, or right behind a Chinese name.
A name that nobody knows is asked about behind two hyphens; behind a dash or one hyphen it is a word, unless it is nearly that of
an option.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.adapter_api import Size
from bot.grammar import vocabulary as words

MOST_PROBLEMS = 8
"""More than anyone is told of at once."""
MOST_MARKED = 500
"""Words that may be options, styles or modifiers; a text with more of them is refused, whatever the others are."""
MAX_VARIANT_TEXT = 3_000
"""Of each of several: a prompt and a negative prompt as long as any model reads, and room for options."""
NEAR, VERY_NEAR = 0.5, 0.75
"""How alike a word must be to a name: where it can be nothing else, and where it may be a word."""
_SHORT, _LONG = "-‐‑‒﹣－−", "–—―─"
_DASH_SIGNS = re.escape(_SHORT + _LONG)
_DASH = f"[{_DASH_SIGNS}]"
_STOPS = ",，、。.;；!！?？"
_SEPARATORS = " \t\n,，、;；"
_EQUALS = "=＝:："
_HASH = "#＃"


def _names(ascii_: bool) -> list[str]:
    return sorted((n for n in words.OPTION_BY_WORD if n.isascii() is ascii_), key=len, reverse=True)


_ASCII_NAMES, _OTHER_NAMES = _names(True), _names(False)
_NAMES_BY_SIGN = {
    sign: [name for name in (*_OTHER_NAMES, *_ASCII_NAMES) if name.startswith(sign)]
    for sign in {name[0] for name in words.OPTION_BY_WORD}
}
"""Longest first, by what they begin with."""
_STYLE_NAMES = sorted(words.STYLE_BY_WORD, key=len, reverse=True)
_TOKEN = re.compile(r'"[^"]*"|“[^“”]*”|\S+')
# An option that is glued to the word before it: 一只猫--比例 16:9, a cat--ar 16:9, 海边——尺寸1280x720.
# One hyphen between Latin letters is a compound, an anime-style cat.
_GLUED = re.compile(
    f"(?<=[^\\s{_DASH_SIGNS}])(?!(?<=[A-Za-z0-9]){_DASH}[A-Za-z])"
    f"(?={_DASH}{{1,2}}(?:(?:{'|'.join(map(re.escape, _ASCII_NAMES))})(?![A-Za-z_'’-])"
    f"|{'|'.join(map(re.escape, _OTHER_NAMES))}))|(?<=[^\\s{_HASH}A-Za-z0-9])(?=[{_HASH}])",
    re.IGNORECASE,
)
MARKS = frozenset(_HASH + "+＋" + _SHORT + _LONG)
"""What a token begins with that may be more than a word."""
_SPECIAL = re.compile(f"[{re.escape(''.join(sorted(MARKS)))}]")
_HEAD = re.compile(f"({_DASH}{{1,2}})(?=[^\\W\\d_])")
_WORD = re.compile(r"[^\W\d_][\w-]*")
_LIST_LINE = re.compile(f"^[ \\t]*{_DASH}(?!{_DASH})", re.MULTILINE)
# Modifiers begin with a letter: +1 and C++ are words.
_MODIFIERS = re.compile(r"^(?:[+＋][^\W\d_][\w-]*)+(?=[,，。、.;；!！?？]*$)")
_COLOUR = re.compile(r"(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE | re.ASCII)
_AMOUNT = re.compile("[一二两三四五六七八九十几][只个条张幅座群位朵棵匹头辆艘栋双对片杯碗名]")
"""Behind a style at the beginning of a tag, a subject begins: #水彩一只猫."""
_SIZE = re.compile(r"(\d{2,5})\s?[x*×X＊]\s?(\d{2,5})")
_RATIO = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s?[:：/比]\s?(\d{1,3}(?:\.\d{1,3})?)")
_SPREAD = {
    "ar": re.compile(r"\d{1,3}\s?[:：/比]\s?\d{1,3}"),
    "size": re.compile(r"\d{2,5}\s?[x*×X＊]\s?\d{2,5}"),
    "n": re.compile(r"\d{1,3}\s[张幅个枚]"),
}
"""Values that people write with spaces in them."""
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,6})?")
_FROM = re.compile(r"#?(\d{1,12})(?:[.-](\d))?")
_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was written and cannot be meant; `text_id` with `arguments` says what, and what would be right."""

    text_id: str
    arguments: dict[str, object]


@dataclass(frozen=True, slots=True)
class Read:
    """What is left of a text, and what stood in it."""

    text: str
    options: dict[str, Any]
    problems: tuple[Problem, ...]
    modifiers: tuple[str, ...]


class _Token(NamedTuple):
    """A run without spaces, a quotation, or what is glued to either: `text[start:end]`."""

    start: int
    end: int
    written: str
    quoted: bool = False
    glued: bool = False

    @property
    def bare(self) -> str:
        """Without the quotation marks."""
        return self.written[1:-1] if self.quoted else self.written


@dataclass(frozen=True, slots=True)
class _Option:
    """An option's name in a token, and the value that is written behind it (None: it follows). `sure`: it can be nothing else."""

    name: str
    written: str
    inline: str | None
    sure: bool


def picture_named(word: str) -> tuple[int, int] | None:
    """What `42`, `#42` or `42.2` names: a job, and which of its pictures (from 1; 0 where none is said). None: no picture."""
    found = _FROM.fullmatch(unicodedata.normalize("NFKC", word[:40]))
    return (int(found.group(1)), int(found.group(2) or 0)) if found else None


def read_option(name: str, value: str) -> dict[str, Any] | Problem:
    """The value of one option of the vocabulary as it would be in `Parsed.options`, or what is wrong with it."""
    options: dict[str, Any] = {}
    problem = _put(options, name, value)
    return problem or options


def take_style(text: str) -> tuple[str | None, str]:
    """A style at the beginning of a text ('oil painting at dusk', '水彩，更亮'), and what is left ('at dusk', '更亮')."""
    head = text[:80].lower()
    for name in _STYLE_NAMES:
        if not head.startswith(name):
            continue
        rest = text[len(name) :]
        if not name.isascii():
            rest = rest.removeprefix("风格").removeprefix("风")
        if not rest or rest[0] in _STOPS or rest[0].isspace():
            return words.STYLE_BY_WORD[name], rest.lstrip(_STOPS + " \n\t")
    return None, text


def read_options(text: str) -> Read:
    """Split options and modifiers from the words around them."""
    if not _SPECIAL.search(text):
        return Read(text.strip(), {}, (), ())
    return _Reader(text, _tokens(text)).read()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    cuts = deque(place.start() for place in _GLUED.finditer(text))
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while cuts and cuts[0] <= start:
            cuts.popleft()
        if text[start] in '"“' and end - start > 1 and text[end - 1] in '"”':
            found.append(_Token(start, end, match.group(), quoted=True))
            continue
        first, glued = start, False
        while cuts and cuts[0] < end:
            cut = cuts.popleft()
            found.append(_Token(first, cut, text[first:cut], glued=glued))
            first, glued = cut, True
        found.append(_Token(first, end, text[first:end], glued=glued))
    return found


@dataclass(slots=True)
class _Reader:
    """Goes through the tokens once."""

    text: str
    tokens: list[_Token]
    options: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    modifiers: list[str] = field(default_factory=list)
    kept: list[tuple[int, int]] = field(default_factory=list)
    place: int = 0
    guesses: int = 0
    marked: int = 0
    listing: bool = False

    def read(self) -> Read:
        self.listing = len(_LIST_LINE.findall(self.text)) > 1
        # With so many mistakes nothing is painted, whatever else there is.
        while self.place < len(self.tokens) and len(self.problems) < MOST_PROBLEMS:
            token = self.tokens[self.place]
            self.place += 1
            if token.quoted or token.written[0] not in MARKS:
                self._keep(token)
                continue
            self.marked += 1
            if self.marked > MOST_MARKED:
                self.problems.append(Problem("too-many-options", {"limit": MOST_MARKED}))
                break
            if not self._taken(token):
                self._keep(token)
        return Read(self._left(), self.options, tuple(self.problems), tuple(dict.fromkeys(self.modifiers)))

    def _keep(self, token: _Token) -> None:
        # Neighbours with nothing taken between them stay as they are written, spaces and all.
        index = self.place - 1
        if self.kept and index and self.tokens[index - 1].end == self.kept[-1][1]:
            self.kept[-1] = (self.kept[-1][0], token.end)
        else:
            self.kept.append((token.start, token.end))

    def _left(self) -> str:
        pieces = [self.text[start:end] for start, end in self.kept]
        if self.kept and self.tokens[-1].end != self.kept[-1][1]:
            pieces[-1] = pieces[-1].rstrip(_SEPARATORS)  # 'a cat, --n 2' is a cat without a comma.
        return " ".join(filter(None, pieces)).strip()

    def _taken(self, token: _Token) -> bool:
        """Whether a token is not a word but an option, a style or modifiers."""
        first = token.written[0]
        if first in _HASH:
            return self._style(token)
        if first in "+＋":
            if found := _MODIFIERS.match(token.written):
                self.modifiers += re.split("[+＋]", found.group())[1:]
            return found is not None
        if not (head := _HEAD.match(token.written)):
            return False
        double = len(head.group(1)) == 2
        if not double and self.listing and self._begins_line(token):
            return False  # A list: -red sofa, -blue carpet.
        hyphens = double and all(sign in _SHORT for sign in head.group(1))
        body = token.written[head.end() :]
        if not double and head.group(1) in _SHORT and len(_letters(body)) < 2:
            return False
        option = _option_in(body, sure=hyphens)
        if option is None:
            return self._unknown(token, body, sure=hyphens and not token.glued)
        return self._option(token, option)

    def _begins_line(self, token: _Token) -> bool:
        before = self.text.rfind("\n", 0, token.start) + 1
        return not self.text[before : token.start].strip()

    # --- styles

    def _style(self, token: _Token) -> bool:
        written = token.written[1:].rstrip(_STOPS)
        if not written or written.isdigit():
            return False
        if several := self._several(written):
            self.options["style"] = several
            return True
        style = style_named(written)
        if style is None and (token.glued or _AMOUNT.search(written)) and (found := _led_by_style(written)):
            style, rest = found
            self.options["style"] = style
            if rest:
                self.kept.append((token.end - len(token.written[1:]) + len(written) - len(rest), token.end))
            return True
        if style is None:
            colour = token.glued or _COLOUR.fullmatch(written) is not None
            near = None if colour else self._nearest(written, words.STYLE_BY_WORD, VERY_NEAR)
            if near:
                self.problems.append(Problem("unknown-style-near", {"word": written[:40], "near": near}))
            return near is not None
        self.options["style"] = style
        return True

    def _several(self, first: str) -> str | None:
        """A style of several words of which `first` is the first; the others are taken off."""
        for count in range(min(words.LONGEST_STYLE_WORDS - 1, len(self.tokens) - self.place), 0, -1):
            following = [token.bare for token in self.tokens[self.place : self.place + count]]
            if sum(map(len, following)) > 40 or not following[-1].strip(_STOPS):
                continue
            name = " ".join((first, *following)).rstrip(_STOPS)
            if style := words.STYLE_BY_WORD.get(words.fold(name)):
                self.place += count
                return style
        return None

    # --- options

    def _option(self, token: _Token, option: _Option) -> bool:
        before, value = self.place, option.inline
        if value is None or value == "":
            value = self._value(option.name, after_prompt=bool(self.kept))
        elif option.name == "style" and (several := self._several(value)):
            value = several
        elif option.name == "no" and self.kept and option.sure and not self._next_is_option():
            value = f"{value} {self._value('no', after_prompt=True)}".strip()
        if not value:
            if token.glued and not option.sure:
                return False
            self.problems.append(Problem("option-without-value", {"option": option.written[:40]}))
            return True
        read = read_option(option.name, value)
        if isinstance(read, dict):
            _merge(self.options, read)
            return True
        if not option.sure and (token.glued or (option.inline is not None and not _has_equals(token.written))):
            self.place = before
            return False  # 大海——风格独特的画: words.
        self.problems.append(read)
        return True

    def _unknown(self, token: _Token, body: str, *, sure: bool) -> bool:
        """A name that nobody knows."""
        if token.glued or (not sure and self.guesses >= MOST_PROBLEMS):
            return False
        word = _letters(body)
        near = self._nearest(word, words.OPTION_BY_WORD, NEAR if sure or self._value_follows() else VERY_NEAR)
        if near and not sure and word.startswith(near) and not near.isascii():
            near = None  # 大小姐 is no size.
        if near is None and not sure:
            return False
        text_id = "unknown-option-near" if near else "unknown-option"
        self.problems.append(Problem(text_id, {"word": word[:40], "near": near or ""}))
        if self.place < len(self.tokens) and not self._next_is_option():
            self.place += 1  # Its value: part of nothing.
        return True

    def _nearest(self, word: str, index: Mapping[str, str], likeness: float) -> str | None:
        """The name that was probably meant. Looked for a few times only: comparing thousands of words takes seconds."""
        self.guesses += 1
        return words.nearest(word, index, likeness) if self.guesses <= MOST_PROBLEMS else None

    def _value_follows(self) -> bool:
        """Whether what follows can be nothing but an option's value."""
        value = self.tokens[self.place].bare.rstrip(_STOPS) if self.place < len(self.tokens) else ""
        return any(value and isinstance(read_option(name, value), dict) for name in ("ar", "size"))

    def _value(self, name: str, *, after_prompt: bool) -> str:
        """Take an option's value off the tokens; empty if there is none."""
        if self.place >= len(self.tokens) or self._next_is_option():
            return ""
        token = self.tokens[self.place]
        if name == "no" and after_prompt and not token.quoted:
            # Behind the prompt, everything up to the next option or line is what is not wanted.
            start = end = token.start
            while self.place < len(self.tokens) and (self.tokens[self.place].quoted or not self._next_is_option()):
                token = self.tokens[self.place]
                if "\n" in self.text[end : token.start]:
                    break
                end = token.end
                self.place += 1
            return self.text[start:end].replace('"', "").rstrip(_SEPARATORS)
        self.place += 1
        if token.quoted:
            return token.bare.strip()
        if several := self._spread(name, token):
            return several
        value = token.written.rstrip(_SEPARATORS) if name == "no" else token.written.rstrip(_STOPS)
        if name == "style":
            return self._several(value) or value
        return value

    def _spread(self, name: str, first: _Token) -> str:
        """A value with spaces in it, `16 : 9`, `1280 x 720`, `3 张`, of which `first` is the first part; empty if it is none."""
        form = _SPREAD.get(name)
        if form is None or not first.written[0].isdigit():
            return ""
        for count in (2, 1):
            following = self.tokens[self.place : self.place + count]
            value = " ".join((first.written, *(token.written for token in following))).rstrip(_STOPS)
            if len(following) == count and len(value) <= 20 and form.fullmatch(value):
                self.place += count
                return value.replace(" ", "")
        return ""

    def _next_is_option(self) -> bool:
        token = self.tokens[self.place] if self.place < len(self.tokens) else None
        if token is None or token.quoted:
            return False
        first = token.written[0]
        if first in _HASH:
            return style_named(token.written[1:].rstrip(_STOPS)) is not None
        if first in "+＋":
            return _MODIFIERS.match(token.written) is not None
        head = _HEAD.match(token.written) if first in _SHORT + _LONG else None
        if head is None:
            return False
        hyphens = len(head.group(1)) == 2 and all(sign in _SHORT for sign in head.group(1))
        return hyphens or _option_in(token.written[head.end() :], sure=False) is not None


def _letters(body: str) -> str:
    found = _WORD.match(body)
    return found.group() if found else ""


def _has_equals(written: str) -> bool:
    return any(sign in written for sign in _EQUALS)


def _option_in(body: str, *, sure: bool) -> _Option | None:
    """The option that begins `body`, which stood behind dashes."""
    folded = words.fold(body[:24])
    for name in _NAMES_BY_SIGN.get(folded[:1], ()):
        if not folded.startswith(name):
            continue
        option, written, rest = words.OPTION_BY_WORD[name], body[: len(name)], body[len(name) :]
        if not rest:
            return _Option(option, written, None, sure)
        if rest[0] in _EQUALS:
            return _Option(option, written, rest[1:].strip(), sure)
        if name.isascii() and rest[0] in _STOPS:
            return _Option(option, written, None, sure)
        if name.isascii() and not (rest[0].isdigit() or (rest[0].isalpha() and not rest[0].isascii())):
            continue  # --normal is not --no.
        if option == "no" and not sure:
            return None  # 她说——不要走: only two hyphens make it an option.
        return _Option(option, written, rest.rstrip(_STOPS), sure)
    return None


def style_named(word: str) -> str | None:
    """The style that a word names, also `水彩风格`."""
    folded = words.fold(word[:40])
    if style := words.STYLE_BY_WORD.get(folded):
        return style
    for ending in ("风格", "风"):
        if folded.endswith(ending):
            return words.STYLE_BY_WORD.get(folded.removesuffix(ending))
    return None


def _led_by_style(written: str) -> tuple[str, str] | None:
    """A Chinese style's name at the beginning of a run of letters, and the rest."""
    for name in _STYLE_NAMES:
        if not name.isascii() and written.startswith(name):
            return words.STYLE_BY_WORD[name], written[len(name) :].removeprefix("风格").removeprefix("风")
    return None


# --- values


def _merge(options: dict[str, Any], read: dict[str, Any]) -> None:
    """A later value of the same option wins; what is not wanted adds up."""
    if "no" in read and (before := options.get("no")):
        # Nothing takes as much; and adding to it a thousand times would copy it a thousand times.
        read = {"no": f"{before}, {read['no']}"[:MAX_VARIANT_TEXT]}
    options |= read


def _put(options: dict[str, Any], name: str, value: str) -> Problem | None:
    """Check a value and keep it."""
    narrow = unicodedata.normalize("NFKC", value[:200]).strip().rstrip(_STOPS)  # One character may become eighteen.
    if name in ("no", "model"):
        options[name] = value
        return None
    read = _READ[name](narrow)
    if read is not None:
        options |= read
        return None
    if name == "style":
        near = words.nearest(value, words.STYLE_BY_WORD)
        return Problem("unknown-style-near" if near else "unknown-style", {"word": value[:40], "near": near or ""})
    return Problem({"ar": "bad-ratio"}.get(name, f"bad-{name}"), {"value": value[:40]})


def _style(value: str) -> dict[str, Any] | None:
    style = style_named(value)
    return {"style": style} if style else None


def _size(value: str) -> dict[str, Any] | None:
    found = _SIZE.fullmatch(value)
    return {"size": Size(int(found.group(1)), int(found.group(2)))} if found else None


def _ratio(value: str) -> dict[str, Any] | None:
    found = _RATIO.fullmatch(value)
    if not found:
        return None
    ratio = float(found.group(1)) / max(float(found.group(2)), 0.001)
    return {"ratio": ratio} if 0.1 <= ratio <= 10 else None


def _number(key: str) -> Callable[[str], dict[str, Any] | None]:
    def read(value: str) -> dict[str, Any] | None:
        digits = value.rstrip("张幅个枚") if key == "n" else value
        if digits in _NUMERALS:
            return {key: _NUMERALS[digits]}
        return {key: int(digits)} if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None

    return read


def _strength(value: str) -> dict[str, Any] | None:
    number = value.rstrip("%").strip()
    if not _PERCENT.fullmatch(number):
        return None
    strength = float(number) / (100 if value.endswith("%") else 1)
    return {"strength": strength} if strength <= 1 else None


def _source(value: str) -> dict[str, Any] | None:
    named = picture_named(value)
    return {"source": (named[0], named[1] or 1)} if named else None


_READ: dict[str, Callable[[str], dict[str, Any] | None]] = {
    "style": _style,
    "size": _size,
    "ar": _ratio,
    "n": _number("n"),
    "seed": _number("seed"),
    "strength": _strength,
    "from": _source,
}
