"""A host for the web room alone: a real store, and pictures in memory."""

from __future__ import annotations

import asyncio
import io
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from PIL import Image, ImageDraw

from adapters.web import WebAdapter
from bot.adapter_api import RawUpdate
from bot.runtime.clock import Clock, SystemClock
from bot.store import Store, Tx, open_store
from config.settings import LOCALES_FOLDER, Settings
from tests.databases import sqlite_url

MENU = {
    "commands": [
        {"name": "imagine", "names": ["imagine", "画"], "hint": "画一幅画"},
        {"name": "restyle", "names": ["restyle", "重绘"], "hint": "换一种风格"},
        {"name": "similar", "names": ["similar", "仿"], "hint": "照着风格画"},
        {"name": "jobs", "names": ["jobs", "任务"], "hint": "我的任务"},
        {"name": "help", "names": ["help", "帮助"], "hint": "怎么用"},
    ],
    "options": [
        {"name": "style", "names": ["风格"], "hint": ""},
        {"name": "ar", "names": ["比例"], "hint": "16:9"},
        {"name": "seed", "names": ["种子"], "hint": "7"},
    ],
    "styles": [
        {"name": "photography", "names": ["photography", "摄影"], "label": "摄影", "sample": ""},
        {"name": "anime", "names": ["anime", "动漫"], "label": "动漫", "sample": ""},
        {"name": "oil painting", "names": ["oil painting", "油画"], "label": "油画", "sample": ""},
        {"name": "watercolor", "names": ["watercolor", "水彩"], "label": "水彩", "sample": ""},
        {"name": "sketch", "names": ["sketch", "素描"], "label": "素描", "sample": ""},
        {"name": "chinese painting", "names": ["chinese painting", "国画"], "label": "国画", "sample": ""},
    ],
}


def png(width: int, height: int, colour: str = "#b93629", mark: str = "") -> bytes:
    """A picture to show."""
    image = Image.new("RGB", (width, height), colour)
    draw = ImageDraw.Draw(image)
    for step in range(0, height, 8):
        draw.line((0, step, width, step), fill=(step * 255 // height, 120, 140), width=3)
    draw.ellipse((width * 0.6, height * 0.15, width * 0.8, height * 0.15 + width * 0.2), fill="#f0d9a0")
    draw.text((20, 20), mark, fill="white")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@cache
def bundles() -> dict[str, FluentBundle]:
    """The real texts, in both languages."""
    made = {}
    for language in ("zh", "en"):
        bundle = FluentBundle([language], use_isolating=False)
        bundle.add_resource(FluentResource((LOCALES_FOLDER / language / "web.ftl").read_text(encoding="utf-8")))
        made[language] = bundle
    return made


class WebHost:
    """See `bot.adapter_api.Host`. `saved` are the updates in the order of their saving; `fail_saves` makes saving fail."""

    def __init__(self, store: Store, data_dir: Path, clock: Clock) -> None:
        self.store = store
        self.data_dir = data_dir
        self.clock = clock
        self.saved: dict[str, RawUpdate] = {}
        self.pictures: dict[str, bytes] = {}
        self.images: dict[str, bytes] = {}
        self.problems: list[tuple[str, dict[str, object]]] = []
        self.ended: list[tuple[str, str]] = []
        self.fail_saves = 0
        self.full_disk = False
        self.on_save: Callable[[RawUpdate], None] = lambda update: None
        self._bundles = bundles()

    async def save(self, updates: Sequence[RawUpdate], also: Callable[[Tx], None] | None = None) -> list[bool]:
        assert also is None, "not used by this platform"
        if self.fail_saves:
            self.fail_saves -= 1
            raise OSError("no space left")
        new = []
        for update in updates:
            new.append(update.event_id not in self.saved)
            if self.saved.setdefault(update.event_id, update) is update:
                self.on_save(update)
        return new

    async def load_picture(self, key: str) -> bytes:
        return self.pictures[key]

    def has_space(self, size: int) -> bool:
        return not self.full_disk

    def drop_images(self, tx: Tx, handles: Iterable[str]) -> None:
        for handle in handles:
            self.images.pop(handle, None)

    async def keep_image(self, data: bytes) -> str:
        handle = f"in-{secrets.token_hex(6)}"
        self.images[handle] = data
        return handle

    async def load_image(self, handle: str) -> bytes:
        return self.images[handle]

    def say(self, language: str, message: str, /, **arguments: object) -> str:
        bundle = self._bundles[language]
        pattern = bundle.get_message(message).value
        assert pattern is not None, message
        text, errors = bundle.format_pattern(pattern, arguments)
        assert not errors, (message, errors)
        return str(text)

    def resolved(self, code: str, resolved_code: str, /, **details: object) -> None:
        self.ended.append((code, resolved_code))

    def alert(self, code: str, /, **details: object) -> None:
        self.problems.append((code, details))

    def menu(self, language: str) -> dict[str, Any]:
        return MENU


def settings(**web: object) -> Settings:
    """Settings for a room on any free port of this machine."""
    return Settings.model_validate({"web": {"port": 0, **web}})


@asynccontextmanager
async def running(
    folder: Path, *, clock: Clock | None = None, made: Settings | None = None
) -> AsyncIterator[tuple[WebAdapter, WebHost]]:
    """A room that listens, and its host."""
    clock = clock or SystemClock()
    store = await open_store(sqlite_url(folder / "room.db"), clock)
    try:
        host = WebHost(store, folder, clock)
        adapter = WebAdapter.create(made or settings(), host)
        async with listening(adapter):
            yield adapter, host
    finally:
        await store.close()


@asynccontextmanager
async def listening(adapter: WebAdapter) -> AsyncIterator[None]:
    """Run an adapter's listener within this context."""
    task = asyncio.create_task(adapter.listen())
    ready = asyncio.create_task(adapter.listening.wait())
    await asyncio.wait((task, ready), return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if task.done():
        task.result()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await adapter.close()
