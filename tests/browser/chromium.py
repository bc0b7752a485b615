"""Chromium for the tests, if installed."""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Each new window of a Chromium that is not headless-shell loads two pages for a pop-up of its address bar, in a process of
# their own, which took 40 % of the CPU of these tests. A list given here replaces that of Playwright, which is repeated.
DISABLED_FEATURES = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
ARGUMENTS = (
    f"--disable-features={','.join(DISABLED_FEATURES)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    f"no Chromium on this machine ({', '.join(NAMES)}): the room was not tried in a browser: apt-get install chromium"
)
PATIENCE_MS = 60_000  # A generous limit costs nothing when the test passes, and a busy machine may need it.
expect.set_options(timeout=PATIENCE_MS)
DESK: dict[str, Any] = {"locale": "zh-CN", "viewport": {"width": 1280, "height": 820}}
# Chromium's own message for a failed request, which some tests cause on purpose.
_OF_THE_NETWORK = ("Failed to load resource", "WebSocket connection")


def executable() -> str:
    """The path of Chromium. Without one the test is skipped, except in CI, where it fails."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


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
    """A browser context of its own. `complaints` are errors of scripts and refusals of the policy;
    `foreign` are requests to anywhere but our own server."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.script_errors: list[str] = []
        self.foreign_requests: list[str] = []
        context.set_default_timeout(PATIENCE_MS)

    async def open(self, path: str = "") -> Page:
        """A page of a room, ready to be used."""
        page = await self.context.new_page()
        page.on("pageerror", lambda error: self.script_errors.append(str(error)))
        page.on("console", self._heard)
        page.on("dialog", lambda dialog: self.script_errors.append(f"dialog: {dialog.message}"))
        page.on("request", self._asked)
        await page.goto(self.address + path)
        await page.locator("body[data-ready]").wait_for()
        await page.locator('body[data-link="on"]').wait_for()
        return page

    def assert_no_errors(self) -> None:
        """Assert that there were no script errors and no foreign requests."""
        assert not self.script_errors
        assert not self.foreign_requests

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_OF_THE_NETWORK):
            self.script_errors.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "blob:")):
            self.foreign_requests.append(request.url)


@asynccontextmanager
async def window(browser: Browser, address: str, **options: Any) -> AsyncIterator[Window]:
    """A new profile, which is checked for errors when it is closed."""
    context = await browser.new_context(**DESK | options)
    try:
        yield (made := Window(context, address))
        made.assert_no_errors()
    finally:
        await context.close()


_left: weakref.WeakKeyDictionary[Browser, BrowserContext] = weakref.WeakKeyDictionary()


@asynccontextmanager
async def used_window(browser: Browser, address: str) -> AsyncIterator[Window]:
    """The same in a profile that the one before has left, with nothing of theirs in it: a new one, and a new process for
    its pages, takes 1 s of CPU. What cannot be taken back (a script for every page, a permission) wants a new profile."""
    context = _left.pop(browser, None) or await browser.new_context(**DESK)
    try:
        yield (made := Window(context, address))
        made.assert_no_errors()
        await _empty(context, address)
    except BaseException:
        await context.close()
        raise
    if browser in _left:  # Two were open at a time.
        await context.close()
    else:
        _left[browser] = context


async def _empty(context: BrowserContext, address: str) -> None:
    """Leave one blank page, which keeps its process, and nothing that a page or a server left behind."""
    await context.set_offline(False)
    kept, *others = context.pages or [await context.new_page()]
    await kept.goto("about:blank")  # A new blank page would be another process.
    for page in others:
        await page.close()
    devtools = await context.new_cdp_session(kept)
    await devtools.send("Storage.clearDataForOrigin", {"origin": address.rstrip("/"), "storageTypes": "all"})
    await devtools.send("Network.clearBrowserCache")
    await devtools.detach()
    await context.clear_cookies()
