"""axe-core finds nothing in any state of the page: light and dark, Chinese and English, on a desktop and on a
phone."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.adapter_api import Button, Conversation, Create, PostView, Sender, ViewPicture
from tests.browser.chromium import window
from tests.browser.test_gallery import ME
from tests.web.gallery_room import GalleryRoom, gallery_room
from tests.web.host import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ROOM = Conversation("web", "team")
NOTHING_MOVES = (
    "new CSSStyleSheet().replace('*, *::before, *::after { animation: none !important; transition: none !important }')"
    ".then((sheet) => { document.adoptedStyleSheets = [sheet] })"
)


@pytest_asyncio.fixture(loop_scope="session")
async def web_gallery(tmp_path: Path) -> AsyncIterator[GalleryRoom]:
    async with gallery_room(tmp_path) as made:
        yield made


class Look:
    """Runs axe on one page after another, and collects its findings."""

    def __init__(self) -> None:
        self.found: list[str] = []

    async def at(self, page: Page, state: str) -> None:
        await page.evaluate(NOTHING_MOVES)
        results = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert len(results.response["passes"]) > 5, "axe looked at nothing"
        for violation in results.response["violations"]:
            for node in violation["nodes"]:
                self.found.append(f"{state}: {violation['id']}: {node['html'][:160]} ({node['failureSummary'][:300]})")


async def add_every_kind_of_entry(web_gallery: GalleryRoom, me: str) -> None:
    """A room with every kind of entry."""
    web_gallery.host.pictures["jobs/1/0.png"] = png(400, 300)
    mine = Sender("web", me)
    actions = (
        (Button("🔁 Again", "again:1"), Button("🎨 Restyle", "menu:1"), Button("● 1", "menu:1:1")),
        (
            Button("⭐ Star", "star:1", on=True),
            Button("🗑 Delete", "delete:1", style="danger"),
            Button("Copy", "c", copy="x"),
        ),
    )
    picture = ViewPicture("jobs/1/0.png", "image/png", 400, 300, "a fox", "fox.png")
    paper = ViewPicture("sessions/1/a.pdf", "application/pdf", 0, 0, "album", "album.pdf")
    card = (
        (Button("💡 Idea", "idea:1:k", ask="What shall it be?"),),
        (Button("✋ Join", "session:1:join", style="primary"),),
    )
    views = (
        PostView(
            "#1 · a fox\nauto · /help",
            picture=picture,
            buttons=actions,
            milestone="done",
            mention=mine,
            picture_ids=(1,),
        ),
        PostView("About 20 s", milestone="running", busy=True, frame=(400, 300), ready_at=4e9, mention=mine),
        PostView("It did not work.", milestone="failed", buttons=((Button("🔁 Again", "again:2"),),)),
        PostView("two", files=(picture, paper), milestone="done"),
        PostView("Round 1 · ideas until 11:44", title="🎨 the sea", milestone="accepted", buttons=card),
        PostView("#3 is deleted.", buttons=((Button("Undo", "undelete:3"),),), until=4e9),
    )
    for number, view in enumerate(views, 1):
        await web_gallery.adapter.post(ROOM, Create(number, view))


QUICK = ("dark", "zh-CN", True)
LOOKS = [
    # One of eight page states in every run of the tests: each one takes long to set up.
    pytest.param(scheme, locale, phone, id=f"{'phone' if phone else 'desk'}-{locale}-{scheme}", marks=marks)
    for scheme, locale, phone in itertools.product(("light", "dark"), ("zh-CN", "en-GB"), (False, True))
    for marks in ([] if (scheme, locale, phone) == QUICK else [pytest.mark.long],)
]


@pytest.mark.parametrize(("scheme", "locale", "phone"), LOOKS)
async def test_axe__finds_nothing(
    browser: Browser, web_gallery: GalleryRoom, scheme: str, locale: str, phone: bool
) -> None:
    look = Look()
    options: dict[str, Any] = {"color_scheme": scheme, "locale": locale, **(PHONE if phone else {})}
    async with window(browser, web_gallery.adapter.address, **options) as visitor:
        page = await visitor.open("r/team")
        await expect(page.locator("#welcome")).to_be_visible()
        await look.at(page, "welcome")
        me = await page.evaluate(ME)
        await add_every_kind_of_entry(web_gallery, me)
        await page.locator("#input").fill("hello /help")
        await page.locator("#input").press("Enter")
        await expect(page.locator(".message")).to_have_count(1)
        await expect(page.locator(".figure.loaded")).to_have_count(2)
        await expect(page.locator(".toast .press")).to_be_visible()
        await look.at(page, "room")
        await page.locator(".message .bubble").hover()
        await page.route("**/messages", lambda route: route.fulfill(status=400, body='{"error": "bad-request"}'))
        await page.locator("#input").fill("x")
        await page.locator("#input").press("Enter")
        await expect(page.locator(".delivery.failed")).to_be_visible()
        await page.locator("#input").fill("/imagine a fox #")
        await expect(page.get_by_role("option").first).to_be_visible()
        await look.at(page, "failed, completion")
        await page.locator("#input").fill("")
        if phone:
            await page.locator("#side-open").click()
            await look.at(page, "drawer")
        await page.locator("#me").click()
        await look.at(page, "naming")
        await page.keyboard.press("Escape")
        if phone:
            await page.locator("#side-close").click()

        await page.locator(".figure").first.click()
        await expect(page.locator("#lightbox .panel")).to_be_visible()
        await look.at(page, "large, in the room")
        await page.keyboard.press("Escape")

        await page.locator("#gallery-open").click()
        await expect(page.locator(".empty")).to_be_visible()
        await look.at(page, "gallery, empty")
        await page.locator(".gallery .back").click()
        for words in ("a fox", "an owl"):
            await web_gallery.add_job(me, words, room="team", n=2)
        await page.locator("#gallery-open").click()
        await expect(page.locator(".tile.loaded")).to_have_count(4)
        await look.at(page, "gallery")
        await page.locator(".chip.only-stars").last.click()
        await page.locator(".tile .open").first.click()
        await look.at(page, "gallery, choosing")
        await page.locator(".chip.only-stars").last.click()
        await page.locator(".tile .open").first.click()
        await page.locator(".panel .press", has=page.locator("svg")).last.click()  # delete
        await look.at(page, "large, asking")
        await page.locator(".panel .press:has(svg)").nth(-2).click()
        await page.locator(".share .primary").click()
        await expect(page.locator(".links li")).to_have_count(1)
        link = await page.locator(".made input").input_value()
        await look.at(page, "large, sharing")
        shown = await visitor.context.new_page()
        await shown.goto(link)
        await look.at(shown, "link")
        await shown.goto(f"{visitor.address}s/nothing")
        await look.at(shown, "link that ended")
    assert not look.found, "\n".join(dict.fromkeys(look.found))
