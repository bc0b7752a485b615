"""The model catalogue: `config/models.toml`, read once and checked as a whole.

`Catalogue.load()` raises `CatalogueError` naming the model and the key that is wrong; `Catalogue.check` says before
anything costs money whether a request can be served, and what would work instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self, TypeVar, cast, get_args

from bot.adapter_api.request import REFERENCE_MODES, GenerationRequest, ReferenceMode, Size
from bot.grammar.vocabulary import STYLES
from bot.upstream.model import Endpoint, Model, ReferenceField, ReferenceRules, RequestRefusal
from bot.upstream.request_check import refuse, refuse_model
from bot.upstream.sizes import SizeKind, Sizes

_T = TypeVar("_T")


class CatalogueError(ValueError):
    """The model file cannot be used; the text is one line that says where and why. An operator is shown it at start."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models by name, in the file's order."""

    models: Mapping[str, Model]

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read a model file; without `path` the one that comes with Shenbi. Raises CatalogueError, OSError."""
        source = path or resources.files("config") / "models.toml"
        try:
            return cls.parse(source.read_text(encoding="utf-8"))
        except CatalogueError as wrong:
            raise CatalogueError(f"{source}: {wrong}") from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """The catalogue described by the text of a model file. Raises CatalogueError."""
        try:
            tables = _Table("file", tomllib.loads(text))
        except tomllib.TOMLDecodeError as wrong:
            raise CatalogueError(str(wrong)) from None
        models: dict[str, Model] = {}
        for table in tables.tables("model"):
            model = _model(table)
            if model.name in models:
                raise CatalogueError(f"{model.name}: described twice")
            models[model.name] = model
        tables.done()
        if not models:
            raise CatalogueError("no [[model]] in it")
        return cls(MappingProxyType(models))

    @property
    def named_styles(self) -> tuple[str, ...]:
        """The styles that any of the models has, without `auto`."""
        return tuple(dict.fromkeys(style for model in self.models.values() for style in model.named_styles))

    def styles_to_offer(self, name: str) -> tuple[str, ...]:
        """The styles to offer for a request to the model `name`. Where it has none, those of other models: the refusal
        of such a request says which model has them."""
        model = self.models.get(name)
        return (model.named_styles if model else ()) or self.named_styles

    def check(self, request: GenerationRequest) -> RequestRefusal | None:
        """None if the request's model serves it as it stands; otherwise the first reason why it does not."""
        model = self.models.get(request.model)
        if model is None:
            return refuse_model(self.models.values(), request)
        return refuse(model, request, self.models.values())


class _Table:
    """A TOML table whose keys are removed as they are read, so that a misspelt key is found."""

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        self._left = dict(data)

    def wrong(self, key: str, why: str) -> CatalogueError:
        return CatalogueError(f"{self.name}: {key}: {why}")

    def take(self, key: str, kind: type[_T]) -> _T:
        if key not in self._left:
            raise self.wrong(key, "is missing")
        value = self._left.pop(key)
        # bool is an int to Python, but nobody means `n_max = true`.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(key, f"{value!r} is not of type {kind.__name__}")
        return value

    def number(self, key: str, kind: type[_T], least: float) -> _T:
        value = self.take(key, kind)
        if cast("float", value) < least:
            raise self.wrong(key, f"{value!r} is less than {least}")
        return value

    def word(self, key: str, allowed: Iterable[str]) -> str:
        value = self.take(key, str)
        if value not in tuple(allowed):
            raise self.wrong(key, f"{value!r} is none of {', '.join(allowed)}")
        return value

    def words(self, key: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
        values = self.take(key, list)
        for value in values:
            if not isinstance(value, str) or (allowed is not None and value not in tuple(allowed)):
                raise self.wrong(key, f"{value!r} cannot be in it")
        return tuple(values)

    def tables(self, key: str) -> list[_Table]:
        tables = self._left.pop(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self.wrong(key, "is not a list of tables")
        return [_Table(str(table.get("name", f"{key} {place}")), table) for place, table in enumerate(tables, 1)]

    def table(self, key: str) -> _Table | None:
        if key not in self._left:
            return None
        return _Table(f"{self.name}: {key}", self.take(key, dict))

    def done(self) -> None:
        for key in self._left:
            raise self.wrong(key, "is not a known key")


def _model(table: _Table) -> Model:
    sizes = table.table("sizes")
    if sizes is None:
        raise table.wrong("sizes", "is missing")
    reference = table.table("reference")
    model = Model(
        name=table.take("name", str),
        title_zh=table.take("title_zh", str),
        title_en=table.take("title_en", str),
        legacy=table.take("legacy", bool),
        endpoint=cast("Endpoint", table.word("endpoint", get_args(Endpoint))),
        prompt_limit=table.number("prompt_limit", int, 1),
        negative_limit=table.number("negative_limit", int, 0),
        sizes=_sizes(sizes),
        n_min=table.number("n_min", int, 1),
        n_max=table.number("n_max", int, 1),
        n_default=table.number("n_default", int, 1),
        styles=table.words("styles", STYLES),
        seed=table.take("seed", bool),
        prompt_extend=table.take("prompt_extend", bool),
        watermark=table.take("watermark", bool),
        reference=None if reference is None else _reference(reference),
        price_li=_li(table),
        free_pictures=table.number("free_pictures", int, 0),
        submissions_per_s=table.number("submissions_per_s", float, 0.001),
        tasks_at_once=table.number("tasks_at_once", int, 1),
        typical_task_s=table.number("typical_task_s", float, 0.1),
    )
    table.done()
    if not model.n_min <= model.n_default <= model.n_max:
        raise table.wrong("n_default", "is not between n_min and n_max")
    if model.styles and "auto" not in model.styles:
        raise table.wrong("styles", "lacks 'auto'")
    if not model.takes_size and (model.reference is None or not model.reference.required):
        raise table.wrong("sizes", "follow the reference, but no reference is required")
    return model


def _li(table: _Table) -> int:
    """The price in li; it must be a whole number of them, since all sums are."""
    text = table.take("price_yuan", str)
    try:
        li = Decimal(text) * 1000
    except InvalidOperation:
        raise table.wrong("price_yuan", f"{text!r} is not a number") from None
    if not li.is_finite() or li != li.to_integral_value() or li < 0:
        raise table.wrong("price_yuan", f"{text!r} is not a price with at most three decimals")
    return int(li)


def _sizes(table: _Table) -> Sizes:
    kind = cast("SizeKind", table.word("kind", get_args(SizeKind)))
    try:
        offered = tuple(Size.parse(text) for text in table.words("offered"))
    except ValueError as wrong:
        raise table.wrong("offered", f"{wrong} is not a size") from None
    if kind in ("sides", "reference"):
        sizes = Sizes(
            kind, offered, min_side=table.number("min_side", int, 1), max_side=table.number("max_side", int, 1)
        )
    elif kind == "area":
        sizes = Sizes(
            kind,
            offered,
            min_area=table.number("min_area", int, 1),
            max_area=table.number("max_area", int, 1),
            min_ratio=_ratio(table, "min_ratio"),
            max_ratio=_ratio(table, "max_ratio"),
        )
    else:
        sizes = Sizes(kind, offered)
    table.done()
    if not offered:
        raise table.wrong("offered", "is empty")
    for size in offered:
        if not sizes.serves(size):
            raise table.wrong("offered", f"{size} is outside the model's own limits")
    return sizes


def _ratio(table: _Table, key: str) -> float:
    width, _, height = table.take(key, str).partition(":")
    try:
        return int(width) / int(height)
    except (ValueError, ZeroDivisionError):
        raise table.wrong(key, "is not a ratio like 4:1") from None


def _reference(table: _Table) -> ReferenceRules:
    rules = ReferenceRules(
        field=cast("ReferenceField", table.word("field", get_args(ReferenceField))),
        required=table.take("required", bool),
        modes=cast("tuple[ReferenceMode, ...]", table.words("modes", REFERENCE_MODES)),
        has_mode=table.take("has_mode", bool),
        has_strength=table.take("has_strength", bool),
        function=table.take("function", str),
        max_bytes=table.number("max_bytes", int, 1),
        min_side=table.number("min_side", int, 1),
        max_side=table.number("max_side", int, 1),
        formats=table.words("formats"),
        alpha=table.take("alpha", bool),
        data_uri=table.take("data_uri", bool),
    )
    table.done()
    if not rules.modes or not rules.formats:
        raise table.wrong("modes, formats", "neither may be empty")
    return rules
