"""Figures about the source tree: its size by package, and what makes code hard to follow.

    python -m tools.structure [FOLDER]        FOLDER: a checkout; this one by default

* Files and lines of Python by package (a folder of `bot`, `adapters` and `studio`; otherwise the top-level folder).
* Class names with more than one class behind them in `bot` and `adapters`. Files of the same name in two adapters are the
  same part of two platforms, so a name that they share counts once.
* String subscripts of untyped rows (`row["state"]` where `row` is a `Row`, which is `dict[str, Any]`). Found by the syntax
  tree: parameters and attributes that are annotated with `Row`, results of a transaction's `one`, `get` and `all` and of
  functions that return rows, and the variables of loops over them.
* `getattr`: with a computed name (dispatch by string), and with a fixed one (an undeclared attribute).

Run it on two commits to compare them: `git archive COMMIT | tar x -C FOLDER`.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

TOP = ("bot", "adapters", "studio", "config", "tests", "benchmarks", "tools")
SPLIT = frozenset({"bot", "adapters", "studio"})
"""Top-level folders whose own folders are counted one by one."""
CHECKED = frozenset({"bot", "adapters"})
ROW_QUERIES = frozenset({"one", "get"})
ROW_LIST_QUERIES = frozenset({"all"})
QUERIES = ROW_QUERIES | ROW_LIST_QUERIES
"""Methods of a transaction. Their names are common, so they count only where they are called on `tx`."""


@dataclass(slots=True)
class Source:
    """One Python file, parsed."""

    path: PurePath
    lines: int
    tree: ast.Module

    @property
    def package(self) -> str:
        parts = self.path.parts
        return "/".join(parts[:2]) if parts[0] in SPLIT and len(parts) > 2 else parts[0]


def sources(root: Path, tops: Sequence[str] = TOP) -> Iterator[Source]:
    """Every Python file in these folders of the project in `root`."""
    for top in tops:
        for path in sorted((root / top).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield Source(PurePath(path.relative_to(root)), text.count("\n"), ast.parse(text))


def sizes(files: list[Source]) -> dict[str, tuple[int, int]]:
    """Files and lines by package."""
    count, lines = Counter[str](), Counter[str]()
    for source in files:
        count[source.package] += 1
        lines[source.package] += source.lines
    return {package: (count[package], lines[package]) for package in count}


def homonyms(files: list[Source]) -> dict[str, list[str]]:
    """Class names used for different classes, with the files where they are defined."""
    places = defaultdict[str, dict[str, str]](dict)
    for source in files:
        parts = source.path.parts
        if parts[0] not in CHECKED:
            continue
        part = "/".join(("adapters", *parts[2:])) if parts[0] == "adapters" and len(parts) > 2 else str(source.path)
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef):
                places[node.name].setdefault(part, str(source.path))
    return {name: sorted(at.values()) for name, at in sorted(places.items()) if len(at) > 1}


@dataclass(slots=True)
class RowNames:
    """Which names hold rows, and which hold several of them."""

    one: set[str] = field(default_factory=set)
    many: set[str] = field(default_factory=set)

    def note(self, name: str, annotation: ast.expr | None) -> None:
        """Take in a name with its annotation."""
        if annotation is None or not mentions_row(annotation):
            return
        (self.one if is_row(annotation) else self.many).add(name)


def mentions_row(annotation: ast.expr) -> bool:
    """Whether an annotation contains `Row`."""
    return any(isinstance(node, ast.Name) and node.id == "Row" for node in ast.walk(annotation))


def is_row(annotation: ast.expr) -> bool:
    """Whether an annotation is `Row` or `Row | None`."""
    if isinstance(annotation, ast.BinOp):
        return is_row(annotation.left) or is_row(annotation.right)
    return isinstance(annotation, ast.Name) and annotation.id == "Row"


def declared(files: list[Source]) -> tuple[RowNames, RowNames]:
    """Attributes that hold rows, and functions that return them, by name."""
    attributes, functions = RowNames(), RowNames()
    for source in files:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef):
                for item in node.body:
                    if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                        attributes.note(item.target.id, item.annotation)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in QUERIES:
                functions.note(node.name, node.returns)
    return attributes, functions


class RowAccesses(ast.NodeVisitor):
    """Counts string subscripts of rows in one file."""

    def __init__(self, attributes: RowNames, functions: RowNames) -> None:
        self.attributes = attributes
        self.functions = functions
        self.scopes: list[RowNames] = [RowNames()]
        self.on_rows = 0
        self.all = 0

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        scope = RowNames()
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            scope.note(argument.arg, argument.annotation)
        self.scopes.append(scope)
        # Twice, because a comprehension or a loop may come before the assignment of what it loops over.
        for child in ast.walk(node):
            self._bind(child)
        self.generic_visit(node)
        self.scopes.pop()

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            self.all += 1
            self.on_rows += self._is_one(node.value)
        self.generic_visit(node)

    def _bind(self, node: ast.AST) -> None:
        """Note the names that a statement or expression gives to rows."""
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind_to(target, node.value)
        elif isinstance(node, ast.NamedExpr):
            self._bind_to(node.target, node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            self.scopes[-1].note(node.target.id, node.annotation)
        elif (
            isinstance(node, ast.For | ast.AsyncFor | ast.comprehension)
            and isinstance(node.target, ast.Name)
            and self._is_many(node.iter)
        ):
            self.scopes[-1].one.add(node.target.id)

    def _bind_to(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for each, part in zip(target.elts, value.elts, strict=True):
                self._bind_to(each, part)
        elif isinstance(target, ast.Name):
            if self._is_one(value):
                self.scopes[-1].one.add(target.id)
            elif self._is_many(value):
                self.scopes[-1].many.add(target.id)

    def _is_one(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id=name):
                return any(name in scope.one for scope in self.scopes)
            case ast.Attribute(attr=name):
                return name in self.attributes.one
            case ast.Call(func=function):
                return self._returns(function, ROW_QUERIES, self.functions.one)
            case ast.Await(value=value):
                return self._is_one(value)
            case ast.BoolOp(values=values):
                return any(self._is_one(value) for value in values)
            case ast.IfExp(body=body, orelse=orelse):
                return self._is_one(body) or self._is_one(orelse)
            case ast.Subscript(value=value, slice=index):
                return self._is_many(value) and not isinstance(index, ast.Slice)
        return False

    def _is_many(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id=name):
                return any(name in scope.many for scope in self.scopes)
            case ast.Attribute(attr=name):
                return name in self.attributes.many
            case ast.Call(func=ast.Name(id="sorted" | "list" | "reversed" | "tuple"), args=[first, *_]):
                return self._is_many(first)
            case ast.Call(func=function):
                return self._returns(function, ROW_LIST_QUERIES, self.functions.many)
            case ast.Await(value=value):
                return self._is_many(value)
            case ast.IfExp(body=body, orelse=orelse):
                return self._is_many(body) or self._is_many(orelse)
            case ast.ListComp(elt=element):
                return self._is_one(element)
        return False

    def _returns(self, function: ast.expr, queries: frozenset[str], named: set[str]) -> bool:
        if isinstance(function, ast.Attribute):
            on_transaction = isinstance(function.value, ast.Name) and function.value.id == "tx"
            return (on_transaction and function.attr in queries) or (not on_transaction and function.attr in named)
        return isinstance(function, ast.Name) and function.id in named


def getattr_calls(files: list[Source]) -> tuple[int, int]:
    """Calls of `getattr` with a computed name, and with a fixed one."""
    computed = fixed = 0
    for source in files:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
                is_fixed = len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
                fixed += is_fixed
                computed += not is_fixed
    return computed, fixed


def main(root: Path) -> None:
    """Print the figures of a tree."""
    files = list(sources(root))
    product = [source for source in files if source.path.parts[0] in CHECKED]
    print(f"{'package':24} {'files':>6} {'lines':>7}")
    for package, (count, lines) in sizes(files).items():
        print(f"{package:24} {count:6} {lines:7}")
    total = sum(source.lines for source in files)
    print(f"{'all':24} {len(files):6} {total:7}")
    longest = max(product, key=lambda source: source.lines)
    print(f"\nlongest file of bot and adapters: {longest.path} ({longest.lines} lines)")
    same = homonyms(files)
    print(f"class names with more than one meaning in bot and adapters: {len(same)}")
    for name, places in same.items():
        print(f"  {name}: {', '.join(places)}")
    attributes, functions = declared(product)
    on_rows = with_strings = 0
    for source in product:
        counter = RowAccesses(attributes, functions)
        counter.visit(source.tree)
        on_rows += counter.on_rows
        with_strings += counter.all
    computed, fixed = getattr_calls(product)
    print(f"string subscripts in bot and adapters: {with_strings}, of them on untyped rows: {on_rows}")
    print(f"getattr in bot and adapters: with a computed name {computed}, with a fixed name {fixed}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
