"""The lightbox: the same actions in the room and in the gallery. Links to it, several at once, dragging."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.chromium import Window, window
from tests.browser.test_gallery import open_gallery
from tests.browser.test_gallery import visitor as visitor
from tests.browser.test_gallery import web_gallery as web_gallery
from tests.browser.test_room import address_of, canned, painted, say
from tests.web.gallery_room import GalleryRoom

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def names(page: Page) -> list[str]:
    """The actions that the lightbox offers."""
    return [name.strip() for name in await page.locator(".panel .press").all_inner_texts()]


async def archived(page: Page, name: str) -> list[str]:
    """The names in the archive behind a link."""
    async with page.expect_download() as coming:
        await page.get_by_role("link", name=name).last.click()
    path = await (await coming.value).path()
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert archive.testzip() is None
        return archive.namelist()


async def test_large_picture__in_the_room_and_in_the_gallery_the_same(browser: Browser, tmp_path: Path) -> None:
    async with canned(tmp_path) as app, window(browser, address_of(app)) as visitor:
        page = await visitor.open()
        await say(page, "/画 一只橘猫 --数量 2")
        answer, _ = await painted(page, 0)
        large = page.locator("#lightbox")
        await answer.locator(".figure").click()
        in_room = await names(page)
        for wanted in ("再来一张", "换风格", "画类似的", "收藏", "修改后再发", "分享链接", "删除"):
            assert wanted in in_room
        assert await archived(page, "全部下载") == ["shenbi-1.1.png", "shenbi-1.2.png"]

        # What changes the buttons is seen there; what paints is seen in the room.
        await large.get_by_role("button", name="收藏").click()
        await expect(large.get_by_role("button", name="收藏")).to_have_attribute("aria-pressed", "true")
        await large.get_by_role("button", name="修改后再发").click()
        await expect(large).to_be_hidden()
        await expect(page.locator("#input")).to_have_value("/imagine 一只橘猫")
        await page.locator("#input").fill("")
        await answer.locator(".figure").click()
        await large.get_by_role("button", name="再来一张").click()
        await expect(large).to_be_hidden()
        await painted(page, 1)

        # Deleted in the large view of the gallery, undone from there.
        await page.locator("#gallery-open").click()
        await expect(page.locator(".tile.loaded")).to_have_count(4)
        await page.locator(".tile .open").last.click()
        in_gallery = await names(page)
        for wanted in ("再来一张", "换风格", "画类似的", "取消收藏", "修改后再发", "分享链接", "删除"):
            assert wanted in in_gallery
        await large.get_by_role("button", name="删除").click()
        await large.get_by_role("button", name="保留").click()
        await large.get_by_role("button", name="删除").click()
        await large.get_by_role("button", name="确定删除").click()
        await expect(large).to_be_hidden()
        await expect(page.locator(".tile")).to_have_count(2)
        await page.locator(".toast").get_by_role("button", name="撤销").click()
        await expect(page.locator(".tile.loaded")).to_have_count(4)

        # Deleted in the large view of the room: it closes, because there is nothing to see any more.
        await page.locator(".gallery .back").click()
        await page.locator(".post .figure").first.click()
        await large.get_by_role("button", name="删除").click()
        await large.get_by_role("button", name="确定删除").click()
        await expect(large).to_be_hidden()
        await expect(page.locator(".post.is-done .figure")).to_have_count(1)


async def test_large_picture__way_back_outlives_a_reload_and_a_restart(browser: Browser, tmp_path: Path) -> None:
    async with window(browser, "") as visitor:
        async with canned(tmp_path) as app:
            visitor.address = address_of(app)
            page = await visitor.open()
            await say(page, "/画 一只橘猫")
            answer, _ = await painted(page, 0)
            await say(page, "/原图 1")
            await expect(page.locator(".files .figure.loaded")).to_be_visible()
            await answer.get_by_role("button", name="回复").click()
            await say(page, "好看")
            await answer.get_by_role("button", name="删除").click()
            await answer.get_by_role("button", name="确定删除").click()
            await expect(page.locator(".toast")).to_be_visible()
            await expect(page.locator(".figure")).to_have_count(0)
            quote = page.locator(".message", has_text="好看").locator(".quote")
            await expect(quote).to_contain_text("（已删除）")
            await expect(quote.locator("img")).to_have_count(0)
        async with canned(tmp_path) as app:
            await page.close()
            visitor.address = address_of(app)
            page = await visitor.open()
            await expect(page.locator(".figure")).to_have_count(0)
            await page.locator(".toast").get_by_role("button", name="撤销").click()
            await expect(page.locator(".figure.loaded")).to_have_count(2)
            await expect(page.locator(".message", has_text="好看").locator(".quote img")).to_have_count(1)


async def test_large_picture__link_is_made_opened_and_revoked(browser: Browser, tmp_path: Path) -> None:
    async with canned(tmp_path) as app, window(browser, address_of(app)) as visitor:
        page = await visitor.open()
        await say(page, "/画 一只橘猫")
        answer, _ = await painted(page, 0)
        await answer.locator(".figure").click()
        large = page.locator("#lightbox")
        await large.get_by_role("button", name="分享链接").click()
        await large.get_by_label("同时显示提示词").check()
        await large.get_by_role("button", name="生成链接").click()
        link = await large.get_by_label("链接", exact=True).input_value()
        assert re.fullmatch(re.escape(address_of(app)) + "s/[A-Za-z0-9_-]{32}", link)
        async with window(browser, address_of(app)) as other:
            shown = await other.context.new_page()
            await shown.goto(link)
            await expect(shown.locator("figcaption")).to_have_text("一只橘猫")
            assert await shown.locator("figure img").evaluate(
                "(image) => image.decode().then(() => image.naturalWidth)"
            )
            assert await other.context.cookies() == []
            await large.get_by_role("button", name="收回").click()
            await expect(large.locator(".links li")).to_have_count(0)
            answer_again = await shown.goto(link)
            assert answer_again
            assert answer_again.status == 404
            await expect(shown.locator("h1")).to_have_text("这个链接已经看不到图片了。")


async def test_large_picture__selection_is_downloaded(visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open()
    await open_gallery(web_gallery, page)
    await page.get_by_role("button", name="选择", exact=True).click()
    await page.locator(".tile .open").nth(0).click()
    await page.locator(".tile .open").nth(2).click()
    await expect(page.locator(".choice")).to_contain_text("已选 2 幅")
    assert sorted(await archived(page, "下载")) == ["shenbi-1.png", "shenbi-3.png"]
    await page.locator(".tile .open").nth(2).click()
    await expect(page.locator(".choice")).to_contain_text("已选 1 幅")
    await page.locator(".tile .open").nth(0).press("Escape")
    await expect(page.locator(".choice")).to_be_hidden()
    await page.locator(".tile .open").nth(0).click()
    await expect(page.locator("#lightbox")).to_be_visible()


async def test_large_picture__is_dragged_into_the_field(browser: Browser, tmp_path: Path) -> None:
    async with canned(tmp_path) as app, window(browser, address_of(app)) as visitor:
        page = await visitor.open()
        await say(page, "/画 一只橘猫")
        answer, _ = await painted(page, 0)
        await answer.locator(".figure img").drag_to(page.locator("#composer"))
        await expect(page.locator("#attached li.ready")).to_have_count(1)
        await expect(page.locator("#drop")).to_be_hidden()
        await say(page, "/重绘 水彩")
        await painted(page, 1)
