"""Sets: several pictures with one subject, which looks the same in all of them and is seen in several ways."""

from dataclasses import replace

from studio.painter.brief import Brief
from studio.painter.settled import View
from studio.painter.tokens import tokens_of

_ZOOMS = (1.0, 1.4, 0.72, 1.18, 0.86)
_ALL_SEASONS = ("spring", "summer", "autumn", "winter")
KNOWN_WORDS = frozenset({"seasons"})
"""Words that only a set follows."""
_SEASONS_WORDS = ("四季", "春夏秋冬", "four seasons", "all seasons", "each season", "every season")


def view_of(seed: int, number: int) -> View:
    """How picture `number` of a set, whose own seed is `seed`, shows the subject."""
    return View(seed - number, _ZOOMS[number % len(_ZOOMS)])


def in_view(brief: Brief, prompt: str, number: int) -> Brief:
    """The brief of picture `number`: of several hours and seasons that the words name, each picture has one."""
    seasons, hours = _named(prompt, "season"), _named(prompt, "hour")
    if any(words in prompt.lower() for words in _SEASONS_WORDS):
        seasons = _ALL_SEASONS
    if len(seasons) > 1:
        brief = replace(brief, season=seasons[number % len(seasons)])
    if len(hours) > 1:
        brief = replace(brief, hour=hours[number % len(hours)])
    return brief


def _named(prompt: str, kind: str) -> tuple[str, ...]:
    """The names of a kind in the order in which words name them."""
    found = (m.removeprefix(f"{kind}:") for t in tokens_of(prompt) for m in t.meanings if m.startswith(f"{kind}:"))
    return tuple(dict.fromkeys(found))
