"""One scenario with one kill at a failpoint: run it, start the app again, let everything end, and judge."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.crash.chat_verdict import judge_chats
from tests.crash.child import ForkServer
from tests.crash.harness import chat_harness, until_settled
from tests.crash.scenarios import Scenario
from tests.crash.verdict import Verdict

SETTLE_S = 60.0
DYING_S = 8.0
AT_ONCE = 6


async def failpoint_hits(scenario: Scenario, folder: Path, fork_server: ForkServer, url: str = "") -> Counter[str]:
    """How often a scenario hits each failpoint when nothing crashes; it must end well."""
    hits = folder / "hits"
    verdict = await run_scenario(scenario, folder, fork_server, url=url, hits=str(hits))
    assert not verdict.problems, verdict.problems
    text = await asyncio.to_thread(hits.read_text)
    return Counter(text.split())


async def kill_at_each(
    places: Sequence[str], scenario: Scenario, folder: Path, fork_server: ForkServer, database: Callable[[], str]
) -> list[Verdict]:
    """Run a scenario once for each place (`name` or `name:3`), with a kill there."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(place: str) -> Verdict:
        async with slots:
            url = await asyncio.to_thread(database)
            verdict = await run_scenario(
                scenario, folder / place.replace(":", "-"), fork_server, url=url, crash_at=place
            )
            verdict.problems = [f"{scenario.name}, {place}: {problem}" for problem in verdict.problems]
            return verdict

    return await asyncio.gather(*map(one, places))


async def run_scenario(
    scenario: Scenario,
    folder: Path,
    fork_server: ForkServer,
    *,
    url: str = "",
    crash_at: str = "",
    hits: str = "",
    mutant: str = "",
    upstream: dict[str, float] | None = None,
) -> Verdict:
    """Run a scenario on a child that dies at `crash_at` and is started again; the verdict has every problem.
    `hits`, `mutant`: see `ChildSpec`; `upstream`: its settings that differ."""
    async with chat_harness(folder, fork_server, url=url, upstream=upstream) as harness:
        child = harness.child(mutant=mutant)
        await child.start(crash_at=crash_at, hits=hits)
        acting = asyncio.create_task(scenario.act(harness))
        try:
            if crash_at:
                dying = asyncio.create_task(child.wait())
                await asyncio.wait((dying, acting), return_when=asyncio.FIRST_COMPLETED)
                if acting.done():
                    # The users saw all before the failpoint: it is hit soon, or not at all.
                    await asyncio.wait((dying,), timeout=DYING_S)
                dying.cancel()
                if not child.running:
                    await child.start()
            ending = asyncio.create_task(child.wait())
            await asyncio.wait((ending, acting), return_when=asyncio.FIRST_COMPLETED)
            assert acting.done(), f"the app ended by itself: {child.status}"
            ending.cancel()
            await acting
            if late := await until_settled(harness.url, SETTLE_S):
                raise TimeoutError(f"still open after {SETTLE_S} s: {late}")
        except (TimeoutError, AssertionError) as error:
            return Verdict(problems=[f"{type(error).__name__}: {error}", harness.log()])
        finally:
            acting.cancel()
        status = await child.end(signal.SIGTERM)
        verdict = await judge_chats(harness.url, harness.studio.record(), harness.chats)
        if status:
            verdict.problems.append(f"exit status {status}")
        if verdict.jobs != scenario.jobs:
            verdict.problems.append(f"{verdict.jobs} jobs, {scenario.jobs} expected")
        billed = harness.studio.record()["summary"]["pictures_billed"]
        least, most = scenario.pictures
        if not least <= billed <= most:
            verdict.problems.append(f"{billed} pictures were billed, {least} to {most} expected")
        if crash_at and ":" not in crash_at and child.starts == 1:
            verdict.problems.append(f"{crash_at} was not hit")
        if verdict.problems:
            verdict.problems.append(harness.log())
        return verdict
