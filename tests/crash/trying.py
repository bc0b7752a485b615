"""One scenario with one crash: run it, let it end, and judge."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.crash.rig import Builder, rigged
from tests.crash.scenarios import Scenario
from tests.crash.verdict import Verdict, judge, read_books

SETTLE_S = 60.0
DYING_S = 8.0
AT_ONCE = 6


async def reached_by(scenario: Scenario, folder: Path, builder: Builder, url: str = "") -> Counter[str]:
    """How often a scenario reaches each point when nothing crashes; it must end well."""
    notes = folder / "reached"
    verdict = await tried(scenario, folder, builder, url=url, reached=str(notes))
    assert not verdict.problems, verdict.problems
    text = await asyncio.to_thread(notes.read_text)
    return Counter(text.split())


async def killed_at(
    places: Sequence[str], scenario: Scenario, folder: Path, builder: Builder, database: Callable[[], str]
) -> list[str]:
    """Run a scenario once for each place, with a kill there; all problems."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(place: str) -> list[str]:
        async with turn:
            where = folder / place.replace(":", "-")
            verdict = await tried(scenario, where, builder, url=await asyncio.to_thread(database), crash_at=place)
            return [f"{scenario.name}, {place}: {problem}" for problem in verdict.problems]

    return [problem for found in await asyncio.gather(*map(one, places)) for problem in found]


async def tried(
    scenario: Scenario,
    folder: Path,
    builder: Builder,
    *,
    url: str = "",
    crash_at: str = "",
    reached: str = "",
    mistake: str = "",
) -> Verdict:
    """Run a scenario on a house that dies at `crash_at` and is started again; every problem is in the verdict.
    `reached`, `mistake`: see `Plan`."""
    async with rigged(folder, builder, url=url) as rig:
        house = await rig.start(crash_at=crash_at, reached=reached, mistake=mistake)
        acting = asyncio.create_task(scenario.act(rig))
        try:
            if crash_at:
                dying = asyncio.create_task(house.ended.wait())
                await asyncio.wait((dying, acting), return_when=asyncio.FIRST_COMPLETED)
                if acting.done():
                    # All was seen before the point came: it is reached on the way out, or not at all.
                    await asyncio.wait((dying,), timeout=DYING_S)
                dying.cancel()
                if house.status is not None:
                    house = await rig.start(mistake=mistake)
            # A house that ends by itself has something to say.
            over = asyncio.create_task(house.ended.wait())
            await asyncio.wait((over, acting), return_when=asyncio.FIRST_COMPLETED)
            assert acting.done(), f"the house ended by itself: {house.status}"
            over.cancel()
            await acting
            await _settled(rig.url)
        except (TimeoutError, AssertionError) as error:
            return Verdict(problems=[f"{type(error).__name__}: {error}", rig.log()])
        finally:
            acting.cancel()
        status = await house.end(signal.SIGTERM)
        verdict = await judge(rig.url, rig.studio.record(), rig.chats)
        if status:
            verdict.problems.append(f"exit status {status}")
        if verdict.jobs != scenario.jobs:
            verdict.problems.append(f"{verdict.jobs} jobs, {scenario.jobs} expected")
        billed = rig.studio.record()["summary"]["pictures_billed"]
        least, most = scenario.pictures
        if not least <= billed <= most:
            verdict.problems.append(f"{billed} pictures were billed, {least} to {most} expected")
        if crash_at and ":" not in crash_at and len(rig.houses) == 1:
            verdict.problems.append(f"{crash_at} was not reached")
        if verdict.problems:
            verdict.problems.append(rig.log())
        return verdict


async def _settled(url: str) -> None:
    """Wait until nothing is on its way any more."""
    async with asyncio.timeout(SETTLE_S):
        while True:
            books = await read_books(url)
            busy = [p["subject"] for p in books.posts if p["step"] in ("due", "sending")]
            busy += [str(u["event_id"]) for u in books.inbox if u["state"] in ("saved", "fetched")]
            busy += [str(j["id"]) for j in books.jobs if j["state"] not in ("done", "failed", "cancelled", "held")]
            if not busy:
                return
            await asyncio.sleep(0.1)
