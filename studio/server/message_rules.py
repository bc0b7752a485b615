"""What the catalogue file does not say about models of the message protocol: size words, the size of requests without one,
the shapes of answers. Chosen by the beginning of a model's name; a model of another family gets the plain rules."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from studio.server import errors
from studio.server.errors import ApiError
from studio.server.models import ServedModel, parse_size
from studio.server.references import ImageFacts

_STEP_PX = 16
"""Sides that the service computes itself are multiples of it."""
_1K, _2K, _4K = 1024**2, 2048**2, 4096**2

UsageShape = Literal["tokens", "sides", "tiers", "text"]
"""`tokens`: count, size and tokens. `sides`: count, width and height. `tiers`: the same for inputs and outputs, with the tier of
the price. `text`: width, height, count and tokens, with those of reasoning."""


@dataclass(frozen=True, slots=True)
class MessageRules:
    """`words` are the sizes by name, with their area in pixels. `default_size`: of a request without one; empty: the model
    chooses from the prompt, if `chooses_size`, or the first that the catalogue offers. `documented`: parameters beside those of
    the catalogue. `choice_an_image`: each picture is a choice of its own, not all of them items of one. `is_wan`: its answers
    have `type` and `finished`. `counts_tokens`: they are counted (and not billed). `has_rewrite_status`: tasks say how the
    prompt was rewritten. `adds_text`: the prompt follows the picture. `extend_factor`: how much dearer rewriting makes it.
    `ratio_max`: how long an input image may be for its width, and the other way round.
    """

    words: Mapping[str, int] = field(default_factory=dict)
    default_size: str = ""
    chooses_size: bool = False
    documented: frozenset[str] = frozenset()
    choice_an_image: bool = False
    is_wan: bool = False
    counts_tokens: bool = False
    has_rewrite_status: bool = False
    adds_text: bool = False
    usage: UsageShape = "sides"
    extend_factor: int = 1
    ratio_max: float = math.inf


_PLAIN = MessageRules()
_BY_PREFIX: Mapping[str, MessageRules] = {
    "wan2.7-image-pro": MessageRules(
        words={"1K": _1K, "2K": _2K, "4K": _4K},
        default_size="2K",
        documented=frozenset({"color_palette", "bbox_list"}),
        is_wan=True,
        counts_tokens=True,
        usage="tokens",
        ratio_max=8,
    ),
    "wan2.7-image": MessageRules(
        words={"1K": _1K, "2K": _2K},
        default_size="2K",
        documented=frozenset({"color_palette", "bbox_list"}),
        is_wan=True,
        counts_tokens=True,
        usage="tokens",
        ratio_max=8,
    ),
    "wan2.6-image": MessageRules(
        words={"1K": 1280**2, "2K": _2K},
        default_size="1K",
        documented=frozenset({"max_images", "stream"}),
        choice_an_image=True,
        is_wan=True,
        usage="tokens",
    ),
    "wan2.6-t2i": MessageRules(default_size="1280*1280", choice_an_image=True, is_wan=True, usage="tokens"),
    "qwen-image-3": MessageRules(
        chooses_size=True,
        documented=frozenset({"prompt_extend_mode"}),
        has_rewrite_status=True,
        usage="tiers",
        ratio_max=10,
    ),
    "qwen-image-2.1": MessageRules(
        chooses_size=True, documented=frozenset({"prompt_extend_mode"}), has_rewrite_status=True, ratio_max=10
    ),
    "z-image": MessageRules(default_size="1024*1536", adds_text=True, usage="text", extend_factor=2),
}


def message_rules(model: str) -> MessageRules:
    """The rules of a model of the message protocol, by its name."""
    fitting = [prefix for prefix in _BY_PREFIX if model.startswith(prefix)]
    return _BY_PREFIX[max(fitting, key=len)] if fitting else _PLAIN


def resolve_size(
    model: ServedModel, asked: str, images: Sequence[ImageFacts], *, is_set: bool, prompt: str
) -> tuple[int, int] | ApiError:
    """Width and height of the pictures of a request, or why this size is not served. A word makes a square without images,
    and keeps the ratio of the last image with them."""
    rules = message_rules(model.name)
    rule = model.size_with_images if images or is_set else model.size
    low, high = rule.area
    ratio = images[-1].width / images[-1].height if images else 1.0
    if not asked and rules.chooses_size and images:
        return _sides(_1K if _number(prompt) % 2 else _2K, ratio, rule.ratio)
    asked = asked or rules.default_size or _chosen_size(model, rules, prompt)
    if asked in rules.words:
        area = rules.words[asked]
        if low <= area <= high:
            return _sides(area, ratio, rule.ratio)
        return ApiError(400, "InvalidParameter", f"size {asked} is not supported for this request")
    message = rule.error_for(asked)
    if message:
        return ApiError(400, "InvalidParameter", message)
    return parse_size(asked) or errors.SIZE_INVALID


def _chosen_size(model: ServedModel, rules: MessageRules, prompt: str) -> str:
    return model.size.allowed[_number(prompt) % len(model.size.allowed)] if rules.chooses_size else model.default_size


def _number(prompt: str) -> int:
    """A number that follows from the words, for what a model decides by them."""
    return int.from_bytes(hashlib.sha256(prompt.encode()).digest()[:4])


def _sides(area: int, ratio: float, limits: tuple[float, float]) -> tuple[int, int]:
    ratio = min(max(ratio, limits[0]), limits[1])
    width, height = math.sqrt(area * ratio), math.sqrt(area / ratio)
    return max(1, int(width / _STEP_PX)) * _STEP_PX, max(1, int(height / _STEP_PX)) * _STEP_PX
