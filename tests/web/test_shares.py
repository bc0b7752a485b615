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
async def web_gallery(tmp_path: Path, clock: DrivenClock) -> AsyncIterator[GalleryRoom]:
    async with gallery_room(tmp_path, clock) as made:
        yield made


@pytest.fixture
async def ann(web_gallery: GalleryRoom) -> AsyncIterator[Visitor]:
    async with visiting(web_gallery.adapter.address) as visitor:
        yield visitor


@pytest.fixture
async def other_visitor(web_gallery: GalleryRoom) -> AsyncIterator[Visitor]:
    """A person who has only the link."""
    async with visiting(web_gallery.adapter.address, room=None) as visitor:
        yield visitor


async def make(visitor: Visitor, picture: object, room: str = "~", **how: Any) -> tuple[int, dict[str, Any]]:
    body = {"picture": picture, "prompt": False, "days": 7, **how}
    answer = await visitor.post(f"api/rooms/{room}/shares", body)
    return answer.status, await answer.json()


async def links(visitor: Visitor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await (await visitor.get("api/shares")).json())["links"]
    return found


async def is_served(visitor: Visitor, link: dict[str, Any]) -> bool:
    page, picture = [await visitor.get(link["address"] + path) for path in ("", "/picture")]
    assert page.status == picture.status
    return page.status == 200


async def test_share__link_shows_the_picture_and_nothing_else_of_anybody(
    web_gallery: GalleryRoom, ann: Visitor, other_visitor: Visitor
) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "a secret <fox>", name="Ann", room="team")
    picture = (await page(ann))["pictures"][0]["id"]
    status, link = await make(ann, picture)
    assert status == 200
    assert len(link["address"]) >= 34  # s/ and 192 bits
    answer = await other_visitor.get(link["address"])
    text = await answer.text()
    assert answer.status == 200
    for private in ("secret", "Ann", me, "team", "jobs/", "wanx"):
        assert private not in text
        assert private not in str(answer.headers)
    for path in (link["address"], f"{link['address']}/picture"):
        shown = await other_visitor.get(path)
        assert shown.headers["Cache-Control"] == "no-store"
        assert "noindex" in shown.headers["X-Robots-Tag"]
        assert shown.headers["Referrer-Policy"] == "no-referrer"
        assert not shown.cookies
    shown = await other_visitor.get(f"{link['address']}/picture?download=1")
    assert shown.headers["Content-Disposition"].endswith("shenbi.png")
    assert await shown.read() == web_gallery.host.pictures["jobs/1/0.png"]


async def test_share__words_are_shown_if_their_writer_wants_it(
    web_gallery: GalleryRoom, ann: Visitor, other_visitor: Visitor
) -> None:
    await web_gallery.add_job(await id_of(ann), "a <fox> & an owl")
    picture = (await page(ann))["pictures"][0]["id"]
    _, link = await make(ann, picture, prompt=True)
    assert "a &lt;fox&gt; &amp; an owl" in await (await other_visitor.get(link["address"])).text()
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
async def test_share__words_are_shown_as_they_were_typed(
    web_gallery: GalleryRoom, ann: Visitor, other_visitor: Visitor, typed: str
) -> None:
    await web_gallery.add_job(await id_of(ann), typed)
    picture = (await page(ann))["pictures"][0]["id"]
    _, link = await make(ann, picture, prompt=True)
    caption = Caption()
    caption.feed(await (await other_visitor.get(link["address"])).text())
    assert caption.alternatives == [typed]
    assert caption.texts.count(typed) == 1
    assert not caption.names & {"script", "onload"}


async def test_share__only_ones_own_can_be_shared_listed_and_revoked(
    web_gallery: GalleryRoom, ann: Visitor, other_visitor: Visitor
) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "a fox", room="team")
    picture = (await page(ann))["pictures"][0]["id"]
    await web_gallery.set_gallery("person", "yes", user_id=me)
    async with visiting(web_gallery.adapter.address) as bob:
        await web_gallery.add_job(await id_of(bob), "an owl", room="team")
        assert (await make(bob, picture, "team"))[0] == 403  # They see it there, and may not give it away.
        assert (await make(bob, picture))[0] == 404
        assert (await make(bob, 999))[0] == 404
        _, link = await make(ann, picture)
        assert await links(bob) == []
        assert (await bob.post("api/shares/revoke", {"id": link["id"]})).status == 404
        assert await is_served(other_visitor, link)
    assert [each["number"] for each in await links(ann)] == ["1"]
    assert "address" not in json.dumps(await links(ann)), "a link is told once"
    assert (await ann.post("api/shares/revoke", {"id": link["id"]})).status == 200
    assert not await is_served(other_visitor, link)
    assert await links(ann) == []
    for path in ("api/shares",):
        assert (await other_visitor.get(path)).status == 401
    assert (await make(other_visitor, picture))[0] == 401


async def test_share__link_ends_by_itself(
    web_gallery: GalleryRoom, ann: Visitor, other_visitor: Visitor, clock: DrivenClock
) -> None:
    await web_gallery.add_job(await id_of(ann), "a fox")
    picture = (await page(ann))["pictures"][0]["id"]
    _, link = await make(ann, picture, days=1)
    assert link["until"] == link["made_at"] + DAY_S
    clock.advance(DAY_S - 1)
    assert await is_served(other_visitor, link)
    clock.advance(1)
    assert not await is_served(other_visitor, link)
    assert await links(ann) == []


async def test_share__link_to_what_was_deleted_shows_nothing(
    web_gallery: GalleryRoom, ann: Visitor, other_visitor: Visitor
) -> None:
    job = await web_gallery.add_job(await id_of(ann), "a fox")
    picture = (await page(ann))["pictures"][0]["id"]
    _, link = await make(ann, picture)
    await web_gallery.host.store.write(hide_pictures, job)
    assert not await is_served(other_visitor, link)
    assert await links(ann) == []
    assert await web_gallery.host.store.write(undo_deletion, job)
    assert await is_served(other_visitor, link)


async def test_share__link_of_somebody_banned_shows_nothing(
    web_gallery: GalleryRoom, ann: Visitor, other_visitor: Visitor
) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "a fox")
    picture = (await page(ann))["pictures"][0]["id"]
    _, link = await make(ann, picture)
    await web_gallery.host.store.write(
        lambda tx: tx._run("UPDATE person SET banned = 1 WHERE user_id = :me", {"me": me})
    )
    assert not await is_served(other_visitor, link)
    assert (await make(ann, picture))[0] == 403


@pytest.mark.parametrize(
    "odd",
    [{"days": 0}, {"days": 365}, {"days": True}, {"days": "7"}, {"prompt": 1}, {"picture": -1}, {"picture": "1"}],
)
async def test_share__what_is_not_believed(web_gallery: GalleryRoom, ann: Visitor, odd: dict[str, Any]) -> None:
    await web_gallery.add_job(await id_of(ann), "a fox")
    picture = (await page(ann))["pictures"][0]["id"]
    assert (await make(ann, **{"picture": picture, **odd}))[0] == 400


async def test_share__guessing_is_slow(other_visitor: Visitor) -> None:
    answers = [(await other_visitor.get(f"s/guess-{number}")).status for number in range(70)]
    assert answers[0] == 404
    assert answers[-1] == 429


async def test_share__several_pictures_in_one_file(web_gallery: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "a fox", room="team")
    await web_gallery.add_job(me, "two owls", n=2)
    mine = [each["id"] for each in (await page(ann))["pictures"]]
    asked = ",".join(map(str, [*mine, mine[0], 999]))
    answer = await ann.get(f"z/~?pictures={asked},x,")
    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["shenbi-2.2.png", "shenbi-2.1.png", "shenbi-1.png"]
        assert archive.read("shenbi-1.png") == web_gallery.host.pictures["jobs/1/0.png"]
    async with visiting(web_gallery.adapter.address) as bob:
        await web_gallery.add_job(await id_of(bob), "a boat", room="team")
        found = await bob.get(f"z/team?pictures={asked}")  # People in a room may download what is posted there.
        with zipfile.ZipFile(io.BytesIO(await found.read())) as archive:
            assert archive.namelist() == ["shenbi-1.png"]
        assert (await bob.get(f"z/~?pictures={asked}")).status == 404
    async with visiting(web_gallery.adapter.address, room=None) as other_visitor:
        assert (await other_visitor.get(f"z/~?pictures={asked}")).status == 401


async def test_share__deleting_in_the_gallery(web_gallery: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "a fox", room="team")
    picture = (await page(ann))["pictures"][0]["id"]
    await web_gallery.set_gallery("conversation", "yes", chat_id="team")

    async def delete(visitor: Visitor, room: str) -> int:
        body = {"picture": picture, "language": "en"}
        return (await visitor.post(f"api/rooms/{room}/gallery/deletions", body)).status

    async with visiting(web_gallery.adapter.address) as bob:
        await web_gallery.add_job(await id_of(bob), "an owl", room="team")
        assert await delete(bob, "~") == 404
        assert await delete(bob, "team") == 403
    assert await delete(ann, "~") == 200
    assert (await page(ann))["pictures"] == []
    assert await delete(ann, "~") == 404
    undo = await web_gallery.host.store.read(lambda tx: tx.values("posts.of_job", job_id=1, kind="undo"))
    assert len(undo) == 1


async def test_share__operator_can_do_without_links(tmp_path: Path) -> None:
    async with running(tmp_path, made=settings(links=False)) as (adapter, _), visiting(adapter.address) as visitor:
        assert (await visitor.start())["sharing"] is False
        for path in ("s/anything", "api/shares"):
            assert (await visitor.get(path)).status == 404
