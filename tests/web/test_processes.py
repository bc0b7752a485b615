"""Several processes on one PostgreSQL: changes by one reach the pages of the others."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

from adapters.web import WebAdapter
from bot.adapter_api import Conversation, Create, PostView
from bot.runtime.clock import SystemClock
from bot.store import open_store
from tests.web.host import WebHost, listening, settings
from tests.web.visitor import LiveSocket, visiting

TEAM = Conversation("web", "team")


async def process(stack: AsyncExitStack, url: str, folder: Path) -> tuple[WebAdapter, WebHost]:
    """One more process on the database, with a copy of the cookie key."""
    store = await open_store(url, SystemClock())
    stack.push_async_callback(store.close)
    host = WebHost(store, folder, SystemClock())
    adapter = WebAdapter.create(settings(), host)
    await stack.enter_async_context(listening(adapter))
    return adapter, host


async def test_processes__two_processes_are_one_room(tmp_path: Path, postgres_url: str) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    async with AsyncExitStack() as stack:
        one, host = await process(stack, postgres_url, folders[0])
        shutil.copy(folders[0] / "cookie.key", folders[1])
        two, _ = await process(stack, postgres_url, folders[1])
        ada = await stack.enter_async_context(visiting(one.address, "team"))
        bob = await stack.enter_async_context(visiting(two.address, "team"))
        line = await stack.enter_async_context(bob.open_socket("team"))
        await line.until("here")
        said = await ada.say("hello", "team")
        assert [entry["text"] for entry in (await line.until("changes"))["entries"]] == ["hello"]
        await one.post(TEAM, Create(1, PostView("answer", reply_to=said["id"])))
        assert [entry["text"] for entry in (await line.until("changes"))["entries"]] == ["answer"]
        # Many at once from both sides: every page gets all of them, in one order.
        calls = [(one, two)[id % 2].post(TEAM, Create(id, PostView(str(id)))) for id in range(2, 42)]
        await asyncio.gather(*calls)
        texts: set[str] = set()
        while len(texts) < 40:
            texts |= {entry["text"] for entry in (await line.until("changes"))["entries"]}
        assert texts == {str(id) for id in range(2, 42)}
        assert len(host.saved) == 1


async def test_processes__people_of_two_processes_see_each_other(tmp_path: Path, postgres_url: str) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    async with AsyncExitStack() as stack:
        one, _ = await process(stack, postgres_url, folders[0])
        ada = await stack.enter_async_context(visiting(one.address, "team"))
        await ada.post("api/me", {"name": "Ada"})
        line = await stack.enter_async_context(ada.open_socket("team"))
        async with AsyncExitStack() as other:
            two, _ = await process(other, postgres_url, folders[1])
            bob = await other.enter_async_context(visiting(two.address, "team"))
            await bob.post("api/me", {"name": "Bob"})
            async with bob.open_socket("team") as theirs:
                await until_present(line, {"Ada", "Bob"})
                await until_present(theirs, {"Ada", "Bob"})
                await theirs.socket.send_json({"kind": "typing", "on": True})
                while not (await line.until("typing"))["typing"]:
                    pass
            await until_present(line, {"Ada"})


async def until_present(line: LiveSocket, names: set[str]) -> None:
    """Wait until a page has been told that exactly these people are present."""
    while {person["name"] for person in (await line.until("here"))["people"]} != names:
        pass
