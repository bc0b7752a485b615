"""Records requests and answers, without tokens and file contents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Call:
    """One request to the Bot API. ``params`` as decoded JSON; ``files`` gives sizes in bytes by field name."""

    time: float
    bot: str
    method: str
    params: dict[str, Any]
    files: dict[str, int] = field(default_factory=dict)
    status: int = 0
    """HTTP status; 0 while unanswered, -1 when the connection was cut on purpose."""
    description: str = ""
    retry_after: int | None = None
    acted: bool = False
    """Whether it was executed, with any answer."""

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={_short(value)}" for name, value in self.params.items())
        outcome = {0: "...", -1: "connection cut"}.get(self.status, str(self.status))
        return f"{self.time:.3f} {self.bot} {self.method}({shown}) -> {outcome} {self.description}".rstrip()


@dataclass(slots=True)
class Recorder:
    """Every call, in the order it came in. Bounded, so that memory stays bounded in a long run."""

    max_calls: int = 200_000
    calls: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    """What the bot did against the published schema or what the emulator would not do: tests assert it is empty."""

    def add(self, call: Call) -> Call:
        if len(self.calls) >= self.max_calls:
            del self.calls[: self.max_calls // 10]
        self.calls.append(call)
        return call

    def violation(self, text: str) -> None:
        if len(self.violations) < 1000:
            self.violations.append(text)

    def of(self, *methods: str, where: Callable[[Call], bool] = lambda _: True) -> list[Call]:
        """The calls of these methods (all if none is named)."""
        wanted = {method.lower() for method in methods}
        return [call for call in self.calls if (not wanted or call.method.lower() in wanted) and where(call)]

    def transcript(self) -> str:
        """One line a call, for reading."""
        return "\n".join(str(call) for call in self.calls)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:117]}..."
