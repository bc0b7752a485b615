"""Languages, themes, narrow screens, keyboard use and screen readers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from adapters.web import WebAdapter
from tests.browser.chromium import Window, window
from tests.web.demo import DemoPainter
from tests.web.host import WebHost, running, settings

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
UNNAMED = """() => [...document.querySelectorAll("button, a[href], input:not([hidden]), textarea, [role=listbox], dialog")]
  .filter((node) => !node.closest("[hidden]"))
  .filter((node) => !(node.getAttribute("aria-label") || node.getAttribute("aria-labelledby") || node.textContent.trim()
    || node.labels?.length))
  .map((node) => node.outerHTML)"""
CONTRAST = """(selector) => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const node = document.querySelector(selector);
  let ground = node;
  while (parse(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
  const [a, b] = [light(parse(getComputedStyle(node).color)), light(parse(getComputedStyle(ground).backgroundColor))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


async def request_picture(page: Page) -> None:
    await page.locator("#input").fill("/画 玫瑰")
    await page.locator("#input").press("Enter")
    await expect(page.locator(".post .figure.loaded")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
async def test_appearance__every_control_has_a_name_and_words_can_be_read(
    browser: Browser, adapter: WebAdapter, host: WebHost, scheme: str, locale: str
) -> None:
    DemoPainter(adapter, host, step_s=0.02)
    async with window(browser, adapter.address, color_scheme=scheme, locale=locale) as visitor:
        page = await visitor.open()
        await request_picture(page)
        assert await page.evaluate(UNNAMED) == []
        assert await page.locator("html").get_attribute("lang") == {"zh-CN": "zh-CN", "en-US": "en"}[locale]
        for selector in (
            ".message .text",
            ".post .text",
            ".who time",
            ".press",
            ".press.danger",
            ".brand span",
            ".hint",
        ):
            assert await page.evaluate(CONTRAST, selector) >= 4.5, selector
        assert "web-" not in await page.locator("body").inner_text()  # no text id shows through


async def test_appearance__theme_and_language_are_remembered(visitor: Window) -> None:
    page = await visitor.open()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(ground)
    await page.get_by_role("button", name="切换深色与浅色").click()
    dark = await page.evaluate(ground)
    assert dark != light
    await page.locator("#language").click()
    await expect(page.locator("#input")).to_have_attribute("aria-label", re.compile("^Say"))
    assert await page.evaluate(ground) == dark
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert await page.evaluate(ground) == dark


async def test_appearance__on_a_phone(browser: Browser, adapter: WebAdapter, host: WebHost) -> None:
    DemoPainter(adapter, host, step_s=0.02)
    async with window(browser, adapter.address, **PHONE) as visitor:
        page = await visitor.open()
        await request_picture(page)
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        for target in ("#attach", "#send", "#side-open"):
            box = await page.locator(target).bounding_box()
            assert box is not None
            assert box["width"] >= 40
            assert box["height"] >= 40
        side = page.locator("#side")
        await expect(side).not_to_be_in_viewport()
        await page.locator("#side-open").tap()
        await expect(side).to_be_in_viewport()
        await page.locator("#veil").tap(position={"x": 340, "y": 400})
        await expect(side).not_to_be_in_viewport()
        await page.locator(".post .figure").tap()
        await expect(page.locator("#lightbox")).to_be_visible()


async def focus_post(page: Page) -> None:
    """Move the focus from the field to the post above it with the keyboard."""
    for _ in range(12):
        await page.keyboard.press("Shift+Tab")
        if await page.locator(".post :focus").count():
            await page.keyboard.press("Escape")  # From one of its buttons to the post itself.
            return
    raise AssertionError("the post cannot be reached")


async def test_appearance__with_the_keyboard_alone(visitor: Window, adapter: WebAdapter, host: WebHost) -> None:
    DemoPainter(adapter, host, step_s=0.02)
    page = await visitor.open()
    await expect(page.locator("#input")).to_be_focused()
    await page.keyboard.type("/画 玫瑰")
    await page.keyboard.press("Enter")
    await expect(page.locator(".post .figure.loaded")).to_be_visible()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#input")).to_have_value("/画 玫瑰")  # What was said last; the field is emptied again.
    await page.keyboard.press("ArrowDown")
    await focus_post(page)
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(".message")).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.locator("#answering")).to_contain_text("玫瑰")
    await expect(page.locator("#input")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#answering")).to_be_hidden()
    await focus_post(page)
    await page.keyboard.press("Enter")  # into the message: its picture
    await expect(page.locator(".post .figure")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#lightbox")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#lightbox")).to_be_hidden()


async def test_appearance__less_motion(browser: Browser, adapter: WebAdapter, host: WebHost) -> None:
    straw = DemoPainter(adapter, host, step_s=60)
    async with window(browser, adapter.address, reduced_motion="reduce") as visitor:
        page = await visitor.open()
        await page.locator("#input").fill("/画 玫瑰")
        await page.locator("#input").press("Enter")
        await expect(page.locator(".skeleton.still")).to_be_visible()
    await straw.stop()


async def test_appearance__rooms_by_address(visitor: Window) -> None:
    page = await visitor.open()
    await page.locator("#open-room-name").fill("画室 Eins")
    await page.locator("#open-room-name").press("Enter")
    await expect(page.locator("#title")).to_have_text("画室-eins")
    await expect(page.locator("#rooms a[aria-current]")).to_have_text("画室-eins")
    await expect(page.get_by_role("button", name="复制房间地址")).to_be_visible()
    await page.goto(page.url.replace("eins", "EINS"))
    await expect(page).to_have_url(re.compile("eins$"))
    await expect(page.locator("#rooms a")).to_have_count(2)
    await page.locator("#rooms a").first.click()
    await expect(page.locator("#title")).to_have_text("我的画室")
    await page.locator("#open-room-name").fill("../x")
    await page.locator("#open-room-name").press("Enter")
    await expect(page.locator(".toast")).to_be_visible()


async def test_appearance__door(browser: Browser, tmp_path: Path) -> None:
    async with (
        running(tmp_path, made=settings(token="open sesame")) as (adapter, _),
        window(browser, adapter.address) as visitor,
    ):
        page = await visitor.context.new_page()
        await page.goto(adapter.address + "r/team")
        await expect(page).to_have_url(re.compile("login"))
        await page.get_by_label("口令").fill("falsch")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_have_text("口令不对。")
        await page.get_by_label("口令").fill("open sesame")
        await page.keyboard.press("Enter")
        await expect(page.locator("#title")).to_have_text("team")
