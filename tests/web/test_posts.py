"""The bot's posts: created once, edited in place, removed."""

from __future__ import annotations

import asyncio

import pytest

from adapters.web import WebAdapter
from bot.adapter_api import (
    Button,
    Conversation,
    Create,
    Delivered,
    Edit,
    Gone,
    PostView,
    Remove,
    RetryLater,
    Sender,
    ViewPicture,
)
from bot.store import StoreBusy, StoreUnavailable
from tests.web.host import WebHost
from tests.web.visitor import Visitor, visiting

TEAM = Conversation("web", "team")


async def test_post__create_may_be_repeated(adapter: WebAdapter, visitor: Visitor) -> None:
    call = Create(7, PostView("angenommen", title="#7", milestone="accepted", busy=True))
    outcomes = await asyncio.gather(*(adapter.post(TEAM, call) for _ in range(5)))
    assert set(outcomes) == {Delivered("p7", ("p7",))}
    start = await visitor.start("team")
    (entry,) = start["entries"]
    assert (entry["id"], entry["title"], entry["milestone"], entry["busy"]) == ("p7", "#7", "accepted", True)
    assert start["revision"] == 1  # nothing had to change after the first


async def test_post__edit_changes_it_in_place(adapter: WebAdapter, visitor: Visitor) -> None:
    for id in (1, 2):
        await adapter.post(TEAM, Create(id, PostView(f"wartet {id}")))
    picture = ViewPicture("secret/key.png", "image/png", 640, 480, "Rosen", "rose")
    view = PostView("fertig", picture=picture, buttons=((Button("Nochmal", "again:1", style="primary"),),))
    assert await adapter.post(TEAM, Edit(1, "p1", view)) == Delivered("p1", ("p1",))
    first, second = await visitor.entries("team")
    assert (first["text"], second["text"]) == ("fertig", "wartet 2")
    assert (first["picture"]["width"], first["picture"]["height"], first["picture"]["alt"]) == (640, 480, "Rosen")
    again = {"label": "Nochmal", "action": "again:1", "copy": "", "style": "primary", "on": None}
    assert first["buttons"] == [[again]]
    assert "secret" not in str(first)


async def test_post__what_is_gone_cannot_be_edited_but_made_again(adapter: WebAdapter, visitor: Visitor) -> None:
    view = PostView("x")
    assert await adapter.post(TEAM, Edit(9, "p9", view)) == Gone()
    await adapter.post(TEAM, Create(9, view))
    for _ in range(2):
        assert await adapter.post(TEAM, Remove(9, "p9", view)) == Delivered("p9", ("p9",))
    assert await visitor.entries("team") == []
    assert await adapter.post(TEAM, Edit(9, "p9", view)) == Gone()
    assert await adapter.post(TEAM, Create(9, view)) == Delivered("p9", ("p9",))
    assert len(await visitor.entries("team")) == 1


async def test_post__answers_and_mentions(adapter: WebAdapter) -> None:
    async with visiting(adapter.address, "team") as someone:
        me = (await someone.start("team"))["me"]["id"]
        asked = await someone.say("/画 猫", "team")
        view = PostView("fertig", reply_to=asked["id"], mention=Sender("web", me))
        await adapter.post(TEAM, Create(1, view))
        answer = (await someone.entries("team"))[-1]
        assert answer["mention"] == me
        assert (answer["quote"]["id"], answer["quote"]["text"], answer["quote"]["person"]) == (
            asked["id"],
            "/画 猫",
            me,
        )


async def test_post__answer_to_what_was_taken_away_shows_nothing_of_it(adapter: WebAdapter, visitor: Visitor) -> None:
    picture = ViewPicture("secret/key.png", "image/png", 640, 480, "Rosen")
    view = PostView("eine Rose", picture=picture)
    await adapter.post(TEAM, Create(1, view))
    await visitor.say("schön", "team", reply_to="p1")
    await adapter.post(TEAM, Create(2, PostView("danke", reply_to="p1")))
    await adapter.post(TEAM, Remove(1, "p1", PostView("weg")))
    for entry in await visitor.entries("team"):
        quote = entry["quote"]
        assert (quote["id"], quote["text"], quote["tag"], quote["gone"]) == ("p1", "", "", True)
    await adapter.post(TEAM, Create(1, view))
    for entry in (await visitor.entries("team"))[1:]:
        assert entry["quote"]["text"] == "eine Rose"
        assert entry["quote"]["tag"]
        assert "gone" not in entry["quote"]


async def test_post__busy_database_is_tried_later(
    adapter: WebAdapter, host: WebHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object, **__: object) -> None:
        raise StoreBusy("locked")

    monkeypatch.setattr(host.store, "write", busy)
    outcome = await adapter.post(TEAM, Create(1, PostView("x")))
    assert isinstance(outcome, RetryLater)
    assert outcome.after_s > 0


async def test_post__database_that_does_not_answer_is_said(
    visitor: Visitor, host: WebHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: object, **__: object) -> None:
        raise StoreUnavailable("no answer")

    monkeypatch.setattr(host.store, "read", gone)
    answer = await visitor.get("api/rooms/~/entries")
    assert (answer.status, (await answer.json())["error"]) == (503, "offline")
    assert "web.store" in [code for code, _ in host.problems]


async def test_post__history_comes_in_pages(adapter: WebAdapter, visitor: Visitor) -> None:
    for id in range(1, 101):
        await adapter.post(TEAM, Create(id, PostView(str(id))))
    start = await visitor.start("team")
    pages = [start]
    while pages[-1]["more"]:
        oldest = pages[-1]["entries"][0]["seq"]
        pages.append(await (await visitor.get(f"api/rooms/team/entries?before={oldest}")).json())
    texts = [entry["text"] for page in reversed(pages) for entry in page["entries"]]
    assert texts == [str(id) for id in range(1, 101)]
    for wrong in ("x", "-1", "9" * 40, "1e9", ""):
        assert (await visitor.get(f"api/rooms/team/entries?before={wrong}")).status == 200
