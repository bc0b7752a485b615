"""Records every request and frame with its time, and the violations. Tokens of bots are not recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that only a mistake of the bot leads to, or that a person would see as broken."""

    at: float
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


@dataclass(slots=True, repr=False)
class Request:
    """One HTTP request and its result. `status` is 0 while unanswered, -1 when the connection was cut on purpose."""

    at: float
    endpoint: str
    method: str
    path: str
    match: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    content_type: str = ""
    bot: str = ""
    json: Any = None
    """The decoded body, or `payload_json` of a form."""
    files: dict[int, int] = field(default_factory=dict)
    """Sizes in bytes."""
    status: int = 0
    code: int = 0
    fault: str = ""
    acted: bool = False
    """The service did what was asked, whether or not the answer arrived."""

    def __str__(self) -> str:
        body = "" if self.json is None else json.dumps(self.json, ensure_ascii=False)
        files = f" +{list(self.files.values())} bytes" if self.files else ""
        shown = body if len(body) < 200 else f"{body[:197]}..."
        return f"{self.at:.3f} {self.endpoint} {self.path} {shown}{files} -> {self.status} {self.code or ''}".rstrip()


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the gateway; `way` is seen from the client."""

    at: float
    way: Literal["in", "out"]
    connection: int
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unguarded:
    """A text whose sender did not say whom it may notify."""

    at: float
    path: str
    text: str


@dataclass(slots=True)
class Recorder:
    """What was recorded, oldest first. Bounded, so that a long run does not fill the memory."""

    max_requests: int = 100_000
    requests: list[Request] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    unguarded: list[Unguarded] = field(default_factory=list)
    """Texts that were sent without `allowed_mentions`: a prompt in them could ping anybody."""

    def add(self, request: Request) -> Request:
        if len(self.requests) >= self.max_requests:
            del self.requests[: self.max_requests // 10]
        self.requests.append(request)
        return request

    def frame(self, frame: Frame) -> None:
        if len(self.frames) >= self.max_requests:
            del self.frames[: self.max_requests // 10]
        self.frames.append(frame)

    def violate(self, at: float, kind: str, detail: str) -> None:
        if len(self.violations) < 1000:
            self.violations.append(Violation(at, kind, detail))

    def of(self, *endpoints: str) -> list[Request]:
        """The requests to the endpoints of these names (all if none is given)."""
        return [request for request in self.requests if not endpoints or request.endpoint in endpoints]

    def counts(self) -> dict[str, int]:
        """How many requests each endpoint saw."""
        counts: dict[str, int] = {}
        for request in self.requests:
            counts[request.endpoint] = counts.get(request.endpoint, 0) + 1
        return counts

    def transcript(self) -> str:
        """One line a request, for reading."""
        return "\n".join([*map(str, self.requests), *map(str, self.violations)])
