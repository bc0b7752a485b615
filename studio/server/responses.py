"""Bodies and headers of the service's responses."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web

from studio.server.errors import ApiError
from studio.server.task import Item, Task

BEIJING = timezone(timedelta(hours=8))
REGION = "cn-beijing"
COMPATIBLE_PREFIX = "/compatible-mode/"
"""The OpenAI-style endpoints."""
_OPENAI_CODES = {
    "InvalidApiKey": "invalid_api_key",
    "DataInspectionFailed": "data_inspection_failed",
    "ModelNotFound": "model_not_found",
    "InvalidParameter": "invalid_parameter_error",
    "Throttling.RateQuota": "limit_requests",
    "Throttling.AllocationQuota": "insufficient_quota",
}

UrlOf = Callable[[Task, int], str]
"""The URL of picture `index` of a task."""


def new_id() -> str:
    """A request id."""
    return str(uuid.uuid4())


def beijing(moment: float) -> str:
    """Unix seconds as `YYYY-MM-DD HH:mm:ss.SSS` in Beijing, without a zone, as tasks carry them."""
    return datetime.fromtimestamp(moment, BEIJING).isoformat(sep=" ", timespec="milliseconds")[:23]


def parse_beijing(text: str) -> float:
    """`YYYYMMDDhhmmss` in Beijing, as listings take it, in unix seconds. Raises ValueError."""
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=BEIJING).timestamp()


def error_body(refusal: ApiError, request_id: str) -> dict[str, Any]:
    """The answer to a refused request."""
    return {"code": refusal.code, "message": refusal.message, "request_id": request_id}


def openai_error_body(refusal: ApiError) -> dict[str, Any]:
    """The answer to a refused request of the OpenAI-style endpoints; the request's id is in a header alone."""
    error = {
        "message": refusal.message,
        "type": "invalid_request_error" if refusal.status < 500 else "server_error",
        "param": None,
        "code": _OPENAI_CODES.get(refusal.code, refusal.code),
    }
    return {"error": error}


def created_body(task: Task, request_id: str) -> dict[str, Any]:
    """The answer to an accepted creation."""
    return {"output": {"task_status": "PENDING", "task_id": task.id}, "request_id": request_id}


def unknown_body(task_id: str, request_id: str) -> dict[str, Any]:
    """The answer, with status 200, for a task that does not exist, is another account's, or has expired."""
    return {"request_id": request_id, "output": {"task_id": task_id, "task_status": "UNKNOWN"}}


def task_body(task: Task, request_id: str, url_of: UrlOf, *, extends_prompt: bool) -> dict[str, Any]:
    """A task as a query shows it. `extends_prompt`: its model reports the prompt that it rewrote."""
    output: dict[str, Any] = {"task_id": task.id, "task_status": task.status}
    body: dict[str, Any] = {"request_id": request_id, "output": output}
    good = task.image_count
    bad = task.order.n if task.status == "FAILED" else len(task.items) - good
    if task.status == "SUCCEEDED":
        output["submit_time"] = beijing(task.submitted)
        output["scheduled_time"] = beijing(task.scheduled)
        output["end_time"] = beijing(task.ended)
        output["results"] = [
            _result(task, index, item, url_of, extends_prompt) for index, item in enumerate(task.items)
        ]
        body["usage"] = {"image_count": good}
    elif task.status == "FAILED":
        output["code"], output["message"] = task.code, task.message
    output["task_metrics"] = {"TOTAL": task.order.n, "SUCCEEDED": good, "FAILED": bad}
    return body


def _result(task: Task, index: int, item: Item, url_of: UrlOf, extends_prompt: bool) -> dict[str, Any]:
    if not item.ok:
        return {"code": item.code, "message": item.message}
    # A field of the studio's own: words that the painter does not know.
    own = {"studio_unread": list(item.unread)} if item.unread else {}
    if not extends_prompt:
        return {"url": url_of(task, index)} | own
    # The painter does not rewrite prompts; the service would show its version here.
    return {"orig_prompt": task.order.prompt, "actual_prompt": task.order.prompt, "url": url_of(task, index)} | own


def listing_row(task: Task) -> dict[str, Any]:
    """A task as a listing shows it: times in milliseconds, without results."""
    row: dict[str, Any] = {
        "api_key_id": task.key_id,
        "caller_parent_id": task.account,
        "caller_uid": task.account,
        "gmt_create": _ms(task.submitted),
        "model_name": task.order.model,
        "region": REGION,
        "request_id": task.origin_id,
        "status": task.status,
        "task_id": task.id,
        "user_api_unique_key": f"apikey:v1:aigc:{task.order.endpoint}:image-synthesis:{task.order.model}",
    }
    if task.scheduled:
        row["start_time"] = _ms(task.scheduled)
    if task.finished:
        row["end_time"] = _ms(task.ended)
    return row


def oss_error(refusal: ApiError, request_id: str, host: str) -> web.Response:
    """An error of the object storage, in XML."""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n'
        f"  <Code>{escape(refusal.code)}</Code>\n  <Message>{escape(refusal.message)}</Message>\n"
        f"  <RequestId>{request_id}</RequestId>\n  <HostId>{escape(host)}</HostId>\n</Error>\n"
    )
    return web.Response(status=refusal.status, text=text, content_type="application/xml")


def add_headers(response: web.StreamResponse, request_id: str, arrived: float, finished: float) -> None:
    """Add the headers seen on the service's responses; times in unix seconds."""
    cost = str(max(0, round((finished - arrived) * 1000)))
    response.headers.update(
        {
            "x-request-id": request_id,
            "x-dashscope-call-gateway": "true",
            "x-dashscope-finished": "true",
            "x-dashscope-timeout": "180",
            "req-cost-time": cost,
            "req-arrive-time": str(_ms(arrived)),
            "resp-start-time": str(_ms(finished)),
            "x-envoy-upstream-service-time": cost,
            "server": "istio-envoy",
            "vary": "Origin,Access-Control-Request-Method,Access-Control-Request-Headers",
        }
    )


def http_date(moment: float) -> str:
    """Unix seconds as an HTTP date."""
    return datetime.fromtimestamp(moment, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def _ms(moment: float) -> int:
    return round(moment * 1000)
