"""The vocabulary of sessions: the actions and options of /session, and votes. Pure."""

from __future__ import annotations

import difflib
import unicodedata
from collections import deque
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.grammar import lazy_re as re
from bot.grammar.option_tokens import MARKS
from bot.grammar.options import MAX_MARKED_TOKENS
from bot.grammar.vocabulary import MAX_COMPARED_LENGTH, fold

ACTIONS: dict[str, tuple[str, ...]] = {
    "start": ("start", "开始", "begin", "new"),
    "status": ("status", "状态"),
    "paint": ("paint", "开画"),
    "change": ("change", "修改", "改"),
    "anew": ("anew", "重画"),
    "blend": ("blend", "融合"),
    "undo": ("undo", "撤销"),
    "close": ("close", "截止", "收票"),
    "pause": ("pause", "暂停"),
    "resume": ("resume", "继续", "go"),
    "skip": ("skip", "跳过"),
    "kick": ("kick", "移出", "remove"),
    "settings": ("settings", "设置"),
    "join": ("join", "加入"),
    "leave": ("leave", "退出"),
    "end": ("end", "结束", "stop"),
    "album": ("album", "画册"),
    "report": ("report", "举报"),
    "help": ("help", "帮助"),
}
OPTIONS: dict[str, tuple[str, ...]] = {
    "rounds": ("rounds", "轮数", "轮"),
    "per-round": ("per-round", "perround", "每轮"),
    "vote": ("vote", "投票"),
    "ideas": ("ideas", "点子", "征集"),
    "budget": ("budget", "预算"),
    "keep": ("keep", "保留"),
    "strict": ("strict", "严格"),
    "early": ("early", "提前"),
    "change": ("change", "修改"),
}
TAKE_BACK = frozenset({"take back", "takeback", "收回", "撤回"})
_KEEP = {"content": "content", "内容": "content", "style": "style", "风格": "style"}
_YES_NO = {
    "yes": True,
    "on": True,
    "是": True,
    "开": True,
    "no": False,
    "off": False,
    "否": False,
    "不": False,
    "关": False,
}
_UNITS = {"": 1, "s": 1, "秒": 1, "m": 60, "min": 60, "分": 60, "分钟": 60, "h": 3600, "小时": 3600}
_BLEND_WORDS = "|".join(re.escape(word) for word in ACTIONS["blend"] if not word.isascii())
_GLUED_NUMBERS = re.compile(rf"({_BLEND_WORDS})(?=第?\d)")
_ACTION_BY_WORD = {fold(word): name for name, words in ACTIONS.items() for word in words}
_OPTION_BY_WORD = {fold(word): name for name, words in OPTIONS.items() for word in words}
_OPTION = re.compile(r"^(?:--|－－|——|–|—|\u2212\u2212)([^\s=＝:：]+)(?:[=＝:：](.*))?$", re.DOTALL)
_NAMES = "|".join(sorted((re.escape(word) for word in _OPTION_BY_WORD), key=len, reverse=True))
# Chinese is written without spaces: 海——轮数2 is a theme and an option.
_GLUED = re.compile(rf"(?<=[^\s—–－-])(?=(?:--|－－|——)(?:{_NAMES})(?![^\W\d_]))", re.IGNORECASE)
_VALUE_WITHOUT_SPACE = re.compile(rf"^((?:--|－－|——|–|—)(?:{_NAMES}))(?=[\d¥￥])", re.IGNORECASE)
_TOKEN = re.compile(r'"[^"]*"|“[^“”]*”|\S+')
# No two adjacent runs of spaces: a text of spaces would be divided between them in every possible way (quadratic).
_NUMBER = r"(?:[#第]\s*)?(\d{1,2})(?:\s*[号张])?"
_PICTURE_NUMBER = re.compile(_NUMBER)
_VOTE = re.compile(rf"/?(?:投|vote)\s*{_NUMBER}", re.IGNORECASE)
# Not more numbers than a vote has pictures; the rest is words.
_BLENDED = re.compile(rf"{_NUMBER}(?:\s*(?:(?:[,，、+＋&和与]|and)\s*)?{_NUMBER}){{1,11}}(?!\w)", re.IGNORECASE)
_LENGTH = re.compile(r"^(\d{1,5}(?:\.\d{1,3})?)\s*([a-z\u4e00-\u9fff]*)$")
MAX_VOTE_LENGTH = 24
"""The most characters of a vote: `vote`, a number, and some spaces. Longer messages are not matched, since every message is
looked at."""
SHORTEST_S, LONGEST_S = 10, 24 * 3600
MAX_BUDGET_YUAN = 10_000

BadValue = tuple[str, str]
"""A text id that tells what is wrong with a value, and the value."""


def action_of(text: str) -> tuple[str, str]:
    """The action behind /session ('' for none, '?' for an unknown one), and the words behind it."""
    word, _, rest = text.partition(" ")
    if glued := _GLUED_NUMBERS.match(text):
        word, rest = glued.group(1), text[glued.end(1) :]
    return (_ACTION_BY_WORD.get(fold(word), "?") if word else ""), rest.strip()


def blend_of(text: str) -> tuple[tuple[int, ...], str]:
    """The pictures that '1 3 in the rain', '1和3 下雨' names to be blended, and the words behind them. A single number is a
    part of the words."""
    found = _BLENDED.match(text)
    if found is None:
        return (), text.strip()
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", unicodedata.normalize("NFKC", found.group())))
    return numbers, text[found.end() :].lstrip(" \t,，:：。、")


def nearest_action(text: str) -> str:
    """The most similar action to an unknown first word; '' if there is none."""
    word, _, rest = text.partition(" ")
    # Of two Chinese characters one may be wrong; an English word must be closer, or it is the first word of a theme.
    likeness = 0.75 if word.isascii() else 0.5
    if len(word) > MAX_COMPARED_LENGTH:
        return ""
    found = difflib.get_close_matches(fold(word), _ACTION_BY_WORD, n=3, cutoff=likeness)
    begins = [each for each in found if _ACTION_BY_WORD[each] == "start"] if rest.strip() else []
    return next(iter(begins or found), "")


def vote_in(text: str) -> int | None:
    """The number in 'vote 2', '投 2', '投2号'; None if it is not a vote."""
    return _number_in(_VOTE, text)


def picture_number(text: str) -> int | None:
    """The number in '2', '#2', '2号': what /vote is followed by; None for anything else."""
    return _number_in(_PICTURE_NUMBER, text)


def _number_in(pattern: re.Pattern[str], text: str) -> int | None:
    text = text.strip()
    if len(text) > MAX_VOTE_LENGTH:
        return None
    found = pattern.fullmatch(unicodedata.normalize("NFKC", text))
    return int(found.group(1)) if found else None


def take_options(text: str) -> tuple[str, dict[str, Any], list[BadValue]]:
    """Split the options of sessions from a text: the rest (with all other options), their values, and bad values."""
    options: dict[str, Any] = {}
    wrong: list[BadValue] = []
    rest: list[str] = []
    tokens = deque(_TOKEN.findall(_GLUED.sub(" ", text)))
    tried = 0
    while tokens:
        token = tokens.popleft()
        if token[0] not in MARKS or (tried := tried + 1) > MAX_MARKED_TOKENS:
            rest.append(token)  # `bot.grammar.options` refuses the text.
            continue
        token = _VALUE_WITHOUT_SPACE.sub(r"\1=", token)
        found = _OPTION.match(token)
        name = _OPTION_BY_WORD.get(fold(found.group(1))) if found else None
        if found is None or name is None:
            rest.append(token)
        elif name == "strict":
            options["strict"] = True
        elif name == "change" and found.group(2) is None and not (tokens and fold(tokens[0]) in _YES_NO):
            options["change"] = True
        else:
            value = found.group(2) or (tokens.popleft() if tokens and not _OPTION.match(tokens[0]) else "")
            read = _READ[name](unicodedata.normalize("NFKC", value).strip('"“” ').casefold())
            if read is None:
                wrong.append((f"bad-{name}", value[:40]))
            else:
                options.update(read)
    return " ".join(rest), options, wrong


def _whole(key: str, most: int, unit: str) -> Callable[[str], dict[str, Any] | None]:
    def read(value: str) -> dict[str, Any] | None:
        digits = value.rstrip(unit)
        ok = digits.isascii() and digits.isdigit() and len(digits) < 4 and 1 <= int(digits) <= most
        return {key: int(digits)} if ok else None

    return read


def _length(key: str) -> Callable[[str], dict[str, Any] | None]:
    def read(value: str) -> dict[str, Any] | None:
        found = _LENGTH.match(value)
        if not found or found.group(2) not in _UNITS:
            return None
        seconds = float(found.group(1)) * _UNITS[found.group(2)]
        return {key: seconds} if SHORTEST_S <= seconds <= LONGEST_S else None

    return read


def _budget(value: str) -> dict[str, Any] | None:
    try:
        yuan = Decimal(value.strip("¥￥元 "))
    except InvalidOperation:
        return None
    ok = yuan.is_finite() and Decimal("0.01") <= yuan <= MAX_BUDGET_YUAN
    return {"budget_li": int(yuan * 1000)} if ok else None


def _keep(value: str) -> dict[str, Any] | None:
    return {"keep": _KEEP[value]} if value in _KEEP else None


def _yes_no(key: str) -> Callable[[str], dict[str, Any] | None]:
    return lambda value: {key: _YES_NO[value]} if value in _YES_NO else None


_READ: dict[str, Callable[[str], dict[str, Any] | None]] = {
    "rounds": _whole("rounds", 10, "轮"),
    "per-round": _whole("per_round", 12, "张"),
    "vote": _length("vote_s"),
    "ideas": _length("ideas_s"),
    "budget": _budget,
    "keep": _keep,
    "early": _yes_no("early"),
    "change": _yes_no("change"),
}
