"""The page against a fake host: display, typing, dropping, pressing, announcements."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from adapters.web import WebAdapter, imaging
from bot.adapter_api import Button, Conversation, Create, Delivered, Edit, PostView, Press, Remove, ViewPicture
from bot.outbox.renderers import times_in
from tests.browser.actions import room_of, saved_updates, say, say_and_wait
from tests.browser.chromium import window
from tests.web.demo import DemoPainter
from tests.web.host import WebHost, png

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCRIPT = "<img src=x onerror=alert(1)><script>alert(1)</script>"


@pytest_asyncio.fixture(loop_scope="session")
async def painter(adapter: WebAdapter, host: WebHost) -> AsyncIterator[DemoPainter]:
    made = DemoPainter(adapter, host, step_s=0.05)
    yield made
    await made.stop()


async def test_page__weighs_little_and_asks_nobody_else(browser: Browser, adapter: WebAdapter) -> None:
    async with window(browser, adapter.address) as visitor:
        sizes_bytes: list[int] = []

        async def add_size(response: Any) -> None:
            sizes = await response.request.sizes()  # On the line, so compressed where it is.
            sizes_bytes.append(sizes["responseHeadersSize"] + sizes["responseBodySize"])

        visitor.context.on("response", add_size)
        page = await visitor.open()
        await expect(page.locator("#welcome")).to_be_visible()
        assert 20_000 < sum(sizes_bytes) < 100_000
        assert not visitor.foreign_requests


async def test_page__from_words_to_a_picture(page: Page, painter: DemoPainter, host: WebHost) -> None:
    come = asyncio.Event()

    async def delay(route: Route) -> None:
        await come.wait()
        await route.continue_()

    await page.route("**/p/~/**", delay)
    await say(page, "/画 玫瑰")
    post = page.locator(".post")
    # Until the picture is there its colours are, in its place.
    colours = post.locator(".figure:not(.loaded) .placeholder")
    await expect(colours).to_be_visible()
    drawn = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, 1, 1).data].slice(0, 3)"
    assert await colours.evaluate(drawn) == list(base64.b64decode(imaging.placeholder(host.pictures["job-1"]))[:3])
    place = await post.locator(".figure").bounding_box()
    come.set()
    await expect(post.locator(".figure.loaded")).to_be_visible()
    assert await post.locator(".figure").bounding_box() == place
    await expect(post.locator(".placeholder")).to_have_count(0)
    await expect(post.locator(".skeleton")).to_have_count(0)
    await expect(page.locator(".entry")).to_have_count(2)  # the answer changed in place; nothing was shown twice
    await expect(page.locator("#welcome")).to_be_hidden()
    await post.get_by_role("button", name="再画一次").click()
    await expect(page.locator(".post").nth(1)).to_contain_text("again:1")


async def test_page__markup_is_only_words(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await page.locator("#me").click()
    await page.locator("#name").fill(SCRIPT)
    await page.locator("#name").press("Enter")
    await expect(page.locator("#naming")).to_be_hidden()
    await say(page, SCRIPT)
    await expect(page.locator(".message .text")).to_have_text(SCRIPT)
    await expect(page.locator(".delivery")).to_have_count(0)
    host.pictures["k"] = png(40, 40)
    view = PostView(
        SCRIPT,
        title=SCRIPT,
        picture=ViewPicture("k", "image/png", 40, 40, SCRIPT, SCRIPT),
        buttons=((Button(SCRIPT, "x"),),),
    )
    await adapter.post(room_of(host, adapter), Create(1, view))
    await expect(page.locator(".post .title")).to_have_text(SCRIPT)
    await expect(page.locator(".post .press")).to_have_text(SCRIPT)
    assert await page.locator("script:not([src]), img[src='x'], [onerror]").count() == 0


async def test_page__long_words_both_directions_and_emoji(page: Page, adapter: WebAdapter) -> None:
    await say(page, "画" * 10_000)
    text = page.locator(".message .text").first
    await expect(text).to_have_class("text folded")
    await page.get_by_role("button", name="显示全文").click()
    await expect(text).to_have_class("text")
    await say(page, "صورة لغروب الشمس 👩‍🚀")
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator(".delivery")).to_have_count(0)
    assert await page.locator(".message .text").nth(1).evaluate("node => getComputedStyle(node).direction") == "rtl"
    await say(page, "x" * 300)
    width = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
    assert await page.locator("#scroll").evaluate("node => node.scrollWidth - node.clientWidth") <= 0


async def test_page__long_words_that_were_unfolded_stay_so(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await say_and_wait(page, "eins")
    room, long = room_of(host, adapter), "word " * 400
    shown = await adapter.post(room, Create(1, PostView(long)))
    assert isinstance(shown, Delivered)
    text = page.locator(".post .text").first
    await expect(text).to_have_class("text folded")
    await page.get_by_role("button", name="显示全文").click()
    await adapter.post(room, Edit(1, shown.handle, PostView(long + "end")))
    await expect(text).to_contain_text("end")
    await expect(text).to_have_class("text")


async def test_page__answer_quotes_and_leads_back(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await say_and_wait(page, "eins")
    for id in range(30):
        await adapter.post(room_of(host, adapter), Create(id, PostView(f"Notiz {id}")))
    await expect(page.locator(".post")).to_have_count(30)
    await page.locator(".message").get_by_role("button", name="回复").click()
    await expect(page.locator("#answering")).to_contain_text("eins")
    await say(page, "zwei")
    quote = page.locator(".message").nth(1).locator(".quote")
    await expect(quote).to_contain_text("eins")
    await quote.click()
    await expect(page.locator(".message").first).to_be_in_viewport()
    await expect(page.locator(".message").first).to_be_focused()
    await expect(page.locator(".delivery")).to_have_count(0)
    said = (await saved_updates(adapter, host))[-1]
    assert said.reply_to.text == "eins"


async def test_page__echo_of_own_words_does_not_take_the_view_back(
    page: Page, adapter: WebAdapter, host: WebHost
) -> None:
    await say_and_wait(page, "eins")
    for id in range(30):
        await adapter.post(room_of(host, adapter), Create(id, PostView(f"Notiz {id}")))
    await expect(page.locator(".post")).to_have_count(30)
    delivered = asyncio.Event()

    async def delay(route: Route) -> None:
        await delivered.wait()
        await route.continue_()

    await page.route("**/messages", delay)
    await page.locator(".message").get_by_role("button", name="回复").click()
    await say(page, "zwei")
    await page.locator("[id^=e-local-] .quote").click()  # The draft: the server has not heard of it.
    await expect(page.locator(".message").first).to_be_in_viewport()
    delivered.set()
    await expect(page.locator("[id^=e-local-]")).to_have_count(0)
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator(".message").first).to_be_in_viewport()


async def test_page__history_comes_by_scrolling_and_nothing_jumps(
    page: Page, adapter: WebAdapter, host: WebHost
) -> None:
    await say_and_wait(page, "anfang")
    for id in range(120):
        await adapter.post(room_of(host, adapter), Create(id, PostView(f"Notiz {id}")))
    await page.reload()
    await page.locator("body[data-ready]").wait_for()
    await expect(page.locator(".entry")).to_have_count(40)
    await expect(page.get_by_text("Notiz 119", exact=True)).to_be_in_viewport()
    first = page.locator(".entry").first
    await first.scroll_into_view_if_needed()
    await first.evaluate(
        "node => { node.id += ''; window.seen = node.id; window.top0 = node.getBoundingClientRect().top; }"
    )
    await expect(page.locator(".entry")).not_to_have_count(40)
    moved = await page.evaluate("() => document.getElementById(window.seen).getBoundingClientRect().top - window.top0")
    assert abs(moved) < 60  # the anchor is what is at the top edge; it stays there
    # New ones do not take the reader away.
    await adapter.post(room_of(host, adapter), Create(999, PostView("neu")))
    await expect(page.get_by_role("button", name="回到最新")).to_be_visible()
    await page.get_by_role("button", name="回到最新").click()
    await expect(page.get_by_text("neu", exact=True)).to_be_in_viewport()


async def test_page__way_to_the_newest_is_not_interrupted_by_what_is_older(
    page: Page, adapter: WebAdapter, host: WebHost
) -> None:
    await say_and_wait(page, "anfang")
    for id in range(120):
        await adapter.post(room_of(host, adapter), Create(id, PostView(f"Notiz {id}")))
    await page.reload()
    await page.locator("body[data-ready]").wait_for()
    held: list[Route] = []
    await page.route("**/entries?**", lambda route: held.append(route))
    await page.locator(".entry").first.scroll_into_view_if_needed()
    await page.wait_for_function("() => document.getElementById('newer').hidden === false")
    async with asyncio.timeout(30):
        while not held:
            await page.evaluate("() => new Promise(requestAnimationFrame)")
    await page.evaluate("() => { window.from = document.getElementById('scroll').scrollTop }")
    await page.get_by_role("button", name="回到最新").click()
    await page.wait_for_function("() => document.getElementById('scroll').scrollTop > window.from")
    for route in held:
        await route.continue_()
    await expect(page.get_by_text("Notiz 119", exact=True)).to_be_in_viewport()
    await expect(page.locator(".entry")).not_to_have_count(40)
    await expect(page.get_by_text("Notiz 119", exact=True)).to_be_in_viewport()


async def test_page__picture_has_its_place_before_it_comes(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await say_and_wait(page, "x")
    held: list[Any] = []
    await page.route("**/p/**", lambda route: held.append(route))
    host.pictures["k"] = png(640, 480)
    picture = ViewPicture("k", "image/png", 640, 480, "Rosen")
    await adapter.post(room_of(host, adapter), Create(1, PostView("fertig", picture=picture)))
    image = page.locator(".post .figure img")
    await image.wait_for(state="attached")
    before = await page.locator("#log").bounding_box()
    box = await image.bounding_box()
    assert box is not None
    assert box["height"] > 200
    assert abs(box["width"] / box["height"] - 640 / 480) < 0.01
    for route in held:
        await route.continue_()
    await expect(page.locator(".post .figure.loaded")).to_be_visible()
    after = await page.locator("#log").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["height"] - before["height"]) < 1


async def test_page__lightbox(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await say_and_wait(page, "x")
    for id in (1, 2):
        host.pictures[f"k{id}"] = png(800, 600, mark=str(id))
        picture = ViewPicture(f"k{id}", "image/png", 800, 600, f"Bild {id}", f"bild-{id}")
        await adapter.post(room_of(host, adapter), Create(id, PostView("", picture=picture)))
    await expect(page.locator(".figure.loaded")).to_have_count(2)  # The second may be there before the first.
    figure = page.locator(".figure.loaded").first
    await figure.focus()
    await page.keyboard.press("Enter")
    box = page.locator("#lightbox")
    await expect(box.locator(".place")).to_have_text("1 / 2")
    await page.keyboard.press("+")
    await expect(box.locator(".stage")).to_have_class("stage zoomed")
    await page.keyboard.press("0")
    await expect(box.locator(".stage")).to_have_class("stage")
    await page.keyboard.press("ArrowRight")
    await expect(box.locator(".place")).to_have_text("2 / 2")
    await expect(box.locator(".panel .prompt")).to_have_text("Bild 2")
    async with page.expect_download() as download:
        await box.get_by_label("下载原图").click()
    assert (await download.value).suggested_filename == "bild-2.png"
    await page.keyboard.press("Escape")
    await expect(box).to_be_hidden()
    await expect(figure).to_be_focused()


async def test_page__two_people_see_each_other(browser: Browser, adapter: WebAdapter) -> None:
    async with window(browser, adapter.address) as one, window(browser, adapter.address, locale="en-US") as two:
        mine, yours = await one.open("r/team"), await two.open("r/team")
        await expect(mine.locator("#people li")).to_have_count(2)
        await yours.locator("#me").click()
        await yours.locator("#name").fill("Ada")
        await yours.get_by_role("button", name="Save").click()
        await expect(mine.locator("#people")).to_contain_text("Ada")
        await yours.locator("#input").press_sequentially("hel")
        await expect(mine.locator("#typing")).to_contain_text("Ada")
        await say(yours, "hello")
        await expect(mine.locator(".message .text")).to_have_text("hello")
        await expect(mine.locator(".message .who")).to_contain_text("Ada")
        await expect(mine.locator("#typing")).to_be_empty()
        await expect(mine.locator("#announce")).to_contain_text("Ada: hello")
        await two.context.close()
        await expect(mine.locator("#people li")).to_have_count(1)


async def test_page__deleted_post_goes_and_an_edit_keeps_the_focus(
    page: Page, adapter: WebAdapter, host: WebHost
) -> None:
    await say_and_wait(page, "x")
    room = room_of(host, adapter)
    buttons = ((Button("取消", "cancel:1"),),)
    await adapter.post(room, Create(1, PostView("3", milestone="accepted", buttons=buttons)))
    await page.get_by_role("button", name="取消").focus()
    for position in ("2", "1"):
        await adapter.post(room, Edit(1, "p1", PostView(position, milestone="accepted", buttons=buttons)))
        await expect(page.locator(".post .text")).to_have_text(position)
    await expect(page.get_by_role("button", name="取消")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="取消")).to_be_enabled()
    presses = [said for said in await saved_updates(adapter, host) if isinstance(said, Press)]
    assert [press.action for press in presses] == ["cancel:1"]
    await adapter.post(room, Remove(1, "p1", PostView("")))
    await expect(page.locator(".post")).to_have_count(0)


async def test_page__picture_that_came_while_the_server_started_anew_is_loaded_when_it_is_back(
    page: Page, adapter: WebAdapter, host: WebHost
) -> None:
    await say_and_wait(page)
    host.pictures["k"] = png(64, 48)
    asked: list[str] = []

    async def abort_first_two(route: Any) -> None:
        """Abort the request for the picture and the check whether the server is reachable."""
        asked.append(route.request.url)
        await (route.abort() if len(asked) <= 2 else route.continue_())

    await page.route("**/p/**", abort_first_two)
    picture = ViewPicture("k", "image/png", 64, 48)
    await adapter.post(room_of(host, adapter), Create(1, PostView("fertig", picture=picture)))
    await expect(page.locator(".post .figure.loaded")).to_be_visible()
    await expect(page.locator(".post .figure.missing")).to_have_count(0)
    assert len(asked) == 3
    # What is really gone is said to be gone.
    gone = ViewPicture("gone", "image/png", 64, 48)
    await adapter.post(room_of(host, adapter), Create(2, PostView("weg", picture=gone)))
    await expect(page.locator(".post .figure.missing")).to_be_visible()


async def test_page__file_that_is_no_picture_is_there_to_be_kept(
    page: Page, adapter: WebAdapter, host: WebHost
) -> None:
    await say_and_wait(page)
    host.pictures["k"] = b"<!doctype html><p>an album"
    page_of_album = ViewPicture("k", "text/html", 0, 0, alt="Herbst", name="shenbi-album-1.html")
    await adapter.post(room_of(host, adapter), Create(1, PostView("the page", files=(page_of_album,))))
    link = page.locator(".post a.document")
    await expect(link).to_have_text("shenbi-album-1.html")
    await expect(page.locator(".post .figure")).to_have_count(0)
    async with page.expect_download() as coming:
        await link.click()
    download = await coming.value
    assert download.suggested_filename == "shenbi-album-1.html"
    assert (await download.path()).read_bytes() == host.pictures["k"]


@pytest.mark.parametrize(("zone", "shown"), [("Asia/Shanghai", "07:30:05"), ("America/Bogota", "18:30:05")])
async def test_page__hours_are_told_by_the_readers_clock(
    browser: Browser, adapter: WebAdapter, zone: str, shown: str
) -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    at = (midnight - timedelta(minutes=29, seconds=55)).timestamp()
    async with window(browser, adapter.address, timezone_id=zone) as visitor:
        text = "🎨 23:30:05 点的火车，\n\n23:30:05 前有效。"
        times = times_in(text, [("23:30:05", at)])
        room = Conversation("web", "team")
        await adapter.post(room, Create(1, PostView(text, times=times)))
        for id, view in ((2, PostView("x")), (3, PostView("y", reply_to="p1"))):
            await adapter.post(room, Create(id, view))
        page = await visitor.open("r/team")
        await expect(page.locator(".post .text").first).to_contain_text(
            "🎨 23:30:05 点的火车，"
        )  # what a person wrote stays
        await expect(page.locator(".post .text").first).to_contain_text(f"{shown} 前有效。")
        quoted = page.locator(".post .quote")
        await expect(quoted).to_contain_text("🎨 23:30:05 点的火车，")
        await expect(quoted).to_contain_text(f"{shown} 前有效。")
        own = "(at) => new Date(at).toLocaleTimeString('zh', {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'})"
        said = await page.locator(".post time").first.get_attribute("datetime")
        assert said
        shown_at = datetime.fromisoformat(said).timestamp() * 1000
        assert await page.locator(".post time").first.inner_text() == await page.evaluate(own, shown_at)
