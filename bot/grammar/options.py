"""Reads options and modifiers within words. Pure, linear in the length of the text, and conservative: what is not unmistakably
an option stays part of the words.

    a cat --ar 16:9, --n 2        一只猫--比例16:9        一只猫#水彩        a fox +cyberpunk --no text, people

A name of the vocabulary behind two hyphens (of any kind that keyboards and clients make), behind one long dash (which phones
make of two hyphens) or behind one hyphen is an option, with its value behind a space, `=` or `:`, or right behind a Chinese name.
A flag has no value: `--4k`, `一只猫--透明`. Words may follow it at once: `--4k一只猫`.
An unknown name behind two hyphens is a problem; behind a dash or one hyphen it is a word, unless it is very similar to the name
of an option.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.grammar import lazy_re as re
from bot.grammar import vocabulary as words
from bot.grammar.option_tokens import (
    DASH,
    EQUALS,
    HASHES,
    HEAD,
    LONG_DASHES,
    MARKS,
    SHORT_DASHES,
    NamedOption,
    OptionToken,
    option_in,
    tokens_of,
)
from bot.grammar.option_values import (
    STOPS,
    Problem,
    add_options,
    leading_chinese_style,
    read_option,
    style_named,
)

MAX_PROBLEMS = 8
"""Mistakes that one answer tells."""
MAX_MARKED_TOKENS = 500
"""Tokens that begin like an option, a style or a modifier; a text with more of them is refused."""
NEAR, VERY_NEAR = 0.5, 0.75
"""The similarity to a name from which a token is taken for a misspelling: where it can be no word, and where it may be."""
_SEPARATORS = " \t\n,，、;；"
_SPECIAL = re.compile(f"[{re.escape(''.join(sorted(MARKS)))}]")
_WORD = re.compile(r"[^\W\d_][\w-]*|\d{1,2}[kK]")
_LIST_LINE = re.compile(f"^[ \\t]*{DASH}(?!{DASH})", re.MULTILINE)
# Modifiers begin with a letter: +1 and C++ are words.
_MODIFIERS = re.compile(r"^(?:[+＋][^\W\d_][\w-]*)+(?=[,，。、.;；!！?？]*$)")
_COLOUR = re.compile(r"(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE | re.ASCII)
_AMOUNT = re.compile("[一二两三四五六七八九十几][只个条张幅座群位朵棵匹头辆艘栋双对片杯碗名]")
"""A count with its measure word. Behind a style at the beginning of a tag it begins the subject: #水彩一只猫."""
_SPACED_VALUES = {
    "ar": re.compile(r"\d{1,3}\s?[:：/比]\s?\d{1,3}"),
    "size": re.compile(r"\d{2,5}\s?[x*×X＊]\s?\d{2,5}"),
    "n": re.compile(r"\d{1,3}\s[张幅个枚]"),
    "set": re.compile(r"\d{1,3}\s[张幅个枚]"),
}
"""Values that people write with spaces."""


@dataclass(frozen=True, slots=True)
class SplitText:
    """The words of a text without its options, and the options, mistakes and modifiers in it."""

    text: str
    options: dict[str, Any]
    problems: tuple[Problem, ...]
    modifiers: tuple[str, ...]


def read_options(text: str) -> SplitText:
    """Split options and modifiers from the words of a text."""
    if not _SPECIAL.search(text):
        return SplitText(text.strip(), {}, (), ())
    return _OptionReader(text, tokens_of(text)).read()


@dataclass(slots=True)
class _OptionReader:
    """One pass over the tokens; `position` is the next, `kept` the spans of text that stay words."""

    text: str
    tokens: list[OptionToken]
    options: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    modifiers: list[str] = field(default_factory=list)
    kept: list[tuple[int, int]] = field(default_factory=list)
    position: int = 0
    guesses: int = 0
    marked: int = 0
    in_list: bool = False

    def read(self) -> SplitText:
        self.in_list = len(_LIST_LINE.findall(self.text)) > 1
        # With so many mistakes nothing is painted, so the rest need not be read.
        while self.position < len(self.tokens) and len(self.problems) < MAX_PROBLEMS:
            token = self.tokens[self.position]
            self.position += 1
            if token.quoted or token.written[0] not in MARKS:
                self._keep(token)
                continue
            self.marked += 1
            if self.marked > MAX_MARKED_TOKENS:
                self.problems.append(Problem("too-many-options", {"limit": MAX_MARKED_TOKENS}))
                break
            if not self._consume(token):
                self._keep(token)
        return SplitText(self._words(), self.options, tuple(self.problems), tuple(dict.fromkeys(self.modifiers)))

    def _keep(self, token: OptionToken) -> None:
        # Adjacent words are kept as one span, with the spaces between them as written.
        index = self.position - 1
        if self.kept and index and self.tokens[index - 1].end == self.kept[-1][1]:
            self.kept[-1] = (self.kept[-1][0], token.end)
        else:
            self.kept.append((token.start, token.end))

    def _words(self) -> str:
        pieces = [self.text[start:end] for start, end in self.kept]
        if self.kept and self.tokens[-1].end != self.kept[-1][1]:
            pieces[-1] = pieces[-1].rstrip(_SEPARATORS)  # 'a cat, --n 2': without the comma.
        return " ".join(filter(None, pieces)).strip()

    def _consume(self, token: OptionToken) -> bool:
        """Read a token as an option, a style or modifiers; False if it is a word."""
        first = token.written[0]
        if first in HASHES:
            return self._style(token)
        if first in "+＋":
            if found := _MODIFIERS.match(token.written):
                self.modifiers += re.split("[+＋]", found.group())[1:]
            return found is not None
        if not (head := HEAD.match(token.written)):
            return False
        double = len(head.group(1)) == 2
        if not double and self.in_list and self._begins_line(token):
            return False  # A list: -red sofa, -blue carpet.
        hyphens = double and all(sign in SHORT_DASHES for sign in head.group(1))
        body = token.written[head.end() :]
        if not double and head.group(1) in SHORT_DASHES and len(_letters(body)) < 2:
            return False
        option = option_in(body, sure=hyphens)
        if option is None:
            return self._unknown(token, body, sure=hyphens and not token.glued)
        if option.is_cautious and not self._stands_apart(token, option):
            return False
        if option.name in words.FLAGS:
            return self._flag(token, option)
        return self._option(token, option)

    def _begins_line(self, token: OptionToken) -> bool:
        before = self.text.rfind("\n", 0, token.start) + 1
        return not self.text[before : token.start].strip()

    # --- styles

    def _style(self, token: OptionToken) -> bool:
        written = token.written[1:].rstrip(STOPS)
        if not written or written.isdigit():
            return False
        if multiword := self._style_of_words(written):
            self.options["style"] = multiword
            return True
        style = style_named(written)
        if style is None and (token.glued or _AMOUNT.search(written)) and (found := leading_chinese_style(written)):
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

    def _style_of_words(self, first: str) -> str | None:
        """The style of several words that `first` begins; consumes the tokens of the others."""
        for count in range(min(words.LONGEST_STYLE_WORDS - 1, len(self.tokens) - self.position), 0, -1):
            following = [token.bare for token in self.tokens[self.position : self.position + count]]
            if sum(map(len, following)) > 40 or not following[-1].strip(STOPS):
                continue
            name = " ".join((first, *following)).rstrip(STOPS)
            if style := words.STYLE_BY_WORD.get(words.fold(name)):
                self.position += count
                return style
        return None

    # --- options

    def _stands_apart(self, token: OptionToken, option: NamedOption) -> bool:
        """Whether an option that might be a word is not a word: it stands alone before or behind all words (a fox —4k), not among
        them (a woman —transparent veil, 壁纸——4K). Minus 4k is a number."""
        if token.glued or (option.name in words.RESOLUTIONS and token.written[0] in SHORT_DASHES):
            return False
        following = self.tokens[self.position + (option.name == "set" and option.inline is None) :]
        ends = not following or HEAD.match(following[0].written) is not None
        return ends or (not self.kept and option.name in words.RESOLUTIONS)

    def _flag(self, token: OptionToken, option: NamedOption) -> bool:
        read = read_option(option.name, option.inline or "")
        if isinstance(read, dict):
            add_options(self.options, read)
        else:
            self.problems.append(read)
        if option.rest:
            self.kept.append((token.end - len(option.rest), token.end))
        return True

    def _option(self, token: OptionToken, option: NamedOption) -> bool:
        before, value = self.position, option.inline
        if value is None or value == "":
            value = self._value(option.name, after_prompt=bool(self.kept))
        elif option.name == "style" and (multiword := self._style_of_words(value)):
            value = multiword
        elif option.name == "no" and self.kept and option.sure and not self._next_is_option():
            value = f"{value} {self._value('no', after_prompt=True)}".strip()
        if not value:
            if token.glued and not option.sure:
                return False
            self.problems.append(Problem("option-without-value", {"option": option.written[:40]}))
            return True
        read = read_option(option.name, value)
        if isinstance(read, dict):
            add_options(self.options, read)
            return True
        if not option.sure and (token.glued or (option.inline is not None and not _has_equals(token.written))):
            self.position = before
            return False  # 大海——风格独特的画: words.
        self.problems.append(read)
        return True

    def _unknown(self, token: OptionToken, body: str, *, sure: bool) -> bool:
        """Read a token whose name is no option; False if it is a word."""
        if token.glued or (not sure and self.guesses >= MAX_PROBLEMS):
            return False
        word = _letters(body)
        near = self._nearest(word, words.OPTION_BY_WORD, NEAR if sure or self._value_follows() else VERY_NEAR)
        if near and not sure and word.startswith(near) and not near.isascii():
            near = None  # 大小姐 is no size.
        if near is None and not sure:
            return False
        text_id = "unknown-option-near" if near else "unknown-option"
        self.problems.append(Problem(text_id, {"word": word[:40], "near": near or ""}))
        if self.position < len(self.tokens) and not self._next_is_option():
            self.position += 1  # Its value is dropped, too.
        return True

    def _nearest(self, word: str, index: Mapping[str, str], likeness: float) -> str | None:
        """The most similar name. Only for the first few words: comparing thousands takes seconds."""
        self.guesses += 1
        return words.nearest(word, index, likeness) if self.guesses <= MAX_PROBLEMS else None

    def _value_follows(self) -> bool:
        """Whether the next token can only be an option's value."""
        value = self.tokens[self.position].bare.rstrip(STOPS) if self.position < len(self.tokens) else ""
        return any(value and isinstance(read_option(name, value), dict) for name in ("ar", "size"))

    def _value(self, name: str, *, after_prompt: bool) -> str:
        """Consume an option's value from the next tokens; empty if there is none."""
        if self.position >= len(self.tokens) or self._next_is_option():
            return ""
        token = self.tokens[self.position]
        if name == "no" and after_prompt and not token.quoted:
            # Behind the prompt, everything up to the next option or line is the negative prompt.
            start = end = token.start
            while self.position < len(self.tokens) and (
                self.tokens[self.position].quoted or not self._next_is_option()
            ):
                token = self.tokens[self.position]
                if "\n" in self.text[end : token.start]:
                    break
                end = token.end
                self.position += 1
            return self.text[start:end].replace('"', "").rstrip(_SEPARATORS)
        self.position += 1
        if token.quoted:
            return token.bare.strip()
        if multiword := self._spaced_value(name, token):
            return multiword
        value = token.written.rstrip(_SEPARATORS) if name == "no" else token.written.rstrip(STOPS)
        if name == "style":
            return self._style_of_words(value) or value
        return value

    def _spaced_value(self, name: str, first: OptionToken) -> str:
        """The value with spaces (`16 : 9`, `1280 x 720`, `3 张`) that `first` begins; empty if it begins none."""
        form = _SPACED_VALUES.get(name)
        if form is None or not first.written[0].isdigit():
            return ""
        for count in (2, 1):
            following = self.tokens[self.position : self.position + count]
            value = " ".join((first.written, *(token.written for token in following))).rstrip(STOPS)
            if len(following) == count and len(value) <= 20 and form.fullmatch(value):
                self.position += count
                return value.replace(" ", "")
        return ""

    def _next_is_option(self) -> bool:
        token = self.tokens[self.position] if self.position < len(self.tokens) else None
        if token is None or token.quoted:
            return False
        first = token.written[0]
        if first in HASHES:
            return style_named(token.written[1:].rstrip(STOPS)) is not None
        if first in "+＋":
            return _MODIFIERS.match(token.written) is not None
        head = HEAD.match(token.written) if first in SHORT_DASHES + LONG_DASHES else None
        if head is None:
            return False
        hyphens = len(head.group(1)) == 2 and all(sign in SHORT_DASHES for sign in head.group(1))
        if hyphens:
            return True
        option = option_in(token.written[head.end() :], sure=False)
        return option is not None and not option.is_cautious


def _letters(body: str) -> str:
    found = _WORD.match(body)
    return found.group() if found else ""


def _has_equals(written: str) -> bool:
    return any(sign in written for sign in EQUALS)
