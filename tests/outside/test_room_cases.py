"""Section D of the cases from the world, and what people felt who used the room for the first time; in a real Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from adapters.web import WebAdapter
from bot.adapter_api import Button, Create, Edit, PostView
from tests.browser.actions import room_of, saved_updates, say, say_and_wait
from tests.browser.chromium import Window, window
from tests.browser.conftest import adapter as adapter
from tests.browser.conftest import browser as browser
from tests.browser.conftest import host as host
from tests.browser.conftest import page as page
from tests.browser.conftest import room as room
from tests.browser.conftest import visitor as visitor
from tests.web.host import WebHost

pytestmark = pytest.mark.asyncio(loop_scope="session")

PASTE = """([types, withImage]) => {
  const carried = new DataTransfer();
  for (const [type, words] of Object.entries(types)) carried.setData(type, words);
  if (withImage) carried.items.add(new File([new Uint8Array(9)], "cells.png", { type: "image/png" }));
  const event = new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true });
  return document.getElementById("input").dispatchEvent(event);
}"""


async def test_room__pasted_cells_of_a_table_are_text(page: Page) -> None:
    """W1, danny-avila/LibreChat#1934, Chainlit/chainlit#743: text and a picture of it lie in the clipboard together."""
    left_alone = await page.evaluate(PASTE, [{"text/plain": "a\tb", "text/html": "<table>"}, True])
    assert left_alone  # the browser itself puts the text in
    await expect(page.locator("#attached li")).to_have_count(0)


async def test_room__enter_that_confirms_an_input_method_sends_nothing(page: Page, host: WebHost) -> None:
    """W2, nearai/ironclaw#1139, mckaywrigley/chatbot-ui#718: Safari says 229 and `isComposing` false."""
    await page.locator("#input").fill("画一只")
    await page.evaluate(
        "() => document.getElementById('input').dispatchEvent("
        "new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))"
    )
    assert await page.locator("#input").input_value() == "画一只"
    await expect(page.locator(".message")).to_have_count(0)
    assert not host.saved


@pytest_asyncio.fixture(loop_scope="session")
async def blocked(browser: Browser, adapter: WebAdapter) -> AsyncIterator[Window]:
    async with window(browser, adapter.address) as made:
        await made.context.add_init_script(
            "for (const name of ['localStorage', 'sessionStorage'])"
            " Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });"
        )
        yield made


async def test_room__works_where_storage_is_blocked(blocked: Window) -> None:
    """W3, excalidraw/excalidraw#5822."""
    page = await blocked.open()
    await say_and_wait(page, "hello")
    await page.locator("#theme").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")


async def test_room__two_tabs_have_drafts_of_their_own(visitor: Window) -> None:
    """W5, chattocorp/chatto#240."""
    one, two = await visitor.open(), await visitor.open()
    await one.locator("#input").fill("the first")
    await two.locator("#input").fill("the second")
    await two.locator("#input").press("Enter")
    await expect(two.locator(".message")).to_have_count(1)
    await one.reload()
    await one.locator("body[data-ready]").wait_for()
    await expect(one.locator("#input")).to_have_value("the first")


async def test_room__dropped_link_is_refused_in_words(page: Page) -> None:
    """W6, pingdotgg/t3code#2108: the server fetches no address."""
    await page.evaluate(
        "() => { const carried = new DataTransfer(); carried.setData('text/uri-list', 'https://evil.example/x.png');"
        "window.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true })); }"
    )
    await expect(page.locator(".toast")).to_have_count(1)
    await expect(page.locator("#attached li")).to_have_count(0)


async def test_room__what_was_refused_is_in_the_field_again_and_no_null_in_the_log(page: Page) -> None:
    await page.route("**/messages", lambda route: route.fulfill(status=400, json={"error": "bad-request"}))
    await say(page, "a fox")
    await expect(page.locator(".delivery.failed")).to_have_count(1)
    await expect(page.locator("#input")).to_have_value("a fox")
    assert "null" not in await page.locator("#log").inner_text()


async def test_room__up_arrow_brings_back_what_was_said(page: Page) -> None:
    for words in ("first", "second"):
        await say(page, words)
    await expect(page.locator(".message")).to_have_count(2)
    field = page.locator("#input")
    await field.press("ArrowUp")
    await expect(field).to_have_value("second")
    await field.press("ArrowUp")
    await expect(field).to_have_value("first")
    await field.press("ArrowUp")
    await expect(field).to_have_value("first")
    await field.press("ArrowDown")
    await field.press("ArrowDown")
    await expect(field).to_have_value("")


async def test_room__place_for_the_picture_counts_down_and_can_be_edited(
    page: Page, adapter: WebAdapter, host: WebHost
) -> None:
    await say_and_wait(page)
    where = room_of(host, adapter)
    view = PostView(
        "#7", milestone="running", busy=True, frame=(720, 1280), ready_at=host.clock.now() + 30, edit="/画 一只狐狸"
    )
    await adapter.post(where, Create(7, view))
    box = await page.locator(".skeleton").bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(720 / 1280, abs=0.02)
    counted = page.locator(".countdown")
    before = await counted.inner_text()
    await expect(counted).not_to_have_text(before)
    # Where the words have the number of seconds, it is this one that moves.
    words = PostView(
        "#6 一只狐狸\n正在画，大约还要 35 秒\n已请求停止", milestone="running", ready_at=host.clock.now() + 33
    )
    await adapter.post(where, Create(6, words))
    bare = page.locator("#e-p6 .countdown")
    await expect(bare).to_have_count(1)
    assert 20 <= int(await bare.inner_text()) <= 33
    assert "秒\n已请求停止" in await page.locator("#e-p6 .text").inner_text()
    await page.locator("#e-p7").hover()
    await page.locator("#e-p7 [data-focus=edit]").click()
    await expect(page.locator("#input")).to_have_value("/画 一只狐狸")


async def test_room__commands_and_numbers_in_answers_can_be_pressed(
    page: Page, adapter: WebAdapter, host: WebHost
) -> None:
    await say_and_wait(page)
    where = room_of(host, adapter)
    text = "也可以 /任务 看看，或 /帮助。#42 和 3/4 与 https://x.example/help 以及 /nosuch"
    await adapter.post(where, Create(8, PostView(text)))
    inline = page.locator("#e-p8 .inline")
    await expect(inline).to_have_text(["/任务", "/帮助", "#42"])
    assert await page.locator("#e-p8 .text").inner_text() == text
    await inline.nth(0).click()
    await expect(page.locator("#input")).to_have_value("/任务 ")
    await inline.nth(2).click()
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator(".delivery")).to_have_count(0)
    assert [message.text for message in await saved_updates(adapter, host)] == ["x", "/show 42"]


async def test_room__star_is_a_state_of_its_button(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await say_and_wait(page)
    where = room_of(host, adapter)

    def view(starred: bool) -> PostView:
        return PostView("#9", buttons=((Button("⭐ 收藏", "star:9", on=starred),),))

    await adapter.post(where, Create(9, view(False)))
    star = page.locator("#e-p9 .press")
    await expect(star).to_have_attribute("aria-pressed", "false")
    await adapter.post(where, Edit(9, "p9", view(True)))
    await expect(star).to_have_attribute("aria-pressed", "true")


async def test_room__buttons_may_be_pressed_again(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await say_and_wait(page)
    await adapter.post(room_of(host, adapter), Create(10, PostView("#10", buttons=((Button("再来", "again:10"),),))))
    again = page.locator("#e-p10 .press")
    for _ in range(3):
        await again.click()
        await expect(again).to_be_enabled(timeout=5000)
    assert len(host.saved) == 4  # one message, three presses


async def test_room__roles_and_names_are_what_screen_readers_expect(page: Page) -> None:
    await say_and_wait(page)
    assert await page.locator("ol[role], textarea[role]").count() == 0
    assert await page.locator("[role=log] > ol > li").count() == 1
    name = await page.locator("#me bdi").inner_text()
    assert name in (await page.locator("#me").get_attribute("aria-label") or name)
    words = await page.locator("#language").inner_text()
    assert words in (await page.locator("#language").get_attribute("aria-label") or words)
