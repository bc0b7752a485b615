"""With the embedded studio, the post of a picture says in one line which words the studio does not know."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from bot.app import build
from config.settings import Settings
from tests.scripted import ScriptedPlatform


@pytest.mark.parametrize(
    ("prompt", "language", "line"),
    [
        ("a corgi wearing sunglasses on a skateboard", "en", "The studio does not know: sunglasses, skateboard"),
        ("一只戴墨镜的柯基踩着滑板", "zh", "画室不认识：墨镜、滑板"),
        ("a sea of roses at sunrise", "en", ""),
    ],
)
async def test_unread_words__post_says_what_the_studio_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prompt: str, language: str, line: str
) -> None:
    monkeypatch.delenv("DASHSCOPE_API_KEY", raising=False)
    chat = ScriptedPlatform()
    made = Settings.model_validate({"data_dir": tmp_path, "language": language, "keeping": {"low_disk_mb": 0}})
    async with build(made, adapters=[chat]) as app:
        running = asyncio.create_task(app.run())
        try:
            command = "/imagine" if language == "en" else "/画"
            await chat.say(f"{command} {prompt}", language=language)
            text = (await chat.picture()).view.text
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
    if line:
        assert line in text.splitlines()
    else:
        assert "does not know" not in text
