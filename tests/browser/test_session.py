"""Three people play a session in a real browser: what each of them sees in each phase is within their window."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from adapters.web import WebAdapter
from bot.app import build
from config.settings import Settings
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.browser.actions import say
from tests.browser.chromium import window
from tests.databases import prepared

pytestmark = pytest.mark.asyncio(loop_scope="session")
NAMES = ("Ann", "Bob", "Cat")
SIZES = ((1000, 640), (390, 700), (390, 700))
LONG_MS = 120_000


@asynccontextmanager
async def bot(folder: Path) -> AsyncIterator[str]:
    """A whole bot with a studio of canned pictures; the address of its room."""
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=3.0), seed=1)
    async with Studio(options) as studio:
        made = Settings.model_validate(
            {
                "data_dir": folder,
                "upstream": {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]},
                "language": "en", "keeping": {"low_disk_mb": 0}, "web": {"port": 0}, "limits": {"requests_per_minute": 0},
            }
        )  # fmt: skip
        async with build(prepared(made), adapters=[WebAdapter]) as app:
            running = asyncio.create_task(app.run())
            try:
                adapter: Any = app.adapters["web"]
                async with asyncio.timeout(60):
                    await adapter.listening.wait()
                yield adapter.address
            finally:
                running.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await running


async def enter(browser: Browser, stack: AsyncExitStack, address: str, name: str, size: tuple[int, int]) -> Page:
    """A person enters the room with a name."""
    theirs = await stack.enter_async_context(window(browser, address, locale="en"))
    page = await theirs.open("r/painters")
    await page.locator("#me").click()
    await page.locator("#name").fill(name)
    await page.locator("#naming button[type=submit]").click()
    await expect(page.locator("#me")).to_contain_text(name)
    await page.set_viewport_size({"width": size[0], "height": size[1]})  # On a phone names are behind a menu.
    return page


def card(page: Page, part: str) -> Locator:
    """The newest message of the bot with these words."""
    return page.locator("li.post", has_text=part).last


async def visible_card(page: Page, part: str) -> Locator:
    """The newest message with these words; it must be within the window, including its lower edge."""
    found = card(page, part)
    await expect(found).to_be_visible(timeout=LONG_MS)
    await expect(found.locator(".bubble")).to_be_in_viewport(timeout=LONG_MS)
    return found


@pytest.mark.long
async def test_session__three_people_play(browser: Browser, tmp_path: Path) -> None:
    async with bot(tmp_path) as address, AsyncExitStack() as stack:
        people = [await enter(browser, stack, address, n, s) for n, s in zip(NAMES, SIZES, strict=True)]
        ann, bob, cat = people
        await say(ann, "/session start autumn in the city --rounds 2 --per-round 3 --ideas 10m --vote 10m")
        for page in people:
            await visible_card(page, "Round 1 of 2 · ideas until")

        # The host's buttons are the host's alone; everybody has a field for an idea and may join.
        await expect(card(ann, "ideas until").get_by_role("button", name="Paint now")).to_be_visible()
        for page in (bob, cat):
            shown = card(page, "ideas until")
            await expect(shown.get_by_role("button", name="Join")).to_be_visible()
            await expect(shown.get_by_role("button", name="Paint now")).to_have_count(0)
            await expect(shown.get_by_role("button", name="End")).to_have_count(0)

        # Cat joins, so that she is waited for; small talk pushes the card up.
        await card(cat, "ideas until").get_by_role("button", name="Join").click()
        await expect(card(bob, "ideas until")).to_contain_text("Cat", timeout=LONG_MS)
        for n in range(6):
            await say(bob, f"small talk {n}")
        await write_idea(ann, "a fox under lanterns")
        await write_idea(bob, "a boat")
        for page in people:
            shown = card(page, "ideas until")
            await expect(shown).to_contain_text("2 ideas are in: Ann, Bob", timeout=LONG_MS)
            await expect(page.locator("#log")).not_to_contain_text("a fox under lanterns")
        await expect(card(ann, "ideas until")).to_contain_text("Only the bot sees it", timeout=LONG_MS)

        # The last idea sets off the painting: the ideas are shown, and nobody is told whose they are.
        await write_idea(cat, "an owl")
        for page in people:
            painting = await visible_card(page, "· painting")
            await expect(painting).to_contain_text("a fox under lanterns")
            await expect(painting).not_to_contain_text("Ann")

        for page in people:
            voting = await visible_card(page, "vote until")
            await expect(voting).to_contain_text("1 · a fox under lanterns")
            await expect(voting).not_to_contain_text("Bob")
            await expect(voting).to_contain_text("0 of 3 have voted")
            await expect(voting.get_by_role("button", name="2", exact=True)).to_be_in_viewport()

        # All have voted: the vote closes by itself, and everybody sees whose the pictures were.
        for page in people:
            await card(page, "vote until").get_by_role("button", name="2", exact=True).click()
        for page in people:
            await visible_card(page, "Round 2 of 2 · ideas until")
            shown = page.locator("li.post:has(img)", has_text="by ")
            await expect(shown.filter(has_text="🏆 2 · a boat — by Bob, 3 votes").last).to_be_visible(timeout=LONG_MS)
            await expect(
                page.locator("li.post", has_text="1 · a fox under lanterns — by Ann, 0 votes").first
            ).to_be_visible()
            await expect(page.locator("li.post", has_text="The session goes on below")).not_to_have_count(0)

        # A person who reads something else learns of it by the number in the title.
        await bob.evaluate(
            "Object.defineProperty(document, 'hidden', {get: () => true, configurable: true});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
        for page, words in zip(people, ("kites", "a tram", "rain"), strict=True):
            await write_idea(page, words)
        await visible_card(ann, "vote until")
        await expect(bob).to_have_title(re.compile(r"^\(\d+\) "), timeout=LONG_MS)
        for page in (ann, cat):
            await card(page, "vote until").get_by_role("button", name="1", exact=True).click()
        await card(ann, "vote until").get_by_role("button", name="Close the vote").click()
        for page in (ann, cat):
            await visible_card(page, "the album")
            await expect(card(page, "That’s it!")).to_contain_text("a boat → kites")


@pytest.mark.long
async def test_session__host_goes_on_from_the_winner_and_the_others_see_how(browser: Browser, tmp_path: Path) -> None:
    async with bot(tmp_path) as address, AsyncExitStack() as stack:
        ann, bob, cat = people = [await enter(browser, stack, address, n, s) for n, s in zip(NAMES, SIZES, strict=True)]
        await say(ann, "/session start the sea --rounds 3 --per-round 1 --ideas 10m --vote 10m")
        await write_ideas(people, "a whale", "a boat", "an owl")
        for page, number in zip(people, ("2", "2", "3"), strict=True):
            await visible_card(page, "vote until")
            await card(page, "vote until").get_by_role("button", name=number, exact=True).click()
        for page in people:
            await visible_card(page, "Round 2 of 3 · ideas until")
        for page in (bob, cat):
            for label in ("Change it by words", "Take the winner back"):
                await expect(card(page, "Round 2 of 3").get_by_role("button", name=label)).to_have_count(0)
        await card(ann, "Round 2 of 3").get_by_role("button", name="Change it by words").click()
        for page in people:
            await expect(card(page, "Round 2 of 3")).to_contain_text("each idea changes that picture", timeout=LONG_MS)
        await expect(card(ann, "Round 2 of 3").get_by_role("button", name="Paint anew instead")).to_be_visible()
        await write_ideas(people, "make it night", "add a moon", "snow on the deck")
        for page, number in zip(people, ("1", "2", "2"), strict=True):
            await expect(await visible_card(page, "vote until")).to_contain_text("4 · as it was")
            await card(page, "vote until").get_by_role("button", name=number, exact=True).click()
        for page in people:
            await visible_card(page, "Round 3 of 3 · ideas until")
        await say(ann, "/session blend 1 2")
        for page in people:
            await expect(card(page, "That’s it!")).to_contain_text(
                "a boat → add a moon → make it night + add a moon in one", timeout=LONG_MS
            )


async def write_ideas(people: Sequence[Page], *ideas: str) -> None:
    """Everyone's idea, one after another: their order numbers the pictures."""
    for place, (page, words) in enumerate(zip(people, ideas, strict=True), 1):
        await expect(page.locator(".ask input").last).to_be_visible(timeout=LONG_MS)
        await write_idea(page, words)
        if place < len(people):
            count = "1 idea is in" if place == 1 else f"{place} ideas are in"
            await expect(card(people[0], "ideas until")).to_contain_text(count, timeout=LONG_MS)


async def write_idea(page: Page, words: str) -> None:
    """Write an idea in the field of the newest card."""
    field = page.locator(".ask input").last
    await field.fill(words)
    await field.press("Enter")
