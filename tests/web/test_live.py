"""Open pages are told of changes, catch up after a lost connection, and are disconnected when they send invalid data."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from adapters.web import WebAdapter
from adapters.web.limits import (
    CATCH_UP_ENTRIES,
    SOCKET_BURST,
    SOCKET_MESSAGE_BYTES,
    SOCKETS_PER_PERSON,
)
from adapters.web.live import LivePage
from bot.adapter_api import Conversation, Create, Edit, PostView, Remove
from tests.web.host import WebHost, running, settings
from tests.web.visitor import LiveSocket, Visitor, visiting

TEAM = Conversation("web", "team")


async def post(adapter: WebAdapter, id: int, text: str) -> None:
    await adapter.post(TEAM, Create(id, PostView(text)))


async def test_live__change_comes_at_once(adapter: WebAdapter, visitor: Visitor) -> None:
    async with visitor.open_socket("team") as line:
        await line.until("here")
        await post(adapter, 1, "eins")
        heard = await line.until("changes")
        assert [entry["text"] for entry in heard["entries"]] == ["eins"]
        await adapter.post(TEAM, Edit(1, "p1", PostView("zwei")))
        heard = await line.until("changes")
        assert [(entry["text"], entry["revision"]) for entry in heard["entries"]] == [("zwei", heard["revision"])]
        await adapter.post(TEAM, Remove(1, "p1", PostView("")))
        assert (await line.until("changes"))["entries"][0]["removed"] is True


async def test_live__page_that_was_away_gets_what_it_missed(adapter: WebAdapter, visitor: Visitor) -> None:
    await post(adapter, 1, "vorher")
    revision = (await visitor.start("team"))["revision"]
    await post(adapter, 2, "verpasst")
    await adapter.post(TEAM, Edit(1, "p1", PostView("geändert")))
    async with visitor.open_socket("team", since=revision) as line:
        heard = await line.until("changes")
        assert {entry["id"]: entry["text"] for entry in heard["entries"]} == {"p1": "geändert", "p2": "verpasst"}


async def test_live__page_that_missed_too_much_begins_anew(adapter: WebAdapter, visitor: Visitor) -> None:
    for id in range(CATCH_UP_ENTRIES + 1):
        await post(adapter, id, "x")
    async with visitor.open_socket("team") as line:
        await line.until("reset")
    # Also one that has seen more than there is: the database was put back from a copy.
    async with visitor.open_socket("team", since=10**9) as line:
        await line.until("reset")
        await post(adapter, 10_000, "danach")
        await line.until("changes")


async def test_live__who_is_here_and_who_types(adapter: WebAdapter) -> None:
    async with visiting(adapter.address, "team") as one, visiting(adapter.address, "team") as two:
        await one.post("api/me", {"name": "小红"})
        me = (await one.start("team"))["me"]["id"]
        async with two.open_socket("team") as second:
            await second.until("here")
            async with one.open_socket("team") as first:
                heard = await second.until("here")
                assert heard["count"] == 2
                assert {"id": me, "name": "小红"} in heard["people"]
                await first.socket.send_json({"kind": "typing", "on": True})
                assert (await second.until("typing"))["typing"] == [me]
                await first.socket.send_json({"kind": "typing", "on": False})
                assert (await second.until("typing"))["typing"] == []
                await one.post("api/me", {"name": "小明"})
                assert {"id": me, "name": "小明"} in (await second.until("here"))["people"]
            assert (await second.until("here"))["count"] == 1


async def test_live__ping_is_answered(visitor: Visitor) -> None:
    async with visitor.open_socket() as line:
        await line.socket.send_json({"kind": "ping"})
        await line.until("pong")


@pytest.mark.parametrize(
    "rubbish",
    [
        "",
        "not json",
        "[]",
        "5",
        "null",
        '{"kind": "delete"}',
        "{" * 1000,
        '{"kind": ["typing"]}',
        b"\x00\xff",
        "[" * 4000,
    ],
)
async def test_live__rubbish_on_the_line_ends_it(visitor: Visitor, host: WebHost, rubbish: str | bytes) -> None:
    async with visitor.open_socket() as line:
        if isinstance(rubbish, str):
            await line.socket.send_str(rubbish)
        else:
            await line.socket.send_bytes(rubbish)
        assert await line.end() == aiohttp.WSCloseCode.POLICY_VIOLATION
    assert "web.rubbish" in [code for code, _ in host.problems]
    async with visitor.open_socket() as line:  # and the room still stands
        await line.until("here")


async def test_live__page_that_no_longer_answers_is_not_taken_for_one_that_sends_rubbish(
    visitor: Visitor, host: WebHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.web.sockets.HEARTBEAT_SECONDS", 0.05)
    address, headers = f"{visitor.address}ws/~?since=0", {"Origin": visitor.origin}
    async with visitor.session.ws_connect(address, headers=headers, autoping=False) as socket:
        ended = await LiveSocket(socket).end()
    assert ended != aiohttp.WSCloseCode.POLICY_VIOLATION
    assert host.problems == []


async def test_live__too_much_on_the_line_ends_it(visitor: Visitor) -> None:
    async with visitor.open_socket() as line:
        await line.socket.send_str("x" * (SOCKET_MESSAGE_BYTES + 1))
        assert await line.end() == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
    async with visitor.open_socket() as line:
        for _ in range(SOCKET_BURST * 2):
            await line.socket.send_json({"kind": "typing", "on": True})
        assert await line.end() == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_live__one_person_has_only_so_many_pages(visitor: Visitor) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(SOCKETS_PER_PERSON):
            await (await stack.enter_async_context(visitor.open_socket())).until("here")
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await stack.enter_async_context(visitor.open_socket())
        assert refused.value.status == 429


async def test_live__what_waits_for_a_slow_reader_is_the_newest_of_each_kind() -> None:
    page = LivePage("team", "ab12", "", 0)
    for number in range(1000):
        page.send("here", f"here {number}")
    page.send("changes", "changes")
    assert [await page.next(), await page.next()] == ["here 999", "changes"]
    assert not page.caught_up  # It is still being sent.
    page.send("pong", "pong")
    assert await page.next() == "pong"
    assert page.backlog.bytes == page.unsent_bytes
    page.close()
    assert page.backlog.bytes == 0
    assert await page.next() is None


async def test_live__two_hundred_pages_in_one_room(adapter: WebAdapter) -> None:
    async with AsyncExitStack() as stack:
        people = [await stack.enter_async_context(visiting(adapter.address, None)) for _ in range(20)]
        await asyncio.gather(*(someone.start("team") for someone in people))
        lines = await asyncio.gather(
            *(stack.enter_async_context(someone.open_socket("team")) for someone in people for _ in range(10))
        )
        for id in range(5):
            await post(adapter, id, str(id))
        assert await asyncio.gather(*(read(line, 5) for line in lines)) == [["0", "1", "2", "3", "4"]] * 200


async def read(line: LiveSocket, count: int) -> list[str]:
    texts: list[str] = []
    while len(texts) < count:
        texts += [entry["text"] for entry in (await line.until("changes"))["entries"]]
    return texts


async def test_live__server_starts_anew_while_ten_people_watch(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        async with running(tmp_path) as (adapter, host):
            port = int(adapter.address.rstrip("/").rpartition(":")[2])
            people = [await stack.enter_async_context(visiting(adapter.address, "team")) for _ in range(10)]
            lines = [await stack.enter_async_context(someone.open_socket("team")) for someone in people]
            await post(adapter, 1, "vorher")
            revisions = [(await line.until("changes"))["revision"] for line in lines]
            ends = [asyncio.create_task(line.end()) for line in lines]
            await asyncio.sleep(0)
        assert await asyncio.gather(*ends) == [aiohttp.WSCloseCode.GOING_AWAY] * 10
        async with running(tmp_path, made=settings(port=port)) as (adapter, host):
            await post(adapter, 2, "nachher")
            for someone, revision in zip(people, revisions, strict=True):
                async with someone.open_socket("team", since=revision) as line:
                    heard = await line.until("changes")
                    assert [entry["text"] for entry in heard["entries"]] == ["nachher"]
            await people[0].say("/画 猫", "team")  # the same people as before
            assert len(host.saved) == 1
