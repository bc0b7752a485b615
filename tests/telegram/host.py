"""A host that records what it is given, for unit tests of parts of the adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.adapter_api import RawUpdate
from bot.runtime.clock import Clock, SystemClock
from bot.store import Tx


@dataclass
class RecordingHost:
    """`refuse` saves fail first. `stored` are the pictures by key."""

    clock: Clock = field(default_factory=SystemClock)
    store: Any = None
    data_dir: Path = Path()
    refuse: int = 0
    saved: list[RawUpdate] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    stored: dict[str, bytes] = field(default_factory=dict)

    async def save(self, updates: Sequence[RawUpdate], also: Callable[[Tx], None] | None = None) -> list[bool]:
        if self.refuse:
            self.refuse -= 1
            raise OSError("no space left on the disk")
        if also is not None:
            await self.store.write(also)
        known = {update.event_id for update in self.saved}
        self.saved += [update for update in updates if update.event_id not in known]
        return [update.event_id not in known for update in updates]

    async def load_picture(self, key: str) -> bytes:
        return self.stored[key]

    def has_space(self, size: int) -> bool:
        return True

    def drop_images(self, tx: Tx, handles: Iterable[str]) -> None:
        raise AssertionError("none was kept")

    async def keep_image(self, data: bytes) -> str:
        raise NotImplementedError

    async def load_image(self, handle: str) -> bytes:
        raise NotImplementedError

    def say(self, language: str, message: str, /, **arguments: object) -> str:
        return f"{message} ({language})"

    def resolved(self, code: str, resolved_code: str, /, **details: object) -> None:
        self.ended.append((code, resolved_code))

    def alert(self, code: str, /, **details: object) -> None:
        self.problems.append(code)
