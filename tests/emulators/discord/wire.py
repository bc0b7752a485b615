"""Requests and responses, as passed between the pipeline and the endpoints."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from .errors import ApiError, Json
from .world import Bot

FILE_FIELD = re.compile(r"files\[(\d{1,2})\]\Z")
Auth = Literal["bot", "none", "token"]
"""Who may call: a bot with its token, anybody, or who has the token of an interaction in the path."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form."""

    filename: str
    data: bytes
    content_type: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response to be sent. `body` is encoded as JSON unless it is bytes; None sends none."""

    body: Any = None
    status: int = 200
    content_type: str = "application/json"

    @classmethod
    def nothing(cls) -> Answer:
        return cls(None, 204)


@dataclass(slots=True)
class Call:
    """One request on its way to an endpoint. `bot` is set once the token has been checked."""

    request: web.Request
    json: Any = None
    files: dict[int, Upload] = field(default_factory=dict)
    bot: Bot | None = None

    @property
    def match(self) -> Mapping[str, str]:
        return self.request.match_info

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query

    @property
    def caller(self) -> Bot:
        """The authenticated bot. Only for endpoints behind a bot's token."""
        assert self.bot is not None, "the pipeline authenticates before it calls the endpoint"
        return self.bot

    @property
    def object(self) -> Json:
        """The body as an object. Raises: ApiError 50035."""
        if not isinstance(self.json, dict):
            raise ApiError(50035, errors={"_errors": [{"code": "MODEL_TYPE_CONVERT", "message": "Only dictionaries"}]})
        return self.json


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One interface of the service. `name` is what faults and the recorder call it; `bucket` names the setting with its
    limit, `major` the path parameters that have buckets of their own."""

    name: str
    method: str
    path: str
    act: Callable[[Call], Awaitable[Answer]]
    auth: Auth = "bot"
    bucket: str = "other_calls"
    major: tuple[str, ...] = ()


async def read_body(request: web.Request, call: Call, most_bytes: int) -> None:
    """Fill in the body of a call. Raises: ApiError 50109, 40005, 50035."""
    if not request.can_read_body:
        return
    if (request.content_length or 0) > most_bytes:
        raise ApiError(40005)
    if request.content_type == "multipart/form-data":
        await _read_form(request, call)
        return
    raw = await request.read()
    if not raw:
        return
    if request.content_type != "application/json":
        words = "Expected \"Content-Type\" header to be one of {'application/json'}."
        raise ApiError(50035, message=words, blame=f"content type {request.content_type}")
    try:
        call.json = json.loads(raw)
    except ValueError:
        raise ApiError(50109, blame="a body that is not JSON") from None


async def _read_form(request: web.Request, call: Call) -> None:
    form = await request.post()
    for name, value in form.items():
        numbered = FILE_FIELD.match(name)
        if isinstance(value, web.FileField) and numbered:
            with value.file as file:
                call.files[int(numbered[1])] = Upload(value.filename, file.read(), value.content_type or None)
        elif name == "payload_json" and not isinstance(value, web.FileField):
            try:
                call.json = json.loads(value)
            except ValueError:
                raise ApiError(50109, blame="a payload_json that is not JSON") from None
        else:
            raise ApiError(50035, blame=f"a form field {name!r} that is neither payload_json nor files[n]")
    if call.json is None:
        call.json = {}


def response(answer: Answer, headers: Mapping[str, str]) -> web.Response:
    """The HTTP response. The content type has no charset: discord.py compares it as a whole."""
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    data = answer.body
    if not isinstance(data, bytes):
        data = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return web.Response(status=answer.status, body=data, headers={**headers, "Content-Type": answer.content_type})


def is_true(text: str | None) -> bool:
    """Whether a query parameter says yes."""
    return (text or "").lower() in ("1", "true")
