"""CPU time for parsing the longest message that is accepted (20,000 characters).

    python -m benchmarks.parsing --json
    {"prose_ms", "worst_ms", "worst", "growth"}

Covers all parsing of a message's text on the event loop: votes, the grammar, small talk. `worst_ms` is the time of the slowest of
`TEXTS`; `growth` is the largest ratio of the time for 20,000 characters to that for 10,000 (2 is linear).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.figures import Figures, show
from bot.grammar.parsing import MAX_TEXT, parse
from bot.grammar.session_words import vote_in
from bot.grammar.talk import classify

TEXTS = {
    "prose": "a lighthouse at dusk, waves and gulls; ",
    "中文": "黄昏的灯塔，海浪和海鸥。",
    "spaces": " " * 40,
    "a vote": "1 ",
    "quotes": '"',
    "curly quotes": "“ ",
    "braces": "{",
    "pairs of braces": "{a,",
    "closed braces": "{a}",
    "choices": "{a,b}",
    "escapes": "\\{",
    "unknown options": "--xx ",
    "known options": "--n 2 ",
    "glued options": "猫--比例16:9",
    "options without values": "--style ",
    "what is not wanted": "--no a ",
    "dashes": "—",
    "dashes and words": " —a",
    "lists": "\n-red",
    "styles": "#水彩",
    "unknown styles": " #abcdefgh",
    "hashes": "#",
    "modifiers": " +a",
    "plus signs": "+a",
    "slashes": "/",
    "commands": "\n /x",
    "mentions": "@shenbi",
    "ideographic commas": "、",
    "wide": "ﷺ",
    "invisible": "\u200e",
    "fillers": "\u3164",
    "combining": "e\u0301",
    "emoji": "👩\u200d🚀",
}
BEFORE = ("", "/imagine ", "/session start ", "/画", "vote")


def read(text: str) -> None:
    """All parsing of a message's text, as the event loop does it."""
    vote_in(text)
    classify(parse(text).text)


def cost_ms(call: Callable[[], object], runs: int = 3) -> float:
    """Milliseconds of this thread's CPU time: the minimum of several runs, against noise from other processes."""
    best = float("inf")
    for _ in range(runs):
        began = time.thread_time()
        call()
        best = min(best, time.thread_time() - began)
    return best * 1000


def longest(before: str, unit: str, length: int = MAX_TEXT) -> str:
    """`before` followed by repetitions of `unit`, cut to `length` characters."""
    return (before + unit * (length // len(unit) + 1))[:length]


async def measure() -> Figures:
    """Measure every text after every prefix."""
    costs = {}
    for name, unit in TEXTS.items():
        for before in BEFORE:
            whole, half = longest(before, unit), longest(before, unit, MAX_TEXT // 2)
            costs[f"{before}{name}"] = (cost_ms(lambda: read(whole)), cost_ms(lambda: read(half)))  # noqa: B023 - at once
    worst = max(costs, key=lambda name: costs[name][0])
    return {
        "prose_ms": round(costs["/imagine prose"][0], 2),
        "worst_ms": round(costs[worst][0], 2),
        "worst": worst,
        "growth": round(max(whole / half for whole, half in costs.values() if whole > 1), 2),
    }


if __name__ == "__main__":
    show(measure, __doc__)
