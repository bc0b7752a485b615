"""The page by itself, against a host of straw: what people see, type, drop, press and hear."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from adapters.web import WebAdapter, rooms
from adapters.web.limits import IMAGES_PER_MESSAGE
from bot.messages import Button, Conversation, Create, Edit, Message, PostView, Press, Remove, ViewPicture
from tests.browser.chromium import Window, window
from tests.web.demo import Straw
from tests.web.host import WebHost, png, running, settings

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = "<img src=x onerror=alert(1)><script>alert(1)</script>"


@pytest_asyncio.fixture(loop_scope="module")
async def page(somebody: Window) -> AsyncIterator[Page]:
    yield await somebody.open()


@pytest_asyncio.fixture(loop_scope="module")
async def straw(adapter: WebAdapter, host: WebHost) -> AsyncIterator[Straw]:
    made = Straw(adapter, host, step_s=0.05)
    yield made
    await made.stop()


async def say(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.locator("#input").press("Enter")


async def first_word(page: Page, text: str = "x") -> None:
    """Say something, and wait until the server has it: now there is a room."""
    await say(page, text)
    await expect(page.locator(".said")).to_have_count(1)
    await expect(page.locator(".fate")).to_have_count(0)


async def heard(adapter: WebAdapter, host: WebHost) -> list[Any]:
    return [adapter.decode(update) for update in host.saved.values()]


def room_of(host: WebHost, adapter: WebAdapter) -> Conversation:
    """The private room of the one who spoke first."""
    said = adapter.decode(next(iter(host.saved.values())))
    assert isinstance(said, Message)
    return said.conversation


async def carry(page: Page, count: int) -> Any:
    data = base64.b64encode(png(60, 40)).decode()
    return await page.evaluate_handle(
        "([count, data]) => { const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));"
        "const carried = new DataTransfer();"
        "for (let n = 0; n < count; n += 1) carried.items.add(new File([bytes], `${n}.png`, { type: 'image/png' }));"
        "return carried; }",
        [count, data],
    )


async def test_it_weighs_little_and_asks_nobody_else(browser: Browser, adapter: WebAdapter) -> None:
    async with window(browser, adapter.address) as somebody:
        weights: list[int] = []

        async def weigh(response: Any) -> None:
            weights.append(len(await response.body()))

        somebody.context.on("response", weigh)
        page = await somebody.open()
        await expect(page.locator("#welcome")).to_be_visible()
        assert 20_000 < sum(weights) < 150_000
        assert not somebody.foreign


async def test_from_words_to_a_picture(page: Page, straw: Straw) -> None:
    await say(page, "/画 玫瑰")
    post = page.locator(".post")
    await expect(post.locator(".figure.there")).to_be_visible()
    await expect(post.locator(".skeleton")).to_have_count(0)
    await expect(page.locator(".entry")).to_have_count(2)  # the answer changed in place; nothing was shown twice
    await expect(page.locator("#welcome")).to_be_hidden()
    await post.get_by_role("button", name="再画一次").click()
    await expect(page.locator(".post").nth(1)).to_contain_text("again:1")


async def test_markup_is_only_words(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await page.locator("#me").click()
    await page.locator("#name").fill(SCRIPT)
    await page.locator("#name").press("Enter")
    await expect(page.locator("#naming")).to_be_hidden()
    await say(page, SCRIPT)
    await expect(page.locator(".said .text")).to_have_text(SCRIPT)
    await expect(page.locator(".fate")).to_have_count(0)
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


async def test_long_words_both_directions_and_emoji(page: Page, adapter: WebAdapter) -> None:
    await say(page, "画" * 10_000)
    text = page.locator(".said .text").first
    await expect(text).to_have_class("text folded")
    await page.get_by_role("button", name="显示全文").click()
    await expect(text).to_have_class("text")
    await say(page, "صورة لغروب الشمس 👩‍🚀")
    await expect(page.locator(".said")).to_have_count(2)
    await expect(page.locator(".fate")).to_have_count(0)
    assert await page.locator(".said .text").nth(1).evaluate("node => getComputedStyle(node).direction") == "rtl"
    await say(page, "x" * 300)
    width = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
    assert await page.locator("#scroll").evaluate("node => node.scrollWidth - node.clientWidth") <= 0


async def test_commands_options_and_styles_complete(page: Page, adapter: WebAdapter, host: WebHost) -> None:
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
    await expect(page.locator(".said .text")).to_have_text("/画 猫 #水彩")


async def test_a_hundred_images_at_once(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    carried = await carry(page, 100)
    await page.dispatch_event("#scroll", "dragenter", {"dataTransfer": carried})
    await expect(page.locator("#drop")).to_be_visible()
    await page.dispatch_event("#scroll", "drop", {"dataTransfer": carried})
    await expect(page.locator("#drop")).to_be_hidden()
    await expect(page.locator("#attached li.ready")).to_have_count(IMAGES_PER_MESSAGE)
    await expect(page.locator(".toast")).to_contain_text(str(100 - IMAGES_PER_MESSAGE))
    await page.locator("#attached li").first.get_by_role("button").click()
    await page.locator("#send").click()
    await expect(page.locator(".said .images .figure.there")).to_have_count(IMAGES_PER_MESSAGE - 1)
    await expect(page.locator(".fate")).to_have_count(0)
    (said,) = await heard(adapter, host)
    assert isinstance(said, Message)
    assert len(said.images) == IMAGES_PER_MESSAGE - 1


async def test_an_image_is_pasted_and_what_is_none_is_refused(page: Page) -> None:
    carried = await carry(page, 1)
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


async def test_fifty_megabytes_do_not_leave_the_browser(page: Page, host: WebHost) -> None:
    # As an image of the page's own making: a file of that size takes the driver longer than the test.
    carried = await page.evaluate_handle(
        "() => { const carried = new DataTransfer();"
        "carried.items.add(new File([new Uint8Array(50 * 1048576)], 'big.png', { type: 'image/png' })); return carried; }"
    )
    await page.dispatch_event("#scroll", "drop", {"dataTransfer": carried})
    await expect(page.locator(".toast")).to_contain_text("20 MB")
    await expect(page.locator("#attached li")).to_have_count(0)
    assert not host.images


async def test_an_answer_quotes_and_leads_back(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await first_word(page, "eins")
    for id in range(30):
        await adapter.post(room_of(host, adapter), Create(id, PostView(f"Notiz {id}")))
    await expect(page.locator(".post")).to_have_count(30)
    await page.locator(".said").get_by_role("button", name="回复").click()
    await expect(page.locator("#answering")).to_contain_text("eins")
    await say(page, "zwei")
    quote = page.locator(".said").nth(1).locator(".quote")
    await expect(quote).to_contain_text("eins")
    await quote.click()
    await expect(page.locator(".said").first).to_be_in_viewport()
    await expect(page.locator(".said").first).to_be_focused()
    said = (await heard(adapter, host))[-1]
    assert said.reply_to.text == "eins"


async def test_history_comes_by_scrolling_and_nothing_jumps(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await first_word(page, "anfang")
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


async def test_a_picture_has_its_place_before_it_comes(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await first_word(page, "x")
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
    await expect(page.locator(".post .figure.there")).to_be_visible()
    after = await page.locator("#log").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["height"] - before["height"]) < 1


async def test_the_lightbox(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await first_word(page, "x")
    for id in (1, 2):
        host.pictures[f"k{id}"] = png(800, 600, mark=str(id))
        picture = ViewPicture(f"k{id}", "image/png", 800, 600, f"Bild {id}", f"bild-{id}")
        await adapter.post(room_of(host, adapter), Create(id, PostView("", picture=picture)))
    figure = page.locator(".figure.there").first
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
    await expect(box.locator(".words")).to_have_text("Bild 2")
    async with page.expect_download() as download:
        await box.get_by_label("下载原图").click()
    assert (await download.value).suggested_filename == "bild-2.png"
    await page.keyboard.press("Escape")
    await expect(box).to_be_hidden()
    await expect(figure).to_be_focused()


async def test_two_people_see_each_other(browser: Browser, adapter: WebAdapter) -> None:
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
        await expect(mine.locator(".said .text")).to_have_text("hello")
        await expect(mine.locator(".said .who")).to_contain_text("Ada")
        await expect(mine.locator("#typing")).to_be_empty()
        await expect(mine.locator("#announce")).to_contain_text("Ada: hello")
        await two.context.close()
        await expect(mine.locator("#people li")).to_have_count(1)


async def test_what_was_written_while_the_line_was_down_arrives_later(
    somebody: Window, page: Page, adapter: WebAdapter, host: WebHost
) -> None:
    await say(page, "vorher")
    await expect(page.locator(".said .fate")).to_have_count(0)
    host.fail_saves = 2
    await say(page, "trotzdem")
    await expect(page.locator(".said .fate")).to_contain_text("正在发送")
    await expect(page.locator(".said .fate")).to_have_count(0)
    await somebody.context.set_offline(True)
    await say(page, "offline")
    await expect(page.locator(".said .fate")).to_contain_text("正在发送")
    await somebody.context.set_offline(False)
    await expect(page.locator(".said .fate")).to_have_count(0)
    assert [said.text for said in await heard(adapter, host)] == ["vorher", "trotzdem", "offline"]


async def test_what_cannot_be_sent_is_given_back(page: Page, host: WebHost) -> None:
    await page.locator("#files").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png(60, 40)})
    await expect(page.locator("#attached li.ready")).to_have_count(1)
    await host.store.write(rooms.forget_uploads, before=1e12)
    await say(page, "mein Bild")
    await expect(page.locator(".fate.failed")).to_contain_text("图片已过期")
    await page.get_by_role("button", name="放弃").click()
    await expect(page.locator(".said")).to_have_count(0)
    await expect(page.locator("#input")).to_have_value("mein Bild")
    assert not host.saved


async def test_a_deleted_post_goes_and_an_edit_keeps_the_focus(page: Page, adapter: WebAdapter, host: WebHost) -> None:
    await first_word(page, "x")
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
    presses = [said for said in await heard(adapter, host) if isinstance(said, Press)]
    assert [press.action for press in presses] == ["cancel:1"]
    await adapter.post(room, Remove(1, "p1", PostView("")))
    await expect(page.locator(".post")).to_have_count(0)


async def test_the_server_starts_anew_under_an_open_page(browser: Browser, tmp_path: Path) -> None:
    async with window(browser, "") as somebody:
        async with running(tmp_path) as (adapter, _):
            somebody.address = adapter.address
            port = int(adapter.address.rstrip("/").rpartition(":")[2])
            page = await somebody.open("r/team")
            await first_word(page, "vorher")
        await expect(page.locator("#link")).not_to_be_empty()
        await say(page, "dazwischen")
        async with running(tmp_path, made=settings(port=port)) as (adapter, host):
            await adapter.post(Conversation("web", "team"), Create(1, PostView("wieder da")))
            await expect(page.get_by_text("wieder da", exact=True)).to_be_visible()
            await expect(page.locator(".fate")).to_have_count(0)
            await expect(page.locator("#link")).to_be_empty()
            texts = await page.locator("#log .text").all_inner_texts()
            assert (texts[0], sorted(texts[1:])) == ("vorher", ["dazwischen", "wieder da"])
            assert [said.text for said in await heard(adapter, host)] == ["dazwischen"]
