"""Records every request and frame with its time, and the violations."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Violation:
    """Something a real service would not accept, or a person would see as broken."""

    at: float
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


@dataclass(slots=True)
class Request:
    """One HTTP request and its result. `status` is 0 while unanswered, and when the answer was lost."""

    at: float
    endpoint: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    app: str = ""  # client id, once known
    status: int = 0
    answer: bytes = b""
    fault: str = ""
    acted: bool = False  # the service did what was asked, whether or not the answer arrived

    @property
    def json(self) -> Any:
        """The decoded body. Raises ValueError when it is not JSON."""
        return json.loads(self.body)

    @property
    def answer_json(self) -> Any:
        """The decoded answer. Raises ValueError when it is not JSON."""
        return json.loads(self.answer)


@dataclass(frozen=True, slots=True)
class Frame:
    """One websocket text frame; `way` is seen from the client."""

    at: float
    way: Literal["in", "out"]
    connection_id: str
    text: str

    @property
    def json(self) -> Any:
        """The decoded frame. Raises ValueError when it is not JSON."""
        return json.loads(self.text)


@dataclass(slots=True)
class Recorder:
    """All recorded requests and frames, oldest first."""

    requests: list[Request] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)

    def of(self, endpoint: str) -> list[Request]:
        """The requests to the endpoint of this name."""
        return [request for request in self.requests if request.endpoint == endpoint]

    def counts(self) -> dict[str, int]:
        """How many requests each endpoint saw."""
        counts: dict[str, int] = {}
        for request in self.requests:
            counts[request.endpoint] = counts.get(request.endpoint, 0) + 1
        return counts
