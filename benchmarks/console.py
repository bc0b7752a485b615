"""How long the console takes for a company of 1,000 people with 100,000 jobs, in Chromium, on both databases.

    python -m benchmarks.console --json
    {"sqlite": {"overview": {"p50_ms", "worst_ms"}, ...}, "postgresql": {...}}

For each section: from the click to the picture with its rows on the screen, ROUNDS times; `start` is the whole page loaded again.
Nothing is painted meanwhile: what waits belongs to accounts that are paused.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from benchmarks import company
from benchmarks.figures import Figures, percentile, show
from bot.jobs import pauses
from bot.store import Tx
from bot.store.rows import PersonRow
from tests.access.test_console import room
from tests.browser.chromium import chromium, window
from tests.browser.test_console import ID
from tests.postgres import start as start_postgres

ROUNDS = 7
SECTIONS = ("overview", "moderation", "held", "people", "conversations", "spending", "audit", "settings")
PAGES = {"one person": ("people", "person"), "one conversation": ("conversations", "conversation")}
SHOWN = "#view tbody tr, #view .cards .card"
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def make_owner(tx: Tx, user_id: str) -> None:
    person = tx.get(
        PersonRow, "people.person", platform="web", user_id=user_id, name="", hint="", reply_key="", now=tx.now
    )
    tx.run("people.set_rank", id=person.id, rank="owner")


async def on(page: Page, name: str) -> float:
    """Milliseconds until a section shows its rows."""
    await page.evaluate("document.querySelector('#view').replaceChildren()")
    began = time.perf_counter()
    if name in PAGES:
        _, kind = PAGES[name]
        await page.evaluate(f"location.hash = '#{kind}/' + window.number")
        await page.locator(".details tbody tr").first.wait_for()
    else:
        await page.evaluate(f"location.hash = '#none'; location.hash = '#{name}'")
        if name == "moderation":
            await page.locator(".looks .press").first.click()
        await page.locator(SHOWN).first.wait_for()
    await page.evaluate(NEXT_FRAME)
    return (time.perf_counter() - began) * 1000


async def figures(database_url: str, people: int, jobs: int) -> Figures:
    """All sections on one database."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        more: dict[str, Any] = {"database_url": database_url} if database_url else {}
        async with (
            room(Path(folder), web={"port": 0}, **more) as (app, address),
            chromium() as browser,
            window(browser, address, locale="en-GB") as visitor,
        ):
            page = await visitor.open()
            me = await page.evaluate(ID)
            await app.store.write(pauses.pause, "all", 0)
            await company.fill(app.store, app.manager, people=people, jobs=jobs)
            await app.store.write(make_owner, me)
            number = await app.store.read(lambda tx: tx.value("bench.company.newest_person"))
            chat = await app.store.read(lambda tx: tx.value("bench.company.newest_group"))
            for _ in range(ROUNDS):
                began = time.perf_counter()
                await page.goto(f"{address}admin")
                await page.locator("#view tbody tr").first.wait_for()
                await page.evaluate(NEXT_FRAME)
                found.setdefault("start", []).append((time.perf_counter() - began) * 1000)
                for name in (*SECTIONS, *PAGES):
                    await page.evaluate(f"window.number = {number if name == 'one person' else chat}")
                    found.setdefault(name, []).append(await on(page, name))
    return {
        name: {"p50_ms": round(percentile(took, 0.5)), "worst_ms": round(max(took))} for name, took in found.items()
    }


async def measure(people: int, jobs: int) -> Figures:
    """Both databases."""
    sqlite = await figures("", people, jobs)
    print("sqlite", sqlite, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        server, handle = start_postgres(Path(folder))
        try:
            return {"sqlite": sqlite, "postgresql": await figures(server.create()[1], people, jobs)}
        finally:
            handle.cleanup()


if __name__ == "__main__":
    show(measure, __doc__, people=1_000, jobs=100_000)
