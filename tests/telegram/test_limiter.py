"""The rate limiter, on a simulated clock."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable
from typing import Any

import pytest
from telegram.error import RetryAfter

from adapters.telegram.errors import RetryRequest
from adapters.telegram.limiter import MAX_CHATS, RateLimitArgs, RateLimiter, SendPriority, cost_of
from tests.clock import DrivenClock
from tests.emulators.telegram.errors import ApiError
from tests.emulators.telegram.flood import Flood, FloodLimits

FOREVER = 1e9


class Wire:
    """Records when calls reach Telegram, whose flood control may refuse them."""

    def __init__(self, limiter: RateLimiter, clock: DrivenClock, flood: Flood | None = None) -> None:
        self.limiter, self.clock, self.flood = limiter, clock, flood
        self.arrived: list[tuple[float, int, str]] = []
        self.way_s = 0.0

    async def send(
        self, chat: int, name: str = "", endpoint: str = "sendMessage", turn: RateLimitArgs | None = None, **data: Any
    ) -> Any:
        async def call() -> bool:
            if self.way_s:
                await self.clock.wait(asyncio.Event(), self.clock.now() + self.way_s * random.random())
            cost = cost_of(endpoint, {"chat_id": chat, **data})
            if self.flood and cost:
                self.flood.charge(chat, chat < 0, cost, self.clock.now())
            self.arrived.append((self.clock.now(), chat, name))
            if self.way_s:
                await self.clock.wait(asyncio.Event(), self.clock.now() + self.way_s * random.random())
            return True

        return await self.limiter.process_request(
            call, (), {}, endpoint, {"chat_id": chat, **data}, turn or RateLimitArgs(max_wait_s=FOREVER)
        )


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


@pytest.fixture
def wire(clock: DrivenClock) -> Wire:
    return Wire(RateLimiter(clock), clock)


async def drive(clock: DrivenClock, *work: Awaitable[Any]) -> list[Any]:
    """Run until done, advancing the clock to each due time."""
    tasks = [asyncio.ensure_future(one) for one in work]
    for _ in range(200_000):
        for _ in range(6):
            await asyncio.sleep(0)
        if all(task.done() for task in tasks):
            return await asyncio.gather(*tasks, return_exceptions=True)
        if clock.next_due() < float("inf"):
            clock.advance_to(max(clock.now(), clock.next_due()))
    raise AssertionError("it does not end")


async def test_limiter__one_a_second_in_a_chat_and_no_wait_between_chats(clock: DrivenClock, wire: Wire) -> None:
    start = clock.now()
    await drive(clock, *(wire.send(chat) for chat in (1, 1, 1, 2, 3)))
    assert sorted((t - start, chat) for t, chat, _ in wire.arrived) == [(0, 1), (0, 2), (0, 3), (1, 1), (2, 1)]


async def test_limiter__twenty_a_minute_in_a_group(clock: DrivenClock, wire: Wire) -> None:
    start = clock.now()
    await drive(clock, *(wire.send(-5) for _ in range(45)))
    times = [t - start for t, _, _ in wire.arrived]
    assert times[19] == 19.0
    assert times[20] == 60.0
    assert times[40] == 120.0


async def test_limiter__thirty_a_second_over_all(clock: DrivenClock, wire: Wire) -> None:
    start = clock.now()
    await drive(clock, *(wire.send(chat) for chat in range(1, 92)))
    times = [t - start for t, _, _ in wire.arrived]
    assert [sum(t == second for t in times) for second in range(4)] == [30, 30, 30, 1]


async def test_limiter__album_counts_by_its_items(clock: DrivenClock, wire: Wire) -> None:
    start = clock.now()
    await drive(clock, wire.send(-5, "album", "sendMediaGroup", media=[{}] * 10), wire.send(-5, "after"))
    assert [(t - start, name) for t, _, name in wire.arrived] == [(0, "album"), (10, "after")]
    await drive(clock, *(wire.send(-5) for _ in range(10)))
    assert wire.arrived[-1][0] - start == 60.0


@pytest.mark.parametrize(
    ("endpoint", "cost"),
    [
        ("sendMessage", 1),
        ("sendDocument", 1),
        ("editMessageMedia", 1),
        ("copyMessage", 1),
        ("sendChatAction", 0),
        ("setMessageReaction", 0),
        ("answerCallbackQuery", 0),
        ("deleteMessage", 0),
        ("getFile", 0),
    ],
)
def test_limiter__what_counts(endpoint: str, cost: int) -> None:
    assert cost_of(endpoint, {"chat_id": 1}) == cost


async def test_limiter__results_go_before_answers_before_progress(clock: DrivenClock, wire: Wire) -> None:
    def turn(rank: SendPriority) -> RateLimitArgs:
        return RateLimitArgs(rank, FOREVER)

    await drive(
        clock,
        wire.send(1, "first"),
        wire.send(1, "progress", turn=turn(SendPriority.PROGRESS)),
        wire.send(1, "answer", turn=turn(SendPriority.ANSWER)),
        wire.send(1, "result", turn=turn(SendPriority.RESULT)),
    )
    assert [name for _, _, name in wire.arrived] == ["first", "result", "answer", "progress"]


async def test_limiter__retry_after_closes_its_chat_only(clock: DrivenClock, wire: Wire) -> None:
    async def refused() -> bool:
        raise RetryAfter(30)

    data = {"chat_id": 1}
    with pytest.raises(RetryAfter):
        await wire.limiter.process_request(refused, (), {}, "sendMessage", data, RateLimitArgs())
    start = clock.now()
    await drive(clock, wire.send(1, "closed"), wire.send(2, "open"))
    assert [(t - start, name) for t, _, name in wire.arrived] == [(0, "open"), (30, "closed")]


async def test_limiter__call_does_not_wait_longer_than_its_patience(clock: DrivenClock, wire: Wire) -> None:
    await drive(clock, *(wire.send(-5) for _ in range(20)))
    with pytest.raises(RetryRequest) as error:
        await wire.send(-5, turn=RateLimitArgs(max_wait_s=5.0))
    assert error.value.seconds == pytest.approx(41.0)


async def test_limiter__extras_are_dropped_when_a_chat_is_closed(clock: DrivenClock, wire: Wire) -> None:
    await drive(clock, wire.send(1))
    with pytest.raises(RetryRequest):
        await wire.send(1, endpoint="sendChatAction", turn=RateLimitArgs(SendPriority.EXTRA))
    clock.advance(1.0)
    await wire.send(1, "action", "sendChatAction", RateLimitArgs(SendPriority.EXTRA))


async def test_limiter__cancelled_call_gives_its_turn_back(clock: DrivenClock, wire: Wire) -> None:
    await drive(clock, wire.send(1))
    waiting = asyncio.ensure_future(wire.send(1, "cancelled"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await drive(clock, wire.send(1, "next"))
    assert [name for _, _, name in wire.arrived] == ["", "next"]


async def test_limiter__call_that_is_given_up_does_not_keep_those_behind_it(clock: DrivenClock, wire: Wire) -> None:
    """The second call has no due time of its own as long as one of higher priority waits for the same chat."""
    await drive(clock, wire.send(1))
    first = asyncio.ensure_future(wire.send(1, "given up", turn=RateLimitArgs(SendPriority.RESULT, FOREVER)))
    await asyncio.sleep(0)
    second = asyncio.ensure_future(wire.send(1, "behind", turn=RateLimitArgs(SendPriority.PROGRESS, FOREVER)))
    for _ in range(3):
        await asyncio.sleep(0)
    first.cancel()
    await drive(clock, second)
    assert [name for _, _, name in wire.arrived] == ["", "behind"]


async def test_limiter__call_that_fails_gives_its_turn_back(clock: DrivenClock, wire: Wire) -> None:
    async def broken() -> bool:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await wire.limiter.process_request(broken, (), {}, "sendMessage", {"chat_id": 1}, RateLimitArgs())
    await drive(clock, wire.send(1, "next"))
    assert len(wire.arrived) == 1


async def test_limiter__books_of_quiet_chats_are_closed(clock: DrivenClock, wire: Wire) -> None:
    for chat in range(1, MAX_CHATS + 1):
        wire.limiter._window(chat)
    clock.advance(120.0)
    await drive(clock, wire.send(MAX_CHATS + 5))
    assert len(wire.limiter._chats) == 1


@pytest.mark.parametrize("seed", range(5))
async def test_limiter__telegrams_own_flood_control_never_refuses(seed: int) -> None:
    """For any calls and any latency: no 429, and every call is delivered."""
    random.seed(seed)
    clock = DrivenClock()
    # No bursts: Telegram only 'tolerates' them.
    wire = Wire(RateLimiter(clock), clock, Flood(FloodLimits(chat_burst=1)))
    wire.way_s = random.choice([0.05, 0.4, 3.0])

    async def later(chat: int, endpoint: str, **data: Any) -> None:
        await clock.wait(asyncio.Event(), clock.now() + random.uniform(0, 200))
        await wire.send(chat, "", endpoint, RateLimitArgs(random.choice(list(SendPriority)[:3]), FOREVER), **data)

    chats = [-1, -2, *range(1, 40)]
    work = [later(random.choice(chats), random.choice(["sendMessage", "editMessageText"])) for _ in range(400)]
    outcomes = await drive(clock, *work)
    assert [o for o in outcomes if isinstance(o, ApiError)] == []
    assert len(wire.arrived) == 400
