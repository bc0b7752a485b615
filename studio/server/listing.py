"""One page of the task listing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from studio.server import errors
from studio.server.errors import ApiRefusal
from studio.server.responses import listing_row, parse_beijing
from studio.server.task import Task

MAX_WINDOW_S = 24 * 3600
MAX_PAGE_SIZE = 100


def list_tasks(tasks: Iterable[Task], query: Mapping[str, str], now: float, lag_s: float) -> dict[str, Any]:
    """The answer to these query parameters, without the request id. Raises ApiRefusal.

    `tasks` are newest first; those younger than `lag_s` are left out. The window is at most 24 hours: a missing end is
    24 hours from the other, without both it is the last 24 hours. `task_id` overrides every other filter.
    """
    wanted = query.get("task_id", "")
    if wanted:
        found = [task for task in tasks if task.id == wanted and task.submitted <= now - lag_s]
    else:
        start, end = _window(query, now)
        model, status = query.get("model_name", ""), query.get("status", "")
        # `end` has whole seconds: tasks created within that second are included.
        found = [
            task
            for task in tasks
            if start <= task.submitted < end + 1
            and task.submitted <= now - lag_s
            and model in ("", task.order.model)
            and status in ("", task.status)
        ]
    number, size = _positive(query, "page_no", 1), min(_positive(query, "page_size", 10), MAX_PAGE_SIZE)
    return {
        "total": len(found),
        "data": [listing_row(task) for task in found[(number - 1) * size : number * size]],
        "total_page": -(-len(found) // size),
        "page_no": number,
        "page_size": size,
    }


def _window(query: Mapping[str, str], now: float) -> tuple[float, float]:
    start, end = _moment(query, "start_time"), _moment(query, "end_time")
    if start is None:
        end = now if end is None else end
        return end - MAX_WINDOW_S, end
    if end is None:
        return start, start + MAX_WINDOW_S
    if not 0 <= end - start <= MAX_WINDOW_S:
        raise ApiRefusal(errors.missing("end_time"))
    return start, end


def _moment(query: Mapping[str, str], name: str) -> float | None:
    text = query.get(name)
    if not text:
        return None
    try:
        return parse_beijing(text)
    except ValueError:
        raise ApiRefusal(errors.missing(name)) from None


def _positive(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise ApiRefusal(errors.missing(name))
    return int(text)
