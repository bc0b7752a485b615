"""Requests and responses, as passed between the pipeline and the endpoints."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web

from .org import App

Json = dict[str, Any]


class Family(StrEnum):
    """How an endpoint authenticates and in which form it refuses."""

    V1 = "v1.0"  # token in a header; refusals carry an HTTP status and {code, requestid, message}
    OPEN = "open"  # v1.0 form, but no token: gateway and token endpoints
    OAPI = "oapi"  # token in the query; refusals are HTTP 200 with {errcode, errmsg}
    WEBHOOK = "webhook"  # the session in the query is the only credential; refusals as oapi
    FILE = "file"  # signed URLs of the object store


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response to be sent."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"

    @classmethod
    def of_json(cls, value: object, status: int = 200) -> "Answer":
        return cls(status, json.dumps(value, ensure_ascii=False).encode())

    @classmethod
    def html(cls, status: int, title: str) -> "Answer":
        page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
        return cls(status, page.encode(), "text/html")


@dataclass(slots=True)
class Call:
    """One request on its way to an endpoint. `app` is set once the token has been checked."""

    request: web.Request
    body: bytes
    json: Json = field(default_factory=dict)
    app: App | None = None

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query

    @property
    def caller(self) -> App:
        """The authenticated app. Only for endpoints behind a token."""
        assert self.app is not None, "the pipeline authenticates before it calls the endpoint"
        return self.app


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One interface of the service. `name` is what faults, limits and the recorder call it."""

    name: str
    method: str
    path: str
    family: Family
    act: Callable[[Call], Awaitable[Answer]]
    permission: str = ""
    has_json_body: bool = True
