"""Two hundred people vote within a second: every vote counts once, and no platform's rate limit is exceeded."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.dingtalk.limits import CARD_CALLS_GAP_S
from adapters.telegram.limits import GROUP_PER_MINUTE
from adapters.web import WebAdapter
from bot.app import build
from bot.sessions.model import Session
from config.settings import Settings
from studio.server import Studio
from tests.dingtalk.test_cards import TEMPLATE
from tests.emulators.telegram import FloodLimits
from tests.sessions.platforms import RICH, PlatformSession, dingtalk_group, telegram_group
from tests.web.visitor import visiting

pytestmark = pytest.mark.long

CROWD = 200
FIRST = {n: 1 + n % 4 for n in range(CROWD)}
"""Everybody's first vote."""
CHANGED = {n: 4 for n, number in FIRST.items() if number == 1}
"""Votes that are changed."""


def tally(votes: Iterable[int]) -> dict[int, int]:
    """The expected tally."""
    counted = Counter(votes)
    return {number: counted[number] for number in (1, 2, 3, 4)}


def all_in(session: Session) -> bool:
    """Everybody has voted, and changed votes are counted."""
    return session.current_round.tally() == tally((FIRST | CHANGED).values())


async def test_vote_storm__telegram_by_buttons(tmp_path: Path, studio: Studio) -> None:
    """The emulator's flood control is on: nothing may be refused by it."""
    names = ("Ann", *(f"Person {n}" for n in range(CROWD)))
    async with telegram_group(tmp_path, studio, names=names, limits=FloodLimits()) as at:
        ann, crowd = at.people[0], at.people[1:]
        at.say(ann, "/session start a sea --ideas 2h --vote 2h --rounds 1 --per-round 4 --early no")
        await at.card()
        at.say(ann, "/idea a fox")
        await at.ideas(1)
        at.say(ann, "/session paint")
        card = await at.card("vote until")
        calls, began = len(at.tg.requests), time.monotonic()
        presses = [crowd[n].press(card, f"vote:1:1:{number}") for n, number in FIRST.items()]
        await at.until(lambda s: len(s.current_round.votes) == CROWD, "all votes")
        presses += [crowd[n].press(card, f"vote:1:1:{number}") for n, number in CHANGED.items()]
        session = await at.until(all_in, "the tally that was voted")
        assert len(session.current_round.votes) == CROWD
        for press in presses:
            await press.wait_answer()
        writes = [c for c in at.tg.requests[calls:] if c.method != "answerCallbackQuery" and "chat_id" in c.params]
        minutes = 1 + (time.monotonic() - began) // 60
        assert len(writes) <= GROUP_PER_MINUTE * minutes
        at.say(ann, "/session close")
        session = await at.phase("ended")
        assert session.current_round.winner == 4
        assert not [c for c in at.tg.requests if c.status == 429]


async def test_vote_storm__dingtalk_by_words_alone(tmp_path: Path, studio: Studio) -> None:
    """No card can change there, and no message tells the tally: the month's calls last."""
    async with dingtalk_group(tmp_path, studio) as at:
        dd, group = at.env.dd, at.env.group
        crowd = [dd.add_person(f"成员{n}", f"9{n:03}") for n in range(CROWD)]
        group.members.extend(crowd)
        li = at.env.li
        at.say(li, "/创作 开始 海 --点子 2小时 --投票 2小时 --轮数 1 --每轮 4 --提前 否")
        await at.env.says(group, "点子截止")
        at.say(li, "/点子 狐狸")
        await at.ideas(1)
        at.say(li, "/创作 开画")
        await at.env.says(group, "投 2")
        await at.env.settled()
        used, stood = dd.usage.api_calls, len(group.answers)
        for n, number in FIRST.items():
            at.say(crowd[n], f"投 {number}")
        await at.until(lambda s: len(s.current_round.votes) == CROWD, "all votes")
        for n, number in CHANGED.items():
            at.say(crowd[n], f"/投 {number}")
        session = await at.until(all_in, "the tally that was voted")
        assert len(session.current_round.votes) == CROWD
        assert len(group.answers) == stood, "votes are not counted aloud"
        assert dd.usage.api_calls == used
        at.say(li, "/创作 截止")
        session = await at.phase("ended")
        assert session.current_round.winner == 4
        await at.env.says(group, "到此结束")


async def test_vote_storm__dingtalk_by_the_buttons_of_a_card(tmp_path: Path, studio: Studio) -> None:
    """One card, changed in place every two seconds at most; each press is answered in time."""
    async with dingtalk_group(tmp_path, studio, dingtalk={"card_template_id": "shenbi.schema"}) as at:
        dd, group, li = at.env.dd, at.env.group, at.env.li
        dd.add_template(TEMPLATE)
        crowd = [dd.add_person(f"成员{n}", f"9{n:03}") for n in range(CROWD)]
        group.members.extend(crowd)
        at.say(li, "/创作 开始 海 --点子 2小时 --投票 2小时 --轮数 1 --每轮 4 --提前 否")
        await at.env.says(group, "点子截止")
        at.say(li, "/点子 狐狸")
        await at.ideas(1)
        at.say(li, "/创作 开画")
        card = await group.wait_for(lambda m: any(b.label == "4" for b in m.buttons), 60.0)
        used, began = dd.usage.api_calls, time.monotonic()

        async def vote(n: int, number: int) -> None:
            label = next(b.label for b in card.buttons if b.label == str(number))
            assert await crowd[n].press_card(card, label) is not None, "an error was shown"

        async with asyncio.TaskGroup() as tasks:
            for n, number in FIRST.items():
                tasks.create_task(vote(n, number))
        await at.until(lambda s: len(s.current_round.votes) == CROWD, "all votes")
        async with asyncio.TaskGroup() as tasks:
            for n, number in CHANGED.items():
                tasks.create_task(vote(n, number))
        session = await at.until(all_in, "the tally that was voted")
        assert len(session.current_round.votes) == CROWD
        assert dd.usage.api_calls - used <= 2 + (time.monotonic() - began) / CARD_CALLS_GAP_S
        assert card.card is not None
        at.say(li, "/创作 截止")
        session = await at.phase("ended")
        assert session.current_round.winner == 4
        result = await group.wait_for(lambda m: "揭晓" in m.text and "200" not in m.text, 60.0)
        assert result.card is card.card, "the vote's card has become its result"


async def test_vote_storm__room_in_the_browser(tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them come from one address here, which as many new people a second may not do in earnest."""
    monkeypatch.setattr("adapters.web.limits.STARTS_BURST", CROWD + 10)
    monkeypatch.setattr("adapters.web.limits.NEW_PEOPLE_BURST", CROWD + 10)
    monkeypatch.setattr("adapters.web.limits.NEW_PEOPLE_TOTAL", (CROWD + 10, 2.0))
    monkeypatch.setattr("adapters.web.limits.PRESSES_ADDRESS", (10 * CROWD, 20.0))
    async with web_room(tmp_path, studio) as (at, address), AsyncExitStack() as stack:
        room = at.chat_id
        people = [await stack.enter_async_context(visiting(address, room)) for _ in range(CROWD + 1)]
        ann, crowd = people[-1], people[:-1]

        async def card(label: str, words: str = "") -> dict[str, Any]:
            async with asyncio.timeout(60):
                while True:
                    for entry in reversed(await ann.entries(room)):
                        labels = [b["label"] for row in entry.get("buttons") or [] for b in row]
                        if label in labels and words in entry["text"]:
                            found: dict[str, Any] = entry
                            return found
                    await asyncio.sleep(0.05)

        async def vote(n: int, number: int) -> None:
            body = {"entry": shown["id"], "action": f"vote:1:1:{number}", "nonce": f"p{n}x{number}", "language": "en"}
            answer = await crowd[n].post(f"api/rooms/{room}/presses", body)
            assert answer.status == 200, await answer.text()

        await ann.say(
            "/session start a sea --ideas 2h --vote 2h --rounds 1 --per-round 4 --early no", room, language="en"
        )
        await at.phase("gathering")
        await ann.say("/idea a fox", room, language="en")
        await at.ideas(1)
        await ann.say("/session paint", room, language="en")
        shown = await card("4")
        await asyncio.gather(*(vote(n, number) for n, number in FIRST.items()))
        await at.until(lambda s: len(s.current_round.votes) == CROWD, "all votes")
        await asyncio.gather(*(vote(n, number) for n, number in CHANGED.items()))
        session = await at.until(all_in, "the tally that was voted")
        assert len(session.current_round.votes) == CROWD
        told = await card("4", "200 of 201 have voted")
        assert told["id"] == shown["id"], "it changed in place"
        await ann.say("/session close", room, language="en")
        session = await at.phase("ended")
        assert session.current_round.winner == 4


@asynccontextmanager
async def web_room(folder: Path, studio: Studio) -> AsyncIterator[tuple[PlatformSession, str]]:
    """A running bot with a room, and the room's address."""
    upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
    made = Settings.model_validate(
        {"data_dir": folder, "upstream": upstream, "language": "en", "keeping": {"low_disk_mb": 0}, "web": {"port": 0}}
        | RICH
    )
    async with build(made, adapters=[WebAdapter]) as app:
        running = asyncio.create_task(app.run())
        try:
            adapter: Any = app.adapters["web"]
            async with asyncio.timeout(60):
                await adapter.listening.wait()
            yield PlatformSession(app, "web", "painters"), adapter.address
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
