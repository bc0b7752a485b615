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
_SIGNS = re.compile(r"[+＋]+(?=[^\W\d_])|(?<![A-Za-z0-9])[#＃@＠]+(?=\w)|(?<![\w./／])[/／]+(?=\w)")
_BRACES = str.maketrans(dict.fromkeys(OPEN, "(") | dict.fromkeys(CLOSE, ")"))
_DASHES = re.compile(f"{DASH}+(?=\\w)")
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
    """Without what would be an option, a modifier, several prompts or a command for whoever copies and sends it: people see a
    prompt, so a prompt is all that it may be."""
    text = _leading_off(_SIGNS.sub(" ", text).translate(_BRACES))
    for _ in range(_MOST_READINGS):
        read = read_options(text)
        text = _leading_off(read.text)
        if not (read.options or read.problems or read.modifiers):
            return text
    return _leading_off(_DASHES.sub(" ", text))


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
