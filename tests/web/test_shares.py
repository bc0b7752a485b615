"""Links to single pictures: who can make them, what they show, and when they end. And: several pictures in one file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.retention.deletion import hide_pictures, undo_deletion
from tests.clock import DrivenClock
from tests.web.gallery_room import GalleryRoom, gallery_room
from tests.web.host import running, settings
from tests.web.test_gallery import id_of, page
from tests.web.visitor import Visitor, visiting

DAY_S = 24 * 3600.0


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


@pytest.fixture
async def wall(tmp_path: Path, clock: DrivenClock) -> AsyncIterator[GalleryRoom]:
    async with gallery_room(tmp_path, clock) as made:
        yield made


@pytest.fixture
async def ann(wall: GalleryRoom) -> AsyncIterator[Visitor]:
    async with visiting(wall.adapter.address) as somebody:
        yield somebody


@pytest.fixture
async def stranger(wall: GalleryRoom) -> AsyncIterator[Visitor]:
    """Somebody who has nothing but a link."""
    async with visiting(wall.adapter.address, room=None) as somebody:
        yield somebody


async def make(visitor: Visitor, picture: object, room: str = "~", **how: Any) -> tuple[int, dict[str, Any]]:
    body = {"picture": picture, "prompt": False, "days": 7, **how}
    answer = await visitor.post(f"api/rooms/{room}/shares", body)
    return answer.status, await answer.json()


async def links(visitor: Visitor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await (await visitor.get("api/shares")).json())["links"]
    return found


async def opens(visitor: Visitor, link: dict[str, Any]) -> bool:
    page, picture = [await visitor.get(link["address"] + path) for path in ("", "/picture")]
    assert page.status == picture.status
    return page.status == 200


async def test_a_link_shows_the_picture_and_nothing_else_of_anybody(
    wall: GalleryRoom, ann: Visitor, stranger: Visitor
) -> None:
    me = await id_of(ann)
    await wall.add_job(me, "a secret <fox>", name="Ann", room="team")
    picture = (await page(ann))["pictures"][0]["id"]
    status, link = await make(ann, picture)
    assert status == 200
    assert len(link["address"]) >= 34  # s/ and 192 bits
    answer = await stranger.get(link["address"])
    text = await answer.text()
    assert answer.status == 200
    for private in ("secret", "Ann", me, "team", "jobs/", "wanx"):
        assert private not in text
        assert private not in str(answer.headers)
    for path in (link["address"], f"{link['address']}/picture"):
        shown = await stranger.get(path)
        assert shown.headers["Cache-Control"] == "no-store"
        assert "noindex" in shown.headers["X-Robots-Tag"]
        assert shown.headers["Referrer-Policy"] == "no-referrer"
        assert not shown.cookies
    shown = await stranger.get(f"{link['address']}/picture?download=1")
    assert shown.headers["Content-Disposition"].endswith("shenbi.png")
    assert await shown.read() == wall.host.pictures["jobs/1/0.png"]


async def test_the_words_are_shown_if_their_writer_wants_it(wall: GalleryRoom, ann: Visitor, stranger: Visitor) -> None:
    await wall.add_job(await id_of(ann), "a <fox> & an owl")
    picture = (await page(ann))["pictures"][0]["id"]
    _, link = await make(ann, picture, prompt=True)
    assert "a &lt;fox&gt; &amp; an owl" in await (await stranger.get(link["address"])).text()
    assert (await links(ann))[0]["with_prompt"] is True


class Caption(HTMLParser):
    """The picture's alternative text, and all text of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.alternatives: list[str | None] = []
        self.texts: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}
        self.alternatives += [value for name, value in attrs if name == "alt" and value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize(
    "typed",
    ["</title><script>alert(1)</script>", '" onload="alert(1)', "{{ 7 * 7 }} $home ${home}", "a\u2028b &amp; c"],
)
async def test_the_words_are_shown_as_they_were_typed(
    wall: GalleryRoom, ann: Visitor, stranger: Visitor, typed: str
) -> None:
    await wall.add_job(await id_of(ann), typed)
    picture = (await page(ann))["pictures"][0]["id"]
    _, link = await make(ann, picture, prompt=True)
    caption = Caption()
    caption.feed(await (await stranger.get(link["address"])).text())
    assert caption.alternatives == [typed]
    assert caption.texts.count(typed) == 1
    assert not caption.names & {"script", "onload"}


async def test_only_ones_own_can_be_shared_listed_and_revoked(
    wall: GalleryRoom, ann: Visitor, stranger: Visitor
) -> None:
    me = await id_of(ann)
    await wall.add_job(me, "a fox", room="team")
    picture = (await page(ann))["pictures"][0]["id"]
    await wall.set_gallery("person", "yes", user_id=me)
    async with visiting(wall.adapter.address) as bob:
        await wall.add_job(await id_of(bob), "an owl", room="team")
        assert (await make(bob, picture, "team"))[0] == 403  # They see it there, and may not give it away.
        assert (await make(bob, picture))[0] == 404
        assert (await make(bob, 999))[0] == 404
        _, link = await make(ann, picture)
        assert await links(bob) == []
        assert (await bob.post("api/shares/revoke", {"id": link["id"]})).status == 404
        assert await opens(stranger, link)
    assert [each["number"] for each in await links(ann)] == ["1"]
    assert "address" not in json.dumps(await links(ann)), "a link is told once"
    assert (await ann.post("api/shares/revoke", {"id": link["id"]})).status == 200
    assert not await opens(stranger, link)
    assert await links(ann) == []
    for path in ("api/shares",):
        assert (await stranger.get(path)).status == 401
    assert (await make(stranger, picture))[0] == 401


async def test_a_link_ends_by_itself(wall: GalleryRoom, ann: Visitor, stranger: Visitor, clock: DrivenClock) -> None:
    await wall.add_job(await id_of(ann), "a fox")
    picture = (await page(ann))["pictures"][0]["id"]
    _, link = await make(ann, picture, days=1)
    assert link["until"] == link["made_at"] + DAY_S
    clock.advance(DAY_S - 1)
    assert await opens(stranger, link)
    clock.advance(1)
    assert not await opens(stranger, link)
    assert await links(ann) == []


async def test_a_link_to_what_was_deleted_shows_nothing(wall: GalleryRoom, ann: Visitor, stranger: Visitor) -> None:
    job = await wall.add_job(await id_of(ann), "a fox")
    picture = (await page(ann))["pictures"][0]["id"]
    _, link = await make(ann, picture)
    await wall.host.store.write(hide_pictures, job)
    assert not await opens(stranger, link)
    assert await links(ann) == []
    assert await wall.host.store.write(undo_deletion, job)
    assert await opens(stranger, link)


async def test_a_link_of_somebody_banned_shows_nothing(wall: GalleryRoom, ann: Visitor, stranger: Visitor) -> None:
    me = await id_of(ann)
    await wall.add_job(me, "a fox")
    picture = (await page(ann))["pictures"][0]["id"]
    _, link = await make(ann, picture)
    await wall.host.store.write(lambda tx: tx._run("UPDATE person SET banned = 1 WHERE user_id = :me", {"me": me}))
    assert not await opens(stranger, link)
    assert (await make(ann, picture))[0] == 403


@pytest.mark.parametrize(
    "odd",
    [{"days": 0}, {"days": 365}, {"days": True}, {"days": "7"}, {"prompt": 1}, {"picture": -1}, {"picture": "1"}],
)
async def test_what_is_not_believed(wall: GalleryRoom, ann: Visitor, odd: dict[str, Any]) -> None:
    await wall.add_job(await id_of(ann), "a fox")
    picture = (await page(ann))["pictures"][0]["id"]
    assert (await make(ann, **{"picture": picture, **odd}))[0] == 400


async def test_guessing_is_slow(stranger: Visitor) -> None:
    answers = [(await stranger.get(f"s/guess-{number}")).status for number in range(70)]
    assert answers[0] == 404
    assert answers[-1] == 429


async def test_several_pictures_in_one_file(wall: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    await wall.add_job(me, "a fox", room="team")
    await wall.add_job(me, "two owls", n=2)
    mine = [each["id"] for each in (await page(ann))["pictures"]]
    asked = ",".join(map(str, [*mine, mine[0], 999]))
    answer = await ann.get(f"z/~?pictures={asked},x,")
    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["shenbi-2.2.png", "shenbi-2.1.png", "shenbi-1.png"]
        assert archive.read("shenbi-1.png") == wall.host.pictures["jobs/1/0.png"]
    async with visiting(wall.adapter.address) as bob:
        await wall.add_job(await id_of(bob), "a boat", room="team")
        found = await bob.get(f"z/team?pictures={asked}")  # What stands in a room, its people may take along.
        with zipfile.ZipFile(io.BytesIO(await found.read())) as archive:
            assert archive.namelist() == ["shenbi-1.png"]
        assert (await bob.get(f"z/~?pictures={asked}")).status == 404
    async with visiting(wall.adapter.address, room=None) as stranger:
        assert (await stranger.get(f"z/~?pictures={asked}")).status == 401


async def test_deleting_in_the_gallery(wall: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    await wall.add_job(me, "a fox", room="team")
    picture = (await page(ann))["pictures"][0]["id"]
    await wall.set_gallery("conversation", "yes", chat_id="team")

    async def delete(visitor: Visitor, room: str) -> int:
        body = {"picture": picture, "language": "en"}
        return (await visitor.post(f"api/rooms/{room}/gallery/deletions", body)).status

    async with visiting(wall.adapter.address) as bob:
        await wall.add_job(await id_of(bob), "an owl", room="team")
        assert await delete(bob, "~") == 404
        assert await delete(bob, "team") == 403
    assert await delete(ann, "~") == 200
    assert (await page(ann))["pictures"] == []
    assert await delete(ann, "~") == 404
    undo = await wall.host.store.read(
        lambda tx: tx.values("posts.under", first="undo:1:", last="undo:1;", pattern="undo:1:%")
    )
    assert len(undo) == 1


async def test_an_operator_can_do_without_links(tmp_path: Path) -> None:
    async with running(tmp_path, made=settings(links=False)) as (adapter, _), visiting(adapter.address) as somebody:
        assert (await somebody.start())["sharing"] is False
        for path in ("s/anything", "api/shares"):
            assert (await somebody.get(path)).status == 404
