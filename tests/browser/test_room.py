"""The whole bot, seen through its room: a text becomes a picture, a photo is repainted, a style is taken over.

The embedded studio paints; everything between the browser and it is real.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.async_api import Browser, Locator, Page, expect

from adapters.web import WebAdapter
from bot.app import App, build
from config.settings import Settings
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.browser.chromium import window
from tests.databases import prepared
from tests.web.host import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAINTED_MS = 120_000
PHOTO_BYTES = png(900, 600, "#2255aa")
PHOTO = Image.open(io.BytesIO(PHOTO_BYTES)).convert("RGB")


@asynccontextmanager
async def shenbi(folder: Path, **more: Any) -> AsyncIterator[App]:
    """The app as `shenbi run` builds it, with the room as the only platform."""
    settings = Settings.model_validate({"data_dir": folder, "web": {"port": 0}, **more})
    async with build(prepared(settings), adapters=[WebAdapter]) as app:
        ready = asyncio.Event()
        task = asyncio.create_task(app.run(started=lambda _: ready.set()))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait((task, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()
        try:
            yield app
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def canned(folder: Path, seed: int = 1) -> AsyncIterator[App]:
    """The same with canned pictures, which cost a hundredth of the CPU of painted ones: for what does not look at them. A studio
    numbers its tasks by its seed: two for one database need two."""
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.2), seed=seed)
    async with Studio(options) as studio:
        upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
        async with shenbi(folder, upstream=upstream, limits={"requests_per_minute": 0}) as app:
            yield app


def address_of(app: App) -> str:
    room = app.adapters["web"]
    assert isinstance(room, WebAdapter)
    return room.address


async def say(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.locator("#input").press("Enter")


async def painted(page: Page, number: int) -> tuple[Locator, Image.Image]:
    """The answer with the picture that is the `number`th in the room, and its original."""
    answer = page.locator(".post.is-done:has(.figure)").nth(number)
    await expect(answer.locator(".figure.loaded")).to_be_visible(timeout=PAINTED_MS)
    source = await answer.locator(".figure img").first.get_attribute("src")
    assert source
    response = await page.context.request.get(f"http://{page.url.split('/')[2]}{source.partition('?')[0]}")
    assert response.ok
    return answer, Image.open(io.BytesIO(await response.body())).convert("RGB")


def distance(one: Image.Image, other: Image.Image) -> float:
    """The coarse difference of two pictures: mean difference of 16 x 16 pixels, 0 to 255."""
    small = [image.resize((16, 16), Image.Resampling.BOX) for image in (one, other)]
    return sum(ImageStat.Stat(ImageChops.difference(*small)).mean) / 3


async def test_room__first_minute(browser: Browser, tmp_path: Path) -> None:
    # Without motion: what moves while a picture is painted is drawn sixty times a second, on the cores that paint.
    async with shenbi(tmp_path) as app, window(browser, address_of(app), reduced_motion="reduce") as visitor:
        page = await visitor.open()

        # From words to a picture. What the message says on its way depends on how fast the studio is.
        await say(page, "/imagine 日出时的玫瑰花海")
        await expect(page.locator(".mine .text")).to_have_text("/imagine 日出时的玫瑰花海")
        await expect(page.locator(".post").first).to_contain_text("日出时的玫瑰花海")
        answer, roses = await painted(page, 0)
        assert roses.size == (1024, 1024)
        assert max(ImageStat.Stat(roses).stddev) > 10  # not one flat colour
        for button in ("再来一张", "换风格", "画类似的", "原图", "删除"):
            await expect(answer.get_by_role("button", name=button)).to_be_visible()

        # A photo is uploaded; an answer to it repaints it.
        await page.locator("#files").set_input_files(
            {"name": "photo.png", "mimeType": "image/png", "buffer": PHOTO_BYTES}
        )
        await page.locator("#send").click()
        photo = page.locator(".message:has(.images)")
        await expect(photo.locator(".figure.loaded")).to_be_visible()
        await photo.get_by_role("button", name="回复").click()
        await expect(page.locator("#answering")).to_be_visible()
        await say(page, "/restyle watercolor")
        _, restyled = await painted(page, 1)
        assert abs(restyled.width / restyled.height - 900 / 600) < 0.4  # the photo's shape, as far as the model has it
        assert distance(restyled, PHOTO) < distance(roses, PHOTO)

        # The photo's style for a new picture.
        await photo.get_by_role("button", name="回复").click()
        await say(page, "/similar 雪山下的湖")
        answer, similar = await painted(page, 2)
        await expect(answer).to_contain_text("雪山下的湖")
        assert distance(similar, restyled) > 5

        # A button of the first picture paints it again, and deleting takes it away.
        first = page.locator(".post.is-done:has(.figure)").first
        await first.get_by_role("button", name="再来一张").click()
        await painted(page, 3)
        await first.get_by_role("button", name="删除").click()
        await expect(first).to_contain_text("要删除 #1 的图吗？")
        await first.get_by_role("button", name="确定删除").click()
        await expect(page.locator(".post.is-done .figure")).to_have_count(3)
        await page.locator(".toast").get_by_role("button", name="撤销").click()
        await expect(page.locator(".post.is-done .figure")).to_have_count(4)
        await expect(page.locator(".toast")).to_have_count(0)
        await expect(first.get_by_role("button", name="再来一张")).to_be_visible()


async def test_room__everything_stands_there_after_a_restart(browser: Browser, tmp_path: Path) -> None:
    async with window(browser, "") as visitor:
        async with canned(tmp_path) as app:
            visitor.address = address_of(app)
            page = await visitor.open()
            await say(page, "/画 雪夜山村 #国画")
            await painted(page, 0)
            cookies = await visitor.context.cookies()
        async with canned(tmp_path, seed=2) as app:
            visitor.address = address_of(app)
            await page.close()
            assert cookies
            page = await visitor.open()
            answer, _ = await painted(page, 0)
            await answer.get_by_role("button", name="再来一张").click()
            await painted(page, 1)
