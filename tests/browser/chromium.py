"""A Chromium to look through, if this machine has one."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 15_000
# What Chromium itself says when a request fails; the tests that make requests fail expect it.
_OF_THE_NETWORK = ("Failed to load resource", "WebSocket connection")


def executable() -> str:
    """Where Chromium is. Without one the test is left out, except in CI, where that would hide something."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    message = f"no Chromium on this machine (looked for {', '.join(NAMES)}): the room was not tried in a browser"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """One browser."""
    path = executable()
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


class Window:
    """Somebody's browser: a profile of its own. `complaints` are errors of scripts and refusals of the policy;
    `foreign` are requests to anywhere but our own server."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        context.set_default_timeout(PATIENCE_MS)

    async def open(self, path: str = "") -> Page:
        """A page of a room, ready to be used."""
        page = await self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        page.on("request", self._asked)
        await page.goto(self.address + path)
        await page.locator("body[data-ready]").wait_for()
        await page.locator('body[data-link="on"]').wait_for()
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_OF_THE_NETWORK):
            self.complaints.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "blob:")):
            self.foreign.append(request.url)


@asynccontextmanager
async def window(browser: Browser, address: str, **options: Any) -> AsyncIterator[Window]:
    """A new profile; nothing may have gone wrong in it when it is closed."""
    context = await browser.new_context(**{"locale": "zh-CN", "viewport": {"width": 1280, "height": 820}, **options})
    made = Window(context, address)
    try:
        yield made
        assert not made.complaints
        assert not made.foreign
    finally:
        await context.close()
