"""`re` for patterns that are compiled at their first use: `from bot.grammar import lazy_re as re`.

The grammar has 150 patterns, the longest of twelve thousand characters; compiling all takes a quarter of a second and 4 MB. What
people write first needs a dozen small ones. Those for replies under a picture are compiled with the first such reply, in the
store's thread that handles it.
"""

from __future__ import annotations

from functools import cached_property
from re import ASCII, DOTALL, IGNORECASE, MULTILINE, Match, Pattern, escape, findall, split, sub
from re import compile as compile_now
from typing import Any, cast

__all__ = [
    "ASCII", "DOTALL", "IGNORECASE", "MULTILINE", "Match", "Pattern", "compile", "escape", "findall", "split",
    "sub",
]  # fmt: skip


class _LazyPattern:
    """What a compiled pattern is, made at its first use."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def compiled(self) -> Pattern[str]:
        return compile_now(self.pattern, self.flags)

    def __getattr__(self, name: str) -> Any:
        # Once for each method that is used: from then on it stands in the object itself, and nothing is in between.
        method = getattr(self.compiled, name)
        self.__dict__[name] = method
        return method


def compile(pattern: str, flags: int = 0) -> Pattern[str]:
    """`re.compile`, put off until the pattern is used. A mistake in a pattern shows then; tests compile them all."""
    return cast("Pattern[str]", _LazyPattern(pattern, flags))
