"""Every regular expression of a source tree, and texts at which each is at its worst.

A linter was looked for: regexploit (the only one on PyPI, last released in 2021) finds exponential patterns but none of the
polynomial ones that this is about, `^\\s*vote\\s*#?\\s*1$` among them. So the cost is measured.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as reading  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

from bot.grammar.replies import MAX_REPLY_LENGTH

ROOT = Path(__file__).parents[3]
METHODS = frozenset({"match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
SHORT, LONGEST = 64, 20_000
"""Characters: more than any message has."""
SHORTER = {"bot/grammar/replies/": MAX_REPLY_LENGTH}
"""Folders whose patterns get texts of this length at most, since the reader cuts longer ones."""
TOO_QUICK_S = 0.02
MOST_RATIO = 2.5
JUNK = ("", "\x00", "x")


@dataclass(frozen=True, slots=True)
class PatternUse:
    """A pattern, its location, and the methods it is used with. `encoded`: a bytes pattern, decoded as Latin-1."""

    where: str
    pattern: re.Pattern[str]
    methods: frozenset[str]
    encoded: bool = False


def collect(folders: Sequence[str]) -> list[PatternUse]:
    """The patterns of all modules below `folders` of the project. Raises AssertionError for one that is not a constant."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    uses: dict[tuple[str, str], set[str]] = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                owner = node.value
                name = (
                    owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
                )
                uses.setdefault((str(path) if name.startswith("_") else "", name), set()).add(node.attr)
    return [found for path, tree in trees.items() for found in _patterns(path, tree, uses)]


def _patterns(path: Path, tree: ast.Module, uses: dict[tuple[str, str], set[str]]) -> Iterator[PatternUse]:
    names = {id(node.value): node.targets[0] for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    module: ModuleType | None = None
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
            continue
        if node.func.attr not in METHODS | {"compile"}:
            continue
        module = module or importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        where = f"{path.relative_to(ROOT)}:{node.lineno}"
        flags = [*node.args[1:2]] if node.func.attr == "compile" else []
        flags += [word.value for word in node.keywords if word.arg == "flags"]
        try:
            pattern, *given = (
                eval(compile(ast.Expression(argument), where, "eval"), dict(vars(module)))
                for argument in (node.args[0], *flags)
            )
        except NameError as error:
            raise AssertionError(f"{where}: a pattern that is made while running cannot be checked: {error}") from None
        methods = {node.func.attr}
        if node.func.attr == "compile":
            target = names.get(id(node))
            name = target.id if isinstance(target, ast.Name) else ""
            methods = uses.get((str(path) if name.startswith("_") else "", name), set())
        encoded = isinstance(pattern, bytes)
        text = pattern.decode("latin-1") if encoded else pattern
        flags_given = (given[0] | re.ASCII,) if encoded and given else (re.ASCII,) if encoded else given
        yield PatternUse(where, re.compile(text, *flags_given), frozenset(methods or METHODS), encoded)


# --- texts


def _character(node: tuple[Any, Any]) -> str:
    """One character that an element of a pattern takes."""
    kind, value = node
    if kind is kinds.LITERAL:
        return chr(value)
    if kind is kinds.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if kind is kinds.RANGE:
        return chr(value[0])
    if kind is kinds.CATEGORY:
        return {kinds.CATEGORY_DIGIT: "1", kinds.CATEGORY_SPACE: " ", kinds.CATEGORY_NOT_WORD: "-"}.get(value, "a")
    if kind is kinds.IN:
        if value[0][0] is kinds.NEGATE:
            compiled = {_character(each) for each in value[1:]}
            return next((c for c in "aB1 -é漢" if c not in compiled and not _is_in(c, value[1:])), "\u2603")
        return _character(value[0])
    return "a"


def _is_in(character: str, nodes: Sequence[tuple[Any, Any]]) -> bool:
    for kind, value in nodes:
        if kind is kinds.RANGE and value[0] <= ord(character) <= value[1]:
            return True
        if kind is kinds.CATEGORY:
            test: dict[Any, Callable[[str], bool]] = {
                kinds.CATEGORY_DIGIT: str.isdigit,
                kinds.CATEGORY_SPACE: str.isspace,
                kinds.CATEGORY_NOT_WORD: lambda c: not c.isalnum(),
                kinds.CATEGORY_WORD: str.isalnum,
                kinds.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
                kinds.CATEGORY_NOT_DIGIT: lambda c: not c.isdigit(),
            }
            if value in test and test[value](character):
                return True
    return False


@dataclass(slots=True)
class _Writer:
    """Writes a text that a pattern takes, with its repeats taken `times` each, all or only number `only`."""

    times: int
    only: int = -1
    branch: int = 0
    repeats: int = 0

    def write(self, tree: Any) -> str:
        return "".join(self._one(kind, value) for kind, value in tree)

    def _one(self, kind: Any, value: Any) -> str:
        if kind is kinds.SUBPATTERN:
            return self.write(value[3])
        if kind is kinds.BRANCH:
            ways = value[1]
            return self.write(ways[self.branch % len(ways)])
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            least, most, body = value
            number, self.repeats = self.repeats, self.repeats + 1
            inner = self.write(body)
            wanted = self.times if most is kinds.MAXREPEAT and self.only in (-1, number) else min(most, max(least, 1))
            return inner * (wanted if wanted * len(inner) <= 4 * LONGEST else 1)
        if kind in (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT, kinds.GROUPREF):
            return ""
        return _character((kind, value))


def attacks(pattern: re.Pattern[str]) -> Iterator[Callable[[int], str]]:
    """Makers of texts of about `n` characters that a backtracking engine may divide in many ways."""
    tree = reading.parse(pattern.pattern, pattern.flags)
    counter = _Writer(1)
    counter.write(tree)
    if not counter.repeats:
        return  # Takes a text of one length.
    branches = range(2 if "|" in pattern.pattern else 1)

    def written(branch: int, only: int, junk: str) -> Callable[[int], str]:
        share = counter.repeats if only == -1 else 1
        return lambda n: _Writer(n // share, only, branch).write(tree) + junk

    def repeated(text: str, junk: str) -> Callable[[int], str]:
        return lambda n: text * (n // len(text)) + junk

    yield from itertools.starmap(written, itertools.product(branches, range(-1, counter.repeats), JUNK))
    for sign in sorted({c for c in pattern.pattern if not c.isalnum() and c not in "()|?*"} | set(' a1漢"#/')):
        yield repeated(sign, "\x00")
        yield repeated(f"{sign}a", "\x00")


# --- cost


def cost(call: Callable[[], object], runs: int = 3) -> float:
    """Seconds of this thread's CPU for a call: the least of some runs, since others use the machine as well."""
    best = float("inf")
    for _ in range(runs):
        began = time.thread_time()
        call()
        best = min(best, time.thread_time() - began)
    return best


def longest_for(where: str) -> int:
    """Characters of the longest text that a pattern at this place gets."""
    return next((length for folder, length in SHORTER.items() if where.startswith(folder)), LONGEST)


def growth(make: Callable[[int], str], call: Callable[[str], object], longest: int = LONGEST) -> float:
    """How many times as much a text costs that is twice as long, where it costs enough to be measured; 0 where it never does,
    infinite where a short one costs as much."""
    for n in (*range(8, SHORT, 6), *(n for n in (64, 256, 1024, 4096) if n < longest), longest):
        text = make(n)
        if cost(lambda: call(text), 1) > TOO_QUICK_S and cost(lambda: call(text), 1) > TOO_QUICK_S:  # noqa: B023 - called at once
            if n < SHORT:
                return float("inf")
            twice = make(2 * n)
            best = float("inf")
            for _ in range(4):
                best = min(best, cost(lambda: call(twice)) / cost(lambda: call(text)))  # noqa: B023
                if best <= MOST_RATIO:
                    break  # A machine that was busy once tells nothing of the pattern.
            return best
    return 0.0


def methods_of(found: PatternUse) -> Iterator[Callable[[str], object]]:
    """Calls of a pattern as it is used."""
    for name in sorted(found.methods):
        if name in ("sub", "subn"):
            yield lambda text, m=name: getattr(found.pattern, m)("", text)  # type: ignore[misc]
        elif name == "finditer":
            yield lambda text: sum(1 for _ in found.pattern.finditer(text))
        else:
            yield getattr(found.pattern, name)
