"""The gallery in the room: searching, starring, viewing and reusing pictures, by mouse, touch and keyboard."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from adapters.web.limits import GALLERY_PICTURES
from bot.adapter_api import Conversation, Create, Message, PostView, Remove, Size
from tests.browser.chromium import Window, used_window, window
from tests.browser.test_looks import CONTRAST, PHONE, UNNAMED
from tests.browser.test_room import address_of, canned, painted, say
from tests.web.gallery_room import GalleryRoom, gallery_room

pytestmark = pytest.mark.asyncio(loop_scope="session")

ME = "fetch('/api/start', { method: 'POST', body: JSON.stringify({ room: '~' }) }).then((r) => r.json()).then((s) => s.me.id)"


@pytest_asyncio.fixture(loop_scope="session")
async def web_gallery(tmp_path: Path) -> AsyncIterator[GalleryRoom]:
    async with gallery_room(tmp_path) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, web_gallery: GalleryRoom) -> AsyncIterator[Window]:
    async with used_window(browser, web_gallery.adapter.address) as made:
        yield made


async def add_three_pictures(web_gallery: GalleryRoom, page: Page, room: str = "") -> None:
    """Add three pictures of the page's own person."""
    me = await page.evaluate(ME)
    await web_gallery.add_job(me, "雪夜山村", style="chinese painting", size=Size(1280, 720), room=room)
    await web_gallery.add_job(me, "一只橘猫", style="watercolor", room=room)
    await web_gallery.add_job(me, "a fox in the snow", style="anime", seed=42, size=Size(720, 1280), room=room)


async def open_gallery(web_gallery: GalleryRoom, page: Page) -> None:
    """Open the gallery with three pictures."""
    await add_three_pictures(web_gallery, page)
    await page.locator("#gallery-open").click()
    await expect(page.locator(".tile.loaded")).to_have_count(3)


async def test_gallery__open_search_filter_and_back(visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open()
    await open_gallery(web_gallery, page)
    await expect(page).to_have_url(re.compile("#gallery$"))
    await expect(page).to_have_title(re.compile("画廊"))
    await expect(page.locator("#gallery-words")).to_be_focused()
    assert await page.locator("#room").evaluate("(node) => node.inert")

    await page.locator("#gallery-words").press_sequentially("FOX 动漫")
    await expect(page.locator(".tile")).to_have_count(1)
    await page.locator("#gallery-words").fill("恐龙")
    await expect(page.locator(".empty")).to_contain_text("没有符合条件的画")
    await page.get_by_role("button", name="清除条件").click()
    await expect(page.locator(".tile")).to_have_count(3)

    await page.get_by_role("button", name="水彩", exact=True).click()
    await expect(page.locator(".tile")).to_have_count(1)
    await expect(page.get_by_role("button", name="水彩", exact=True)).to_have_attribute("aria-pressed", "true")
    await page.reload()  # the address knows what was looked for
    await expect(page.locator(".tile")).to_have_count(1)
    await page.get_by_role("button", name="全部风格").click()
    await expect(page.locator(".tile")).to_have_count(3)

    await page.go_back()
    await expect(page.locator("#gallery")).to_be_hidden()
    await expect(page.locator("#input")).to_be_focused()
    await page.go_forward()
    await expect(page.locator(".tile.loaded")).to_have_count(3)
    await page.get_by_role("button", name="回到房间").click()
    await expect(page.locator("#gallery")).to_be_hidden()
    assert "#" not in page.url


async def test_gallery__chat_command_stays_one(visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open()
    await say(page, "/gallery")
    await expect(page.locator(".message")).to_have_count(1)
    await expect(page.locator("#gallery")).to_be_hidden()


async def test_gallery__stars(visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open()
    await open_gallery(web_gallery, page)
    first = page.locator(".tile").first
    await first.hover()
    async with page.expect_response(re.compile("stars")):
        await first.get_by_role("button", name="收藏").click()
    await expect(first.get_by_role("button", name="收藏")).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="只看收藏").click()
    await expect(page.locator(".tile")).to_have_count(1)
    await page.locator(".tile .open").click()
    async with page.expect_response(re.compile("stars")):
        await page.locator(".panel .star").click()
    await expect(page.locator(".panel .star")).to_have_text("收藏")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="只看收藏").click()
    await expect(page.locator(".tile")).to_have_count(3)
    await expect(page.locator(".tile.starred")).to_have_count(0)


async def test_gallery__star_that_could_not_be_set_is_taken_back(visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open()
    await open_gallery(web_gallery, page)
    await visitor.context.set_offline(True)
    await page.locator(".tile .open").first.focus()
    await page.keyboard.press("s")
    await expect(page.locator(".toast")).to_be_visible()
    await expect(page.locator(".tile.starred")).to_have_count(0)


async def test_gallery__in_the_large(visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open()
    await open_gallery(web_gallery, page)
    box, panel = page.locator("#lightbox"), page.locator(".panel")
    await page.locator(".tile .open").first.click()
    await expect(box).to_be_visible()
    await expect(page).to_have_url(re.compile(r"#gallery/3$"))
    for words in ("a fox in the snow", "动漫", "720 × 1280", "42", "#3"):
        await expect(panel).to_contain_text(words)
    await expect(panel.locator(".prompt")).to_have_text("a fox in the snow")
    await page.keyboard.press("ArrowRight")
    await expect(panel.locator(".prompt")).to_have_text("一只橘猫")
    await expect(page).to_have_url(re.compile(r"#gallery/2$"))
    async with page.expect_download() as download:
        await box.get_by_role("link", name="下载原图").click()
    assert (await download.value).suggested_filename == "shenbi-2.png"
    await page.go_back()  # on a phone, the way out of a picture
    await expect(box).to_be_hidden()
    await expect(page.locator("#gallery")).to_be_visible()
    await expect(page.locator(".tile .open").nth(1)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(box).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(box).to_be_hidden()
    await expect(page).to_have_url(re.compile("#gallery$"))
    await page.keyboard.press("Escape")
    await expect(page.locator("#gallery")).to_be_hidden()
    assert "#" not in page.url


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ("发到房间", "/show 3"),
        ("再来一张", "/again 3"),
        ("换风格 水彩", "/重绘 --from 3 watercolor"),
        ("画类似的", "/仿 --from 3"),
    ],
)
async def test_gallery__what_can_be_done_with_it_is_said_in_the_room(
    visitor: Window, web_gallery: GalleryRoom, button: str, said: str
) -> None:
    page = await visitor.open()
    await page.locator("#input").fill("half a thought")
    await open_gallery(web_gallery, page)
    await page.locator(".tile .open").first.click()
    for name in button.split():
        await page.locator(".panel").get_by_role("button", name=name).click()
    await expect(page.locator("#lightbox")).to_be_hidden()
    await expect(page.locator("#gallery")).to_be_hidden()
    await expect(page.locator(".message .text")).to_have_text(said)
    await expect(page.locator(".delivery")).to_have_count(0)
    (heard,) = (web_gallery.adapter.decode(update) for update in web_gallery.host.saved.values())
    assert isinstance(heard, Message)
    assert heard.text == said
    await expect(page.locator("#input")).to_have_value("half a thought")  # nobody's draft is lost
    assert "#" not in page.url


async def test_gallery__address_that_was_kept(visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open()
    await add_three_pictures(web_gallery, page)
    await page.close()
    page = await visitor.open("#gallery/2?words=fox")
    await expect(page.locator(".tile")).to_have_count(1)
    await expect(page.locator("#lightbox")).to_be_hidden()
    await page.locator(".tile .open").click()
    await page.locator(".panel").get_by_role("button", name="发到房间").click()
    await expect(page.locator("#gallery")).to_be_hidden()
    await expect(page.locator(".message .text")).to_have_text("/show 3")
    assert "#" not in page.url


async def test_gallery__with_the_keyboard_alone(visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open()
    await add_three_pictures(web_gallery, page)
    await page.locator("#gallery-open").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".tile.loaded")).to_have_count(3)
    await page.keyboard.press("ArrowDown")
    tiles = page.locator(".tile .open")
    await expect(tiles.nth(0)).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(tiles.nth(1)).to_be_focused()
    await page.keyboard.press("End")
    await expect(tiles.nth(2)).to_be_focused()
    await page.keyboard.press("Home")
    await expect(tiles.nth(0)).to_be_focused()
    async with page.expect_response(re.compile("stars")):
        await page.keyboard.press("s")
    await expect(page.locator(".tile").first).to_have_class(re.compile("starred"))
    await page.keyboard.press("Tab")
    await expect(page.locator(".tile .star").nth(0)).to_be_focused()
    assert await page.locator('.tile button[tabindex="0"]').count() == 2  # one tile is a stop for Tab
    await page.keyboard.press("/")
    await expect(page.locator("#gallery-words")).to_be_focused()
    await page.keyboard.type("fox")
    await expect(tiles).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(tiles).to_have_count(3)


async def test_gallery__more_come_by_scrolling_and_by_the_button(visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open()
    me = await page.evaluate(ME)
    count = GALLERY_PICTURES * 3 + 1
    for number in range(count):
        await web_gallery.add_job(me, f"fox {number}", at=1_700_000_000.0 + number * 86_400 * 9)
    await page.locator("#gallery-open").click()
    await expect(page.locator(".tile")).to_have_count(GALLERY_PICTURES)
    assert await page.locator(".picture-grid h2").count() > 5
    await page.locator(".gallery-body").evaluate("(node) => node.scrollTo(0, node.scrollHeight)")
    await expect(page.locator(".tile")).to_have_count(GALLERY_PICTURES * 2)
    await page.get_by_role("button", name="较早的画").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".tile")).not_to_have_count(GALLERY_PICTURES * 2)
    await page.locator(".gallery-body").evaluate("(node) => node.scrollTo(0, node.scrollHeight)")
    await expect(page.locator(".tile")).to_have_count(count)
    await expect(page.get_by_role("button", name="较早的画")).to_be_hidden()
    prompts = await page.locator(".tile .caption").all_text_contents()
    assert prompts == [f"fox {number}" for number in reversed(range(count))]


async def test_gallery__room_of_several(browser: Browser, visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open("r/team")
    await add_three_pictures(web_gallery, page, "team")
    await page.locator("#gallery-open").click()
    await expect(page.locator(".tile")).to_have_count(3)
    await page.get_by_role("button", name="这个房间的").click()
    await expect(page.locator(".empty")).to_contain_text("还没有公开的画")
    await web_gallery.set_gallery("conversation", "yes", chat_id="team")
    async with window(browser, web_gallery.adapter.address) as other:
        seen = await other.open("r/team#gallery?here=")
        await expect(seen.locator(".tile.loaded")).to_have_count(3)
        await expect(seen.locator(".tile b").first).to_contain_text("访客")
        await seen.get_by_role("button", name="我的", exact=True).click()
        await expect(seen.locator(".empty")).to_contain_text("还没有画")
    private = await visitor.open()
    await private.locator("#gallery-open").click()
    await expect(private.locator(".tile")).to_have_count(3)
    await expect(private.get_by_role("button", name="这个房间的")).to_have_count(0)


async def test_gallery__what_comes_and_goes_while_it_is_open(visitor: Window, web_gallery: GalleryRoom) -> None:
    page = await visitor.open()
    await open_gallery(web_gallery, page)
    me = await page.evaluate(ME)
    await web_gallery.add_job(me, "fresh")
    room = Conversation("web", f"~{me}")
    await web_gallery.adapter.post(room, Create(1, PostView("done", milestone="done")))
    await expect(page.locator(".tile")).to_have_count(4)
    await expect(page.locator(".tile .caption").first).to_have_text("fresh")
    await web_gallery.host.store.write(lambda tx: tx.run("pictures.delete_of_job", job_id=2, now=tx.now))
    await web_gallery.adapter.post(room, Remove(1, "p1", PostView("")))
    await expect(page.locator(".tile")).to_have_count(3)
    assert await page.locator(".tile .caption").all_text_contents() == ["fresh", "a fox in the snow", "雪夜山村"]


async def test_gallery__on_a_phone(browser: Browser, web_gallery: GalleryRoom) -> None:
    async with window(browser, web_gallery.adapter.address, **PHONE) as visitor:
        page = await visitor.open()
        await add_three_pictures(web_gallery, page)
        await page.locator("#gallery-open").tap()
        await expect(page.locator(".tile.loaded")).to_have_count(3)
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        assert await page.locator(".gallery-body").evaluate("(node) => node.scrollWidth <= node.clientWidth")
        await page.locator(".tile .open").first.tap()
        box = page.locator("#lightbox")
        await expect(box).to_be_visible()
        for target in (".panel .press", "#lightbox header .icon"):
            size = await page.locator(target).first.bounding_box()
            assert size is not None
            assert size["height"] >= 36
        picture, panel = await page.locator(".stage img").bounding_box(), await page.locator(".panel").bounding_box()
        assert picture is not None
        assert panel is not None
        assert picture["y"] + picture["height"] <= panel["y"] + 1  # nothing lies over the picture
        await page.locator(".panel .star").tap()
        await expect(page.locator(".panel .star")).to_have_attribute("aria-pressed", "true")
        await page.go_back()
        await expect(box).to_be_hidden()
        await page.go_back()
        await expect(page.locator("#gallery")).to_be_hidden()


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en-US"), ("dark", "zh-CN")])
async def test_gallery__names_and_contrast(
    browser: Browser, web_gallery: GalleryRoom, scheme: str, locale: str
) -> None:
    async with window(browser, web_gallery.adapter.address, color_scheme=scheme, locale=locale) as visitor:
        page = await visitor.open("r/team")
        await add_three_pictures(web_gallery, page, "team")
        await page.locator("#gallery-open").click()
        await expect(page.locator(".tile.loaded")).to_have_count(3)
        assert await page.evaluate(UNNAMED) == []
        for selector in (
            ".picture-grid h2",
            ".chip",
            '.chip[aria-pressed="true"]',
            ".segmented button",
            ".gallery .bar h1",
        ):
            assert await page.evaluate(CONTRAST, selector) >= 4.5, selector
        assert "web-" not in await page.locator("body").inner_text()
        await page.locator(".tile .open").first.click()
        assert await page.evaluate(UNNAMED) == []
        for selector in (".panel .prompt", ".facts dt", ".panel .press", ".panel .press.primary"):
            assert await page.evaluate(CONTRAST, selector) >= 4.5, selector
        assert "web-" not in await page.locator("body").inner_text()


async def test_gallery__whole_bot(browser: Browser, tmp_path: Path) -> None:
    """A picture of the studio is found, starred and posted again, and disappears after `/forget`."""
    async with canned(tmp_path) as app, window(browser, address_of(app)) as visitor:
        page = await visitor.open()
        await say(page, "/画 雪夜山村 #国画")
        await painted(page, 0)
        await page.locator("#gallery-open").click()
        await expect(page.locator(".tile.loaded")).to_have_count(1)
        await page.get_by_role("button", name="中国画").click()
        await expect(page.locator(".tile.loaded")).to_have_count(1)
        await page.locator(".tile .open").click()
        await expect(page.locator(".panel")).to_contain_text("中国画")
        await page.locator(".panel").get_by_role("button", name="发到房间").click()
        await painted(page, 1)
        await say(page, "/忘记 确定")
        await expect(page.locator(".post .figure")).to_have_count(0)
        await page.locator("#gallery-open").click()
        await expect(page.locator(".empty")).to_contain_text("还没有画")
