"""Expiry and `/forget` in the room's own tables."""

from __future__ import annotations

import json
from pathlib import Path

from adapters.web import WebAdapter, erasure, rooms
from bot.adapter_api import Conversation, Create, HoldsUserData, PostView, Sender
from bot.store import Tx
from studio.server import Studio
from tests.conformance.platforms.user_chats import WebChat
from tests.web.host import WebHost, png
from tests.web.visitor import visiting


def everything(tx: Tx) -> str:
    """The content of all tables of the room."""
    found = []
    for table in ("web_entry", "web_person", "web_upload"):
        found += [list(row) for row in tx._run(f"SELECT * FROM {table}", {}).fetchall()]
    return json.dumps(found, ensure_ascii=False)


async def bot_says(adapter: WebAdapter, number: int, room: str, view: PostView) -> None:
    await adapter.post(Conversation("web", room), Create(number, view))


async def test_erasure__who_is_forgotten_is_in_no_room_any_more(adapter: WebAdapter, host: WebHost) -> None:
    async with visiting(adapter.address, "team") as ann, visiting(adapter.address, "team") as bob:
        await ann.post("api/me", {"name": "Ann of the Roses"})
        said = await ann.say("a very secret fox", "team", nonce="n1", images=[await ann.upload(png(300, 200))])
        await ann.upload(png(200, 300))  # Never sent.
        await ann.say("my diary", "~", nonce="n2")
        await bob.say("what a secret!", "team", nonce="n3", reply_to=said["id"])
        await bob.say("and mine stays", "team", nonce="n4")
        who = (await ann.start("team"))["me"]["id"]
        for_ann = Sender("web", who, "Ann")
        await bot_says(adapter, 4, "team", PostView("Your secret fox, please", mention=for_ann))
        await bot_says(adapter, 1, "team", PostView("No such thing as a very secret fox", reply_to=said["id"]))
        await bot_says(adapter, 2, f"~{who}", PostView("Your diary is noted"))
        await bot_says(adapter, 3, "team", PostView("Good morning, everyone"))
        assert len(host.images) == 2
        before = await host.store.read(rooms.revision, room="team")

        await host.store.write(adapter.erase_person, who)

        left = await host.store.read(everything)
        for words in ("secret fox", "Ann of the Roses", "diary"):
            assert words not in left
        assert host.images == {}
        page = await host.store.read(rooms.page, room="team")
        assert [entry["text"] for entry in page.entries] == [
            "what a secret!",
            "and mine stays",
            "Good morning, everyone",
        ]
        assert page.entries[0]["quote"] is None
        # Open pages of the room see it at once.
        changes = (await host.store.read(rooms.news, watched={"team": {before}}))["team"].changes[before]
        assert sorted(entry.get("removed", False) for entry in changes.entries) == [False, True, True, True]
        assert (await host.store.read(rooms.page, room=f"~{who}")).entries == []
        # And a room that was emptied can be spoken in.
        await ann.say("hello again", "~", nonce="n5")
        assert [entry["text"] for entry in await ann.entries()] == ["hello again"]


async def test_erasure__entry_that_cannot_be_read_goes_with_whom_it_may_quote(
    adapter: WebAdapter, host: WebHost
) -> None:
    async with visiting(adapter.address, "team") as ann, visiting(adapter.address, "team") as bob:
        said = await ann.say("a very secret fox", "team", nonce="n1")
        await bob.say("what a secret!", "team", nonce="n2", reply_to=said["id"])
        who = (await ann.start("team"))["me"]["id"]
        # Both entries: Ann's own, with the images that she might have sent, and Bob's, with the quotation.
        await host.store.write(
            lambda tx: tx._run("UPDATE web_entry SET body = body || ']', pictures = '['", {}).rowcount
        )
        await host.store.write(adapter.erase_person, who)
        left = await host.store.read(everything)
        assert "secret fox" not in left


async def test_erasure__what_is_old_goes_and_its_images_with_it(adapter: WebAdapter, host: WebHost) -> None:
    async with visiting(adapter.address) as ann:
        await ann.say("long ago", "~", nonce="n1", images=[await ann.upload(png(300, 200))])
        await host.store.write(lambda tx: tx._run("UPDATE web_entry SET at = at - 864000", {}).rowcount)
        await ann.say("just now", "~", nonce="n2")
        assert await host.store.write(adapter.delete_before, host.clock.now() - 86400) is False
        assert [entry["text"] for entry in await ann.entries()] == ["just now"]
        assert host.images == {}


async def test_erasure__many_old_entries_go_in_steps(adapter: WebAdapter, host: WebHost) -> None:
    for number in range(erasure.CLEAR_BATCH + 5):
        await bot_says(adapter, number, "team", PostView(f"number {number}"))
    later = host.clock.now() + 10
    assert await host.store.write(adapter.delete_before, later) is True
    assert await host.store.write(adapter.delete_before, later) is False
    assert (await host.store.read(rooms.page, room="team")).entries == []


async def test_erasure__upload_that_was_never_sent_goes_and_one_that_was_stays_with_its_message(
    adapter: WebAdapter, host: WebHost
) -> None:
    async with visiting(adapter.address) as ann:
        sent = await ann.upload(png(300, 200))
        await ann.upload(png(200, 300))
        await ann.say("look", "~", nonce="n1", images=[sent])
        await host.store.write(erasure.drop_uploads, host.clock.now() + 1, host.drop_images)
        (entry,) = await ann.entries()
        assert len(host.images) == 1
        assert len(entry["images"]) == 1


async def test_erasure__forget_in_the_room_of_a_whole_shenbi(tmp_path: Path, studio: Studio) -> None:
    chat = WebChat(tmp_path, studio)
    async with chat.open(), chat.bot():
        assert chat.app is not None
        assert isinstance(chat.app.adapters["web"], HoldsUserData)
        await chat.say("/imagine a violet elephant", png(400, 300))
        await chat.until(lambda seen: any(one.pictures for one in seen))
        await chat.say("/forget yes")
        await chat.until(lambda seen: len(seen) == 1 and chat.words("forgotten") in seen[0].text)
        assert "violet elephant" not in await chat.app.store.read(everything)
