"""The browser's routes against the policy, over real HTTP: a table of who is served which object, and random walks in which
everybody knows every id, and nobody is ever sent a word or a picture that is not for them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, WSServerHandshakeError
from yarl import URL

from adapters.web import WebAdapter, limits, live
from bot.app import App, build
from bot.retention.deletion import undo_deletion
from bot.store import Tx
from config.settings import Settings
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.access.table import ROUTES
from tests.access.world import value
from tests.raw_rows import raw_rows
from tests.web.host import png
from tests.web.visitor import Visitor, visiting

SECRET = re.compile(r"secret[a-z0-9]+z")
UNLIMITED = (
    "MESSAGES",
    "PRESSES",
    "HISTORY",
    "STARTS",
    "GALLERY",
    "NEW_PEOPLE",
    "STARS",
    "SOCKETS",
    "ARCHIVES",
    "SHARES",
    "LINKS",
)
TIMEOUT_S = 60.0


@dataclass
class Site:
    """A running app with a web room, and HTTP clients of several people."""

    app: App
    address: str
    people: dict[str, Visitor] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    async def settled(self) -> None:
        """Wait until no update, job, sheet or post is open."""

        def open_(tx: Tx) -> int:
            return int(
                value(tx, "SELECT count(*) FROM inbox WHERE state IN ('saved', 'fetched')")
                + value(tx, "SELECT count(*) FROM job WHERE ended_at IS NULL")
                + value(tx, "SELECT count(*) FROM rendered_sheet WHERE state = 'wanted'")
                + value(
                    tx, f"SELECT count(*) FROM post WHERE status IN ('pending', 'sending') AND due_at < {tx.now + 1}"
                )
            )

        async with asyncio.timeout(TIMEOUT_S):
            while await self.app.store.read(open_):
                await self.app.clock.wait(asyncio.Event(), self.app.clock.now() + 0.02)

    async def rows(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        return await self.app.store.read(lambda tx: raw_rows(tx, text, **parameters))

    async def ban(self, name: str) -> None:
        await self.app.store.write(
            lambda tx: tx._run("UPDATE person SET banned = 1 WHERE user_id = :who", {"who": self.ids[name]})
        )


@asynccontextmanager
async def site(folder: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch, *people: str) -> AsyncIterator[Site]:
    for name in UNLIMITED:
        monkeypatch.setattr(limits, f"{name}_BURST", 100_000)
        monkeypatch.setattr(limits, f"{name}_TOTAL", (100_000, 1e5), raising=False)
    settings = Settings.model_validate(
        {
            "data_dir": folder,
            "language": "en",
            "keeping": {"low_disk_mb": 0},
            "upstream": {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]},
            "limits": {"daily_yuan": 10_000, "waiting_jobs": 0, "requests_per_minute": 0, "running_jobs": 5},
            "web": {"port": 0},
        }
    )
    async with build(settings, adapters=[WebAdapter]) as app, AsyncExitStack() as stack:
        running = asyncio.create_task(app.run())
        try:
            room = app.adapters["web"]
            assert isinstance(room, WebAdapter)
            await room.listening.wait()
            made = Site(app, room.address)
            for name in people:
                visitor = await stack.enter_async_context(visiting(room.address, None))
                made.people[name] = visitor
                made.ids[name] = (await visitor.start(language="en"))["me"]["id"]
            yield made
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


# --- the table of served objects

VIEWERS = ("owner", "member", "banned", "stranger", "forger")
SERVED: dict[str, dict[str, frozenset[str]]] = {
    # route (by `table.ROUTES`): what of the owner's is asked for: to whom it is served
    # Without a token every visitor becomes a new person, at the first request of a page and only there.
    "POST /api/start": {
        "words in club": frozenset({"owner", "member", "stranger", "forger"}), "words alone": frozenset({"owner"}),
    },
    "GET /api/rooms/{room}/entries": {
        "words in club": frozenset({"owner", "member"}), "words alone": frozenset({"owner"}), "words of their room": frozenset(),
    },
    "GET /ws/{room}": {"words in club": frozenset({"owner", "member"}), "words alone": frozenset({"owner"})},
    "POST /api/rooms/{room}/messages": {
        "quote in club": frozenset({"owner", "member"}), "quote from alone": frozenset(),
    },
    "POST /api/rooms/{room}/presses": {"button in club": frozenset({"owner", "member"}), "button of alone": frozenset()},
    "GET /p/{room}/{entry}/{tag}": {
        "picture in club": frozenset({"owner", "member"}), "picture alone": frozenset({"owner"}),
        "picture of alone in club": frozenset(), "image alone": frozenset({"owner"}), "image of alone in club": frozenset(),
    },
    "GET /g/{room}/{picture}": {
        "number of club": frozenset({"owner"}), "number of alone": frozenset({"owner"}),
        "number of club, exhibited": frozenset({"owner", "member"}), "number of alone, exhibited": frozenset({"owner"}),
    },
    "GET /api/rooms/{room}/gallery": {
        "page": frozenset({"owner"}), "page of club": frozenset(), "page of club, exhibited": frozenset({"owner", "member"}),
    },
    "GET /api/rooms/{room}/gallery/{picture}/path": {
        "path of club": frozenset({"owner"}), "path of alone": frozenset({"owner"}),
        "path of club, exhibited": frozenset({"owner", "member"}), "path of alone, exhibited": frozenset({"owner"}),
    },
    "POST /api/rooms/{room}/gallery/stars": {
        "star in club": frozenset({"owner"}), "star alone": frozenset({"owner"}),
        "star in club, exhibited": frozenset({"owner", "member"}),
    },
    "POST /api/rooms/{room}/gallery/deletions": {
        "deletion in club": frozenset({"owner"}), "deletion alone": frozenset({"owner"}),
        "deletion in club, exhibited": frozenset({"owner"}),
    },
    "GET /z/{room}": {
        "archive of club": frozenset({"owner", "member"}), "archive alone": frozenset({"owner"}),
    },
    "POST /api/rooms/{room}/shares": {
        "link to club": frozenset({"owner"}), "link to club, exhibited": frozenset({"owner"}), "link alone": frozenset({"owner"}),
    },
    "GET /api/shares": {"list": frozenset({"owner"})}, "POST /api/shares/revoke": {"revoking": frozenset({"owner"})},
    "GET /s/{secret}": {"link": frozenset(VIEWERS), "link that was revoked": frozenset()},
    "GET /s/{secret}/picture": {"link": frozenset(VIEWERS), "link that was revoked": frozenset()},
    "GET /api/uploads/{id}": {"upload": frozenset({"owner"})},
    "POST /api/uploads": {"bringing": frozenset({"owner", "member"})},
    "POST /api/me": {"a name": frozenset({"owner", "member"})},
    "GET /": {"shell": frozenset()}, "GET /r/{room}": {"shell": frozenset()}, "GET /login": {"shell": frozenset()},
    "POST /login": {"shell": frozenset()}, "GET /healthz": {"shell": frozenset()}, "GET /metrics": {"shell": frozenset()},
    "GET /static/{version}/{name}": {"shell": frozenset()},
    # None of these people has a rank; those who have one: `test_console.py`.
    **{route: {"console": frozenset()} for route, kind in ROUTES.items() if kind == "rank"},
}  # fmt: skip
CELLS = [(route, what, who) for route, cells in SERVED.items() for what in cells for who in VIEWERS]


@dataclass
class OwnedObjects:
    """The owner's objects, with their ids, all of which every attacker knows."""

    site: Site
    entries: dict[str, dict[str, Any]]
    numbers: dict[str, int]
    upload: str

    async def is_served(self, route: str, what: str, who: str) -> bool:
        """Whether `who` is served this object."""
        visitor, owner = self.site.people[who], self.site.ids["owner"]
        if who in ("stranger", "forger"):
            visitor.session.cookie_jar.clear()  # Set by earlier answers.
        if who == "forger":
            cookies = {"shenbi_person": f"{owner}.{'0' * 64}", "shenbi_door": "0" * 64}
            visitor.session.cookie_jar.update_cookies(cookies, URL(visitor.address))
        room = "club" if "club" in what and "alone" not in what.replace("alone in club", "") else "~"
        if what.endswith("exhibited"):
            await self._set_gallery("yes")
        try:
            return await self._is_served(visitor, owner, route, what, room)
        finally:
            if what.endswith("exhibited"):
                await self._set_gallery("no")

    async def _set_gallery(self, wanted: str) -> None:
        await self.site.app.store.write(
            lambda tx: tx._run(
                "UPDATE person SET settings = :settings WHERE user_id = :who",
                {"settings": json.dumps({"gallery": wanted}), "who": self.site.ids["owner"]},
            )
        )

    async def _is_served(self, visitor: Visitor, owner: str, route: str, what: str, room: str) -> bool:
        kind = "club" if "club" in what and "of alone" not in what else "alone"
        secret = f"secret{kind}z"
        entry = self.entries.get("alone" if "alone" in what else "club", {})
        match route:
            case "POST /api/start":
                answer = await visitor.post("api/start", {"room": room, "language": "en"})
                return secret in await answer.text()
            case "GET /api/rooms/{room}/entries" if what == "words of their room":
                spelled = (
                    f"~{owner}",
                    f"%7E{owner}",
                    owner,
                    f"~%2F{owner}",
                    f"club%2F..%2F~{owner}",
                    f"%EF%BD%9E{owner}",
                )
                asked = [URL(f"{visitor.address}api/rooms/{each}/entries", encoded=True) for each in spelled]
                answers = [await visitor.session.get(each) for each in asked]
                return any(["secretalonez" in await each.text() for each in answers])
            case "GET /api/rooms/{room}/entries":
                return secret in await (await visitor.get(f"api/rooms/{room}/entries")).text()
            case "GET /ws/{room}":
                try:
                    async with visitor.open_socket(room) as line:
                        return secret in json.dumps(await line.until("changes"))
                except WSServerHandshakeError as error:
                    assert error.status in (401, 403)
                    return False
            case "POST /api/rooms/{room}/messages":
                said = {"text": "look", "nonce": f"q{next(NONCES)}", "language": "en", "reply_to": entry["id"]}
                answer = await visitor.post("api/rooms/club/messages", said)
                shown = await self.site.people["owner"].entries("club")
                found = [each for each in shown if answer.status == 200 and each["id"] == (await answer.json())["id"]]
                return any(each["quote"] for each in found)
            case "POST /api/rooms/{room}/presses":
                action = entry["buttons"][0][0]["action"]
                body = {
                    "entry": entry["id"],
                    "action": action,
                    "nonce": f"p{next(NONCES)}",
                    "language": "en",
                    "text": "",
                }
                return (await visitor.post("api/rooms/club/presses", body)).status == 200
            case "GET /p/{room}/{entry}/{tag}":
                if what.startswith("image"):
                    entry = self.entries["image"]
                tag = (entry["picture"] if what.startswith("picture") else entry["images"][0])["tag"]
                where = "club" if "in club" in what else "~"
                answers = [await visitor.get(f"p/{where}/{entry['id']}/{tag}{size}") for size in ("", "?size=preview")]
                return any(each.status == 200 for each in answers)
            case "GET /g/{room}/{picture}":
                number = self.numbers["club" if "of club" in what else "alone"]
                answers = [await visitor.get(f"g/club/{number}{size}") for size in ("", "?size=thumb", "?download=1")]
                return any(each.status in (200, 304) for each in answers)
            case "GET /api/rooms/{room}/gallery":
                where, here = ("club", "?here=1") if "of club" in what else ("~", "")
                text = await (await visitor.get(f"api/rooms/{where}/gallery{here}")).text()
                # A member may have pictures of the same words: those that they repeated in the club.
                return any(f'{{"id": {number},' in text for number in self.numbers.values())
            case "GET /api/rooms/{room}/gallery/{picture}/path":
                number = self.numbers["club" if "of club" in what else "alone"]
                answer = await visitor.get(f"api/rooms/club/gallery/{number}/path")
                assert answer.status != 200 or secret in await answer.text()
                return answer.status == 200
            case "POST /api/rooms/{room}/gallery/stars":
                number = self.numbers["club" if "in club" in what else "alone"]
                answer = await visitor.post("api/rooms/club/gallery/stars", {"picture": number, "starred": True})
                return answer.status == 200
            case "POST /api/rooms/{room}/gallery/deletions":
                number = self.numbers["club" if "in club" in what else "alone"]
                answer = await visitor.post("api/rooms/club/gallery/deletions", {"picture": number})
                if answer.status == 200:
                    (job,) = await self.site.rows("SELECT job_id FROM picture WHERE id = :id", id=number)
                    assert await self.site.app.store.write(undo_deletion, job["job_id"])
                return answer.status == 200
            case "GET /z/{room}":
                number = self.numbers["club" if "of club" in what else "alone"]
                return (await visitor.get(f"z/club?pictures={number}")).status == 200
            case "POST /api/rooms/{room}/shares":
                answer = await self._link(visitor, "club" if "club" in what else "alone")
                return answer.status == 200
            case "GET /api/shares":
                assert (await self._link(self.site.people["owner"])).status == 200
                return '"picture_id"' in await (await visitor.get("api/shares")).text()
            case "POST /api/shares/revoke":
                link = await (await self._link(self.site.people["owner"])).json()
                return (await visitor.post("api/shares/revoke", {"id": link["id"]})).status == 200
            case "GET /s/{secret}" | "GET /s/{secret}/picture":
                link = await (await self._link(self.site.people["owner"])).json()
                if what == "link that was revoked":
                    await self.site.people["owner"].post("api/shares/revoke", {"id": link["id"]})
                answer = await visitor.get(link["address"] + route.removeprefix("GET /s/{secret}"))
                return answer.status == 200
            case "GET /api/uploads/{id}":
                return (await visitor.get(f"api/uploads/{self.upload}")).status == 200
            case "POST /api/uploads":
                return (await visitor.post("api/uploads", data=png(8, 8))).status == 200
            case "POST /api/me":
                return (await visitor.post("api/me", {"name": "Ann"})).status == 200
        path = route.partition(" ")[2].replace("{room}", "club").lstrip("/")
        method = visitor.get if route.startswith("GET") else visitor.post
        answer = await method(path)
        if what == "console":
            return answer.status != 404
        text = await answer.text(errors="replace")
        return bool(SECRET.search(text)) or "jobs/" in text

    async def _link(self, visitor: Visitor, kind: str = "alone") -> ClientResponse:
        body = {"picture": self.numbers[kind], "prompt": False, "days": 1}
        return await visitor.post("api/rooms/club/shares", body)


NONCES = itertools.count()


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Made once: no cell changes anything that another one checks."""
    with asyncio.Runner() as runner, pytest.MonkeyPatch.context() as monkeypatch:
        stack = AsyncExitStack()

        async def enter() -> OwnedObjects:
            studio = await stack.enter_async_context(
                Studio(StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.01), seed=1))
            )
            folder = tmp_path_factory.mktemp("rooms")
            made = await stack.enter_async_context(site(folder, studio, monkeypatch, "owner", "member", "banned"))
            for name in ("stranger", "forger"):
                made.people[name] = await stack.enter_async_context(visiting(made.address, None))
            return await create_objects(made)

        yield runner, runner.run(enter())
        runner.run(stack.aclose())


async def create_objects(made: Site) -> OwnedObjects:
    owner = made.people["owner"]
    for name in ("banned", "member"):
        await made.people[name].say("/help")
    for room, kind in (("club", "club"), ("~", "alone")):
        await owner.say(f"/imagine secret{kind}z --n 1", room)
    upload = await owner.upload(png(64, 64))
    said = await owner.say("/help", images=[upload])
    await made.settled()
    await made.ban("banned")
    found = {}
    for room, kind in (("club", "club"), ("~", "alone")):
        async with asyncio.timeout(TIMEOUT_S):
            while not (
                painted := [each for each in await owner.entries(room) if each.get("picture") and each.get("buttons")]
            ):
                await made.settled()
        entries = await owner.entries(room)
        found[kind] = painted[0]
        if room == "~":
            found["image"] = next(each for each in entries if each["id"] == said["id"])
    pictures = await made.rows("SELECT p.id, j.request FROM picture p JOIN job j ON j.id = p.job_id")
    numbers = {kind: next(p["id"] for p in pictures if f"secret{kind}z" in p["request"]) for kind in ("club", "alone")}
    return OwnedObjects(made, found, numbers, upload)


@pytest.mark.parametrize(("route", "what", "who"), CELLS)
def test_room_access__who_is_served_what(
    owned: tuple[asyncio.Runner, OwnedObjects], route: str, what: str, who: str
) -> None:
    runner, objects = owned
    assert runner.run(objects.is_served(route, what, who)) == (who in SERVED[route][what])


def test_room_access__every_route_has_its_cells() -> None:
    assert SERVED.keys() == ROUTES.keys()


# --- random walks

SAID = (
    *["/imagine {new}"] * 6, "/again {n}", "/similar --from {n} a house", "/show {n}", "/originals {n}", "/star {n}",
    "/jobs", "/gallery", "/gallery here", "/settings gallery yes", "/settings gallery no", "/mod add mine {new}",
    "/mod share mine", "/mod show mine", "/imagine a boat +mine", "/delete {n}", "/cost",
)  # fmt: skip
ROOMS = ("club", "attic", "~")
WALKERS = ("ann", "bob", "eve")
STEPS = 50


@dataclass
class Walk:
    """Who may know which secret, updated at each step: its owners, the shared rooms in which it was said (people there may
    paint it again, and then they own it, too), and the rooms in which its owner has shown it."""

    site: Site
    dice: random.Random
    owners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    rooms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    brought: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    new: int = 0

    def may(self, secret: str, who: str, room: str) -> bool:
        return who in self.owners[secret] or room in self.rooms[secret] | self.brought[secret]

    async def words_of(self) -> dict[int, set[str]]:
        """The secrets behind each job."""
        found = await self.site.rows("SELECT id, request FROM job")
        return {job["id"]: set(SECRET.findall(job["request"])) for job in found}

    async def speak(self) -> None:
        who, room = self.dice.choice(WALKERS), self.dice.choice(ROOMS)
        before = await self.words_of()
        self.new += 1
        fresh, number = f"secret{self.new}z", self.dice.randint(1, max(before, default=0) + 1)
        text = self.dice.choice(SAID).format(n=number, new=fresh)
        mine = await self.site.rows(
            "SELECT text FROM modifier WHERE scope = 'person' AND owner_id ="
            " (SELECT id FROM person WHERE user_id = :who)", who=self.site.ids[who],
        )  # fmt: skip
        said = {fresh} & set(SECRET.findall(text))
        if "mine" in text:
            said |= set(SECRET.findall(repr(mine)))
        self.learn(said, who, room)
        if "{" not in text and str(number) in text:
            # Its owner shows it here.
            for secret in before.get(number, set()):
                if who in self.owners[secret] and room != "~":
                    self.brought[secret].add(room)
        await self.site.people[who].say(text, room)
        await self.site.settled()
        after = await self.words_of()
        for secret in set[str]().union(*(after[job] for job in after.keys() - before.keys())):
            assert who in self.owners[secret] or room in self.rooms[secret], (
                f"{who} painted {secret} in {room} by {text}"
            )
            self.learn({secret}, who, room)

    def learn(self, secrets: set[str], who: str, room: str) -> None:
        for secret in secrets:
            self.owners[secret].add(who)
            if room != "~":
                self.rooms[secret].add(room)

    async def look(self) -> None:
        """Every person requests every object by every route."""
        words = await self.words_of()
        entries = await self.site.rows("SELECT room, id, pictures FROM web_entry")
        numbers = {row["id"]: row["job_id"] for row in await self.site.rows("SELECT id, job_id FROM picture")}
        for who, room in itertools.product(WALKERS, ROOMS):
            visitor = self.site.people[who]
            for path in ("entries", "gallery", "gallery?here=1"):
                text = await (await visitor.get(f"api/rooms/{room}/{path}")).text()
                self.check(set(SECRET.findall(text)), who, room, path)
            for row in self.dice.sample(entries, min(6, len(entries))):
                for tag, picture in json.loads(row["pictures"]).items():
                    answer = await visitor.get(f"p/{room}/{row['id']}/{tag}")
                    if answer.status == 200 and picture.get("key", "").startswith("jobs/"):
                        job = int(picture["key"].split("/")[1])
                        self.check(words.get(job, set()), who, room, f"p/{row['id']}")
            for number in self.dice.sample(sorted(numbers), min(4, len(numbers))):
                for path in (f"g/{room}/{number}?size=thumb", f"z/{room}?pictures={number}"):
                    if (await visitor.get(path)).status == 200:
                        self.check(words.get(numbers[number], set()), who, room, path)

    def check(self, secrets: set[str], who: str, room: str, where: str) -> None:
        for secret in secrets:
            assert self.may(secret, who, room), f"{who} was served {secret} by {where} of {room}"


@pytest.mark.parametrize("seed", [1, 2])
async def test_room_access__nobody_is_served_what_is_not_for_them(
    tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    async with site(tmp_path, studio, monkeypatch, *WALKERS) as made:
        walk = Walk(made, random.Random(seed))
        for step in range(STEPS):
            await walk.speak()
            if step % 4 == 3:
                await walk.look()
        assert sum(map(len, walk.rooms.values())) > 3, "something was shared"


async def test_room_access__who_is_banned_while_they_watch_a_shared_room_is_shown_out(
    tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BAN_CHECK_SECONDS", 0.0)
    async with site(tmp_path, studio, monkeypatch, "ann", "eve") as made:
        await made.people["eve"].say("/help")
        await made.settled()
        async with made.people["eve"].open_socket("club") as line, made.people["ann"].open_socket("club") as other:
            await made.ban("eve")
            await made.people["ann"].say("/imagine secretz", "club")
            assert await line.end() is not None
            assert "secretz" in json.dumps(await other.until("changes"))
        assert (await made.people["eve"].get("api/rooms/club/entries")).status == 403
        assert "secretz" not in json.dumps(await made.people["eve"].entries("~"))
