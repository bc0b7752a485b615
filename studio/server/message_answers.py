"""The bodies of answers of the message protocol: choices with the pictures, and usage, in the shape of each model."""

from __future__ import annotations

from typing import Any

from studio.server.message_rules import MessageRules, message_rules
from studio.server.responses import UrlOf, beijing
from studio.server.task import Item, Task

TIER_AREA = 2_250_000
"""Pixels up to which a picture of qwen-image-3.0 is of the lower tier. That images given are told apart by the same number is
not documented; their price is the same."""
_PATCH_AREA = 32 * 32
"""Pixels for which one token is counted."""
_TOKENS_AROUND = 2


def answer_body(task: Task, request_id: str, url_of: UrlOf) -> dict[str, Any]:
    """The answer to a creation that waited for its pictures."""
    rules = message_rules(task.order.model)
    output: dict[str, Any] = {"choices": _choices(task, rules, url_of)}
    if rules.is_wan:
        output["finished"] = True
    return {"output": output, "usage": _usage(task, rules), "request_id": request_id}


def message_task_body(task: Task, request_id: str, url_of: UrlOf) -> dict[str, Any]:
    """A task of the message protocol as a query shows it."""
    rules = message_rules(task.order.model)
    output: dict[str, Any] = {"task_id": task.id, "task_status": task.status}
    body: dict[str, Any] = {"request_id": request_id, "output": output}
    if task.status == "FAILED":
        output["code"], output["message"] = task.code, task.message
    if task.status == "SUCCEEDED":
        output["submit_time"] = beijing(task.submitted)
        output["scheduled_time"] = beijing(task.scheduled)
        output["end_time"] = beijing(task.ended)
        if rules.is_wan:
            output["finished"] = True
        if rules.has_rewrite_status:
            output["rewrite_status"] = "not_use"
        output["choices"] = _choices(task, rules, url_of)
        body["usage"] = _usage(task, rules)
    return body


def _choices(task: Task, rules: MessageRules, url_of: UrlOf) -> list[dict[str, Any]]:
    """The pictures that were painted; those that failed are not mentioned."""
    images = [_image(task, index, item, rules, url_of) for index, item in enumerate(task.items) if item.ok]
    groups = [[image] for image in images] if rules.choice_an_image else [images]
    if rules.adds_text:
        # The studio's painter does not rewrite prompts; the service would show its version here.
        groups[0].append({"text": task.order.prompt})
    choices: list[dict[str, Any]] = [
        {"finish_reason": "stop", "message": {"role": "assistant", "content": group}} for group in groups
    ]
    if rules.adds_text and task.order.parameters.get("prompt_extend") is True:
        choices[0]["message"]["reasoning_content"] = "The prompt is painted as it is."
    return choices


def _image(task: Task, index: int, item: Item, rules: MessageRules, url_of: UrlOf) -> dict[str, Any]:
    image: dict[str, Any] = {"image": url_of(task, index)}
    if rules.is_wan or not task.order.sync:
        image["type"] = "image"
    if item.unread:
        image["studio_unread"] = list(
            item.unread
        )  # Words that the painter does not follow; a field of the studio's own.
    return image


def _usage(task: Task, rules: MessageRules) -> dict[str, Any]:
    count = task.image_count
    width, height = next((item.width, item.height) for item in task.items if item.ok)
    match rules.usage:
        case "tokens":
            spent = _tokens(task) if rules.counts_tokens else {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
            return {"image_count": count, "size": f"{width}*{height}", **spent}
        case "tiers":
            inputs = {"input_image_type": "qima_input_" + _tier(task.order.image_area)} if task.order.images else {}
            return {
                "output_width": width,
                "output_height": height,
                "input_image_count": task.order.images,
                **inputs,
                "output_image_count": count,
                "output_image_type": "qima_output_" + _tier(width * height),
            }
        case "text":
            return {
                "height": height,
                "width": width,
                "image_count": count,
                "input_tokens": 0,
                "output_tokens": 0,
                "total_tokens": 0,
                "output_tokens_details": {"reasoning_tokens": 0},
            }
        case "sides":
            return {"image_count": count, "width": width, "height": height}


def _tier(area: int) -> str:
    return "1k" if area <= TIER_AREA else "2k"


def _tokens(task: Task) -> dict[str, int]:
    """Tokens as the vision models count them; they are not billed."""
    images = task.order.images * (task.order.image_area // _PATCH_AREA + _TOKENS_AROUND)
    taken, made = len(task.order.prompt) + images, 2 * task.image_count
    return {"input_tokens": taken, "output_tokens": made, "total_tokens": taken + made}
