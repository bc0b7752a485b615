"""The models that the studio serves. It parses config/models.toml itself, to share no code with the client under test."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

_SIDE_MAX_PX = 4096


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
        return f"The total pixels of size should be between {low} and {high}, the aspect ratio between 1:4 and 4:1."


@dataclass(frozen=True, slots=True)
class ReferenceRule:
    """How a model takes a reference image: the field's name, whether it is required, limits in bytes and pixels per side."""

    field: str
    required: bool
    has_mode: bool
    max_bytes: int
    sides: tuple[int, int]
    formats: tuple[str, ...]
    data_uri: bool


@dataclass(frozen=True, slots=True)
class ServedModel:
    """One model. `styles` without angle brackets; `extends_prompt` adds `actual_prompt` to results."""

    name: str
    endpoint: str
    prompt_limit: int
    negative_limit: int
    size: SizeRule
    default_size: str
    n_max: int
    n_default: int
    styles: tuple[str, ...]
    extends_prompt: bool
    reference: ReferenceRule | None
    submissions_per_second: float
    tasks_at_once: int
    price_yuan: str


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
    return {row["name"]: _model(row) for row in tomllib.loads(text)["model"]}


def _model(row: dict[str, Any]) -> ServedModel:
    sizes = row["sizes"]
    reference = row.get("reference")
    dashscope = row.get("dashscope", row)  # In older files these keys are in the same table as the others.
    return ServedModel(
        name=row["name"],
        endpoint=dashscope["endpoint"],
        prompt_limit=row["prompt_limit"],
        negative_limit=row["negative_limit"],
        size=SizeRule(
            kind=sizes["kind"],
            allowed=tuple(sizes["offered"]),
            sides=(sizes.get("min_side", 1), sizes.get("max_side", _SIDE_MAX_PX)),
            area=(sizes.get("min_area", 1), sizes.get("max_area", _SIDE_MAX_PX**2)),
            ratio=(_ratio(sizes.get("min_ratio", "1:10000")), _ratio(sizes.get("max_ratio", "10000:1"))),
        ),
        default_size=sizes["offered"][0],
        n_max=row["n_max"],
        n_default=row["n_default"],
        styles=tuple(row["styles"]),
        extends_prompt=dashscope["prompt_extend"],
        reference=None
        if reference is None
        else ReferenceRule(
            field=dashscope["reference"]["field"],
            required=reference["required"],
            has_mode=dashscope["reference"].get("has_mode", False),
            max_bytes=reference["max_bytes"],
            sides=(reference["min_side"], reference["max_side"]),
            formats=tuple(reference["formats"]),
            data_uri=reference["data_uri"],
        ),
        submissions_per_second=row["submissions_per_s"],
        tasks_at_once=row["tasks_at_once"],
        price_yuan=row["price_yuan"],
    )


def _ratio(text: str) -> float:
    width, _, height = text.partition(":")
    return float(width) / float(height)
