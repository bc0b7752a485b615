"""What a change costs in a room of 200 people, by counts: reads, statements, texts, messages."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from adapters.web import WebAdapter, encode, live
from adapters.web.limits import SOCKET_SEND_SECONDS
from adapters.web.live import LivePage, LiveUpdates
from adapters.web.presence import PresenceTracker
from bot.adapter_api import Conversation, Create, PostView
from bot.runtime.clock import SystemClock
from bot.store import Store, Tx, open_store
from config.text_bundle import TextBundle
from tests.clock import DrivenClock
from tests.web.host import WebHost
from tests.web.visitor import visiting

TEAM = Conversation("web", "team")
PEOPLE = 200
STATEMENTS = ("run", "value", "values", "all", "one", "get")


class Counted:
    """How often something was done since the last look."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._counts = Counter[str]()

    def watch(self, owner: Any, name: str, kind: str) -> None:
        """Count the calls of a function of `owner`."""
        original = getattr(owner, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            self._counts[kind] += 1
            return original(*args, **kwargs)

        self._monkeypatch.setattr(owner, name, counted)

    def look(self) -> dict[str, int]:
        """The counts so far, which are then reset to zero."""
        found, self._counts = dict(self._counts), Counter[str]()
        return found


def crowd(updates: LiveUpdates) -> list[LivePage]:
    """Everybody has the room open."""
    pages = [LivePage("team", f"{number:020x}", "", 0) for number in range(PEOPLE)]
    for page in pages:
        page.name = f"Person {page.person}"
        assert updates.admit(page)
        updates.join(page)
    return pages


async def read_all(pages: list[LivePage], kind: str) -> set[str]:
    """What each page was sent of a kind, all of which was delivered."""
    found = set()
    for page in pages:
        while page.unsent_bytes:
            text = await page.next()
            assert text
            if json.loads(text)["kind"] == kind:
                found.add(text)
            if not page._waiting:
                page._sending = ""
    return found


async def test_room_cost__change_is_read_and_written_as_json_once_for_all_pages(
    adapter: WebAdapter, host: WebHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates, counted = LiveUpdates(host), Counted(monkeypatch)
    pages = crowd(updates)
    await updates.step_presence()
    await read_all(pages, "here")
    counted.watch(host.store, "read", "reads")
    counted.watch(encode, "for_browser", "entries")
    counted.watch(live, "_message", "texts")
    for number in range(3):
        await adapter.post(TEAM, Create(number, PostView(f"post {number}")))
        counted.look()
        await updates.step()
        assert counted.look() == {"reads": 1, "entries": 1, "texts": 1}
        sent = await read_all(pages, "changes")
        assert len(sent) == 1
        assert f"post {number}" in sent.pop()


async def test_room_cost__page_that_lags_behind_gets_what_it_lacks(adapter: WebAdapter, host: WebHost) -> None:
    updates = LiveUpdates(host)
    pages = crowd(updates)
    slow = pages[0]
    await adapter.post(TEAM, Create(1, PostView("one")))
    await updates.step()
    assert "one" in str(await slow.next())  # and it is still being sent
    await adapter.post(TEAM, Create(2, PostView("two")))
    await updates.step()
    assert slow.behind
    assert not slow._waiting
    slow._sending = ""
    updates.on_delivered(slow)
    await updates.step()
    assert "two" in str(await slow.next())
    assert not slow.behind


async def test_room_cost__page_that_does_not_read_is_closed(host: WebHost) -> None:
    clock = DrivenClock()
    host.clock = clock
    updates, aborted = LiveUpdates(host), []
    deaf, reader = crowd(updates)[:2]
    deaf.abort, reader.abort = (lambda: aborted.append("deaf")), (lambda: aborted.append("reader"))
    await updates.step_presence()
    await deaf.next()
    for _ in range(4):
        reader.send("here", "{}")
        await reader.next()
        await updates.step_presence()
        clock.advance(SOCKET_SEND_SECONDS / 2)
    assert aborted == ["deaf"]
    assert not reader.closed
    assert deaf.closed


async def test_room_cost__change_waits_for_no_presence(
    adapter: WebAdapter, host: WebHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = asyncio.Event()

    async def blocked(self: PresenceTracker, now: float) -> None:
        await never.wait()

    monkeypatch.setattr(PresenceTracker, "sync", blocked)
    updates = LiveUpdates(host)
    pages = crowd(updates)
    running = [asyncio.create_task(each()) for each in (updates.run_presence, updates.run)]
    await adapter.post(TEAM, Create(1, PostView("one")))
    async with asyncio.timeout(10):
        texts = [await page.next() for page in pages]
    assert all(text and "one" in text for text in texts)
    for each in running:
        each.cancel()


async def test_room_cost__who_types_is_told_without_the_list_of_people(
    host: WebHost, adapter: WebAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates, counted = LiveUpdates(host), Counted(monkeypatch)
    pages = crowd(updates)
    await updates.step_presence()
    (here,) = await read_all(pages, "here")
    assert json.loads(here)["count"] == PEOPLE
    counted.watch(host.store, "read", "reads")
    updates.set_typing(pages[0], True)
    await updates.step_presence()
    assert counted.look() == {}
    (typing,) = await read_all(pages, "typing")
    assert json.loads(typing) == {"kind": "typing", "typing": [pages[0].person]}


@pytest.fixture
async def shared_store(postgres_url: str, tmp_path: Path) -> Any:
    store = await open_store(postgres_url, SystemClock())
    await WebAdapter.attach(_adapter_on(store, tmp_path))
    yield store
    await store.close()


def _adapter_on(store: Store, folder: Path) -> WebAdapter:
    from tests.web.host import settings

    return WebAdapter.create(settings(), WebHost(store, folder, SystemClock()))


async def test_room_cost__one_who_types_is_one_row_in_a_shared_database(
    shared_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = PresenceTracker(shared_store), PresenceTracker(shared_store)
    now = shared_store.clock.now()
    people = {f"{number:020x}": "" for number in range(PEOPLE)}
    one.set_local("team", people)
    other.set_local("team", {"someone": ""})
    await one.sync(now)
    await other.sync(now)
    assert next(other.take_changes())[2]["count"] == PEOPLE + 1
    counted = Counted(monkeypatch)
    for name in STATEMENTS:
        counted.watch(Tx, name, "statements")
    typist = next(iter(people))
    one.set_typing("team", typist, True, now)
    await one.sync(now)
    assert counted.look() == {"statements": 2}  # Its row, and a look at those of others.
    await other.sync(now)
    assert list(other.take_changes()) == [("team", "typing", {"typing": [typist]})]
    one.set_local("team", {person: "" for person in people if person != typist})
    counted.look()
    await one.sync(now)
    assert counted.look() == {"statements": 2}
    await other.sync(now)
    assert next(other.take_changes())[2] == {"people": _listed(people.keys() - {typist}), "count": PEOPLE, "typing": []}


async def test_room_cost__rows_that_others_deleted_are_written_again(shared_store: Store) -> None:
    one, other = PresenceTracker(shared_store), PresenceTracker(shared_store)
    now = shared_store.clock.now()
    one.set_local("team", {"ann": "", "bob": ""})
    other.set_local("team", {"cat": ""})
    await one.sync(now)
    await shared_store.write(lambda tx: tx._run("DELETE FROM web_presence", {}))
    await one.sync(now + 60)
    await other.sync(now)
    assert next(other.take_changes())[2]["count"] == 3


def _listed(people: set[str]) -> list[dict[str, str]]:
    return [{"id": person, "name": ""} for person in sorted({*people, "someone"})[:50]]


async def test_room_cost__texts_of_the_page_are_made_once(adapter: WebAdapter, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    counted.watch(TextBundle, "say", "texts")
    async with visiting(adapter.address, "team") as one, visiting(adapter.address, None) as two:
        assert counted.look()["texts"] > 100
        first, second = await one.start("team"), await two.start("team")
        assert counted.look() == {}
        assert first["texts"] == second["texts"]
