"""Two photos and a line of words: their order is shown in the room before anything is painted."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, expect

from tests.browser.chromium import window
from tests.browser.test_room import PAINTED_MS, address_of, canned, say
from tests.web.host import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTOS: list[FilePayload] = [
    {"name": f"{colour}.png", "mimeType": "image/png", "buffer": png(300, 200, f"#{colour}")}
    for colour in ("2255aa", "aa5522")
]


async def test_room__two_photos_are_shown_in_their_order_swapped_and_painted(browser: Browser, tmp_path: Path) -> None:
    async with canned(tmp_path) as app, window(browser, address_of(app), reduced_motion="reduce") as visitor:
        page = await visitor.open()
        await page.locator("#files").set_input_files(PHOTOS)
        await page.locator("#input").fill("把她放进这个房间")
        await page.locator("#send").click()
        offer = page.locator(".post", has_text="共 2 张，顺序如下")
        await expect(offer.locator(".figure.loaded")).to_be_visible(timeout=PAINTED_MS)
        await expect(offer).to_contain_text("“把她放进这个房间”")
        first = await offer.locator(".figure img").first.get_attribute("src")
        assert first
        await offer.get_by_role("button", name="交换顺序").click()
        await expect(offer.locator(".figure img").first).not_to_have_attribute("src", first, timeout=PAINTED_MS)
        await expect(offer.locator(".figure.loaded")).to_be_visible(timeout=PAINTED_MS)
        await offer.get_by_role("button", name="画吧").click()
        painted = page.locator(".post.is-done:has(.figure.loaded)", has_text="#1")
        await expect(painted).to_be_visible(timeout=PAINTED_MS)
        await expect(offer).to_have_count(0)

        # Without words they are asked about; a typed yes answers the list.
        await page.locator("#files").set_input_files(PHOTOS)
        await page.locator("#send").click()
        await page.get_by_role("button", name="融合这 2 张").click(timeout=PAINTED_MS)
        await expect(offer.locator(".figure.loaded")).to_be_visible(timeout=PAINTED_MS)
        await say(page, "好的")
        await expect(page.locator(".post.is-done:has(.figure.loaded)", has_text="#2")).to_be_visible(timeout=PAINTED_MS)
        await expect(offer).to_have_count(0)
