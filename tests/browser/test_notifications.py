"""The bell: silent until it is pressed; then a tone and a notification. The page can be installed."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from adapters.web import WebAdapter
from bot.adapter_api import Conversation, Create, Edit, PostView, Sender
from tests.browser.chromium import window
from tests.web.host import WebHost

pytestmark = pytest.mark.asyncio(loop_scope="session")

LISTEN = """
window.heard = { asked: 0, shown: [], tones: 0 };
window.Notification = class {
  static permission = "default";
  static async requestPermission() { window.heard.asked += 1; return (Notification.permission = "granted"); }
  constructor(title, { body }) { window.heard.shown.push(body); }
  close() {}
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.heard.tones += 1; return start.apply(this, when); };
Object.defineProperty(document, "hidden", { get: () => Boolean(window.away) });
"""


async def notification_counts(page: Page) -> tuple[int, int, int]:
    found = await page.evaluate("window.heard")
    return found["asked"], found["tones"], len(found["shown"])


async def test_notification__nothing_rings_until_somebody_presses_it(browser: Browser, adapter: WebAdapter) -> None:
    room = Conversation("web", "team")
    async with window(browser, adapter.address) as visitor:
        await visitor.context.add_init_script(LISTEN)
        page = await visitor.open("r/team")
        me = await page.evaluate(
            "fetch('/api/start', { method: 'POST', body: JSON.stringify({ room: 'team' }) })"
            ".then((r) => r.json()).then((s) => s.me.id)"
        )
        mine, others = Sender("web", me), Sender("web", "0" * 20)
        bell = page.locator("#bell")
        await expect(bell).to_have_attribute("aria-pressed", "false")
        await adapter.post(room, Create(1, PostView("done before", milestone="done", mention=mine)))
        await expect(page.locator("#e-p1")).to_be_visible()
        assert await notification_counts(page) == (0, 0, 0)

        await bell.click()
        await expect(bell).to_have_attribute("aria-pressed", "true")
        await expect(page.locator(".toast")).to_contain_text("已开启")
        assert await notification_counts(page) == (1, 2, 0)  # how it will sound

        await adapter.post(room, Create(2, PostView("waiting", milestone="accepted", mention=mine)))
        await adapter.post(room, Create(3, PostView("theirs", milestone="done", mention=others)))
        await expect(page.locator("#e-p3")).to_be_visible()
        assert await notification_counts(page) == (1, 2, 0)
        await adapter.post(room, Edit(2, "p2", PostView("mine is done", milestone="done", mention=mine)))
        await expect(page.locator("#e-p2")).to_contain_text("mine is done")
        assert await notification_counts(page) == (1, 4, 0)  # In sight there is nothing to notify of.
        await page.evaluate("window.away = true")
        await adapter.post(room, Create(4, PostView("vote", title="🎨 the sea", milestone="done")))
        await expect(page.locator("#e-p4")).to_be_visible()
        assert await notification_counts(page) == (1, 6, 1)
        await expect(page).to_have_title("(1) team · 神笔")
        await page.evaluate("window.away = false")

        await page.reload()
        await expect(bell).to_have_attribute("aria-pressed", "true")
        await bell.click()
        await adapter.post(room, Create(5, PostView("done after", milestone="done", mention=mine)))
        await expect(page.locator("#e-p5")).to_be_visible()
        assert (await notification_counts(page))[1:] == (0, 0)


async def test_notification__can_be_installed(page: Page, host: WebHost) -> None:
    address = await page.locator("link[rel=manifest]").evaluate("(link) => link.href")
    manifest = json.loads(await (await page.context.request.get(address)).text())
    assert manifest["display"] == "standalone"
    purposes = set()
    for icon in manifest["icons"]:
        answer = await page.context.request.get(f"{address.rpartition('/')[0]}/{icon['src']}")
        assert answer.headers["content-type"] == icon["type"]
        if icon["type"] == "image/png":
            with Image.open(io.BytesIO(await answer.body())) as image:
                assert "x".join(map(str, image.size)) == icon["sizes"]
            purposes.add((icon["sizes"], icon.get("purpose", "any")))
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= purposes
    touch = await page.locator("link[rel=apple-touch-icon]").evaluate("(link) => link.href")
    assert (await page.context.request.get(touch)).ok
    assert await page.evaluate("navigator.serviceWorker?.getRegistration().then((found) => !found) ?? true")
