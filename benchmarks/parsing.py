"""Cost of parsing the longest message that is accepted: milliseconds for 20,000 characters.

    python -m benchmarks.parsing --json
    {"prose_ms", "worst_ms", "worst", "growth"}

Everything that parses a message's text on the event loop: is it a vote, the grammar, is it small talk. `worst_ms` is that of the
slowest of `TEXTS`; `growth`: how many times as much 20,000 characters cost as 10,000, for the text in which it is most.
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
    """What is done to a message's words before anything is looked up."""
    vote_in(text)
    classify(parse(text).text)


def cost_ms(call: Callable[[], object], runs: int = 3) -> float:
    """Milliseconds of this thread's CPU: the least of some runs, since others use the machine as well."""
    best = float("inf")
    for _ in range(runs):
        began = time.thread_time()
        call()
        best = min(best, time.thread_time() - began)
    return best * 1000


def longest(before: str, unit: str, length: int = MAX_TEXT) -> str:
    """A text of so many characters."""
    return (before + unit * (length // len(unit) + 1))[:length]


async def measure() -> Figures:
    """All texts behind all beginnings."""
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
