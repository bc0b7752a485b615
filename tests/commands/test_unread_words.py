"""With the embedded studio, the post of a picture says in one line which words the studio does not know or cannot follow."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
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
    async with _bot(tmp_path, language) as chat:
        command = "/imagine" if language == "en" else "/画"
        await chat.say(f"{command} {prompt}", language=language)
        text = (await chat.picture()).view.text
    if line:
        assert line in text.splitlines()
    else:
        assert "does not know" not in text


async def test_unread_words__of_a_change_what_was_not_done_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DASHSCOPE_API_KEY", raising=False)
    async with _bot(tmp_path, "zh") as chat:
        await chat.say("/画 中午湖边的猫", language="zh")
        await chat.picture()
        await chat.say("/改 改成夜晚，给猫戴上帽子", language="zh")
        text = (await chat.picture(count=2)).view.text
    assert "画室没能照做：帽子。照片等不是它自己画的图，它只能改光线、颜色、天气和风格。" in text.splitlines()


@contextlib.asynccontextmanager
async def _bot(folder: Path, language: str) -> AsyncIterator[ScriptedPlatform]:
    chat = ScriptedPlatform()
    made = Settings.model_validate({"data_dir": folder, "language": language, "keeping": {"low_disk_mb": 0}})
    async with build(made, adapters=[chat]) as app:
        running = asyncio.create_task(app.run())
        try:
            yield chat
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
