"""DashScope's JSON as pure functions: encoding requests, decoding answers to values of the port.

Only the documented minimum of an answer is relied on; anything may be missing or of the wrong type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.adapter_api.request import GenerationRequest
from bot.dashscope.error_table import NO_PICTURE
from bot.dashscope.errors import classify
from bot.dashscope.request_format import RequestFormat
from bot.upstream.model import Model
from bot.upstream.outcomes import CallFailed, ListedTask, ResultItem, TaskReport, TaskStatus

BEIJING = timezone(timedelta(hours=8))

_MAX_WORDS, _MAX_WORD_CHARS = 12, 100
_TASK_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
# Without a hyphen, so that a key cannot be mistaken for one.
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_. ]{0,79}")

UNREADABLE = "UnreadableCode"

Scrub = Callable[[str], str]


def create_path(request_format: RequestFormat) -> str:
    """Where tasks of a model are submitted, under the base URL."""
    return f"/services/aigc/{request_format.endpoint}/image-synthesis"


def create_body(
    model: Model,
    request_format: RequestFormat,
    request: GenerationRequest,
    reference_url: str | None,
    *,
    prompt_extend: bool,
) -> dict[str, Any]:
    """The JSON of a create. `n` is always in it, since the service's own default would bill up to four pictures."""
    sent: dict[str, Any] = {"prompt": request.prompt}
    parameters: dict[str, Any] = {"n": request.n}
    if request.negative_prompt and model.negative_limit:
        sent["negative_prompt"] = request.negative_prompt
    if model.takes_size:
        parameters["size"] = f"{request.size.width}*{request.size.height}"
    if request_format.seed:
        parameters["seed"] = request.seed
    if model.styles:
        parameters["style"] = f"<{request.style}>"
    if request_format.prompt_extend:
        # By default the service rewrites the prompt, so that the same prompt and seed give another picture, and a
        # rewritten prompt can be refused for words that nobody typed.
        parameters["prompt_extend"] = prompt_extend
    if request_format.watermark:
        parameters["watermark"] = False
    if reference_url is not None and request.reference is not None and model.reference and request_format.reference:
        field = request_format.reference.field
        sent[field] = [reference_url] if field == "images" else reference_url
        if request_format.reference.function:
            sent["function"] = request_format.reference.function
        if request_format.reference.has_mode:
            parameters["ref_mode"] = request.reference.mode
        if model.reference.has_strength:
            parameters["ref_strength"] = request.reference.strength
    return {"model": model.name, "input": sent, "parameters": parameters}


def text(value: object) -> str:
    """`value` if it is text, otherwise nothing."""
    return value if isinstance(value, str) else ""


def code(value: object) -> str:
    """An error code if it is well-formed (codes end up in logs and texts), otherwise nothing."""
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""


def error_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """Code and message of an answer that is the service's own error; empty where it is none.

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
    return TaskReport(
        task_id=asked,
        status=status,
        request_id=request,
        results=tuple(_item(index, item, scrub) for index, item in enumerate(items)) if isinstance(items, list) else (),
        verdict=classify(code(output.get("code")), message) if failed else None,
        message=scrub(message),
        image_count=_count(mapping(body.get("usage")).get("image_count")),
        submitted_at=_moment(output.get("submit_time")),
        scheduled_at=_moment(output.get("scheduled_time")),
        ended_at=_moment(output.get("end_time")),
    )


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
    """The words that the studio does not know; number and length are bounded."""
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
