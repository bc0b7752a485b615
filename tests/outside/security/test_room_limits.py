"""Findings of the outside attack on 0.1.0 at the room: sockets that do not read (120 of them: 2 GB), uploads (306 MB in 12 s
on a full disk; four slow ones blocked everybody's), 60 new people at once, the bot's own name, odd requests that were
answered 500.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import aiohttp
import pytest

from adapters.web import WebAdapter, incoming_uploads, limits, live, uploads
from adapters.web.live import LivePage, LiveUpdates
from bot.media import run_in_decode_queue
from tests.clock import DrivenClock
from tests.conftest import photo
from tests.web.host import WebHost, running, settings
from tests.web.visitor import Visitor, visiting

TOKEN = "open sesame"


_held: list[asyncio.StreamWriter] = []


@pytest.fixture(autouse=True)
async def _let_go() -> AsyncIterator[None]:
    """A StreamWriter that nobody holds closes its connection; these stay open until the test ends."""
    yield
    for writer in _held:
        writer.close()
        writer.transport.abort()
    _held.clear()


def connection_of(visitor: Visitor) -> tuple[str, int, str]:
    """Host, port, and the header that says who it is."""
    host, _, port = visitor.origin.removeprefix("http://").rpartition(":")
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in visitor.session.cookie_jar)
    return host, int(port), f"Cookie: {cookies}"


async def raw(visitor: Visitor, request: str, body: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Send a head with who it is, and a part of a body."""
    host, port, cookie = connection_of(visitor)
    reader, writer = await asyncio.open_connection(host, port, limit=2**12)
    head = f"{request}\r\nHost: {host}:{port}\r\nOrigin: {visitor.origin}\r\n{cookie}\r\n\r\n"
    writer.write(head.encode("utf-8", "surrogateescape") + body)
    _held.append(writer)
    return reader, writer


async def test_room_limits__twenty_sockets_a_person_also_when_they_come_at_once(visitor: Visitor) -> None:
    async def connect() -> int:
        try:
            socket = await visitor.session.ws_connect(f"{visitor.address}ws/~", headers={"Origin": visitor.origin})
        except aiohttp.WSServerHandshakeError as refused:
            return refused.status
        open_ones.append(socket)
        return 101

    open_ones: list[aiohttp.ClientWebSocketResponse] = []
    answers = await asyncio.gather(*(connect() for _ in range(limits.SOCKETS_PER_PERSON + 15)))
    assert answers.count(101) == limits.SOCKETS_PER_PERSON
    assert answers.count(429) == 15
    for socket in open_ones:
        await socket.close()


async def test_room_limits__socket_too_many_takes_the_place_of_a_silent_one(host: WebHost) -> None:
    rooms = LiveUpdates(host, max_pages=6)
    busy = LivePage("team", "ann", "192.0.2.1", 0)
    assert rooms.admit(busy)
    rooms.mark_active("ann")
    crowd = [LivePage("team", f"bot{number}", "192.0.2.66", 0) for number in range(20)]
    assert all(rooms.admit(page) for page in crowd)
    assert rooms.admit(LivePage("team", "bob", "192.0.2.2", 0))
    assert not busy.closed
    assert sum(not page.closed for page in crowd) == 4
    many = [LivePage("team", f"zoe{number}", "192.0.2.77", 0) for number in range(limits.SOCKETS_PER_ADDRESS + 30)]
    wide = LiveUpdates(host, max_pages=1000)
    assert all(wide.admit(page) for page in many)
    assert sum(not page.closed for page in many) == limits.SOCKETS_PER_ADDRESS


async def test_room_limits__hundreds_of_watched_rooms_are_one_look(
    host: WebHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each message of anybody was a read of the database for every room that a person watched."""
    rooms, reads = LiveUpdates(host), 0
    for number in range(100):
        page = LivePage(f"room{number}", f"{number:020x}", "", 0)
        assert rooms.admit(page)
        rooms.join(page)
    await rooms.step()
    read = host.store.read

    async def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal reads
        reads += 1
        return await read(*args, **kwargs)

    monkeypatch.setattr(host.store, "read", counted)
    await rooms.step()
    assert reads == 1


async def test_room_limits__who_comes_and_goes_all_the_time_is_told_a_few_times_a_second(
    host: WebHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opened and closed sockets made a message for everybody in the room each time."""
    rooms, told, alone = LiveUpdates(host), 0, asyncio.Event()
    watcher = LivePage("club", "0" * 20, "", 0)
    assert rooms.admit(watcher)
    rooms.join(watcher)

    def hear(kind: str, text: str) -> None:
        nonlocal told
        if kind == "here":
            told += 1
            (alone.set if json.loads(text)["count"] == 1 else alone.clear)()

    monkeypatch.setattr(watcher, "send", hear)
    running = asyncio.create_task(rooms.run_presence())
    for number in range(1, 50):
        guest = LivePage("club", f"{number:020x}", "", 0)
        assert rooms.admit(guest)
        rooms.join(guest)
        await asyncio.sleep(0)
        rooms.leave(guest)
    async with asyncio.timeout(10):
        await alone.wait()  # The last word is true, a moment later.
    running.cancel()
    assert 1 <= told < 25


async def test_room_limits__what_waits_for_all_sockets_together_is_bounded(
    adapter: WebAdapter, host: WebHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SOCKETS_BYTES", 3 * 2**20)
    async with visiting(adapter.address) as speaker, visiting(adapter.address) as deaf, AsyncExitStack() as stack:
        for _ in range(9):
            await speaker.say("画" * 19_000, "team")
        upgrade = (  # by hand, because a client library reads what comes
            "GET /ws/team?since=0 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        )
        for _ in range(15):
            await raw(deaf, upgrade)
        line = await stack.enter_async_context(speaker.open_socket("team"))
        said = 0
        while said < 9:  # who reads gets everything, in pieces
            changes = await line.until("changes")
            assert sum(len(entry["text"]) for entry in changes["entries"]) <= limits.CATCH_UP_CHARACTERS + 20_000
            said += len(changes["entries"])
        assert sum(1 for code, _ in host.problems if code == "web.unread") <= 15


@pytest.fixture
def pages_are_rarely_earned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine must not earn pages of history as fast as it asks for them."""
    monkeypatch.setattr(limits, "HISTORY_PER_S", 0.01)


@pytest.mark.usefixtures("pages_are_rarely_earned")
async def test_room_limits__history_goes_out_by_size_and_not_without_end(visitor: Visitor) -> None:
    for _ in range(limits.MESSAGES_BURST):
        await visitor.say("画" * 19_900)
    async with visiting(visitor.address, None) as same:
        same.session.cookie_jar.update_cookies({c.key: c.value for c in visitor.session.cookie_jar})
    answer = await visitor.get("api/rooms/~/entries")
    found = await answer.json()
    assert len(found["entries"]) == limits.MESSAGES_BURST  # 200,000 characters are allowed at once
    statuses = [(await visitor.get("api/rooms/~/entries?before=3")).status for _ in range(limits.HISTORY_BURST + 5)]
    assert 429 in statuses


async def test_room_limits__page_of_history_ends_where_it_is_long_enough(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.web.rooms.PAGE_CHARACTERS", 5000)
    for number in range(6):
        await visitor.say(str(number) * 2000)
    seen: list[str] = []
    before = 2**60
    for _ in range(6):
        page = await (await visitor.get(f"api/rooms/~/entries?before={before}")).json()
        assert 1 <= len(page["entries"]) <= 3
        seen = [entry["text"][0] for entry in page["entries"]] + seen
        before = page["entries"][0]["seq"]
        if not page["more"]:
            break
    assert seen == list("012345")


async def test_room_limits__image_does_not_wait_behind_anothers_backlog(
    adapter: WebAdapter, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 18 images of three people on their way, each small as a file and large as a picture, another's waited for minutes."""
    gate, looked_at, news = asyncio.Semaphore(0), list[bytes](), asyncio.Event()

    async def held(work: Any, data: bytes, *args: Any, **more: Any) -> Any:
        looked_at.append(data)
        news.set()
        await gate.acquire()
        return await run_in_decode_queue(work, data, *args, **more)

    async def looked(count: int) -> None:
        async with asyncio.timeout(20):
            while len(looked_at) < count:
                news.clear()
                await news.wait()

    monkeypatch.setattr(uploads, "run_in_decode_queue", held)
    monkeypatch.setattr(
        incoming_uploads.IncomingUploads,
        "_admit",
        lambda self, person, address: incoming_uploads._IncomingUpload(person, address, 0.0),
    )
    max_pages = limits.UPLOADS_AT_ONCE + limits.UPLOADS_WAITING
    hoard = [asyncio.create_task(visitor.post("api/uploads", data=photo())) for _ in range(max_pages + 1)]
    refused, _ = await asyncio.wait(hoard, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result().status for task in refused] == [429]
    async with visiting(adapter.address) as other:
        his = photo(120, 90)
        bringing = asyncio.create_task(other.upload(his))
        turns = limits.UPLOADS_AT_ONCE
        while his not in looked_at:  # The next turn of the first is before theirs, no more than that.
            assert turns <= limits.UPLOADS_AT_ONCE + 2
            gate.release()
            turns += 1
            await looked(turns)
        for _ in range(max_pages + 1):
            gate.release()
        assert await bringing
    assert [answer.status for answer in await asyncio.gather(*hoard)].count(200) == max_pages


async def test_room_limits__slow_uploads_keep_nobody_from_bringing_an_image(
    adapter: WebAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming_uploads, "UPLOAD_GRACE_SECONDS", 0.0)
    async with AsyncExitStack() as stack:
        slow: list[asyncio.StreamReader] = []
        for _ in range(limits.UPLOADS_INCOMING // limits.UPLOADS_INCOMING_PERSON):
            someone = await stack.enter_async_context(visiting(adapter.address))
            for _ in range(limits.UPLOADS_INCOMING_PERSON):
                reader, _ = await raw(someone, "POST /api/uploads HTTP/1.1\r\nContent-Length: 9000000", b"\xff\xd8")
                slow.append(reader)
        visitor = await stack.enter_async_context(visiting(adapter.address))
        waiting = [asyncio.create_task(reader.readline()) for reader in slow]
        for _ in range(10):
            assert await visitor.upload(photo())
            if any(task.done() for task in waiting):
                break
        # The slowest was sent away with the reason.
        assert next(task.result() for task in waiting if task.done()).startswith(b"HTTP/1.1 408 ")
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def test_room_limits__upload_whose_file_is_still_being_opened_can_be_sent_away(
    adapter: WebAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming_uploads, "UPLOAD_GRACE_SECONDS", -1.0)
    monkeypatch.setattr(incoming_uploads, "UPLOADS_INCOMING", 1)
    opening, may_open = threading.Event(), threading.Event()

    def slow_disk(folder: Path) -> IO[bytes]:
        opening.set()
        assert may_open.wait(10)
        return TemporaryFile(dir=folder)

    monkeypatch.setattr("adapters.web.incoming_uploads.tempfile.TemporaryFile", lambda dir: slow_disk(dir))
    async with visiting(adapter.address) as slow, visiting(adapter.address) as visitor:
        first = asyncio.create_task(slow.post("api/uploads", data=photo()))
        assert await asyncio.to_thread(opening.wait, 10)
        second = asyncio.create_task(visitor.upload(photo()))
        try:
            assert (await first).status == 408
        finally:
            may_open.set()
        assert await second


async def test_room_limits__full_disk_is_respected(visitor: Visitor, host: WebHost) -> None:
    host.full_disk = True
    answer = await visitor.post("api/uploads", data=photo())
    assert answer.status == 507
    assert (await answer.json())["error"] == "disk-full"
    assert not host.images


@pytest.mark.parametrize(
    ("limit", "error"), [("UPLOAD_QUOTA_PERSON_BYTES", "upload-quota"), ("UPLOAD_QUOTA_BYTES", "upload-quota")]
)
async def test_room_limits__uploads_have_a_quota(
    adapter: WebAdapter, host: WebHost, limit: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = photo()
    monkeypatch.setattr(limits, limit, int(len(data) * 2.5))
    async with visiting(adapter.address) as one, visiting(adapter.address) as other:
        await one.upload(data)
        await one.upload(data)
        assert (await (await one.post("api/uploads", data=data)).json())["error"] == error
        assert (await other.post("api/uploads", data=data)).status == (403 if "PERSON" not in limit else 200)
    assert len(host.images) == (3 if "PERSON" in limit else 2)


async def test_room_limits__new_people_of_one_address_are_braked_and_who_is_known_is_not(
    adapter: WebAdapter, visitor: Visitor
) -> None:
    async def start() -> int:
        async with visiting(adapter.address, None) as someone:
            return (await someone.post("api/start", {"room": "~"})).status

    statuses = [await start() for _ in range(60)]
    assert statuses.count(200) <= limits.NEW_PEOPLE_BURST + 10
    assert statuses.count(429) >= 30
    assert (await visitor.start())["me"]["id"]


@pytest.mark.parametrize(
    "name", ["Shenbi", "神笔", "ＳＨＥＮＢＩ", "s h e n b i", "Ѕһеnbі", "神\u200b笔", "神筆", "𝐒henbi", "Shénbi"]
)
async def test_room_limits__nobody_is_called_like_the_bot(visitor: Visitor, name: str) -> None:
    answer = await visitor.post("api/me", {"name": name})
    assert answer.status == 409
    assert (await answer.json())["error"] == "name-reserved"
    for other in ("Shen", "神笔马良", "Ben", ""):
        assert (await visitor.post("api/me", {"name": other})).status == 200


@pytest.mark.parametrize(
    "head",
    [
        "POST /login HTTP/1.1\r\nContent-Type: multipart/form-data\r\nContent-Length: 3",
        "POST /login HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 3",
        "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=nonsense\r\nContent-Length: 3",
        "POST /login HTTP/1.1\r\nContent-Type: \udcff\r\nContent-Length: 3",
        "POST /api/start HTTP/1.1\r\nContent-Type: application/json; charset=utf-99\r\nContent-Length: 3",
        "GET /metrics HTTP/1.1\r\nAuthorization: Bearer \udcff\udcfe",
        "GET /metrics HTTP/1.1\r\nAuthorization: ",
        "GET / HTTP/1.1\r\nSec-Fetch-Site: \udcff",
        "GET /login?next=\x7f%00 HTTP/1.1\r\nX-Forwarded-For: \udcff",
        "GET /r/%ff%fe HTTP/1.1\r\nAccept-Language: \udcff;q=x",
        "GET /p/~/%00/x HTTP/1.1\r\nIf-None-Match: \udcff",
    ],
)
async def test_room_limits__odd_requests_are_nobodys_mistake_but_their_sender(
    tmp_path: Path, head: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        running(tmp_path, made=settings(token=TOKEN)) as (adapter, _),
        visiting(adapter.address, None) as visitor,
    ):
        reader, writer = await raw(visitor, head, b"abc" if "Length" in head else b"")
        async with asyncio.timeout(5):
            status = int((await reader.readline()).split()[1])
        writer.close()
        assert status < 500
        assert not [record for record in caplog.records if record.levelname == "ERROR" and status != 400]


async def test_room_limits__guesses_are_braked_for_an_address_and_in_total(tmp_path: Path) -> None:
    proxied = settings(token=TOKEN, public_origin="https://paint.example.org", trusted_proxies=["127.0.0.1"])
    clock = DrivenClock()
    async with running(tmp_path, made=proxied, clock=clock) as (adapter, _), aiohttp.ClientSession() as session:

        async def guess(address: str) -> int:
            headers = {"X-Forwarded-For": address, "Origin": "https://paint.example.org"}
            async with session.post(adapter.local_address + "login", data={"token": "?"}, headers=headers) as answer:
                return answer.status

        one = [await guess("192.0.2.1") for _ in range(limits.LOGINS_BURST + 1)]
        assert one == [401] * limits.LOGINS_BURST + [429]
        # All addresses of one IPv6 customer are one.
        customer = [await guess(f"2001:db8::{number:x}") for number in range(limits.LOGINS_BURST + 1)]
        assert customer[-1] == 429
        everybody = [await guess(f"198.51.100.{number}") for number in range(int(limits.LOGINS_TOTAL[0]))]
        assert everybody[-1] == 429


async def test_room_limits__who_comes_beside_the_proxy_is_believed_nothing(tmp_path: Path) -> None:
    made = settings(token=TOKEN, public_origin="https://paint.example.org", trusted_proxies=["192.0.2.10"])
    async with running(tmp_path, made=made) as (adapter, _), aiohttp.ClientSession() as session:
        statuses = []
        for number in range(limits.LOGINS_BURST + 1):
            headers = {"X-Forwarded-For": f"203.0.113.{number}", "Origin": "https://paint.example.org"}
            async with session.post(adapter.local_address + "login", data={"token": "?"}, headers=headers) as answer:
                statuses.append(answer.status)
    assert statuses == [401] * limits.LOGINS_BURST + [429]


def test_room_limits__wrong_proxy_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="must be an address or a network"):
        settings(trusted_proxies=["the proxy"])


def test_room_limits__bodies_of_json_are_small() -> None:
    assert len(json.dumps({"text": "画" * limits.TEXT_LIMIT})) < limits.JSON_BYTES
