"""The surroundings that operators have: a proxy as the only way out, a pooler, long readers, half-open lines, a second process.

Cases U9 (dashscope/dashscope-sdk-python#112), U10 (pgbouncer/pgbouncer#655, porsager/postgres#547),
U11 (openclaw/openclaw#112950, BYK/loreai#1221), U12 (timgit/pg-boss#850), G3 and G6.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.dingtalk import http as dingtalk_http
from adapters.telegram.file_ids import FileIds
from adapters.telegram.lease import PollLease
from adapters.telegram.limits import LEASE_RENEW_S, LEASE_RETRY_S, LEASE_S
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.transport import UpdatePoller
from bot.dashscope.client import DashScopeClient
from bot.outbox.alerter import Webhook
from bot.runtime.clock import SystemClock
from bot.store import StoreUnavailable, Tx, notifier, open_store, sqlite
from bot.store.rows import AlertRow
from bot.upstream.catalogue import Catalogue
from config.settings import Alerts
from tests.clock import DrivenClock
from tests.emulators.telegram import BAD_GATEWAY, FloodLimits, TelegramServer
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
from tests.telegram.conftest import TOKEN
from tests.telegram.host import RecordingHost

# --- U9: a proxy


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """The only way out: what it was asked for. It answers everything by itself."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(str(request.url))
        return web.json_response({"ok": True, "result": {}, "output": {"task_id": "x", "task_status": "UNKNOWN"}})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        for name in ("HTTP_PROXY", "http_proxy"):
            monkeypatch.setenv(name, str(server.make_url("")))
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.setenv(name, "direct.example,127.0.0.1")
        yield asked


async def upstream(host: str) -> None:
    async with DashScopeClient(
        f"http://{host}/api/v1", "sk-test", clock=SystemClock(), catalogue=Catalogue.load()
    ) as client:
        await client.query("00000000-0000-0000-0000-000000000000")


async def telegram(host: str) -> None:
    request = AiohttpRequest(1)
    try:
        await request.post(f"http://{host}/bot1:x/getMe", None)
    finally:
        await request.shutdown()


async def dingtalk(host: str) -> None:
    async with dingtalk_http.new_session() as session:
        await dingtalk_http.request(session, "POST", f"http://{host}/v1.0/oauth2/accessToken", json={})


async def webhook(host: str) -> None:
    hook = Webhook(Alerts(webhook_url=f"http://{host}/hook"))
    await hook.call(AlertRow("x", "words", "{}", 0.0, 0.0, 1, 0.0, 0, 0, 0.0, 0), "words", 0.0)


@pytest.mark.parametrize("call", [upstream, telegram, dingtalk, webhook])
async def test_environment__every_way_out_goes_through_the_proxy_and_past_it_where_it_should(
    call: Callable[[str], Any], proxy: list[str]
) -> None:
    await call("service.example")
    assert [urlsplit(url).hostname for url in proxy] == ["service.example"]
    with contextlib.suppress(Exception):  # Nobody is there.
        await call("direct.example")
    with contextlib.suppress(Exception):
        await call("127.0.0.1:1")
    assert len(proxy) == 1


# --- U10: a pooler


class Pooler:
    """A pooler in front of a real server, which gives each transaction (or each session) one of its few connections.

    Speaks as much of the protocol as a client without a password needs: it passes on whole messages, and frees a connection when
    the server says that no transaction is open."""

    def __init__(self, url: str, *, per_transaction: bool) -> None:
        self._info = psycopg.conninfo.conninfo_to_dict(url)
        self._per_transaction = per_transaction
        self._free: asyncio.LifoQueue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.LifoQueue()
        self._made: list[asyncio.StreamWriter] = []
        self._serving: set[asyncio.Task[Any]] = set()
        self.port = 0

    @asynccontextmanager
    async def running(self, connections: int) -> AsyncIterator[str]:
        for _ in range(connections):
            self._free.put_nowait(await self._connect())
        listener = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = listener.sockets[0].getsockname()[1]
        try:
            yield f"postgresql://postgres@127.0.0.1:{self.port}/{self._info['dbname']}?sslmode=disable&gssencmode=disable"
        finally:
            listener.close()
            # Before the loop is closed: a line that is still open then is a warning in whatever test comes next.
            for task in self._serving:
                task.cancel()
            await asyncio.gather(*self._serving, return_exceptions=True)
            for writer in self._made:
                writer.close()
                with contextlib.suppress(ConnectionError):
                    await writer.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        info = self._info
        host, port = str(info["host"]), str(info.get("port") or 5432)
        if host.startswith("/"):
            reader, writer = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            reader, writer = await asyncio.open_connection(host, int(port))
        self._made.append(writer)
        fields = b"user\0" + str(info["user"]).encode() + b"\0database\0" + str(info["dbname"]).encode() + b"\0\0"
        writer.write((len(fields) + 8).to_bytes(4) + (196608).to_bytes(4) + fields)
        kind = b""
        while kind != b"Z":
            kind, body = await _message(reader)
            assert kind != b"E", body
        return reader, writer

    async def _serve(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        held: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        self._made.append(back)
        try:
            size = int.from_bytes(await client.readexactly(4))
            await client.readexactly(size - 4)
            key = b"K" + (12).to_bytes(4) + (987654).to_bytes(4) + (1).to_bytes(4)
            ready = b"Z" + (5).to_bytes(4) + b"I"
            back.write(b"R" + (8).to_bytes(4) + (0).to_bytes(4) + _setting("client_encoding", "UTF8") + key + ready)
            while True:
                kind, body = await _message(client)
                if kind == b"X":
                    return
                held = held or await self._free.get()
                held[1].write(kind + (len(body) + 4).to_bytes(4) + body)
                if kind not in (b"Q", b"S"):
                    continue
                while True:
                    answered, content = await _message(held[0])
                    back.write(answered + (len(content) + 4).to_bytes(4) + content)
                    if answered == b"Z":
                        break
                if content == b"I" and self._per_transaction:
                    self._free.put_nowait(held)
                    held = None
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            if held:
                # As poolers do before the next session: nothing of this one may be left.
                held[1].write(b"Q" + (16).to_bytes(4) + b"DISCARD ALL\0")
                while (await _message(held[0]))[0] != b"Z":
                    pass
                self._free.put_nowait(held)
            back.close()


def _setting(name: str, value: str) -> bytes:
    body = name.encode() + b"\0" + value.encode() + b"\0"
    return b"S" + (len(body) + 4).to_bytes(4) + body


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    kind = await reader.readexactly(1)
    size = int.from_bytes(await reader.readexactly(4))
    return kind, await reader.readexactly(size - 4)


@pytest.mark.parametrize(
    ("per_transaction", "connections", "works"), [(True, 1, False), (True, 3, False), (False, 14, True)]
)
async def test_environment__pooler_that_mixes_sessions_is_refused_in_one_line(
    per_transaction: bool, connections: int, works: bool, postgres_url: str
) -> None:
    pooler = Pooler(postgres_url, per_transaction=per_transaction)
    async with pooler.running(connections) as url:
        if works:
            store = await open_store(url, SystemClock())
            await store.close()
            return
        with pytest.raises(StoreUnavailable) as refused:
            await open_store(url, SystemClock())
    assert "session mode" in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_environment__without_a_pooler_nothing_is_refused(postgres_url: str) -> None:
    store = await open_store(postgres_url, SystemClock())
    await store.close()


# --- U12: a line on which nothing comes any more


async def test_environment__listening_line_that_says_nothing_is_noticed_and_made_anew(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(notifier, "PING_S", 0.2)
    monkeypatch.setattr(notifier, "RECONNECT_S", 0.05)
    first, second = await open_store(postgres_url, SystemClock()), await open_store(postgres_url, SystemClock())
    try:
        woken = first.hints.event("posts")
        listening: Any = first._notifier  # type: ignore[attr-defined]
        made, watch = asyncio.Event(), listening._watch

        def watching() -> None:
            watch()
            made.set()

        listening._watch = watching
        # As a firewall does that has forgotten the line: nothing arrives, and nobody is told.
        listening._loop.remove_reader(listening._descriptor)
        async with asyncio.timeout(20):
            await made.wait()
            woken.clear()
            while not woken.is_set():
                await second.write(_hint)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.3):
                        await woken.wait()
    finally:
        await first.close()
        await second.close()


def _hint(tx: Tx) -> None:
    tx.hint("posts")


# --- U11: the write-ahead log


async def test_environment__log_shrinks_after_a_long_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "WAL_BYTES", 256 * 1024)
    path = tmp_path / "x.db"
    store = await open_store(f"sqlite:///{path}", SystemClock())
    log = tmp_path / "x.db-wal"

    def fill(tx: Tx) -> None:
        tx.run("jobs.set_runtime_value", name=f"n{tx.now}", value="x" * 100_000)

    try:
        with closing(sqlite3.connect(path)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM runtime_value").fetchone()
            for _ in range(60):
                await store.write(fill)
            grown = log.stat().st_size
            assert grown > 5_000_000
        for _ in range(8):
            await store.write(fill)
        assert log.stat().st_size < grown / 4
    finally:
        await store.close()


# --- G3: a second process takes over


class Silent(UpdatePoller):
    """Its polls last for ever, as a long poll does for most of a minute."""

    polling = 0

    async def poll_once(self) -> None:
        self.polling += 1
        await asyncio.Event().wait()


async def test_environment__another_process_takes_over_within_seconds_of_a_kill(tmp_path: Path) -> None:
    clock = DrivenClock()
    store = await open_store(f"sqlite:///{tmp_path / 'x.db'}", clock)

    async def nobody(*_: Any) -> None:
        return None

    def process(name: str) -> tuple[Silent, asyncio.Task[None]]:
        poller = Silent("http://127.0.0.1:1/", AiohttpRequest(1), RecordingHost(clock), nobody, nobody)
        return poller, asyncio.ensure_future(poller.run(PollLease(store, FileIds(store), 1, name)))

    async def pass_time(seconds: float, until: Callable[[], bool] = lambda: False) -> float:
        end = clock.now() + seconds
        while clock.now() < end and not until():
            for _ in range(10):  # Whoever wants the store has had it by then, however slow this machine is.
                await store.write(lambda tx: None)
                await asyncio.sleep(0)
            clock.advance_to(min(end, max(clock.next_due(), clock.now() + 0.01)))
        return clock.now()

    first, running = process("first")
    await pass_time(1.0, lambda: bool(first.polling))
    second, waiting = process("second")
    await pass_time(5 * LEASE_S)
    assert (first.polling, second.polling) == (1, 0)  # A poll that lasts longer than the lease keeps it.
    running.cancel()
    release = PollLease.release
    try:
        PollLease.release = nobody  # type: ignore[method-assign, assignment]
        with contextlib.suppress(asyncio.CancelledError):
            await running  # Killed: it gives nothing back.
    finally:
        PollLease.release = release  # type: ignore[method-assign]
    began = clock.now()
    ended = await pass_time(60.0, lambda: bool(second.polling))
    assert second.polling == 1
    assert ended - began <= LEASE_S + LEASE_RETRY_S + LEASE_RENEW_S
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    await store.close()


# --- G6: pages of HTML


async def test_environment__page_instead_of_an_answer_is_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with TelegramServer(limits=FloodLimits.off()) as tg:
        tg.add_bot(TOKEN)
        tg.faults.plan(BAD_GATEWAY, "getMe")
        request = AiohttpRequest(1)
        with pytest.raises(Exception, match="no answer of Telegram"):
            await request.post(f"{tg.base_url}{TOKEN}/getMe", None)
        await request.shutdown()
    assert not [record for record in caplog.records if record.exc_info and record.name.startswith("telegram")]


@pytest.fixture(autouse=True)
def _no_proxy_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A developer's own proxy stays out of these tests."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield
