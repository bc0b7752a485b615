"""Three rounds with five people, restarted in every phase: the album equals that of the uninterrupted session."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.adapter_api import PlatformCapabilities
from bot.jobs.workers import Collector, Submitter
from bot.sessions.album.content import Album
from bot.sessions.loops import JobEventReader, SessionTimers, SheetMaker
from bot.store.loops import Loop
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.scripted import APPEND_ONLY, EDITABLE, BotMessage, ScriptedPlatform
from tests.sessions.group import CHAT, Group, group

PEOPLE = ("ann", "bob", "cat", "dan", "eve")
START = (
    "/session start autumn in the city --rounds 3 --per-round 4 --ideas 2h --vote 2h --budget 20 --seed 77 --early no"
)


@dataclass
class Stage:
    """How to restart: `again` stops the bot and starts it on the same folder, if this run is one with restarts."""

    folder: Path
    studio: Studio
    chat: ScriptedPlatform
    restarts: bool
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def open(self, *without: type[Loop]) -> Group:
        await self.stack.aclose()
        self.stack = AsyncExitStack()
        return await self.stack.enter_async_context(group(self.folder, self.studio, self.chat, without=without))

    async def again(self, now: Group, *without: type[Loop]) -> Group:
        return await self.open(*without) if self.restarts else now


@asynccontextmanager
async def stage(
    folder: Path, studio: Studio, capabilities: PlatformCapabilities, restarts: bool
) -> AsyncIterator[Stage]:
    made = Stage(folder, studio, ScriptedPlatform(capabilities=capabilities), restarts)
    try:
        yield made
    finally:
        await made.stack.aclose()


async def play(on: Stage) -> tuple[Album, list[int], Group]:
    """Three rounds: each person's idea, the vote, and a change of mind."""
    at = await on.open()
    await at.say("ann", START)
    await at.phase("gathering")
    for round_ in (1, 2, 3):
        for place, person in enumerate(PEOPLE):
            if place == 3:
                at = await on.again(at)  # gathering, with three of five ideas
            await at.say(person, f"/idea {person}'s idea for round {round_}")
            # One after another, so that both runs have them in the same order.
            await at.ideas(place + 1)
            if place == 3:
                # No slot, so that it stays in painting.
                at = await on.again(at, Submitter)
        await at.say("ann", "/session paint")
        await at.until(lambda s: s.phase in ("painting", "assembling", "voting"))
        if on.restarts:
            assert (await at.session()).phase == "painting"
            at = await on.again(at, Collector)  # painting, upstream busy
            at = await on.again(at, JobEventReader, SheetMaker)  # painted, not yet noticed
            at = await on.again(at, SheetMaker)
            await at.phase("assembling", round_)
            at = await on.again(at, SessionTimers)  # assembling
        await at.phase("voting", round_)
        for place, person in enumerate(PEOPLE):
            await at.vote(person, 1 + (round_ + place) % 3)
        await at.until(lambda s: len(s.current_round.votes) == 5)
        at = await on.again(at)  # voting
        await at.vote("eve", 5)
        await at.until(lambda s: any(b.number == 5 for b in s.current_round.votes))
        await at.say("ann", "/session close")
        await at.round_over(round_)
        if on.chat.capabilities.edits:
            # Nobody goes on before they have seen the pictures of the round, which come one after another, and the card.
            await at.shown(lambda m, seen=f"round {round_}": m.view.text.startswith("🏆") and seen in m.view.text)  # type: ignore[misc]
            if round_ < 3:
                await at.shown(lambda m, seen=f"Round {round_ + 1} of 3 · ideas": seen in m.view.text)  # type: ignore[misc]
    at = await on.again(at)  # ended
    await at.shown(lambda m: "the album" in m.view.text and m.view.picture is not None)
    await at.shown(lambda m: bool(m.view.files))
    await at.shown(lambda m: "That’s it!" in m.view.text)
    return await at.album(), await at.seeds(), at


async def a_run(
    folder: Path, capabilities: PlatformCapabilities, restarts: bool
) -> tuple[Album, list[int], list[BotMessage]]:
    """One session on a studio of its own: its album, its seeds, and what stands in the group afterwards."""
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.05), seed=1)
    async with Studio(options) as studio, stage(folder, studio, capabilities, restarts) as on:
        story, seeds, at = await play(on)
        return story, seeds, at.chat.visible(CHAT)


@pytest.mark.long
async def test_three_rounds__album_of_a_restarted_session_is_that_of_the_uninterrupted_one(tmp_path: Path) -> None:
    whole, cut, plain = await asyncio.gather(
        a_run(tmp_path / "whole", EDITABLE, restarts=False),
        a_run(tmp_path / "cut", EDITABLE, restarts=True),
        a_run(tmp_path / "plain", APPEND_ONLY, restarts=True),
    )
    story, seeds, _ = whole
    assert cut[:2] == plain[:2] == (story, seeds)
    assert len(set(seeds)) == 15
    assert [len(each.pictures) for each in story.rounds] == [5, 5, 5]
    assert story.total == "All together: ¥2.4"
    assert len(story.path) == 3
    for _, _, standing in (whole, cut):
        # A card for each phase, all but the last saying that it goes on below; each picture once, the winner last; the album.
        cards = [m for m in standing if m.view.title]
        assert len(cards) == 10, "\n\n".join(m.view.text for m in cards)
        assert all("goes on below" in m.view.text and not m.view.buttons for m in cards[:-1])
        shown = [m.view.text for m in standing if m.view.text.startswith(("1 ·", "2 ·", "3 ·", "4 ·", "5 ·", "🏆"))]
        assert [text[0] == "🏆" for text in shown] == [False, False, False, False, True] * 3, shown
        assert len(standing) == 10 + 15 + 2, [m.view.text for m in standing]
    each_phase_said_once_what_to_write(plain[2])


def each_phase_said_once_what_to_write(standing: list[BotMessage]) -> None:
    """On a platform without edits."""
    cards = [m.view for m in standing if m.view.title]
    assert [(v.milestone, v.chapter) for v in cards] == [
        ("accepted", "1"), ("done", "1"), ("accepted", "2"), ("done", "2"), ("accepted", "3"), ("done", "3"), ("notice", "3"),
    ]  # fmt: skip
    gathering, voting = cards[0], cards[1]
    assert "/idea" in gathering.text
    assert "vote 2" in voting.text
    assert voting.picture is not None
    assert [b.typed for row in voting.buttons for b in row] == [
        "vote 1",
        "vote 2",
        "vote 3",
        "vote 4",
        "vote 5",
    ]
    assert sum("ideas are closed" in m.view.text for m in standing) == 3
    assert all(v.picture and "the result:" in v.text for v in (cards[2], cards[4], cards[6]))
