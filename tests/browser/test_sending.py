"""Writing, attaching and sending, also while offline."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from adapters.web import WebAdapter, erasure
from adapters.web.limits import IMAGES_PER_MESSAGE
from bot.adapter_api import Conversation, Create, Message, PostView
from tests.browser.actions import dragged_files, saved_updates, say, say_and_wait
from tests.browser.chromium import Window, window
from tests.web.host import WebHost, png, running, settings

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_composer__commands_options_and_styles_complete(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    field, options = page.locator("#input"), page.get_by_role("option")
    await field.press_sequentially("/")
    await expect(options.first).to_contain_text("/画")
    await field.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await expect(field).to_have_attribute("aria-activedescendant", "option-1")
    await field.press("Tab")
    await expect(field).to_have_value("/重绘 ")
    await field.press_sequentially("照片 #")
    await expect(options).to_have_count(6)
    await field.press_sequentially("水")
    await expect(options).to_have_count(1)
    await field.press("Enter")
    await expect(field).to_have_value("/重绘 照片 #水彩 ")
    await field.press_sequentially("--s")
    await expect(options).to_have_count(2)
    await field.press("Escape")
    await expect(options).to_have_count(0)
    await field.fill("/画 猫 #水彩")
    await field.press("Enter")  # already whole: it is sent
    await expect(page.locator(".message .text")).to_have_text("/画 猫 #水彩")


async def test_composer__hundred_images_at_once(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    carried = await dragged_files(page, 100)
    await page.dispatch_event("#scroll", "dragenter", {"dataTransfer": carried})
    await expect(page.locator("#drop")).to_be_visible()
    await page.dispatch_event("#scroll", "drop", {"dataTransfer": carried})
    await expect(page.locator("#drop")).to_be_hidden()
    await expect(page.locator("#attached li.ready")).to_have_count(IMAGES_PER_MESSAGE)
    await expect(page.locator(".toast")).to_contain_text(str(100 - IMAGES_PER_MESSAGE))
    await page.locator("#attached li").first.get_by_role("button").click()
    await page.locator("#send").click()
    await expect(page.locator(".message .images .figure.loaded")).to_have_count(IMAGES_PER_MESSAGE - 1)
    await expect(page.locator(".delivery")).to_have_count(0)
    (said,) = await saved_updates(adapter, host)
    assert isinstance(said, Message)
    assert len(said.images) == IMAGES_PER_MESSAGE - 1


async def test_composer__image_is_pasted_and_what_is_none_is_refused(page: Page) -> None:
    carried = await dragged_files(page, 1)
    await page.evaluate(
        "(carried) => document.getElementById('input').dispatchEvent("
        "new ClipboardEvent('paste', { clipboardData: carried, bubbles: true, cancelable: true }))",
        carried,
    )
    await expect(page.locator("#attached li.ready")).to_have_count(1)
    await page.locator("#files").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    await expect(page.locator(".toast").last).to_contain_text("JPG")
    await page.locator("#files").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no image"})
    await expect(page.locator("#attached li")).to_have_count(1)


async def test_composer__fifty_megabytes_do_not_leave_the_browser(page: Page, host: WebHost) -> None:
    # As an image of the page's own making: a file of that size takes the driver longer than the test.
    carried = await page.evaluate_handle(
        "() => { const carried = new DataTransfer();"
        "carried.items.add(new File([new Uint8Array(50 * 1048576)], 'big.png', { type: 'image/png' })); return carried; }"
    )
    await page.dispatch_event("#scroll", "drop", {"dataTransfer": carried})
    await expect(page.locator(".toast")).to_contain_text("20 MB")
    await expect(page.locator("#attached li")).to_have_count(0)
    assert not host.images


async def test_composer__what_was_written_while_the_line_was_down_arrives_later(
    visitor: Window, page: Page, adapter: WebAdapter, host: WebHost
) -> None:
    await say(page, "vorher")
    await expect(page.locator(".message .delivery")).to_have_count(0)
    host.fail_saves = 2
    await say(page, "trotzdem")
    await expect(page.locator(".message .delivery")).to_contain_text("正在发送")
    await expect(page.locator(".message .delivery")).to_have_count(0)
    await visitor.context.set_offline(True)
    await say(page, "offline")
    await expect(page.locator(".message .delivery")).to_contain_text("正在发送")
    await visitor.context.set_offline(False)
    await expect(page.locator(".message .delivery")).to_have_count(0)
    assert [said.text for said in await saved_updates(adapter, host)] == ["vorher", "trotzdem", "offline"]


async def test_composer__what_cannot_be_sent_is_given_back(page: Page, host: WebHost) -> None:
    await page.locator("#files").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png(60, 40)})
    await expect(page.locator("#attached li.ready")).to_have_count(1)
    await host.store.write(erasure.drop_uploads, 1e12, host.drop_images)
    await say(page, "mein Bild")
    await expect(page.locator(".delivery.failed")).to_contain_text("图片已过期")
    await page.get_by_role("button", name="放弃").click()
    await expect(page.locator(".message")).to_have_count(0)
    await expect(page.locator("#input")).to_have_value("mein Bild")
    assert not host.saved


async def test_composer__server_starts_anew_under_an_open_page(browser: Browser, tmp_path: Path) -> None:
    async with window(browser, "") as visitor:
        async with running(tmp_path) as (adapter, _):
            visitor.address = adapter.address
            port = int(adapter.address.rstrip("/").rpartition(":")[2])
            page = await visitor.open("r/team")
            await say_and_wait(page, "vorher")
        await expect(page.locator("#link")).not_to_be_empty()
        await say(page, "dazwischen")
        async with running(tmp_path, made=settings(port=port)) as (adapter, host):
            await adapter.post(Conversation("web", "team"), Create(1, PostView("wieder da")))
            await expect(page.get_by_text("wieder da", exact=True)).to_be_visible()
            await expect(page.locator(".delivery")).to_have_count(0)
            await expect(page.locator("#link")).to_be_empty()
            texts = await page.locator("#log .text").all_inner_texts()
            assert (texts[0], sorted(texts[1:])) == ("vorher", ["dazwischen", "wieder da"])
            assert [said.text for said in await saved_updates(adapter, host)] == ["dazwischen"]
