"""Receiving without loss: updates are saved before they are confirmed; malformed updates do not stop it; one poller
per token."""

from __future__ import annotations

import asyncio
import contextlib
import json
import traceback
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram import TelegramAdapter
from adapters.telegram.file_ids import FileIds
from adapters.telegram.lease import PollLease
from adapters.telegram.limits import ALLOWED_UPDATES, LEASE_S, MAX_SILENCE_S
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.transport import UpdatePoller
from bot.app import build
from bot.store import StoreUnavailable, open_store
from bot.store.rows import InboxRow, QuarantinedUpdateRow
from config.settings import Settings
from studio.server import Studio
from tests.clock import DrivenClock
from tests.emulators.telegram import BAD_GATEWAY, Bot, Chat, FloodLimits, Person, TelegramServer, flooded
from tests.telegram.conftest import TOKEN, RunningBot, emulated, running, settings
from tests.telegram.host import RecordingHost


class Line:
    """A poller alone, on an emulated Telegram."""

    def __init__(self, tg: TelegramServer, bot: Bot, ann: Person, chat: Chat) -> None:
        self.tg, self.bot, self.ann, self.chat = tg, bot, ann, chat
        self.clock = DrivenClock()
        self.host = RecordingHost(self.clock)
        self.request = AiohttpRequest(1)
        self.taken: list[Any] = []
        self.poller = UpdatePoller(f"{tg.base_url}{TOKEN}/getUpdates", self.request, self.host, self.take, self.free)
        self.freed = 0
        self.refuse = 0

    async def take(self, updates: Sequence[Any]) -> None:
        if self.refuse:
            self.refuse -= 1
            raise OSError("no space left on the disk")
        self.taken += updates

    async def free(self) -> None:
        self.freed += 1

    async def poll_once(self) -> None:
        """One poll, skipping its pause."""
        work = asyncio.ensure_future(self.poller.poll_once())
        while not work.done():
            await asyncio.sleep(0.001)
            if self.clock.next_due() < float("inf"):
                self.clock.advance_to(self.clock.next_due())
        await work


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with TelegramServer(limits=FloodLimits.off()) as tg:
        bot = tg.add_bot(TOKEN)
        ann = tg.add_person("Ann")
        made = Line(tg, bot, ann, tg.private_chat(bot, ann))
        yield made
        await made.request.shutdown()


async def test_polling__offset_moves_only_after_the_batch_is_kept(line: Line) -> None:
    for number in range(3):
        line.ann.say(line.chat, f"/imagine {number}")
    line.refuse = 2
    await line.poll_once()
    await line.poll_once()
    assert (line.taken, line.poller.offset) == ([], 0)
    await line.poll_once()
    assert len(line.taken) == 3
    assert len(line.bot.queue) == 3  # Saved, not yet confirmed: the next poll does that.
    line.ann.say(line.chat, "/help")
    await line.poll_once()
    assert len(line.taken) == 4
    assert len(line.bot.queue) == 1


async def test_polling__asks_for_what_it_wants_and_nothing_else(line: Line) -> None:
    line.ann.say(line.chat, "/help")
    await line.poll_once()
    (call,) = line.tg.requests_of("getUpdates")
    assert tuple(call.params["allowed_updates"]) == ALLOWED_UPDATES
    assert line.tg.violations == []


async def test_polling__week_of_silence_may_start_the_ids_anew(line: Line) -> None:
    line.ann.say(line.chat, "/help")
    await line.poll_once()
    line.bot.queue.clear()
    line.bot.restart_update_ids(17)
    line.ann.say(line.chat, "/styles")
    # Telegram ignores an offset that is far ahead of what it has.
    await line.poll_once()
    assert line.taken[-1]["message"]["text"] == "/styles"
    assert line.poller.offset == 18


async def test_polling__conflict_is_told_and_waited_out(line: Line) -> None:
    line.bot.webhook = object()  # type: ignore[assignment]
    await line.poll_once()
    assert line.host.problems == ["telegram-conflict"]
    assert line.freed == 1
    line.bot.webhook = None
    line.ann.say(line.chat, "/help")
    await line.poll_once()
    assert len(line.taken) == 1


async def test_polling__retry_after_is_obeyed_while_polling(line: Line) -> None:
    line.tg.faults.plan(flooded(17), "getUpdates")
    before = line.clock.now()
    await line.poll_once()
    assert line.clock.now() - before == pytest.approx(17.0)


async def test_polling__after_a_long_silence_the_connections_are_made_anew_and_the_operator_is_told(line: Line) -> None:
    line.tg.faults.plan(BAD_GATEWAY, "getUpdates", times=None)
    session = line.request.session
    start = line.clock.now()
    while line.clock.now() < start + MAX_SILENCE_S + 40:
        await line.poll_once()
    assert line.host.problems == ["telegram-silent"]
    assert session.closed
    assert line.host.ended == []
    line.tg.faults.clear()
    line.ann.say(line.chat, "/help")
    await line.poll_once()
    assert len(line.taken) == 1
    await line.poll_once()
    assert line.host.ended == [("telegram-silent", "telegram-heard")], "told once that it can be reached again"


async def test_polling__pauses_grow_and_end(line: Line) -> None:
    line.tg.faults.plan(BAD_GATEWAY, "getUpdates", times=8)
    start = line.clock.now()
    for _ in range(8):
        await line.poll_once()
    assert 15 < line.clock.now() - start < 100


# --- one poller for a token


async def test_polling__one_poller_for_a_bot(tmp_path: Path) -> None:
    clock = DrivenClock()
    store = await open_store(f"sqlite:///{tmp_path / 'x.db'}", clock)
    try:
        known = FileIds(store)
        first, second = PollLease(store, known, 1, "first"), PollLease(store, known, 1, "second")
        assert await first.acquire()
        assert not await second.acquire()
        assert await first.acquire()
        clock.advance(LEASE_S + 1)
        assert await second.acquire()  # The first was killed.
        assert not await first.acquire()
        await second.release()
        assert await first.acquire()
        assert await PollLease(store, known, 2, "second").acquire()
    finally:
        await store.close()


async def test_polling__without_the_lease_nothing_is_asked(line: Line) -> None:
    class Taken:
        asked = 0

        async def acquire(self) -> bool:
            self.asked += 1
            if self.asked == 2:
                raise StoreUnavailable("the database restarts")
            return self.asked > 3

        async def release(self) -> None:
            raise StoreUnavailable("gone")

    lease = Taken()
    line.ann.say(line.chat, "/help")
    running_ = asyncio.ensure_future(line.poller.run(lease))  # type: ignore[arg-type]
    while not line.taken:
        await asyncio.sleep(0.001)
        # Once it is held it is renewed beside the poll, which takes real time: then the clock must not run ahead.
        if lease.asked < 4 and line.clock.next_due() < float("inf"):
            line.clock.advance_to(line.clock.next_due())
    assert lease.asked >= 4
    assert len(line.tg.requests_of("getUpdates")) <= 2
    running_.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running_


# --- a whole bot


async def test_polling__one_broken_update_stops_nothing(env: RunningBot) -> None:
    poison: list[Any] = [
        {"callback_query": {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "x"}, "data": "again:1"}},
        {"message": {"message_id": 1}},
        {"message": "nonsense"},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": {}, "type": 3}, "text": ["x"]}},
        {"callback_query": []},
        {"inline_query": 7},
    ]
    for update in poison:
        env.bot.inject(update)
    env.ann.say(env.chat, "/imagine a fox")
    await env.picture()
    aside = await env.app.store.read(lambda tx: tx.all(QuarantinedUpdateRow, "inbox.quarantined", limit=10))
    assert len(aside) == 4  # A press without a message is ignored, and an inline query is not saved.
    body = await env.app.store.read(
        lambda tx: tx.get(InboxRow, "inbox.by_event", platform="telegram", event_id=aside[0].event_id)
    )
    assert "shenbi" in json.loads(body.body)
    assert b'shenbi_problems_total{code="update-set-aside"} 4.0' in await env.app.metrics.render()


async def test_polling__what_is_sent_again_is_done_once(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot):
        ann = tg.add_person("Ann")
        chat = tg.private_chat(bot, ann)
        ann.say(chat, "/imagine a fox")
        waiting = bot.queue.waiting()
        for _ in range(2):
            async with running(settings(tmp_path, tg, studio)):
                await chat.wait_for(lambda messages: messages.by(bot).pictures(), 60.0)
            bot.queue._pending.extend(waiting)
        assert len(chat.messages.by(bot)) == 1


async def test_polling__wrong_token_is_told_without_the_token(tmp_path: Path, studio: Studio) -> None:
    async with TelegramServer() as tg, build(settings(tmp_path, tg, studio), adapters=[TelegramAdapter]) as app:
        with pytest.raises(BaseExceptionGroup) as told:
            await app.run()
        text = "".join(traceback.format_exception(told.value))
        assert "@BotFather" in text
        assert TOKEN.partition(":")[2] not in text


async def test_polling__telegram_may_be_away_when_the_bot_starts(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot):
        tg.faults.plan(BAD_GATEWAY, "getMe", times=1)
        tg.faults.plan(BAD_GATEWAY, "getWebhookInfo", times=1)
        ann = tg.add_person("Ann")
        chat = tg.private_chat(bot, ann)
        async with running(settings(tmp_path, tg, studio)):
            ann.say(chat, "/styles")
            await chat.wait_for(lambda messages: messages.by(bot), 60.0)


@pytest.mark.parametrize(
    ("telegram", "part"),
    [
        ({"bot_token": "nonsense"}, "telegram-token-shape"),
        ({"webhook_url": "ftp://example.org/x"}, "telegram-webhook-url"),
        ({"webhook_secret": "with spaces"}, "telegram-webhook-secret"),
    ],
)
def test_polling__settings_that_do_not_fit_are_told(telegram: dict[str, str], part: str, tmp_path: Path) -> None:
    made = Settings.model_validate({"telegram": {"bot_token": TOKEN, **telegram}})
    with pytest.raises(ValueError, match=part) as error:
        TelegramAdapter.create(made, RecordingHost())
    assert "nonsense" not in str(error.value)
