"""Parse and validate the body of a creation, with the service's defaults.

A wrong size is known to pass creation and to fail inside the task. For the other checks no source says when they are
made; here they are made at creation, as HTTP 400.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from studio.server import errors
from studio.server.errors import ApiRefusal
from studio.server.models import ServedModel
from studio.server.task import TaskOrder

MAX_SEED = 2_147_483_647
_SURROGATE = re.compile("[\ud800-\udfff]")
"""A lone surrogate, which JSON can write (`"\\ud800"`) and UTF-8 cannot: such a prompt could not be stored or sent back."""
OTHER_ENDPOINTS = re.compile(r"(wan2\.[6-9]|wan[3-9]|qwen-image|z-image)")
"""Models that the service has behind other endpoints than these two: its error names the URL, not the model."""


@dataclass(frozen=True, slots=True)
class ParsedCreation:
    """A valid creation: the order, its model, and the URLs of its reference images."""

    order: TaskOrder
    model: ServedModel
    references: tuple[str, ...]


def parse_body(raw: bytes) -> dict[str, Any]:
    """The JSON object of a request body. Raises ApiRefusal."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise ApiRefusal(errors.BODY_INVALID) from None
    if not isinstance(body, dict):
        raise ApiRefusal(errors.BODY_INVALID)
    return body


def parse_creation(
    body: Mapping[str, Any], endpoint: str, models: Mapping[str, ServedModel], rng: Random
) -> ParsedCreation:
    """A creation with the service's defaults and silent truncation; unknown fields are ignored. Raises ApiRefusal.

    `rng` draws the seed of a request that names none.
    """
    name = body.get("model")
    if not name:
        raise ApiRefusal(errors.NO_MODEL)
    model = models.get(name) if isinstance(name, str) else None
    if model is None:
        known = isinstance(name, str) and OTHER_ENDPOINTS.match(name)
        raise ApiRefusal(errors.WRONG_ENDPOINT if known else errors.MODEL_UNKNOWN)
    if model.endpoint != endpoint:
        raise ApiRefusal(errors.WRONG_ENDPOINT)
    given = body.get("input")
    if given is None:
        raise ApiRefusal(errors.NO_INPUT)
    if not isinstance(given, dict):
        raise ApiRefusal(errors.ILLEGAL_INPUT)
    parameters = body.get("parameters")
    if parameters is None:
        parameters = {}
    if not isinstance(parameters, dict):
        raise ApiRefusal(errors.missing("parameters"))
    prompt = optional_text(given, "prompt")
    if not prompt.strip():
        raise ApiRefusal(errors.missing("prompt"))
    if model.endpoint == "image2image" and model.size.kind == "reference" and not optional_text(given, "function"):
        raise ApiRefusal(errors.missing("function"))
    references = _references(given, model)
    seed = optional_integer(parameters, "seed", 0, MAX_SEED)
    n = optional_integer(parameters, "n", 1, model.n_max)
    return ParsedCreation(
        TaskOrder(
            model=model.name,
            endpoint=endpoint,
            prompt=prompt[: model.prompt_limit],
            negative_prompt=optional_text(given, "negative_prompt")[: model.negative_limit],
            style=_style(parameters, model),
            size=optional_text(parameters, "size"),
            n=model.n_default if n is None else n,
            seed=rng.randint(0, MAX_SEED - model.n_max) if seed is None else seed,
            reference=bool(references),
            ref_mode=_ref_mode(parameters, model, len(references)),
            images=len(references),
            ref_strength=_optional_strength(parameters, "ref_strength"),
        ),
        model,
        references,
    )


def has_lone_surrogate(text: str) -> bool:
    """Whether a text could not be stored or sent back."""
    return _SURROGATE.search(text) is not None


def optional_text(where: Mapping[str, Any], name: str) -> str:
    """A text; empty if it is absent. Raises ApiRefusal."""
    value = where.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or has_lone_surrogate(value):
        raise ApiRefusal(errors.missing(name))
    return value


def optional_integer(where: Mapping[str, Any], name: str, low: int, high: int) -> int | None:
    """A whole number from `low` to `high`; None if it is absent. Raises ApiRefusal."""
    value = where.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise ApiRefusal(errors.missing(name))
    if not low <= value <= high:
        raise ApiRefusal(errors.out_of_range(name, low, high))
    return value


def _optional_strength(where: Mapping[str, Any], name: str) -> float:
    value = where.get(name)
    if value is None:
        return 0.5
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ApiRefusal(errors.missing(name))
    if not 0.0 <= value <= 1.0:  # False for NaN too; 10**400 is an int that no float holds.
        raise ApiRefusal(errors.out_of_range(name, 0, 1))
    return float(value)


def _style(where: Mapping[str, Any], model: ServedModel) -> str:
    value = optional_text(where, "style")
    if not model.styles or not value:
        return "auto"
    bare = value[1:-1] if value.startswith("<") and value.endswith(">") else None
    if bare not in model.styles:
        raise ApiRefusal(errors.STYLE_INVALID)
    return bare


def _ref_mode(where: Mapping[str, Any], model: ServedModel, images: int) -> str:
    if model.endpoint == "image2image":
        return "blend" if images > 1 else "edit"
    value = optional_text(where, "ref_mode")
    if model.reference is None or not model.reference.has_mode or not value:
        return "repaint"
    if value not in ("repaint", "refonly"):
        raise ApiRefusal(errors.missing("ref_mode"))
    return value


def _references(given: Mapping[str, Any], model: ServedModel) -> tuple[str, ...]:
    rule = model.reference
    if rule is None:
        return ()
    value = given.get(rule.field)
    if rule.field == "images":
        if value is not None and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise ApiRefusal(errors.missing("images"))
        if value and len(value) > rule.max_images:
            raise ApiRefusal(errors.out_of_range("images", 1, rule.max_images))
        if not value and rule.required:
            raise ApiRefusal(errors.missing("images"))
        return tuple(value or ())
    if value is None and rule.field == "ref_img":
        # The spelling of the vendor's older samples; `ref_img` takes precedence.
        value = given.get("ref_image")
    if value is not None and not isinstance(value, str):
        raise ApiRefusal(errors.missing(rule.field))
    if not value and rule.required:
        raise ApiRefusal(errors.missing(rule.field))
    return (value,) if value else ()
