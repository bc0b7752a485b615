"""The models that the studio serves. It parses config/models.toml itself, to share no code with the client under test."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

_SIDE_MAX_PX = 4096
_IMAGES_MAX = 3
"""How many images the field `images` may have, in a model file from before that was a key of it."""


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Which sizes a model accepts; config/models.toml describes the kinds."""

    kind: str
    allowed: tuple[str, ...]
    sides: tuple[int, int]
    area: tuple[int, int]
    ratio: tuple[float, float]

    def error_for(self, size: str) -> str | None:
        """The service's error message for this size; None if it is accepted."""
        if self.kind == "reference":
            return None
        if self.kind == "list":
            if size in self.allowed:
                return None
            return f"The size does not match the allowed size {list(self.allowed)}."
        parsed = parse_size(size)
        if parsed is None:
            return "The size is invalid."
        width, height = parsed
        if self.kind == "sides":
            low, high = self.sides
            if low <= min(parsed) and max(parsed) <= high:
                return None
            return f"Either width or height should be between {low} and {high}"
        low, high = self.area
        if low <= width * height <= high and self.ratio[0] <= width / height <= self.ratio[1]:
            return None
        narrow, wide = 1 / self.ratio[0], self.ratio[1]
        return (
            f"The total pixels of size should be between {low} and {high}, "
            f"the aspect ratio between 1:{narrow:g} and {wide:g}:1."
        )


@dataclass(frozen=True, slots=True)
class ReferenceRule:
    """How a model takes reference images: the field's name (none in a message), whether one is required, how many there may
    be, limits in bytes and pixels per side, and whether transparency is taken."""

    field: str
    required: bool
    max_images: int
    has_mode: bool
    max_bytes: int
    sides: tuple[int, int]
    formats: tuple[str, ...]
    alpha: bool
    data_uri: bool


@dataclass(frozen=True, slots=True)
class ServedModel:
    """One model. `styles` without angle brackets; `parameters` are those that it takes.

    `size_with_images` holds for requests with images and for sets. `set_max` is the largest set (0: makes none). A picture of
    more than `large_area` pixels costs `large_price_yuan`, each reference image `input_price_yuan`. `has_tasks`: whether it can
    be asked for a task; all models of the message protocol also answer with the pictures.
    """

    name: str
    endpoint: str
    prompt_limit: int
    negative_limit: int
    size: SizeRule
    default_size: str
    n_max: int
    n_default: int
    styles: tuple[str, ...]
    parameters: frozenset[str]
    reference: ReferenceRule | None
    submissions_per_second: float
    tasks_at_once: int
    price_yuan: str
    large_area: int
    large_price_yuan: str
    input_price_yuan: str
    size_with_images: SizeRule
    set_max: int
    transparent: bool
    has_tasks: bool

    @property
    def extends_prompt(self) -> bool:
        """Whether it can rewrite prompts; results of the older endpoints then have `actual_prompt`."""
        return "prompt_extend" in self.parameters


def parse_size(text: str) -> tuple[int, int] | None:
    """`1024*768` as (1024, 768); None for anything else."""
    width, star, height = text.partition("*")
    if not (star and width.isascii() and height.isascii() and width.isdigit() and height.isdigit()):
        return None
    if len(width) > 5 or len(height) > 5 or 0 in (int(width), int(height)):
        return None
    return int(width), int(height)


def load_models(file: Path | None = None) -> dict[str, ServedModel]:
    """The models of a file by name, by default of our own config/models.toml. Raises KeyError, ValueError, OSError."""
    text = (
        file.read_text("utf-8") if file is not None else (resources.files("config") / "models.toml").read_text("utf-8")
    )
    return dict(_models(text))


@cache
def _models(text: str) -> Mapping[str, ServedModel]:
    return {row["name"]: _model(row) for row in tomllib.loads(text)["model"]}


def _model(row: dict[str, Any]) -> ServedModel:
    sizes = row["sizes"]
    reference = row.get("reference")
    dashscope = row.get("dashscope", row)  # In older files these keys are in the same table as the others.
    parameters = _parameters(dashscope)
    field = dashscope.get("reference", {}).get("field", "")
    large = row.get("large", {})
    return ServedModel(
        name=row["name"],
        endpoint=dashscope["endpoint"],
        prompt_limit=row["prompt_limit"],
        negative_limit=row["negative_limit"],
        size=_size_rule(sizes),
        default_size=sizes["offered"][0],
        n_max=row["n_max"],
        n_default=row["n_default"],
        styles=tuple(row["styles"]),
        parameters=parameters,
        reference=None
        if reference is None
        else ReferenceRule(
            field=field,
            required=reference["required"],
            max_images=reference.get("max_images", _IMAGES_MAX if field == "images" else 1),
            has_mode="ref_mode" in parameters,
            max_bytes=reference["max_bytes"],
            sides=(reference["min_side"], reference["max_side"]),
            formats=tuple(reference["formats"]),
            alpha=reference["alpha"],
            data_uri=reference["data_uri"],
        ),
        submissions_per_second=_per_second(row),
        tasks_at_once=row["tasks_at_once"],
        price_yuan=row["price_yuan"],
        large_area=large.get("above_area", 0),
        large_price_yuan=large.get("price_yuan", row["price_yuan"]),
        input_price_yuan=row.get("input_price_yuan", "0"),
        size_with_images=_size_rule(row.get("sizes_with_images", sizes)),
        set_max=row.get("set_max", 0),
        transparent=row.get("transparent", False),
        has_tasks=row.get("protocol", "task") == "task",
    )


def _size_rule(sizes: dict[str, Any]) -> SizeRule:
    return SizeRule(
        kind=sizes["kind"],
        allowed=tuple(sizes["offered"]),
        sides=(sizes.get("min_side", 1), sizes.get("max_side", _SIDE_MAX_PX)),
        area=(sizes.get("min_area", 1), sizes.get("max_area", _SIDE_MAX_PX**2)),
        ratio=(_ratio(sizes.get("min_ratio", "1:10000")), _ratio(sizes.get("max_ratio", "10000:1"))),
    )


def _parameters(dashscope: dict[str, Any]) -> frozenset[str]:
    """The parameters that a model takes. Older files have a flag for each of some instead of the list."""
    if "parameters" in dashscope:
        return frozenset(dashscope["parameters"])
    flags = [name for name in ("seed", "prompt_extend", "watermark") if dashscope.get(name)]
    reference = dashscope.get("reference")
    mode = ["ref_mode"] if reference and reference.get("has_mode") else []
    return frozenset(["n", "size", "style", "ref_strength", *flags, *mode])


def _per_second(row: dict[str, Any]) -> float:
    """The rate of submissions. A limit a minute counts as one a second, as the service may enforce it."""
    return float(row["submissions_per_s"] if "submissions_per_s" in row else row["submissions_per_min"] / 60)


def _ratio(text: str) -> float:
    width, _, height = text.partition(":")
    return float(width) / float(height)
