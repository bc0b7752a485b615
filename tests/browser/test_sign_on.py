"""Single sign-on in a browser, through a real nginx: somebody signs in, signs out, and somebody else signs in beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from adapters.web import WebAdapter
from tests.browser.actions import say
from tests.browser.chromium import Window, window
from tests.web.host import WebHost, running, settings
from tests.web.test_nginx import OWN, free_port, nginx, proxying, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")
Site = tuple[WebAdapter, WebHost, str]


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    nginx()
    public, auth = free_port(), free_port()
    made = settings(
        token="open sesame",
        public_origin=f"http://127.0.0.1:{public}",
        sign_on_header="X-Remote-User",
        sign_on_proxies=["127.0.0.1"],
        sign_out_url="/oauth2/sign_out",
    )
    async with running(tmp_path, made=made) as (adapter, host):
        room = int(adapter.local_address.rstrip("/").rpartition(":")[2])
        async with serving(auth), proxying(tmp_path, public, room, auth, passwords=False):
            yield adapter, host, f"http://127.0.0.1:{public}/"


async def sign_in(visitor: Window, session: str) -> None:
    await visitor.context.add_cookies([{"name": OWN, "value": session, "url": visitor.address}])


async def test_sign_on__somebody_else_in_the_same_browser(browser: Browser, site: Site) -> None:
    adapter, host, address = site
    async with window(browser, address, locale="en-GB") as visitor:
        await sign_in(visitor, "ann-session")
        page = await visitor.open()
        await expect(page.locator("#me")).to_contain_text("ann@example.org")
        await say(page, "mine alone")
        await expect(page.locator(".message")).to_have_count(1)
        await page.locator("#me").click()
        await expect(page.locator(".naming .address")).to_contain_text("web:@ann@example.org")
        await expect(page.get_by_role("link", name="Sign out")).to_have_attribute("href", "/oauth2/sign_out")
        await page.keyboard.press("Escape")
        # Bob signs in in another tab; what is then written in Ann's page is neither hers nor his.
        await sign_in(visitor, "bob-session")
        await say(page, "written in the wrong page")
        await expect(page.locator("#me")).to_contain_text("bob@example.org")
        await expect(page.locator(".message")).to_have_count(0)
        senders = {adapter.decode(each).sender.user_id for each in host.saved.values()}  # type: ignore[union-attr]
        assert senders == {"@ann@example.org"}
        # Signed out: the page goes to where one signs in, which only a new load can follow.
        await visitor.context.clear_cookies()
        await say(page, "signed out")
        await expect(page).to_have_url(f"{address}oauth2/start?rd=/")
