"""Rules about words in prompts: reading them, and finding them in a text. Pure.

No regular expressions of people: a rule is a word, or a pattern in which `*` stands for up to `WILDCARD_REACH` characters. Both
are found in a time that does not depend on how a text is made to resemble a rule.

Text and rule are compared without case, compatibility forms and invisible characters. A rule in a script without spaces
(Chinese, Japanese, Korean, Thai) is found in the text without its spaces; any other one is found as whole words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from bot.grammar import lazy_re as re

MAX_RULE_CHARS = 60
MAX_WILDCARDS = 4
MAX_FILE_RULES = 2_000
WILDCARD_REACH = 20
_WILDCARDS = re.compile(r" ?\*[ *]*")
"""In a folded text, whose spaces are single ones."""
_SPACES = re.compile(r"\s+")
# Format characters (Cf), variation selectors, and letters without a glyph.
_INVISIBLE = re.compile(
    "[\xad\u034f\u0600-\u0605\u061c\u06dd\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


class RuleAction(StrEnum):
    """What happens to a prompt that has the words, the mildest first."""

    NOTE = "note"
    """It is painted, and listed for the moderators."""
    HOLD = "hold"
    """It waits for a moderator."""
    REFUSE = "refuse"


ACTION_WORDS = {
    RuleAction.NOTE: ("note", "记录", "备注"),
    RuleAction.HOLD: ("hold", "ask", "送审", "审核"),
    RuleAction.REFUSE: ("refuse", "block", "拒绝", "禁止"),
}


class RuleProblem(StrEnum):
    """Why something is no rule."""

    EMPTY = "empty"
    SHORT = "short"
    LONG = "long"


class BadRule(ValueError):
    """A text that is no rule."""

    def __init__(self, problem: RuleProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class WordRule:
    """A rule. `id`: its row; 0: of the file."""

    text: str
    action: RuleAction
    id: int = 0


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A rule as it is searched for: its parts between wildcards. `whole_start`, `whole_end`: not within a word there."""

    parts: tuple[str, ...]
    unspaced: bool
    whole_start: bool
    whole_end: bool


def rule_text(text: str) -> str:
    """A rule as it is stored and compared. Raises BadRule if the rule would never match, or almost always."""
    folded = _WILDCARDS.sub("*", _fold(text)).strip()
    letters = sum(map(str.isalnum, folded))
    if not folded.strip("*"):
        raise BadRule(RuleProblem.EMPTY)
    if len(folded) > MAX_RULE_CHARS or folded.count("*") > MAX_WILDCARDS:
        raise BadRule(RuleProblem.LONG)
    if letters < (1 if _UNSPACED.search(folded) else 2):
        raise BadRule(RuleProblem.SHORT)
    return folded


def is_pattern(text: str) -> bool:
    """Whether a rule has wildcards."""
    return "*" in text


def action_named(word: str) -> RuleAction | None:
    """The action that a word names, in either language."""
    folded = word.casefold()
    return next((action for action, words in ACTION_WORDS.items() if folded in words), None)


def rules_of_file(text: str) -> tuple[WordRule, ...]:
    """The rules of a file: `refuse 血腥`, one a line; empty lines and those that begin with `#` count for nothing. Raises
    ValueError with the number of the first wrong line."""
    found: dict[str, WordRule] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip().split(maxsplit=1)
        if not words or words[0].startswith("#"):
            continue
        action = action_named(words[0])
        if action is None or len(words) == 1:
            raise ValueError(f"line {number}: must be refuse, hold or note, and a word or a pattern with *")
        try:
            rule = WordRule(rule_text(words[1]), action)
        except BadRule as bad:
            raise ValueError(f"line {number}: the word is {bad.problem.value}") from None
        found[rule.text] = rule
        if len(found) > MAX_FILE_RULES:
            raise ValueError(f"line {number}: more than {MAX_FILE_RULES} rules")
    return tuple(found.values())


def matching(rules: Iterable[WordRule], text: str) -> list[WordRule]:
    """The rules whose words are in a text."""
    spaced = _fold(text)
    with_spaces, without = _Text(spaced), _Text(_SPACES.sub("", spaced))
    return [rule for rule in rules if _is_in(p := _pattern(rule.text), without if p.unspaced else with_spaces)]


def strictest(rules: Sequence[WordRule]) -> WordRule | None:
    """The rule with the strictest action, the first of several; None without rules."""
    order = list(RuleAction)
    return max(rules, key=lambda rule: order.index(rule.action), default=None)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _SPACES.sub(" ", _INVISIBLE.sub("", folded))


@lru_cache(maxsize=8_192)
def _pattern(text: str) -> _Pattern:
    unspaced = _UNSPACED.search(text) is not None
    parts = tuple(filter(None, (_SPACES.sub("", text) if unspaced else text).split("*")))
    whole = not unspaced
    return _Pattern(parts, unspaced, whole and not text.startswith("*"), whole and not text.endswith("*"))


class _Text:
    """A text that is searched with sets of places, each an integer with a bit a place, so that a step of a search is one
    operation on integers, however often a part occurs (bit-parallel search, as Shift-And does it)."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each character stands."""
        found: dict[str, int] = {}
        for at, character in enumerate(self.text):
            found[character] = found.get(character, 0) | 1 << at
        return found

    @cached_property
    def everywhere(self) -> int:
        """All places, the end too."""
        return (1 << len(self.text) + 1) - 1

    @cached_property
    def edges(self) -> int:
        """The places that are not between two characters of one word."""
        of_word = [False, *map(_is_of_word, self.text), False]
        return sum(1 << at for at in range(len(self.text) + 1) if not (of_word[at] and of_word[at + 1]))

    def ends(self, part: str, starts: int) -> int:
        """Where `part` ends, if it may begin at `starts`."""
        for character in part:
            starts = (starts & self.places.get(character, 0)) << 1
        return starts


def _is_in(pattern: _Pattern, text: _Text) -> bool:
    if not all(part in text.text for part in pattern.parts):
        return False
    if pattern.unspaced and len(pattern.parts) == 1:
        return True
    places = text.edges if pattern.whole_start else text.everywhere
    for number, part in enumerate(pattern.parts):
        places = text.ends(part, _spread(places) if number else places)
    return bool(places & (text.edges if pattern.whole_end else text.everywhere))


def _spread(places: int) -> int:
    """These places and the `WILDCARD_REACH` after each."""
    reach = 0
    while reach < WILDCARD_REACH:
        step = min(reach + 1, WILDCARD_REACH - reach)
        places |= places << step
        reach += step
    return places


def _is_of_word(character: str) -> bool:
    return character.isalnum() and not _UNSPACED.match(character)
