"""Parse and validate a creation of the message protocol, in the order in which the studio checks: model and endpoint, the
message, its images, the parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from studio.server import errors
from studio.server.errors import ApiError, ApiRefusal
from studio.server.message_rules import message_rules, resolve_size
from studio.server.models import ServedModel
from studio.server.parsing import MAX_SEED, has_lone_surrogate, optional_integer, optional_text
from studio.server.references import ImageFacts
from studio.server.task import MESSAGES, TaskOrder

_FLAGS = ("watermark", "prompt_extend", "enable_thinking", "thinking_mode", "enable_sequential", "enable_interleave")
_PARAMETERS_MAX_CHARS = 20_000
"""They are recorded as sent."""
_MAX_BOXES = 2
_PALETTE = (3, 10)
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_SHARE = re.compile(r"(\d{1,3})\.(\d{2})%")
_WHOLE = 100_00
"""100.00 % in hundredths."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the user's message says: its text, cut to the model's limit, and the URLs of its images in their order."""

    prompt: str
    images: tuple[str, ...]


def model_of(body: Mapping[str, Any], models: Mapping[str, ServedModel], *, sync: bool, header: bool) -> ServedModel:
    """The model that a creation names, if this URL serves it. `sync`: the URL answers with the pictures; `header`: the request
    asks for a task. Raises ApiRefusal."""
    name = body.get("model")
    if not name:
        raise ApiRefusal(errors.NO_MODEL)
    model = models.get(name) if isinstance(name, str) else None
    if model is None:
        raise ApiRefusal(errors.MODEL_UNKNOWN)
    if model.endpoint != MESSAGES:
        raise ApiRefusal(errors.WRONG_ENDPOINT)
    if header and (sync or not model.has_tasks):
        raise ApiRefusal(errors.ASYNCHRONOUS)
    if not header and not sync:
        raise ApiRefusal(errors.SYNCHRONOUS)
    return model


def read_message(body: Mapping[str, Any], model: ServedModel) -> Message:
    """The one message of a creation. Images and text may be in any order. Raises ApiRefusal."""
    given = body.get("input")
    if given is None:
        raise ApiRefusal(errors.NO_INPUT)
    if not isinstance(given, dict):
        raise ApiRefusal(errors.ILLEGAL_INPUT)
    messages = given.get("messages")
    if not isinstance(messages, list) or not messages:
        raise ApiRefusal(errors.NO_MESSAGES)
    if len(messages) > 1:
        raise ApiRefusal(errors.SEVERAL_MESSAGES)
    message = messages[0]
    if not isinstance(message, dict) or message.get("role") != "user":
        raise ApiRefusal(errors.missing("role"))
    content = message.get("content")
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        raise ApiRefusal(errors.missing("content"))
    texts = [optional_text(item, "text") for item in content if "text" in item]
    images = [item["image"] for item in content if "image" in item]
    if not any(text.strip() for text in texts):
        raise ApiRefusal(errors.IMAGE_OR_TEXT_MISSING)
    if len(texts) > 1:
        raise ApiRefusal(errors.SEVERAL_TEXTS)
    rule = model.reference
    least, most = (int(rule.required), rule.max_images) if rule else (0, 0)
    if len(images) < least:
        raise ApiRefusal(errors.IMAGE_OR_TEXT_MISSING)
    if len(images) > most:
        raise ApiRefusal(errors.out_of_range("image", least, most))
    if not all(isinstance(image, str) and image for image in images):
        raise ApiRefusal(errors.IMAGE_STRING)
    return Message(texts[0][: model.prompt_limit], tuple(images))


def documented_parameters(model: ServedModel) -> frozenset[str]:
    """The parameters that the model takes; the others are tolerated, and recorded."""
    return model.parameters | message_rules(model.name).documented


def read_order(
    body: Mapping[str, Any],
    model: ServedModel,
    message: Message,
    images: Sequence[ImageFacts],
    *,
    sync: bool,
    rng: Random,
) -> tuple[TaskOrder, ApiError | None]:
    """The order of a creation with the service's defaults; the second value is what is wrong with its size, which is known to
    be found at creation by some models and in the task by others. Raises ApiRefusal for any other wrong parameter.

    `images` are those of the message, inspected. `rng` draws the seed of a request that names none.
    """
    sent = body.get("parameters")
    if sent is None:
        sent = {}
    if not isinstance(sent, dict):
        raise ApiRefusal(errors.missing("parameters"))
    text = json.dumps(sent, ensure_ascii=False)
    if has_lone_surrogate(text) or len(text) > _PARAMETERS_MAX_CHARS:
        raise ApiRefusal(errors.missing("parameters"))
    known = documented_parameters(model)
    taken = {name: value for name, value in sent.items() if name in known}
    flags = {name: _flag(taken, name) for name in _FLAGS}
    is_set = bool(flags["enable_sequential"]) and model.set_max > 0
    if flags["enable_interleave"]:
        raise ApiRefusal(errors.INTERLEAVE_NOT_SERVED)
    if taken.get("stream"):
        raise ApiRefusal(errors.NO_STREAM)
    n = _number_of_pictures(sent, model, is_set=is_set)
    seed = optional_integer(taken, "seed", 0, MAX_SEED)
    _check_mode(taken, images)
    _check_boxes(taken.get("bbox_list"), images)
    _check_palette(taken.get("color_palette"), is_set=is_set)
    asked = optional_text(taken, "size")
    size = resolve_size(model, asked, images, is_set=is_set, prompt=message.prompt)
    prompt = message.prompt.lower()
    order = TaskOrder(
        model=model.name,
        endpoint=MESSAGES,
        prompt=message.prompt,
        negative_prompt=optional_text(taken, "negative_prompt")[: model.negative_limit],
        size=asked if isinstance(size, ApiError) else f"{size[0]}*{size[1]}",
        n=n,
        seed=rng.randint(0, MAX_SEED - max(model.n_max, model.set_max)) if seed is None else seed,
        reference=bool(images),
        ref_mode="blend" if len(images) > 1 else "edit",
        images=len(images),
        image_area=max((image.width * image.height for image in images), default=0),
        is_set=is_set,
        transparent=model.transparent and ("transparent" in prompt or "透明" in prompt),
        sync=sync,
        parameters=sent,
    )
    return order, size if isinstance(size, ApiError) else None


def _flag(taken: Mapping[str, Any], name: str) -> bool | None:
    value = taken.get(name)
    if value is not None and not isinstance(value, bool):
        raise ApiRefusal(errors.missing(name))
    return value


def _number_of_pictures(sent: Mapping[str, Any], model: ServedModel, *, is_set: bool) -> int:
    most, usual = (model.set_max, model.set_max) if is_set else (model.n_max, model.n_default)
    if most == 1:
        # A model that makes one picture has no such parameter, and says so to any other number.
        if sent.get("n") is not None and (type(sent["n"]) is not int or sent["n"] != 1):
            raise ApiRefusal(errors.ONE_PICTURE)
        return 1
    n = optional_integer(sent, "n", 1, most)
    return usual if n is None else n


def _check_mode(taken: Mapping[str, Any], images: Sequence[ImageFacts]) -> None:
    mode = optional_text(taken, "prompt_extend_mode")
    if mode not in ("", "direct", "agent"):
        raise ApiRefusal(errors.missing("prompt_extend_mode"))
    if mode == "agent" and images:
        raise ApiRefusal(errors.AGENT_WITH_IMAGES)


def _check_boxes(boxes: object, images: Sequence[ImageFacts]) -> None:
    """A list for each image, each with at most two boxes [x1, y1, x2, y2] in its pixels."""
    if boxes is None:
        return
    if not isinstance(boxes, list) or len(boxes) != len(images):
        raise ApiRefusal(errors.missing("bbox_list"))
    for of_image, image in zip(boxes, images, strict=True):
        if not isinstance(of_image, list) or len(of_image) > _MAX_BOXES:
            raise ApiRefusal(errors.missing("bbox_list"))
        if not all(_is_box(box, image) for box in of_image):
            raise ApiRefusal(errors.missing("bbox_list"))


def _is_box(box: object, image: ImageFacts) -> bool:
    if not isinstance(box, list) or len(box) != 4 or not all(type(side) is int for side in box):
        return False
    left, top, right, bottom = box
    return bool(0 <= left < right <= image.width and 0 <= top < bottom <= image.height)


def _check_palette(palette: object, *, is_set: bool) -> None:
    """3 to 10 colours with shares of two decimals that add up to 100.00 %; not for a set."""
    if palette is None:
        return
    low, high = _PALETTE
    if is_set or not isinstance(palette, list) or not low <= len(palette) <= high:
        raise ApiRefusal(errors.missing("color_palette"))
    total = 0
    for colour in palette:
        share = _SHARE.fullmatch(str(colour.get("ratio"))) if isinstance(colour, dict) else None
        if share is None or not _HEX.fullmatch(str(colour.get("hex"))):
            raise ApiRefusal(errors.missing("color_palette"))
        total += int(share[1]) * 100 + int(share[2])
    if total != _WHOLE:
        raise ApiRefusal(errors.missing("color_palette"))
