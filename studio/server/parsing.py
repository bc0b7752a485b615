"""Reads the body of a creation: what is asked of which model, refused where the service refuses it at once.

Only a wrong size is known to pass creation and to fail inside the task. For the other checks no source says which
come at once; here they do, as HTTP 400.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from studio.server import errors
from studio.server.errors import WireError
from studio.server.models import StudioModel
from studio.server.task import TaskOrder

SEED_MOST = 2_147_483_647
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""JSON can write it (`"\\ud800"`), UTF-8 cannot: nothing could keep such a prompt, or send it back."""
ELSEWHERE = re.compile(r"(wan2\.[6-9]|wan[3-9]|qwen-image|z-image)")
"""Models that the service has, but behind other endpoints than these two: it calls the address wrong, not the model."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A valid creation: the order, its model, and the reference as it was given (a URL), empty if none."""

    order: TaskOrder
    model: StudioModel
    reference: str


def read_body(raw: bytes) -> dict[str, Any]:
    """The JSON object of a request body. Raises WireError."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise WireError(errors.BODY_INVALID) from None
    if not isinstance(body, dict):
        raise WireError(errors.BODY_INVALID)
    return body


def read_order(body: Mapping[str, Any], endpoint: str, models: Mapping[str, StudioModel], rng: Random) -> Asked:
    """What is asked, after the service's defaults and silent cuts; unknown fields are ignored. Raises WireError.

    `rng` gives the seed to a request that names none.
    """
    name = body.get("model")
    if not name:
        raise WireError(errors.NO_MODEL)
    model = models.get(name) if isinstance(name, str) else None
    if model is None:
        elsewhere = isinstance(name, str) and ELSEWHERE.match(name)
        raise WireError(errors.WRONG_ENDPOINT if elsewhere else errors.MODEL_UNKNOWN)
    if model.endpoint != endpoint:
        raise WireError(errors.WRONG_ENDPOINT)
    given = body.get("input")
    if given is None:
        raise WireError(errors.NO_INPUT)
    if not isinstance(given, dict):
        raise WireError(errors.ILLEGAL_INPUT)
    wishes = body.get("parameters")
    if wishes is None:
        wishes = {}
    if not isinstance(wishes, dict):
        raise WireError(errors.missing("parameters"))
    prompt = _text(given, "prompt")
    if not prompt.strip():
        raise WireError(errors.missing("prompt"))
    if model.endpoint == "image2image" and model.size.kind == "reference" and not _text(given, "function"):
        raise WireError(errors.missing("function"))
    reference = _reference(given, model)
    seed = _integer(wishes, "seed", 0, SEED_MOST)
    n = _integer(wishes, "n", 1, model.n_most)
    return Asked(
        TaskOrder(
            model=model.name,
            endpoint=endpoint,
            prompt=prompt[: model.prompt_limit],
            negative_prompt=_text(given, "negative_prompt")[: model.negative_limit],
            style=_style(wishes, model),
            size=_text(wishes, "size"),
            n=model.n_default if n is None else n,
            seed=rng.randint(0, SEED_MOST - model.n_most) if seed is None else seed,
            reference=bool(reference),
            ref_mode=_mode(wishes, model),
            ref_strength=_strength(wishes, "ref_strength"),
        ),
        model,
        reference,
    )


def _text(where: Mapping[str, Any], name: str) -> str:
    value = where.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or _HALF_CHARACTER.search(value):
        raise WireError(errors.missing(name))
    return value


def _integer(where: Mapping[str, Any], name: str, low: int, high: int) -> int | None:
    value = where.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise WireError(errors.missing(name))
    if not low <= value <= high:
        raise WireError(errors.out_of_range(name, low, high))
    return value


def _strength(where: Mapping[str, Any], name: str) -> float:
    value = where.get(name)
    if value is None:
        return 0.5
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise WireError(errors.missing(name))
    if not 0.0 <= value <= 1.0:  # Nor is NaN; and 10**400 is an integer that no float holds.
        raise WireError(errors.out_of_range(name, 0, 1))
    return float(value)


def _style(where: Mapping[str, Any], model: StudioModel) -> str:
    value = _text(where, "style")
    if not model.styles or not value:
        return "auto"
    bare = value[1:-1] if value.startswith("<") and value.endswith(">") else None
    if bare not in model.styles:
        raise WireError(errors.STYLE_INVALID)
    return bare


def _mode(where: Mapping[str, Any], model: StudioModel) -> str:
    value = _text(where, "ref_mode")
    if model.reference is None or not model.reference.has_mode or not value:
        return "repaint"
    if value not in ("repaint", "refonly"):
        raise WireError(errors.missing("ref_mode"))
    return value


def _reference(given: Mapping[str, Any], model: StudioModel) -> str:
    rule = model.reference
    if rule is None:
        return ""
    value = given.get(rule.field)
    if rule.field == "images":
        if value is not None and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise WireError(errors.missing("images"))
        if value and len(value) > 3:
            raise WireError(errors.out_of_range("images", 1, 3))
        value = value[0] if value else None
    if value is None and rule.field == "ref_img":
        # Older samples of the vendor's spell it so; `ref_img` goes first.
        value = given.get("ref_image")
    if value is not None and not isinstance(value, str):
        raise WireError(errors.missing(rule.field))
    if not value and rule.required:
        raise WireError(errors.missing(rule.field))
    return value or ""
