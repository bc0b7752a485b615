"""Fixtures for everyone: a whole Shenbi with a scripted platform and the studio behind it."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from bot.app import App, build
from bot.studio import Settings as StudioSettings
from bot.studio import Studio, StudioOptions
from config.settings import Settings
from tests.scripted import ScriptedPlatform


def photo(width: int = 640, height: int = 480, colour: str = "teal") -> bytes:
    """A small JPEG with shapes in it."""
    image = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(image).ellipse((width // 4, height // 4, width // 2, height // 2), fill="orange")
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


@dataclass
class House:
    """A running Shenbi."""

    app: App
    chat: ScriptedPlatform
    studio: Studio

    async def jobs(self) -> list[dict[str, Any]]:
        """All jobs."""
        return await self.app.store.read(lambda tx: tx.all("jobs.recent_of_person", person_id=1, limit=1000))


@asynccontextmanager
async def house(
    folder: Path, studio: Studio, chat: ScriptedPlatform | None = None, **settings: Any
) -> AsyncIterator[House]:
    """Shenbi on `folder`, with `studio` as its upstream under one account with a real price."""
    chat = chat or ScriptedPlatform()
    upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
    upstream.update(settings.pop("upstream", {}))
    made = Settings.model_validate(
        {"data_dir": folder, "upstream": upstream, "language": "en", "keeping": {"low_disk_mb": 0}, **settings}
    )
    async with build(made, adapters=[chat]) as app:
        running = asyncio.create_task(app.run())
        try:
            yield House(app, chat, studio)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    """A studio with instant canned pictures."""
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.05), seed=1)
    async with Studio(options) as running:
        yield running


@pytest.fixture
async def shenbi(tmp_path: Path, studio: Studio) -> AsyncIterator[House]:
    """A running Shenbi with a scripted platform that can edit."""
    async with house(tmp_path, studio) as running:
        yield running
