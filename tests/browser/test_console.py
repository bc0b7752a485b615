"""The console in a browser: what it shows, pausing all and taking it back, both languages, a phone, axe-core."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.app import App
from bot.jobs import intervention, moderation, pauses
from bot.store import Tx
from bot.store.rows import JobRow
from tests.access.test_console import appoint, reported, room
from tests.browser.actions import say
from tests.browser.chromium import Window, window
from tests.browser.test_axe import PHONE, Look

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECTIONS = ("overview", "moderation", "people", "conversations", "spending", "audit", "settings", "held")
ID = """() => fetch('api/start', { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ room: '~' }) }).then((answer) => answer.json()).then((start) => start.me.id)"""


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[tuple[App, str]]:
    async with room(tmp_path) as made:
        yield made


def company(tx: Tx) -> None:
    """Some people, and a ban in the audit."""
    for number, name in enumerate(("Ann", "王小明", "Bob <b>")):
        tx.run(
            "people.person",
            platform="telegram",
            user_id=f"{1000 + number}",
            name=name,
            hint="",
            reply_key="",
            now=tx.now,
        )


def to_moderate(tx: Tx) -> None:
    """A report about the only job, by somebody else."""
    assert moderation.report(tx, tx.get(JobRow, "jobs.get", id=1), 99)


async def console(site: tuple[App, str], visitor: Window) -> Page:
    """The room's page of an admin, from which the console is opened."""
    page = await visitor.open()
    await site[0].store.write(appoint, await page.evaluate(ID), "admin")
    await site[0].store.write(company)
    await page.reload()
    await page.locator("body[data-ready]").wait_for()
    if await page.locator("#side-open").is_visible():
        await page.locator("#side-open").click()
    await page.locator("#console-open").click()
    await expect(page.locator(".counts")).to_be_visible()
    return page


async def test_console__pauses_all_and_takes_it_back(browser: Browser, site: tuple[App, str]) -> None:
    app, address = site
    async with window(browser, address, locale="en-GB") as visitor:
        page = await console(site, visitor)
        await page.get_by_role("button", name="Pause all painting").click()
        await expect(page.get_by_role("dialog")).to_contain_text("Pause all painting?")
        await page.get_by_role("button", name="No").click()
        await expect(page.get_by_role("dialog")).to_be_hidden()
        assert await app.store.read(pauses.paused) == frozenset()
        await page.get_by_role("button", name="Pause all painting").click()
        await page.get_by_role("textbox", name="Reason, for the audit (optional)").fill("the bill")
        await page.get_by_role("button", name="Yes, do it").click()
        await expect(page.locator(".pauses li")).to_contain_text("All painting is paused")
        assert await app.store.read(pauses.paused) == {"all"}
        await page.get_by_role("link", name="Audit").click()
        await page.get_by_role("button", name="Undo: Pause all painting").click()
        await expect(page.get_by_role("dialog")).to_contain_text("Resume all painting?")
        await page.get_by_role("textbox", name="Reason, for the audit (optional)").fill("it is paid")
        await page.keyboard.press("Enter")
        await expect(page.locator("tbody tr")).to_have_count(2)
        await expect(page.locator("tbody tr").last).to_contain_text("Taken back by no. 2")
        await expect(page.locator("tbody tr")).to_contain_text(["reason: it is paid", "reason: the bill"])
        assert await app.store.read(pauses.paused) == frozenset()
        # What another admin does is shown without anything being pressed.
        await page.get_by_role("link", name="Overview").click()
        await expect(page.locator(".counts")).to_be_visible()
        await app.store.write(pauses.pause, "model:wanx-v1", 0)
        await expect(page.locator(".pauses li")).to_contain_text("The model wanx-v1 is paused")


async def test_console__people_and_orders_in_words(browser: Browser, site: tuple[App, str]) -> None:
    async with window(browser, site[1], locale="en-GB") as visitor:
        page = await console(site, visitor)
        await page.locator("#order").fill("/admin ban telegram:1000")
        await page.locator("#order").press("Enter")
        await expect(page.get_by_role("dialog")).to_contain_text("Ban Ann (telegram:1000)?")
        await page.get_by_role("button", name="Yes, do it").click()
        await expect(page.locator("#order")).to_have_value("")
        await page.get_by_role("link", name="People").click()
        await expect(page.locator("tbody tr")).to_have_count(4)
        await page.get_by_role("searchbox").fill("bob <")
        await expect(page.locator("tbody tr")).to_have_count(1)
        await page.get_by_label("Rank of Bob <b>").select_option("moderator")
        await page.get_by_role("button", name="Yes, do it").click()
        await expect(page.locator(".toast.done")).to_contain_text(["Ban Ann", "Make Bob <b>"])
        await page.get_by_role("searchbox").fill("ann")
        await expect(page.locator("tbody tr")).to_contain_text("banned")
        await page.get_by_label("Rank of Ann").select_option("owner")
        await expect(page.locator(".toast.problem")).to_contain_text("below your own")
        await expect(page.get_by_label("Rank of Ann")).to_have_value("person")


async def test_console__moderates_with_the_keyboard_and_shows_no_markup(
    browser: Browser, site: tuple[App, str]
) -> None:
    """A prompt and a name that would load a picture of another site, or run a script, are words."""
    app, address = site
    evil = "<img src=//evil.example/x onerror=alert(1)>"

    def fill(tx: Tx) -> None:
        job = tx.get(JobRow, "jobs.get", id=reported(tx, app.manager, evil))
        tx._run("UPDATE person SET name = :name WHERE id = :id", {"name": evil, "id": job.person_id})

    await app.store.write(fill)
    async with window(browser, address, locale="en-GB") as visitor:
        page = await console(site, visitor)
        await page.locator("#sections a[href='#moderation']").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".looks .waiting").first).to_have_text(" 1")
        await page.locator(".looks .press").first.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("blockquote")).to_have_text(evil)
        await expect(page.locator(".card .about a").first).to_contain_text(evil)
        for _ in range(20):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.matches('.card button:nth-of-type(2)')"):
                break
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_contain_text("?")
        await page.keyboard.press("Enter")
        await expect(page.locator(".looks .nothing")).to_be_visible()
        await page.locator("#sections a[href='#people']").click()
        await page.get_by_role("link", name="alert(1)").click()
        await expect(page.locator(".details h2")).to_have_text(evil)
        await page.get_by_role("button", name="What they wrote").click()
        await expect(page.locator("blockquote")).to_have_text(evil)
        assert await page.locator("main img[src*=evil]").count() == 0


async def test_console__is_not_there_for_others(browser: Browser, site: tuple[App, str]) -> None:
    async with window(browser, site[1], locale="en-GB") as visitor:
        page = await visitor.open()
        await expect(page.locator("#console-open")).to_be_hidden()
        await page.locator("#me").click()
        me = await page.evaluate(ID)
        await expect(page.locator(".naming .address")).to_contain_text(f"web:{me}")
        answer = await page.goto(f"{visitor.address}admin")
        assert answer is not None
        assert answer.status == 404


async def seen(page: Page, look: Look, state: str, picture: Path) -> None:
    """Look at a state of the page with axe, keep a picture of it, and see that it does not scroll sideways."""
    await look.at(page, state)
    await page.screenshot(path=picture, full_page=True)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(wide), f"{state} scrolls sideways"


@pytest.mark.parametrize(
    ("scheme", "locale", "phone"),
    [
        pytest.param("light", "zh-CN", False, marks=pytest.mark.long),
        ("dark", "en-GB", True),
        pytest.param("dark", "zh-CN", False, marks=pytest.mark.long),
        pytest.param("light", "en-GB", True, marks=pytest.mark.long),
    ],
)
async def test_console__axe_finds_nothing(
    browser: Browser, site: tuple[App, str], tmp_path: Path, scheme: str, locale: str, phone: bool
) -> None:
    look = Look()
    options: dict[str, Any] = {"color_scheme": scheme, "locale": locale, **(PHONE if phone else {})}
    async with window(browser, site[1], **options) as visitor:
        await site[0].store.write(pauses.pause, "account:studio", 0)
        page = await visitor.open()
        await say(page, "/imagine a fox --n 1")
        await expect(page.locator(".post")).to_have_count(1)
        await site[0].store.write(intervention.hold, 1)
        await site[0].store.write(to_moderate)
        await page.close()
        page = await console(site, visitor)
        await page.locator(".pauses > .press").click()
        await look.at(page, "asking")
        await page.locator("#asking .primary").click()
        await expect(page.locator(".pauses li")).to_have_count(2)
        for section in SECTIONS:
            await page.locator(f"#sections a[href='#{section}']").click()
            await expect(page.locator(f"#sections a[href='#{section}'][aria-current]")).to_be_visible()
            if section == "moderation":
                await page.locator(".looks .press").first.click()
            await expect(page.locator("#view tbody tr, #view .nothing, #view .cards").first).to_be_attached()
            if section == "held":
                await page.locator(".card summary").click()
            await seen(page, look, section, tmp_path / f"console-{section}-{locale}-{scheme}.png")
        for section, name in (("people", "Ann"), ("conversations", "web:")):
            await page.locator(f"#sections a[href='#{section}']").click()
            await page.locator("tbody a", has_text=name).first.click()
            await expect(page.locator(".details .facts")).to_be_visible()
            await seen(page, look, f"one of {section}", tmp_path / f"console-one-{section}-{locale}-{scheme}.png")
    assert not look.found, "\n".join(dict.fromkeys(look.found))
