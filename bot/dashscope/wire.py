"""DashScope's JSON as pure functions: decoding answers to values of the port. (Requests: `request_body.py`.)

Only the documented minimum of an answer is relied on; anything may be missing or of the wrong type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.dashscope.error_table import NO_PICTURE
from bot.dashscope.errors import classify
from bot.upstream.outcomes import Answered, CallFailed, ListedTask, ResultItem, TaskReport, TaskStatus

BEIJING = timezone(timedelta(hours=8))

_MAX_WORDS, _MAX_WORD_CHARS = 12, 100
_TASK_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
# Without a hyphen, so that a key cannot be mistaken for one.
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_. ]{0,79}")

UNREADABLE = "UnreadableCode"

Scrub = Callable[[str], str]


def text(value: object) -> str:
    """`value` if it is text, otherwise nothing."""
    return value if isinstance(value, str) else ""


def code(value: object) -> str:
    """An error code if it is well-formed (codes end up in logs and texts), otherwise nothing."""
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""


def error_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """Code and message of an answer that is the service's own error; empty for any other answer.

    An error is the service's if the JSON object has a code (a string; UNREADABLE replaces a malformed one), or a
    request id and a message. Answers of gateways and other APIs have neither.
    """
    message = text(body.get("message"))
    given = body.get("code")
    known = code(given)
    if not known and (text(given) or (message and request_id(body))):
        known = UNREADABLE
    return known, message


def request_id(body: Mapping[str, Any]) -> str:
    """The service's id of an exchange, for its support."""
    return text(body.get("request_id"))[:100]


def mapping(value: object) -> Mapping[str, Any]:
    """`value` if it is a JSON object, otherwise an empty one."""
    return value if isinstance(value, dict) else {}


def task_id(value: object) -> str:
    """A task id if it is well-formed, otherwise nothing."""
    return value if isinstance(value, str) and _TASK_ID.fullmatch(value) else ""


def beijing_stamp(moment: float) -> str:
    """A unix time (whole seconds) in the format of the listing's query: `YYYYMMDDhhmmss`, Beijing time."""
    return datetime.fromtimestamp(moment, BEIJING).strftime("%Y%m%d%H%M%S")


def read_task(asked: str, body: Mapping[str, Any], scrub: Scrub) -> TaskReport | CallFailed:
    """The answer to a query (HTTP 200) about the task `asked`."""
    request = request_id(body)
    output = mapping(body.get("output"))
    status = _status(output.get("task_status"))
    if status is None:
        return CallFailed("an answer without a task's state", request_id=request)
    if text(output.get("task_id")) not in ("", asked):
        return CallFailed("an answer about another task", request_id=request)
    failed = status is TaskStatus.FAILED
    message = text(output.get("message"))
    items = output.get("results")
    if not isinstance(items, list):
        items = images_of(output)
    usage = mapping(body.get("usage"))
    return TaskReport(
        task_id=asked,
        status=status,
        request_id=request,
        results=tuple(_item(index, item, scrub) for index, item in enumerate(items)),
        verdict=classify(code(output.get("code")), message) if failed else None,
        message=scrub(message),
        image_count=image_count(usage),
        image_area=image_area(usage),
        submitted_at=_moment(output.get("submit_time")),
        scheduled_at=_moment(output.get("scheduled_time")),
        ended_at=_moment(output.get("end_time")),
    )


def read_answer(body: Mapping[str, Any], scrub: Scrub) -> Answered | None:
    """The pictures in the answer to a create (HTTP 200); None if there are none."""
    images = images_of(mapping(body.get("output")))
    usage = mapping(body.get("usage"))
    if not images:
        return None
    return Answered(
        results=tuple(_item(index, image, scrub) for index, image in enumerate(images)),
        request_id=request_id(body),
        image_count=image_count(usage),
        image_area=image_area(usage),
    )


def images_of(output: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The images of a message's answer as items with a `url`: all those of all choices, in their order.

    Some models answer with one choice an image, others with one choice that has them all; texts are among them.
    """
    images: list[Mapping[str, Any]] = []
    choices = output.get("choices")
    for choice in choices if isinstance(choices, list) else []:
        content = mapping(mapping(choice).get("message")).get("content")
        items = map(mapping, content if isinstance(content, list) else [])
        images.extend({**item, "url": item["image"]} for item in items if text(item.get("image")))
    return images


def image_count(usage: Mapping[str, Any]) -> int | None:
    """The number of pictures that the service bills; None if it does not say."""
    counts = (_count(usage.get(key)) for key in ("image_count", "output_image_count"))
    return next((count for count in counts if count is not None), None)


def image_area(usage: Mapping[str, Any]) -> int | None:
    """The area of each picture in pixels, which may decide the price; None if the service does not say."""
    for prefix in ("output_", ""):
        width, height = _count(usage.get(f"{prefix}width")), _count(usage.get(f"{prefix}height"))
        if width and height:
            return width * height
    return None


def read_page(body: Mapping[str, Any], model: str) -> tuple[tuple[ListedTask, ...], int] | None:
    """One page of a listing for `model`: its rows, and how many there are in all. None unless all rows are valid."""
    rows, total = body.get("data"), _count(body.get("total"))
    if not isinstance(rows, list) or total is None:
        return None
    tasks = tuple(task for row in rows if (task := _listed(row, model)) is not None)
    return (tasks, total) if len(tasks) == len(rows) else None


def _listed(row: object, model: str) -> ListedTask | None:
    fields = mapping(row)
    identity = task_id(fields.get("task_id"))
    created_ms = _count(fields.get("gmt_create"))
    if not identity or created_ms is None:
        return None
    return ListedTask(
        task_id=identity,
        request_id=request_id(fields),
        created_at=created_ms / 1000,
        status=_status(fields.get("status")) or TaskStatus.UNKNOWN,
        model=text(fields.get("model_name")) or model,
    )


def _item(index: int, item: object, scrub: Scrub) -> ResultItem:
    fields = mapping(item)
    # The official SDK gives a failed picture an empty URL, so other servers may do the same.
    url = text(fields.get("url"))
    if url:
        return ResultItem(index, url, unread=_words(fields.get("studio_unread")))
    problem, message = error_of(fields)
    verdict = classify(problem, message) if problem else NO_PICTURE.verdict("none")
    return ResultItem(index, None, verdict, scrub(message))


def _words(value: object) -> tuple[str, ...]:
    """The words that the studio does not follow; number and length are bounded."""
    words = value if isinstance(value, list) else []
    return tuple(word[:_MAX_WORD_CHARS] for word in words[:_MAX_WORDS] if isinstance(word, str) and word)


def _status(value: object) -> TaskStatus | None:
    try:
        return TaskStatus(text(value))
    except ValueError:
        return None


def _count(value: object) -> int | None:
    """A non-negative integer, or None."""
    # Larger than any count, and float arithmetic would raise.
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 2**53:
        return None
    return value


def _moment(value: object) -> float | None:
    try:
        moment = datetime.fromisoformat(text(value))
        return (moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).timestamp()
    except (ValueError, OverflowError):
        return None
