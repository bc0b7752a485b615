"""The gallery over HTTP: access, search, stars, and invalid requests."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from PIL import Image

from adapters.web.limits import GALLERY_BURST, GALLERY_PICTURES, STARS_BURST, THUMB_EDGE
from bot.adapter_api import Size
from bot.retention import erasure
from bot.retention.erasure import Eraser
from bot.store import Tx
from bot.store.rows import PayerRow
from tests.web.gallery_room import GalleryRoom, gallery_room
from tests.web.host import png
from tests.web.visitor import Visitor, visiting


@pytest.fixture
async def web_gallery(tmp_path: Path) -> AsyncIterator[GalleryRoom]:
    async with gallery_room(tmp_path) as made:
        yield made


@pytest.fixture
async def ann(web_gallery: GalleryRoom) -> AsyncIterator[Visitor]:
    async with visiting(web_gallery.adapter.address) as visitor:
        yield visitor


async def id_of(visitor: Visitor) -> str:
    return str((await visitor.start())["me"]["id"])


async def page(visitor: Visitor, room: str = "~", **asked: str) -> dict[str, Any]:
    answer = await visitor.get(f"api/rooms/{room}/gallery?{urlencode(asked)}")
    assert answer.status == 200, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def prompts(visitor: Visitor, room: str = "~", **asked: str) -> list[str]:
    return [each["prompt"] for each in (await page(visitor, room, **asked))["pictures"]]


async def star(
    visitor: Visitor, picture: object, starred: object = True, room: str = "~"
) -> tuple[int, dict[str, Any]]:
    answer = await visitor.post(f"api/rooms/{room}/gallery/stars", {"picture": picture, "starred": starred})
    return answer.status, await answer.json()


async def test_gallery__page_says_whether_there_is_a_gallery(ann: Visitor) -> None:
    assert (await ann.start())["gallery"] is True


async def test_gallery__ones_own_pictures_newest_first_and_nobody_elses(web_gallery: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "a fox", style="watercolor", size=Size(1280, 720), negative_prompt="owls")
    await web_gallery.add_job(me, "two owls", n=2, room="team")
    assert [each["number"] for each in (await page(ann))["pictures"]] == ["2.2", "2.1", "1"]
    fox = (await page(ann))["pictures"][2]
    expected = {"prompt": "a fox", "negative": "owls", "style": "watercolor", "width": 1280, "height": 720, "seed": 7}
    assert fox.items() >= (expected | {"mine": True, "starred": False, "person": me}).items()
    assert "jobs/" not in json.dumps(await page(ann))  # no key of the picture store
    async with visiting(web_gallery.adapter.address) as bob:
        assert await prompts(bob) == []
        assert await prompts(bob, "team", here="1") == []
        for room in ("~", "team", f"~{me}"):
            assert (await bob.get(f"g/{room}/{fox['id']}")).status == 404
    async with visiting(web_gallery.adapter.address, room=None) as stranger:
        for path in ("api/rooms/~/gallery", f"g/~/{fox['id']}"):
            assert (await stranger.get(path)).status == 401
        assert (await star(stranger, fox["id"]))[0] == 401


async def test_gallery__room_shows_what_its_people_let_it(web_gallery: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    async with visiting(web_gallery.adapter.address) as bob:
        him = await id_of(bob)
        await web_gallery.add_job(me, "shown fox", room="team", name="Ann")
        await web_gallery.add_job(me, "fox elsewhere", room="other", name="Ann")
        await web_gallery.add_job(me, "private fox", name="Ann")
        await web_gallery.add_job(him, "owl", room="team")
        shown = (await page(ann))["pictures"][-1]["id"]
        elsewhere = (await page(ann))["pictures"][1]["id"]

        assert await prompts(bob, "team", here="1") == []  # nobody has said that it may be
        await web_gallery.set_gallery("conversation", "yes", chat_id="team")
        assert await prompts(bob, "team", here="1") == ["owl", "shown fox"]
        assert await prompts(bob, "team") == ["owl"]
        assert [(p["mine"], p["by"]) for p in (await page(bob, "team", here="1"))["pictures"]] == [
            (True, ""),
            (False, "Ann"),
        ]
        answer = await bob.get(f"g/team/{shown}?size=thumb")
        assert answer.status == 200
        seen = answer.headers["ETag"]
        assert (await bob.get(f"g/other/{elsewhere}")).status == 404
        assert (await bob.get(f"g/team/{elsewhere}")).status == 404  # not from here
        assert (await bob.get(f"g/~/{shown}")).status == 404

        await web_gallery.set_gallery("person", "no", user_id=me)
        assert await prompts(bob, "team", here="1") == ["owl"]
        # What the browser has kept does not help: it must ask, and hears no.
        assert (await bob.get(f"g/team/{shown}?size=thumb", headers={"If-None-Match": seen})).status == 404
        assert (await star(bob, shown, room="team"))[0] == 404
        assert await prompts(ann, "team") == ["private fox", "fox elsewhere", "shown fox"]


async def test_gallery__what_is_kept_is_asked_for_again_and_comes_without_bytes(
    web_gallery: GalleryRoom, ann: Visitor
) -> None:
    original = png(1400, 1050)
    await web_gallery.add_job(await id_of(ann), "日出/..\\x", data=original)
    (picture,) = (await page(ann))["pictures"]
    address = f"g/~/{picture['id']}"
    small = await ann.get(f"{address}?size=thumb")
    assert Image.open(io.BytesIO(await small.read())).size == (THUMB_EDGE, THUMB_EDGE * 3 // 4)
    assert small.headers["Cache-Control"] == "private, no-cache"
    again = await ann.get(f"{address}?size=thumb", headers={"If-None-Match": small.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    whole = await ann.get(address, headers={"If-None-Match": small.headers["ETag"]})  # another size is another thing
    assert await whole.read() == original
    saved = await ann.get(f"{address}?download=1")
    assert saved.headers["Content-Disposition"] == "attachment; filename*=UTF-8''shenbi-1.png"
    assert await saved.read() == original


async def test_gallery__words_and_styles(web_gallery: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "a Red FOX in the snow", style="watercolor")
    await web_gallery.add_job(me, "雪地里的狐狸，窗里透出灯火", style="chinese painting")
    await web_gallery.add_job(me, "КРАСНАЯ лиса, Éclair 100%", style="oil painting")
    await web_gallery.add_job(me, "first line\nnext one")
    red, snow, russian, lines = (
        "a Red FOX in the snow", "雪地里的狐狸，窗里透出灯火", "КРАСНАЯ лиса, Éclair 100%", "first line\nnext one",
    )  # fmt: skip
    for words, expected in {
        "fox": [red],
        "SNOW  red": [red],
        "red 狐狸": [],
        "狐狸": [snow],
        "灯火 雪地": [snow],
        "красная": [russian],
        "ЛИСА éCLAIR": [russian],
        "0%": [russian],
        "1_0": [],
        "水彩": [red],  # the name of a style
        "国画 灯": [snow],
        "fox oil": [],
        "nnext": [],  # a line's end is no letter
        "next": [lines],
        '"n": 1': [],
        "\\": [],
    }.items():
        assert await prompts(ann, words=words) == expected, words
    assert await prompts(ann, style="oil painting") == [russian]
    assert await prompts(ann, style="oil painting", words="fox") == []
    assert await prompts(ann, words="  ") == [lines, russian, snow, red]


async def test_gallery__pages_follow_each_other_though_new_ones_come(web_gallery: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    count = GALLERY_PICTURES * 2 + 5
    for number in range(count):
        await web_gallery.add_job(me, f"fox {number}", room="team", at=1000.0 + number // 3)
    await web_gallery.set_gallery("conversation", "yes", chat_id="team")
    for asked in ({}, {"words": "fox"}, {"here": "1"}, {"here": "1", "words": "fox", "style": "auto"}):
        found = await page(ann, "team", **asked)
        seen = [each["prompt"] for each in found["pictures"]]
        await web_gallery.add_job(me, "fox that came meanwhile", room="team", at=2000.0)
        while found["next"]:
            found = await page(ann, "team", after=found["next"], **asked)
            seen += [each["prompt"] for each in found["pictures"]]
        old = [prompt for prompt in seen if "meanwhile" not in prompt]
        assert old == [f"fox {number}" for number in reversed(range(count))]


async def test_gallery__stars(web_gallery: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "fox", n=2)
    await web_gallery.add_job(me, "owl")
    _, fox, _ = (each["id"] for each in (await page(ann))["pictures"])
    assert await star(ann, fox) == (200, {"starred": True})
    assert await star(ann, fox) == (200, {"starred": True})  # twice is once
    assert await prompts(ann, starred="1") == ["fox", "fox"]
    assert await prompts(ann, starred="1", words="owl") == []
    assert await star(ann, fox, False) == (200, {"starred": False})
    assert await prompts(ann, starred="1") == []


async def test_gallery__there_can_be_too_many_stars(
    web_gallery: GalleryRoom, ann: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "fox")
    await web_gallery.add_job(me, "owl")
    owl, fox = (each["id"] for each in (await page(ann))["pictures"])
    monkeypatch.setattr("bot.commands.gallery.queries.MAX_STARS", 1)
    assert (await star(ann, fox))[0] == 200
    status, body = await star(ann, owl)
    assert (status, body["error"]) == (409, "too-many-stars")
    assert web_gallery.host.say("zh", "web-error-too-many-stars")


async def test_gallery__who_is_forgotten_is_gone_at_once(
    web_gallery: GalleryRoom, ann: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also pictures that are deleted only in later steps; and a conversation's default shows nothing that was refused before."""
    me = await id_of(ann)
    async with visiting(web_gallery.adapter.address) as bob:
        await web_gallery.add_job(await id_of(bob), "owl", room="team")
        for number in range(4):
            await web_gallery.add_job(me, f"fox {number}", room="team")
        await web_gallery.set_gallery("conversation", "yes", chat_id="team")
        pictures = (await page(bob, "team", here="1"))["pictures"]
        assert len(pictures) == 5
        await web_gallery.set_gallery("person", "no", user_id=me)
        assert await prompts(bob, "team", here="1") == ["owl"]
        monkeypatch.setattr(erasure, "JOBS_IN_A_STEP", 1)
        person = await web_gallery.person(me)

        def begin(tx: Tx) -> int:
            payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=person.id)
            Eraser(web_gallery.manager).begin(tx, person, payer, 0)
            return int(tx.value("erasure.count_pictures", person_id=person.id))

        assert await web_gallery.host.store.write(begin) == 3  # not cleared yet, and yet not to be seen
        assert await prompts(ann) == []
        assert await prompts(ann, "team", words="fox") == []
        assert await prompts(bob, "team", here="1") == ["owl"]
        for picture in pictures:
            if picture["prompt"] != "owl":
                assert (await bob.get(f"g/team/{picture['id']}?size=thumb")).status == 404
                assert (await ann.get(f"g/team/{picture['id']}")).status == 404
                assert (await star(ann, picture["id"]))[0] == 404


@pytest.mark.parametrize(
    "asked",
    [
        "style=' OR 1=1 --", "style=watercolor%22", "after=x", "after=1.0:2", "after=1e9:1:0", "after=-1.0:1:0",
        "after=1.0:99999999999999999999999:0", "after=٣.0:1:0", "after=1.0:1:0%0A",
    ],
)  # fmt: skip
async def test_gallery__what_makes_no_sense_is_refused(ann: Visitor, asked: str) -> None:
    answer = await ann.get(f"api/rooms/~/gallery?{asked}")
    assert (answer.status, (await answer.json())["error"]) == (400, "bad-request")


async def test_gallery__hostile_words_are_words(web_gallery: GalleryRoom, ann: Visitor) -> None:
    await web_gallery.add_job(await id_of(ann), "fox")
    for words in (
        "%",
        "_",
        "!",
        "'; DROP TABLE picture; --",
        "\x00",
        "../../etc/passwd",
        "狐" * 500,
        "a " * 900,
        "\ud83d",
    ):
        found = await ann.get("api/rooms/~/gallery?" + urlencode({"words": words}, errors="surrogatepass"))
        assert found.status == 200, words
        assert (await found.json())["pictures"] == [], words
    assert await prompts(ann) == ["fox"]


@pytest.mark.parametrize(
    "path", ["0", "-1", "999", "1x", "%2e%2e", "1%2F..", "99999999999999999999999999", "jobs", "٣", "1?size=../x"]
)
async def test_gallery__addresses_of_pictures_are_numbers(web_gallery: GalleryRoom, ann: Visitor, path: str) -> None:
    await web_gallery.add_job(await id_of(ann), "fox")
    answer = await ann.get(f"g/~/{path}")
    assert answer.status == (200 if path.startswith("1?") else 404)


@pytest.mark.parametrize(
    ("picture", "starred"),
    [
        ("1", True),
        (1.0, True),
        (None, True),
        ([1], True),
        (1, 1),
        (1, "yes"),
        (-1, True),
        (0, True),
        (10**30, True),
        (True, True),
    ],
)
async def test_gallery__stars_that_make_no_sense(
    web_gallery: GalleryRoom, ann: Visitor, picture: object, starred: object
) -> None:
    await web_gallery.add_job(await id_of(ann), "fox")
    status, body = await star(ann, picture, starred)
    assert (status, body["error"]) == (400, "bad-request")
    assert await prompts(ann, starred="1") == []


async def test_gallery__another_site_sets_no_stars(web_gallery: GalleryRoom, ann: Visitor) -> None:
    await web_gallery.add_job(await id_of(ann), "fox")
    answer = await ann.post(
        "api/rooms/~/gallery/stars", {"picture": 1, "starred": True}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status == 403


async def test_gallery__too_fast(web_gallery: GalleryRoom, ann: Visitor) -> None:
    answers = [await ann.get("api/rooms/~/gallery") for _ in range(GALLERY_BURST * 3)]
    assert {answer.status for answer in answers} == {200, 429}
    slow = next(answer for answer in answers if answer.status == 429)
    assert int(slow.headers["Retry-After"]) >= 1
    assert {(await star(ann, 1))[0] for _ in range(STARS_BURST * 3)} == {404, 429}


async def test_gallery__picture_that_is_lost_or_broken(web_gallery: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "lost")
    await web_gallery.add_job(me, "broken", data=b"\x89PNG")
    broken, lost = (each["id"] for each in (await page(ann))["pictures"])
    web_gallery.host.pictures.clear()
    web_gallery.host.pictures["jobs/2/0.png"] = b"\x89PNG"
    for picture in (lost, broken):
        assert (await ann.get(f"g/~/{picture}?size=thumb")).status == 404


async def test_gallery__host_without_a_gallery_has_no_page(visitor: Visitor) -> None:
    assert (await visitor.start())["gallery"] is False
    assert (await visitor.get("api/rooms/~/gallery")).status == 404
    assert (await visitor.get("g/~/1")).status == 404


async def test_gallery__covered_is_what_is_covered_in_the_room(web_gallery: GalleryRoom, ann: Visitor) -> None:
    me = await id_of(ann)
    await web_gallery.add_job(me, "asked for", room="team", cover=True)
    by_moderator = await web_gallery.add_job(me, "by a moderator", room="team")
    await web_gallery.host.store.write(lambda tx: tx.run("jobs.set_cover", id=by_moderator, cover=1))
    await web_gallery.add_job(me, "plain", room="team")

    async def covered(room: str = "~", **asked: str) -> list[str]:
        return [each["prompt"] for each in (await page(ann, room, **asked))["pictures"] if each["cover"]]

    assert await covered() == ["by a moderator", "asked for"]
    await web_gallery.set_gallery("conversation", "yes", "yes", chat_id="team")
    assert await covered("team", here="1") == ["plain", "by a moderator", "asked for"]
    assert await covered() == ["by a moderator", "asked for"], "the wish of another room"
    await web_gallery.set_gallery("person", "yes", "no", user_id=me)
    assert await covered("team", here="1") == ["by a moderator", "asked for"], "their own word goes before the room's"
    await web_gallery.set_gallery("person", "yes", "yes", user_id=me)
    assert await covered() == ["plain", "by a moderator", "asked for"]
