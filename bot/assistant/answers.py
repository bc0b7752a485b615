"""Making one prompt of what a chat model answers. Pure: the answer is untrusted text."""

from __future__ import annotations

import re
from typing import Final

from bot.grammar.braces import CLOSE, OPEN
from bot.grammar.option_tokens import DASH, LONG_DASHES, SHORT_DASHES
from bot.grammar.options import read_options
from bot.grammar.talk_words import LINK
from bot.grammar.text_cleaning import cleaned

READ_CHARS: Final = 20_000
"""Characters of an answer that are looked at."""
_FENCE = re.compile(r"```(?:[\w-]*\n)?(.*?)(?:```|$)", re.DOTALL)
_WHAT = r"(?:prompt|description|(?:improved|better|rewritten|enhanced|revised)\ version)"
_WHAT_ZH = r"(?:提示词|描述|(?:优化|润色|改进)(?:后|版|如下))"
# 'Sure! Here is the prompt:', '## Prompt:', '好的，以下是优化后的提示词：'. A prompt that begins like this loses its heading.
_PREFACE = re.compile(
    rf"""^[\s#>]*(?:
        (?:(?:sure|certainly|of\ course|okay|ok)\b[^\n:：]{{0,60}}[!,.]\s*)?
        (?:here(?:'s|’s|\ is|\ are)\b[^\n:：]{{0,80}}|(?:the\ )?(?:\w+\ ){{0,3}}{_WHAT}\b[^\n:：]{{0,40}})
        |[^\n:：]{{0,20}}{_WHAT_ZH}[^\n:：]{{0,12}}
    )\s*[:：]\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTES: Final = (
    ('"', '"'),
    ("“", "”"),
    ("'", "'"),
    ("‘", "’"),
    ("「", "」"),
    ("『", "』"),
    ("《", "》"),
    ("`", "`"),
    ("**", "**"),
)
# In front of a name these would be a modifier, a style, a mention, a command that a client makes a link of.
# Whole runs, whose neighbours are looked at by `_sign_off`: a lookahead behind a run is tried from each of its characters.
_SIGNS = re.compile(r"[+＋]+|[#＃@＠]+|[/／]+")
_BRACES = str.maketrans(dict.fromkeys(OPEN, "(") | dict.fromkeys(CLOSE, ")"))
_DASHES = re.compile(f"{DASH}+")
_LEADING: Final = "/／、,，:： " + SHORT_DASHES + LONG_DASHES
_MOST_READINGS: Final = 3
"""What is left when an option is taken out may be an option."""
_ENDS = re.compile(r"[.。!！?？;；\n]")
_PAUSES = re.compile(r"[,，、:：\s]")
_DANGLING: Final = " ,，、:："
LEAST_KEPT = 0.5
"""The share of the characters within the limit that a cut at a punctuation mark has to keep; otherwise the cut is made
elsewhere."""


def prompt_of(answer: str, limit: int, *, is_cut: bool = False) -> str:
    """The prompt in an answer, in one paragraph of at most `limit` characters; empty if there is none. `is_cut`: its end was
    cut off."""
    text = cleaned(answer[:READ_CHARS]).replace("**", "")
    if fenced := _FENCE.search(text):
        text = fenced[1]
    text = _unquoted(text.strip())
    text = _unquoted(_PREFACE.sub("", text, count=1).strip())
    text = _words_only(LINK.sub(" ", text))
    if len(text) <= limit and not is_cut:
        return text
    # A cut may open a quotation, in which an option is none.
    return _words_only(_cut(text, limit))


def _unquoted(text: str) -> str:
    """Without quotation marks around the whole."""
    for opening, closing in _QUOTES:
        inner = text[len(opening) : len(text) - len(closing)]
        is_quoted = text.startswith(opening) and text.endswith(closing) and len(text) > len(opening) + len(closing)
        if is_quoted and opening not in inner and closing not in inner:
            return inner.strip()
    return text


def _words_only(text: str) -> str:
    """Without what would be an option, a modifier, several prompts or a command when somebody copies and sends it: people see a
    prompt, so a prompt is all that it may be."""
    text = _leading_off(_SIGNS.sub(_sign_off, text).translate(_BRACES))
    for _ in range(_MOST_READINGS):
        read = read_options(text)
        text = _leading_off(read.text)
        if not (read.options or read.problems or read.modifiers):
            return text
    return _leading_off(_DASHES.sub(_dashes_off, text))


def _sign_off(run: re.Match[str]) -> str:
    """A space for a run of signs that marks the word behind it; anything else stays."""
    before, after = _neighbours(run)
    match run[0][0]:
        case "+" | "＋":
            marks = after.isalpha()
        case "/" | "／":
            marks = _is_word(after) and not (_is_word(before) or before == ".")
        case _:
            marks = _is_word(after) and (len(run[0]) > 1 or not (before.isascii() and before.isalnum()))
    return " " if marks else run[0]


def _dashes_off(run: re.Match[str]) -> str:
    return " " if _is_word(_neighbours(run)[1]) else run[0]


def _neighbours(run: re.Match[str]) -> tuple[str, str]:
    """The characters before and behind a match; empty at the ends of the text."""
    return run.string[max(0, run.start() - 1) : run.start()], run.string[run.end() : run.end() + 1]


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _leading_off(text: str) -> str:
    """In one line that does not begin with what makes a command or an option of its first word."""
    return " ".join(text.split()).lstrip(_LEADING)


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters, to the end of a sentence if that leaves enough, or else of a phrase."""
    kept = text[:limit]
    for marks, keeps_mark in ((_ENDS, True), (_PAUSES, False)):
        ends = [found.end() if keeps_mark else found.start() for found in marks.finditer(kept)]
        if ends and ends[-1] >= LEAST_KEPT * len(kept):
            return kept[: ends[-1]].rstrip(_DANGLING)
    return kept.strip()
