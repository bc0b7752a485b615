"""Sets, transparent and covered pictures in the room: what is transparent shows chequers, in the room, large, and in the
gallery; what is covered is blurred until it is pressed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.browser.chromium import window
from tests.browser.test_room import address_of, canned, painted, say, shenbi

pytestmark = pytest.mark.asyncio(loop_scope="session")
_CORNER = """async (image) => {
  const pen = Object.assign(document.createElement("canvas"), { width: 8, height: 8 }).getContext("2d");
  await image.decode();
  pen.drawImage(image, 0, 0, image.naturalWidth / 8, image.naturalHeight / 8, 0, 0, 8, 8);
  return [pen.getImageData(4, 4, 1, 1).data[3], getComputedStyle(image).backgroundImage];
}"""

_WATCH_COVERS = """() => {
  window.seen = [];
  const look = () => {
    const image = document.querySelector(".figure.covered img");
    if (image && Number(getComputedStyle(image).opacity) > 0) window.seen.push(getComputedStyle(image).filter);
    requestAnimationFrame(look);
  };
  look();
}"""


async def shows_chequers(image: Locator) -> bool:
    """Whether a picture came with its transparency, and chequers are below it."""
    alpha, ground = await image.evaluate(_CORNER)
    return alpha == 0 and "conic-gradient" in ground


async def test_transparent_picture__on_chequers_in_the_room_large_and_in_the_gallery(
    browser: Browser, tmp_path: Path
) -> None:
    async with canned(tmp_path) as app, window(browser, address_of(app)) as visitor:
        page = await visitor.open()
        await say(page, "/画 一只猫 --模型 qwen-image-2.1-turbo --透明")
        answer, _ = await painted(page, 0)
        await expect(answer.locator(".figure.loaded .placeholder")).to_have_count(0)
        assert await shows_chequers(answer.locator(".figure img"))
        assert "棋盘格" not in await answer.inner_text()  # The room shows it as it is.
        await answer.locator(".figure").click()
        await expect(page.locator(".stage img.loaded")).to_be_visible()
        assert await shows_chequers(page.locator(".stage img"))
        await page.keyboard.press("Escape")
        await page.locator("#gallery-open").click()
        await expect(page.locator(".tile.loaded")).to_have_count(1)
        assert await shows_chequers(page.locator(".tile.loaded img"))


async def test_covered_picture__is_blurred_from_the_first_moment_until_it_is_pressed(
    browser: Browser, tmp_path: Path
) -> None:
    async with canned(tmp_path) as app, window(browser, address_of(app)) as visitor:
        page = await visitor.open()
        await page.evaluate(_WATCH_COVERS)
        await say(page, "/画 一只猫 --遮挡")
        answer, _ = await painted(page, 0)
        figure = answer.locator(".figure")
        await expect(figure).to_have_accessible_name("已遮住，点一下查看")
        await expect(figure.locator(".placeholder")).to_have_count(0)  # It has faded in.
        assert await page.evaluate(
            "() => window.seen.length > 0 && window.seen.every((one) => one.includes('blur(32px)'))"
        )
        await figure.focus()
        await page.keyboard.press("Enter")
        await expect(figure).not_to_have_class(re.compile("covered"))
        await expect(figure.locator("img")).to_have_css("filter", "none")
        await page.keyboard.press("Enter")
        await expect(page.locator(".stage img.loaded")).to_be_visible()


async def test_covered_picture__is_blurred_in_the_gallery_until_it_is_pressed(browser: Browser, tmp_path: Path) -> None:
    async with canned(tmp_path) as app, window(browser, address_of(app)) as visitor:
        page = await visitor.open()
        await say(page, "/画 一只猫 --遮挡")
        await painted(page, 0)
        await say(page, "/画 一只狗")
        await painted(page, 1)
        await page.locator("#gallery-open").click()
        await expect(page.locator(".tile.loaded")).to_have_count(2)
        tile, other = page.locator(".tile").nth(1), page.locator(".tile").nth(0)
        await expect(other.locator("img")).to_have_css("filter", "none")
        await expect(tile.locator(".open")).to_have_accessible_name("已遮住，点一下查看")
        await expect(tile.locator(".cover")).to_be_visible()
        await tile.hover()
        await expect(tile.locator("img")).to_have_css("filter", "blur(32px) brightness(0.7)")
        number = await tile.get_attribute("data-id")
        await page.evaluate(f"location.hash = '#gallery/{number}'")  # Its address shows it no more than the tile.
        await expect(page).to_have_url(re.compile("#gallery$"))
        await expect(page.locator("#lightbox")).to_be_hidden()
        # Large, the arrow keys pass it by, until it was pressed.
        await other.locator(".open").click()
        await expect(page.locator(".stage img.loaded")).to_be_visible()
        await expect(page.locator("#lightbox .next")).to_be_disabled()
        await page.keyboard.press("Escape")
        await tile.locator(".open").click()
        await expect(tile.locator("img")).to_have_css("filter", "none")
        await expect(tile.locator(".open")).to_have_accessible_name(re.compile("一只猫"))
        await tile.locator(".open").click()
        await expect(page.locator(".stage img.loaded")).to_be_visible()
        await expect(page.locator("#lightbox .previous")).to_be_enabled()


async def test_set__of_twelve_in_the_room_has_a_button_for_each(browser: Browser, tmp_path: Path) -> None:
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.2, set_pictures=12), seed=1)
    async with Studio(options) as studio:
        upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
        async with shenbi(tmp_path, upstream=upstream) as app, window(browser, address_of(app)) as visitor:
            page = await visitor.open()
            await say(page, "/画 小狗 --模型 wan2.7-image --组图 12")
            await page.get_by_role("button", name="画吧").click()
            answer, sheet = await painted(page, 0)
            assert sheet.width > sheet.height  # Three rows of four.
            for number in range(1, 13):
                await expect(answer.get_by_role("button", name=str(number), exact=True)).to_be_visible()
            await answer.get_by_role("button", name="12", exact=True).click()
            await expect(page.locator(".files .figure.loaded")).to_have_count(1)
