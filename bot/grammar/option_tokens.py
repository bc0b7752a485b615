"""The tokenizer of options: splits a text into tokens and finds the name of an option in one. Pure, linear in the length of
the text."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from bot.grammar import lazy_re as re
from bot.grammar import vocabulary as words
from bot.grammar.option_values import STOPS

SHORT_DASHES, LONG_DASHES = "-‐‑‒﹣－−", "–—―─"
HASHES = "#＃"
MARKS = frozenset(HASHES + "+＋" + SHORT_DASHES + LONG_DASHES)
"""The first characters of tokens that may be an option, a style or a modifier."""
EQUALS = "=＝:："
_DASH_SIGNS = re.escape(SHORT_DASHES + LONG_DASHES)
DASH = f"[{_DASH_SIGNS}]"
_RESOLUTION = "\\d{1,2}[kK](?![A-Za-z0-9_'’-])"
"""An option's name that begins with a digit: --2k. It also matches --8k, which is no option but is meant as one."""
HEAD = re.compile(f"({DASH}{{1,2}})(?=[^\\W\\d_]|{_RESOLUTION})")
"""The dashes before an option's name."""
_CAUTIOUS = frozenset(words.FLAGS) | {"set"}
"""Options whose names are words that also stand behind a dash in prose, with nothing behind them that tells them apart."""


def _names(ascii_: bool) -> list[str]:
    return sorted((n for n in words.OPTION_BY_WORD if n.isascii() is ascii_), key=len, reverse=True)


_ASCII_NAMES, _OTHER_NAMES = _names(True), _names(False)
_NAMES_BY_SIGN = {
    sign: [name for name in (*_OTHER_NAMES, *_ASCII_NAMES) if name.startswith(sign)]
    for sign in {name[0] for name in words.OPTION_BY_WORD}
}
"""The names of options by their first character, the longest first."""
_TOKEN = re.compile(r'"[^"]*"|“[^“”]*”|\S+')
# An option that is glued to the word before it: 一只猫--比例 16:9, a cat--ar 16:9, 海边——尺寸1280x720.
# One hyphen between Latin letters is a compound, an anime-style cat.
_GLUED = re.compile(
    f"(?<=[^\\s{_DASH_SIGNS}])(?!(?<=[A-Za-z0-9]){DASH}[A-Za-z0-9])"
    f"(?={DASH}{{1,2}}(?:(?:{'|'.join(map(re.escape, _ASCII_NAMES))})(?![A-Za-z_'’-])"
    f"|{'|'.join(map(re.escape, _OTHER_NAMES))}))|(?<=[^\\s{HASHES}A-Za-z0-9])(?=[{HASHES}])",
    re.IGNORECASE,
)


class OptionToken(NamedTuple):
    """`text[start:end]`: a run without spaces, a quotation, or (`glued`) an option that is written right behind either."""

    start: int
    end: int
    written: str
    quoted: bool = False
    glued: bool = False

    @property
    def bare(self) -> str:
        """The token without its quotation marks."""
        return self.written[1:-1] if self.quoted else self.written


@dataclass(frozen=True, slots=True)
class NamedOption:
    """An option's name in a token, and the value in the same token (None: in the next). `sure`: it cannot be a word. `rest`:
    the words that are written right behind a flag."""

    name: str
    written: str
    inline: str | None
    sure: bool
    rest: str = ""

    @property
    def is_cautious(self) -> bool:
        """Whether it is taken for a word unless it stands at the beginning or the end of the words."""
        return self.name in _CAUTIOUS and not self.sure


def tokens_of(text: str) -> list[OptionToken]:
    """All tokens of a text."""
    found: list[OptionToken] = []
    cuts = deque(match.start() for match in _GLUED.finditer(text))
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while cuts and cuts[0] <= start:
            cuts.popleft()
        if text[start] in '"“' and end - start > 1 and text[end - 1] in '"”':
            found.append(OptionToken(start, end, match.group(), quoted=True))
            continue
        first, glued = start, False
        while cuts and cuts[0] < end:
            cut = cuts.popleft()
            found.append(OptionToken(first, cut, text[first:cut], glued=glued))
            first, glued = cut, True
        found.append(OptionToken(first, end, text[first:end], glued=glued))
    return found


def option_in(body: str, *, sure: bool) -> NamedOption | None:
    """The option whose name `body`, a token without its dashes, begins with."""
    folded = words.fold(body[:24])
    for name in _NAMES_BY_SIGN.get(folded[:1], ()):
        if not folded.startswith(name):
            continue
        option, written, rest = words.OPTION_BY_WORD[name], body[: len(name)], body[len(name) :]
        if not rest:
            return NamedOption(option, written, None, sure)
        if rest[0] in EQUALS:
            return NamedOption(option, written, rest[1:].strip(), sure)
        if name.isascii() and rest[0] in STOPS:
            return NamedOption(option, written, None, sure, rest.lstrip(STOPS) if option in words.FLAGS else "")
        if name.isascii() and not (rest[0].isdigit() or (rest[0].isalpha() and not rest[0].isascii())):
            continue  # --normal is not --no.
        if option == "no" and not sure:
            return None  # 她说——不要走: only two hyphens make it an option.
        if option in words.FLAGS:
            return NamedOption(option, written, None, sure, rest.lstrip(STOPS).removeprefix("的")) if sure else None
        return NamedOption(option, written, rest.rstrip(STOPS), sure)
    return None
