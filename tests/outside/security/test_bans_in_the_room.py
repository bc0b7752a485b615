"""A ban in the room, where a person who deletes the cookies is a new person (finding "a ban is evaded by new cookies")."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import web

from adapters.web import WebAdapter
from adapters.web.guard import Guard
from bot.store import Tx
from bot.store.rows import PersonRow
from tests.web.host import WebHost, png, running
from tests.web.visitor import Visitor, visiting


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[tuple[WebAdapter, WebHost]]:
    async with running(tmp_path) as made:
        yield made


def ban(person: str, banned: int = 1) -> Callable[[Tx], None]:
    def work(tx: Tx) -> None:
        known = tx.get(
            PersonRow, "people.person", platform="web", user_id=person, name="", hint="", reply_key="", now=tx.now
        )
        tx.run("people.set_banned", id=known.id, banned=banned)

    return work


async def status(visitor: Visitor, path: str, body: object) -> tuple[int, str]:
    answer = await visitor.post(path, body)
    said = await answer.json()
    return answer.status, said.get("error", "")


async def test_room_bans__somebody_banned_says_brings_and_is_called_nothing(room: tuple[WebAdapter, WebHost]) -> None:
    adapter, host = room
    async with visiting(adapter.address, None) as eve:
        me = (await eve.start())["me"]["id"]
        await host.store.write(ban(me))
        words = {"text": "hello all", "nonce": "n1", "language": "en"}
        assert await status(eve, "api/rooms/club/messages", words) == (403, "banned")
        assert await status(eve, "api/me", {"name": "Ann"}) == (403, "banned")
        with pytest.raises(AssertionError, match="banned"):
            await eve.upload(png(4, 4))
        # Alone with the bot, which says what is the matter, and where everything of theirs can be deleted.
        assert (await eve.post("api/rooms/~/messages", words)).status == 200
        await host.store.write(ban(me, 0))
        assert (await eve.post("api/rooms/club/messages", words | {"nonce": "n2"})).status == 200


async def test_room_bans__new_cookies_from_the_same_address_are_no_way_around_it(
    room: tuple[WebAdapter, WebHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter, host = room
    address = "203.0.113.7"

    def stranger(self: Guard, request: web.Request) -> str:
        return address

    monkeypatch.setattr(Guard, "remote_client", stranger)
    async with visiting(adapter.address, None) as friend, visiting(adapter.address, None) as eve:
        await friend.start()
        me = (await eve.start())["me"]["id"]
        await host.store.write(ban(me))
        async with visiting(adapter.address, None) as again:
            assert await status(again, "api/start", {"room": "~"}) == (403, "banned")
            await friend.start()  # Who was known before stays: many may share an address.
            address = "203.0.113.8"
            assert (await again.post("api/start", {"room": "~"})).status == 200
        assert "203.0.113.7" not in str(await host.store.read(addresses))


def addresses(tx: Tx) -> list[object]:
    return list(tx._run("SELECT * FROM web_address", {}).fetchall())
