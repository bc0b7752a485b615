"""Five people in one room, each with a browser of their own."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Error, Locator, Page, expect

from bot.sessions.model import Session
from tests.browser.chromium import window
from tests.crash.sessions.database import Database
from tests.crash.sessions.group_chat import PATIENCE_S, PEOPLE, ShownMessage

ROOM = "painters"
PRESS_AGAIN_S = 1.0
MS = 1000
_LOADED = re.compile(r"\bloaded\b(?!.*missing)")
# The original has taken the place of its preview.
_ENLARGED = "#lightbox[open] .stage img:not([src*=size])"
_IS_LOADED = "(image) => image.decode().then(() => image.naturalWidth > 0)"
_ALL_SHOWN = "Promise.all(Array.from(document.images, (i) => i.decode())).then(() => document.images.length > 3)"


class WebRoom:
    """See `GroupChat`. The pages stay open over every kill, and reconnect by themselves."""

    name = "web"
    edits = True

    def __init__(self, browser: Browser, stack: AsyncExitStack) -> None:
        self._browser, self._stack = browser, stack
        with contextlib.closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self._pages: dict[str, Page] = {}

    @property
    def address(self) -> str:
        """The room's address, the same after every start."""
        return f"http://127.0.0.1:{self._port}/"

    def settings(self) -> dict[str, Any]:
        return {"web": {"enabled": True, "port": self._port}}

    def down(self) -> None:
        return

    async def up(self) -> None:
        await self._listening()
        for name in PEOPLE:
            if page := self._pages.get(name):
                # Pages reconnect by themselves; this only skips their backoff.
                await page.evaluate("dispatchEvent(new Event('online'))")
                # A page gives up sending after some seconds, says so, and keeps the text: then one presses "try again".
                for again in await page.locator(".delivery.failed .more:first-of-type").all():
                    await again.click()
            else:
                self._pages[name] = await self._enter(name)

    async def _listening(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", self._port)
                    writer.close()
                    return
                await asyncio.sleep(0.05)

    async def _enter(self, name: str) -> Page:
        person = await self._stack.enter_async_context(
            window(self._browser, self.address, locale="en-GB", viewport={"width": 1000, "height": 720})
        )
        page = await person.open(f"r/{ROOM}")
        await page.locator("#me").click()
        await page.locator("#name").fill(name)
        await page.locator("#naming button[type=submit]").click()
        await expect(page.locator("#me")).to_contain_text(name)
        return page

    async def say(self, person: str, text: str, image: bytes = b"") -> None:
        page = self._pages[person]
        if image:
            await page.locator("#files").set_input_files(
                {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": image}
            )
        await page.locator("#input").fill(text)
        await page.locator("#send").click()

    async def vote(self, person: str, number: int, session: Session, database: Database) -> None:
        """Press; the page says when a press failed, and then it is pressed again."""
        action = f"vote:{session.id}:{session.current_round.number}:{number}"
        button = self._pages[person].locator(f'[data-focus="b-{action}"]')
        await expect(button).to_be_visible(timeout=PATIENCE_S * MS)
        end = time.monotonic() + PATIENCE_S
        while database.snapshot().votes().get(person) != number:
            assert time.monotonic() < end, f"{person} pressed {number} in vain"
            with contextlib.suppress(Error):  # The button was rendered anew meanwhile.
                await button.click(timeout=PRESS_AGAIN_S * MS)
            await self._pages[person].wait_for_timeout(PRESS_AGAIN_S * MS / 2)

    async def visible(self, database: Database) -> list[ShownMessage]:
        """As the last of the five sees it; the page of an album as it is when downloaded and opened."""
        page = self._pages[PEOPLE[-1]]
        await expect(page.locator('body[data-link="on"]')).to_be_attached(timeout=PATIENCE_S * MS)
        for handle in self.handles(database):
            # Changes arrive in order, the album's page last.
            await expect(page.locator(f"#e-{handle}")).to_be_attached(timeout=PATIENCE_S * MS)
        found = []
        for post in await page.locator("#log > .post").all():
            handle = (await post.get_attribute("id") or "").removeprefix("e-")
            pictures = [await self._picture(page, each) for each in await post.locator(".figure").all()]
            files = [await self._file(page, each) for each in await post.locator(".document").all()]
            words = await post.locator(".title, .text").all_inner_texts()
            found.append(ShownMessage(handle, "\n".join(words), tuple(pictures), tuple(files)))
        return found

    async def _picture(self, page: Page, figure: Locator) -> bytes:
        """The picture that enlarging it shows."""
        await figure.scroll_into_view_if_needed()
        await expect(figure).to_have_class(_LOADED, timeout=PATIENCE_S * MS)
        await figure.click()
        image = page.locator(_ENLARGED)
        await expect(image).to_be_visible(timeout=PATIENCE_S * MS)
        assert await image.evaluate(_IS_LOADED), "an enlarged picture does not show"
        address = await image.get_attribute("src") or ""
        await page.keyboard.press("Escape")
        response = await page.context.request.get(self.address.rstrip("/") + address)
        assert response.ok, f"{address}: {response.status}"
        return await response.body()

    async def _file(self, page: Page, link: Locator) -> bytes:
        async with page.expect_download(timeout=PATIENCE_S * MS) as coming:
            await link.click()
        download = await coming.value
        data = await asyncio.to_thread((await download.path()).read_bytes)
        if not download.suggested_filename.endswith(".html"):
            return data
        reader = await page.context.new_page()
        try:
            await reader.set_content(data.decode())
            assert await reader.evaluate(_ALL_SHOWN), "a picture of the album's page does not show"
        finally:
            await reader.close()
        return data

    def handles(self, database: Database) -> frozenset[str]:
        return frozenset(str(handle) for (handle,) in database.rows("SELECT handle FROM post WHERE handle <> ''"))

    def complaints(self) -> list[str]:
        return []  # `window` checks for them when it is closed.


@asynccontextmanager
async def web_room(browser: Browser) -> AsyncIterator[WebRoom]:
    """A room of its own; the browser may be shared."""
    async with AsyncExitStack() as stack:
        yield WebRoom(browser, stack)
