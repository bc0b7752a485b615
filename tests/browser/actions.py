"""Common actions of browser tests, and access to what the host saved."""

from __future__ import annotations

import base64
from typing import Any

from playwright.async_api import Page, expect

from adapters.web import WebAdapter
from bot.adapter_api import Conversation, Message
from tests.web.host import WebHost, png


async def say(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.locator("#input").press("Enter")


async def say_and_wait(page: Page, text: str = "x") -> None:
    """Send a message and wait until the server has it, so that the room exists."""
    await say(page, text)
    await expect(page.locator(".message")).to_have_count(1)
    await expect(page.locator(".delivery")).to_have_count(0)


async def saved_updates(adapter: WebAdapter, host: WebHost) -> list[Any]:
    return [adapter.decode(update) for update in host.saved.values()]


def room_of(host: WebHost, adapter: WebAdapter) -> Conversation:
    """The private room of the person who sent the first message."""
    said = adapter.decode(next(iter(host.saved.values())))
    assert isinstance(said, Message)
    return said.conversation


async def dragged_files(page: Page, count: int) -> Any:
    data = base64.b64encode(png(60, 40)).decode()
    return await page.evaluate_handle(
        "([count, data]) => { const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));"
        "const carried = new DataTransfer();"
        "for (let n = 0; n < count; n += 1) carried.items.add(new File([bytes], `${n}.png`, { type: 'image/png' }));"
        "return carried; }",
        [count, data],
    )
