"""Passing faults never end the process: background work is owned, restarted with increasing delays, and the operator is told.

Finding (medium): an inline query while the database cuts connections ended the process; case G1: one 401 or 404 from getUpdates
after good polls ended everything with status 2.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import errno
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from telegram.error import InvalidToken

from adapters.telegram import TelegramAdapter
from adapters.telegram.background import MAX_CONCURRENT, MAX_WAITING, BackgroundCalls
from bot.app import build
from bot.intake.running import AdapterListener
from bot.runtime.backoff import Backoff, pause_s
from bot.runtime.supervision import STABLE_AFTER_S, guarded, supervised
from bot.store import StoreUnavailable
from config.settings import SettingsError
from studio.server import Studio
from tests.clock import DrivenClock
from tests.emulators.telegram import Fault, TelegramServer, refuse
from tests.emulators.telegram.errors import ApiError
from tests.telegram.conftest import RunningBot, emulated, running_bot, settings

ROOT = Path(__file__).parents[3]
OWNED = {
    "bot/cli/running.py": 1,  # the program itself
    "bot/http/listener.py": 1,  # catches OSError; awaited when the listener closes
    "bot/jobs/workers/submit.py": 2,  # creates catch everything; the wait for one to leave is cancelled there
    "bot/intake/running.py": 2,  # supervised loops and adapters
    "bot/store/loops.py": 2,  # a worker group's items, which catch everything; the lease renewal, awaited there
    "studio/server/runner.py": 2,  # guarded; waits for events, cancelled there
    "studio/server/server.py": 1,  # waits for ever over guarded tasks; awaited by stop
    "adapters/web/incoming_uploads.py": 1,  # awaited by the upload; what it makes too late is closed
    "adapters/web/sockets.py": 1,  # awaited by the connection that made it
    "adapters/web/adapter.py": 1,  # supervised
    "adapters/telegram/adapter.py": 2,  # supervised
    "adapters/telegram/background.py": 1,  # guarded
    "adapters/telegram/transport.py": 1,  # renews a lease: a database that is away is logged; ends with its poll
    "adapters/discord/adapter.py": 2,  # supervised, guarded
    "adapters/discord/gateway.py": 1,  # awaited by the connection that made them
    "adapters/discord/interactions.py": 1,  # guarded
    "adapters/discord/shards.py": 4,  # awaited, or cancelled, by the supervised loop that made them
    "adapters/dingtalk/adapter.py": 2,  # supervised, guarded
    "adapters/dingtalk/connection.py": 1,  # catches everything
    "adapters/dingtalk/transport.py": 5,  # catch everything but wrong credentials at the start; waits, cancelled there
}
"""Where background tasks are made, and what keeps an error of theirs from ending the process."""


def tasks_made(source: str) -> int:
    """How many tasks this source makes."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return sum(isinstance(call, ast.Attribute) and call.attr in ("create_task", "ensure_future") for call in calls)


def test_background_work__every_background_task_has_somebody_who_answers_for_it() -> None:
    found = {
        str(path.relative_to(ROOT)): made
        for folder in ("bot", "studio", "adapters")
        for path in (ROOT / folder).rglob("*.py")
        if (made := tasks_made(path.read_text(encoding="utf-8")))
    }
    assert found == OWNED, "say in OWNED what keeps an error of a new task from ending the process"


class Work:
    """Fails as often as it is told, then goes on until it is cancelled."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls: list[float] = []
        self.alerts: list[str] = []
        self.clock = DrivenClock(1000.0)
        self.steady_s = 0.0

    async def run(self) -> None:
        self.calls.append(self.clock.now())
        if self.errors:
            self.clock.advance(self.steady_s)
            raise self.errors.pop(0)
        await asyncio.Event().wait()

    def alert(self, code: str, /, **details: object) -> None:
        self.alerts.append(f"{code} {details['kind']}")

    async def drive(self, until: Callable[[], bool]) -> None:
        for _ in range(10_000):
            if until():
                return
            await asyncio.sleep(0)
            if self.clock.next_due() < float("inf"):
                self.clock.advance_to(self.clock.next_due())
        raise AssertionError("it did not happen")


@contextlib.asynccontextmanager
async def going_on(coroutine: Any) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.ensure_future(coroutine)
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_background_work__work_that_fails_is_restarted_with_growing_pauses_and_told() -> None:
    work = Work(*[RuntimeError("a mistake"), StoreUnavailable("away"), ExceptionGroup("", [OSError()])] * 4)
    async with going_on(supervised("work", work.run, work.clock, work.alert)):
        await work.drive(lambda: len(work.calls) == 13)
    pauses = [after - before for before, after in zip(work.calls, work.calls[1:], strict=False)]
    assert all(0.5 * pause_s(n, 1.0, 60.0) <= pause <= pause_s(n, 1.0, 60.0) for n, pause in enumerate(pauses))
    assert work.alerts[:3] == [f"task-restarted {kind}" for kind in ("RuntimeError", "StoreUnavailable", "OSError")]
    assert len(work.alerts) == 12


async def test_background_work__work_that_went_on_for_long_begins_with_the_first_pause_again() -> None:
    work = Work(*[RuntimeError()] * 6)
    work.steady_s = STABLE_AFTER_S + 1.0
    async with going_on(supervised("work", work.run, work.clock, work.alert)):
        await work.drive(lambda: len(work.calls) == 7)
    assert all(
        after - before <= STABLE_AFTER_S + 2.0 for before, after in zip(work.calls, work.calls[1:], strict=False)
    )


async def test_background_work__only_what_a_restart_cannot_mend_gets_out() -> None:
    work = Work(ExceptionGroup("", [ValueError(), SettingsError("wrong")]))
    with pytest.raises(ExceptionGroup):
        await supervised("work", work.run, work.clock, work.alert, fatal=(SettingsError,))
    assert work.alerts == []


async def test_background_work__cancelling_ends_it_also_in_a_pause() -> None:
    work = Work(RuntimeError())
    task = asyncio.ensure_future(supervised("work", work.run, work.clock, work.alert))
    for _ in range(20):
        await asyncio.sleep(0)
    assert work.alerts
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_background_work__error_of_a_chore_goes_nowhere_and_cancellation_does() -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    async def cancelled() -> None:
        raise asyncio.CancelledError

    await guarded("chore", broken())
    with pytest.raises(asyncio.CancelledError):
        await guarded("chore", cancelled())


@pytest.mark.parametrize("error", [StoreUnavailable("cut"), OSError("cut"), ValueError("odd"), KeyError("?")])
async def test_background_work__chore_of_telegrams_that_fails_takes_nothing_along(error: Exception) -> None:
    """The finding itself: an inline query's answer reads the database, and the database had cut the connection."""
    done = asyncio.Event()

    async def fail() -> None:
        raise error

    async def other() -> None:
        done.set()

    chores = BackgroundCalls()
    async with asyncio.TaskGroup() as group:
        chores.bind(group)
        chores.start("inline", fail())
        chores.start("inline", other())
    assert done.is_set()


async def test_background_work__chores_that_nobody_takes_do_not_pile_up() -> None:
    """Whoever types into an inline query makes one a letter, faster than Telegram answers."""
    chores, still, ran = BackgroundCalls(), asyncio.Event(), 0

    async def slow() -> None:
        nonlocal ran
        await still.wait()
        ran += 1

    async with asyncio.TaskGroup() as group:
        chores.bind(group)
        for _ in range(10 * MAX_WAITING):
            chores.start("inline", slow())
        still.set()
    assert ran <= MAX_WAITING + MAX_CONCURRENT
    async with asyncio.TaskGroup() as group:
        chores.bind(group)
        chores.start("inline", slow())
    assert ran <= MAX_WAITING + MAX_CONCURRENT + 1


def test_background_work__pauses_do_not_overflow() -> None:
    backoff = Backoff(1.0, 60.0, failures=10_000)
    assert backoff.next() <= 60.0


# --- what an adapter may end


class Adapter:
    """Its `listen` raises."""

    name = "scripted"

    def __init__(self, error: BaseException) -> None:
        self.error = error

    async def listen(self) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "started", "again", "fatal"),
    [
        (PermissionError("the token is wrong"), False, False, True),
        (PermissionError("the token is wrong"), True, True, True),
        (OSError(errno.EADDRINUSE, "in use"), True, False, True),
        (OSError(errno.EADDRINUSE, "in use"), True, True, False),
        (PermissionError(errno.EACCES, "denied"), True, True, False),
        (ConnectionResetError(errno.ECONNRESET, "reset"), True, False, False),
        (ExceptionGroup("", [OSError(errno.EADDRINUSE, "in use")]), False, False, True),
        (StoreUnavailable("away"), False, False, False),
    ],
)
async def test_background_work__only_settings_with_which_an_adapter_cannot_begin_are_the_end(
    error: BaseException, started: bool, again: bool, fatal: bool
) -> None:
    ready = asyncio.Event()
    if started:
        ready.set()
    listening = AdapterListener(Adapter(error), ready, again)  # type: ignore[arg-type]
    with pytest.raises((Exception, ExceptionGroup)) as raised:
        await listening.run()
    group = raised.value if isinstance(raised.value, ExceptionGroup) else ExceptionGroup("", [raised.value])
    assert (group.subgroup(SettingsError) is not None) == fatal


# --- G1: a whole bot


PROXY_PAGE = Fault(error=ApiError(404, "Not Found"), html=True)


@pytest.mark.parametrize("fault", [refuse(401, "Unauthorized"), refuse(404, "Not Found"), PROXY_PAGE])
async def test_background_work__token_that_is_refused_after_good_polls_is_tried_again(
    fault: Fault, tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.transport.FIRST_PAUSE_S", 0.01)
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as env:
        await heard(env, "/help")
        tg.faults.plan(fault, "getUpdates", times=3)
        await heard(env, "/styles")
        metrics = (await env.app.metrics.render()).decode()
        told = 'shenbi_problems_total{code="telegram-token-refused"}'
        assert (told in metrics) == (not fault.html)


async def heard(env: RunningBot, words: str) -> None:
    """Say something, and wait for one more answer."""
    before = len(env.mine())
    env.ann.say(env.chat, words)
    await env.chat.wait_for(lambda messages: len(messages.by(env.bot)) > before, 30.0)


async def test_background_work__proxys_page_at_the_start_is_no_wrong_token(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot):
        tg.faults.plan(PROXY_PAGE, "getMe", times=1)
        async with running_bot(tmp_path, studio, tg, bot) as env:
            await heard(env, "/help")


async def test_background_work__token_that_was_never_right_ends_the_program_at_the_start(
    tmp_path: Path, studio: Studio
) -> None:
    async with TelegramServer() as tg, build(settings(tmp_path, tg, studio), adapters=[TelegramAdapter]) as app:
        with pytest.raises(ExceptionGroup) as ended:
            await app.run()
        assert ended.value.subgroup(SettingsError) is not None
        assert ended.value.subgroup(InvalidToken) is None


async def test_background_work__loop_that_breaks_is_restarted_beside_the_others(
    tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.runtime.supervision.FIRST_PAUSE_S", 0.01)
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as env:
        await heard(env, "/help")
        inbox: Any = env.app.inbox
        whole: Callable[[], Awaitable[float]] = inbox.once
        broken = asyncio.Event()

        async def once() -> float:
            inbox.once = whole
            broken.set()
            raise AssertionError("what can never happen")

        inbox.once = once
        inbox.woken.set()
        await broken.wait()
        await heard(env, "/styles")


def test_background_work__no_new_error_is_raised_where_groups_are_caught() -> None:
    """Python before 3.11.4, which Debian 12 has, wraps it in a group, which those who wait for the error do not catch."""
    raised = [
        f"{path.relative_to(ROOT)}:{each.lineno}"
        for folder in ("bot", "adapters", "studio", "config")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for caught in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(caught, ast.TryStar)
        for handler in caught.handlers
        for each in ast.walk(handler)
        if isinstance(each, ast.Raise) and each.exc is not None
    ]
    assert raised == []
