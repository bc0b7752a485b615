"""The console over real HTTP: each rank at each route, and what it may do there."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.web import WebAdapter
from bot.access.ranks import RANK_WORDS
from bot.adapter_api import GenerationRequest, Size
from bot.app import App, build
from bot.commands.operating.console import moderation as moderation_lists
from bot.jobs import moderation, pauses
from bot.jobs.manager import JobManager, NewJob
from bot.store import Tx
from bot.store.rows import ConversationRow, JobRow, PayerRow, PersonRow
from config.settings import Settings
from tests.access.table import CONSOLE, LOOKS, ROUTES
from tests.raw_rows import raw_rows
from tests.web.host import png
from tests.web.visitor import Visitor, visiting

PAUSE = {"act": {"verb": "pause", "scope": "all"}}
BODIES: dict[str, Any] = {"api/admin/looks": {"list": "reports"}}
WHO = (*RANK_WORDS, "banned owner", "stranger")


@asynccontextmanager
async def room(folder: Path, **settings: Any) -> AsyncIterator[tuple[App, str]]:
    """A running app with a room, and the room's address."""
    made = Settings.model_validate(
        {"data_dir": folder, "language": "en", "keeping": {"low_disk_mb": 0}, "web": {"port": 0}, **settings}
    )
    async with build(made, adapters=[WebAdapter]) as app:
        running = asyncio.create_task(app.run())
        try:
            adapter = app.adapters["web"]
            assert isinstance(adapter, WebAdapter)
            await adapter.listening.wait()
            yield app, adapter.address
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


def appoint(tx: Tx, user_id: str, rank: str, *, banned: int = 0) -> None:
    tx.run("people.person", platform="web", user_id=user_id, name="", hint="", reply_key="", now=tx.now)
    about = {"who": user_id, "rank": rank, "banned": banned}
    tx._run("UPDATE person SET rank = :rank, banned = :banned WHERE user_id = :who", about)


def painted(tx: Tx, manager: JobManager, words: str) -> int:
    """A job of Ann's in a group that has ended, with a picture."""
    ann = tx.get(PersonRow, "people.person", platform="test", user_id="ann", name="", hint="", reply_key="", now=tx.now)
    where = tx.get(ConversationRow, "people.conversation", platform="test", chat_id="c", thread_id="", direct=0)
    payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=ann.id)
    request = GenerationRequest("wanx-v1", words, 1, Size(1024, 1024), seed=1)
    job = manager.accept(tx, NewJob(request, payer, ann, where, "en"))
    assert isinstance(job, JobRow)
    tx._run("UPDATE job SET state = 'done', ended_at = :now WHERE id = :id", {"now": tx.now, "id": job.id})
    tx._run("UPDATE lane SET ready = 0, head_id = NULL", {})
    about = {"mime": "image/png", "width": 40, "height": 30, "bytes": 1, "seed": 1, "now": tx.now}
    tx.run("pictures.add", job_id=job.id, idx=0, key=f"jobs/{job.id}/0.png", sha256="", **about)
    return job.id


def reported(tx: Tx, manager: JobManager, words: str) -> int:
    """The same, reported by somebody else."""
    job = tx.get(JobRow, "jobs.get", id=painted(tx, manager, words))
    assert moderation.report(tx, job, 99)
    return job.id


async def ask(visitor: Visitor, route: str) -> aiohttp.ClientResponse:
    method, _, path = route.partition(" ")
    path = path[1:].replace("{id}", "1").replace("{index}", "0")
    return await (visitor.get(path) if method == "GET" else visitor.post(path, BODIES.get(path, PAUSE)))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[int, str]]:
    """The status and the text of each route for everybody; and of an address that does not exist."""

    async def collect() -> dict[tuple[str, str], tuple[int, str]]:
        found = {}
        async with room(tmp_path_factory.mktemp("console")) as (app, address):
            await app.store.write(reported, app.manager, "secretfoxz")
            await app.pictures.put("jobs/1/0.png", png(40, 30))
            for who in WHO:
                async with visiting(address, None) as visitor:
                    if who != "stranger":
                        me = (await visitor.start())["me"]["id"]
                        rank = who.removeprefix("banned ")
                        await app.store.write(appoint, me, rank, banned=int(rank != who))
                    for route in (*CONSOLE, "GET /nothing", "POST /nothing"):
                        answer = await ask(visitor, route)
                        found[who, route] = answer.status, await answer.text(errors="replace")
                    await app.store.write(pauses.resume, "all")
        return found

    return asyncio.run(collect())


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("route", sorted(CONSOLE))
def test_console__each_rank_at_each_route(
    answers: dict[tuple[str, str], tuple[int, str]], route: str, who: str
) -> None:
    status, text = answers[who, route]
    if who in CONSOLE[route]:
        refused = who == "moderator" and route.startswith("POST /api/admin/acts")
        assert status == (409 if refused else 200), text
    else:
        assert (status, text) == answers[who, f"{route.partition(' ')[0]} /nothing"]
        assert status == 404


async def test_console__looks_are_for_ranks_and_each_is_recorded(tmp_path: Path) -> None:
    looks = (
        "SELECT p.user_id, a.kind, a.object_id, a.surface, a.reason FROM audit a JOIN person p ON p.id = a.person_id"
    )
    async with room(tmp_path) as (app, address):
        await app.store.write(reported, app.manager, "secretfoxz")
        ann = await app.store.read(lambda tx: tx.get(JobRow, "jobs.get", id=1).person_id)
        expected = []
        for who in WHO:
            async with visiting(address, None) as visitor:
                me = ""
                if who != "stranger":
                    me = (await visitor.start())["me"]["id"]
                    rank = who.removeprefix("banned ")
                    await app.store.write(appoint, me, rank, banned=int(rank != who))
                for what, ranks in LOOKS.items():
                    answer = await visitor.post("api/admin/looks", {"list": what, "person": ann, "language": "en"})
                    assert answer.status == (200 if who in ranks else 404), (who, what)
                    shows_words = who in ranks and what in ("reports", "said")
                    assert ("secretfoxz" in await answer.text()) == shows_words, (who, what)
                    if shows_words:
                        looked = {"kind": "person", "object_id": ann, "surface": "console", "reason": ""}
                        expected.append({"user_id": me, **looked})
        assert len(expected) == 6
        assert await app.store.read(lambda tx: raw_rows(tx, f"{looks} ORDER BY a.id")) == expected


def test_console__every_list_of_looks_has_its_row() -> None:
    assert set(LOOKS) == {*moderation_lists.LISTS, moderation_lists.SAID}


def test_console__every_route_has_its_row() -> None:
    assert set(CONSOLE) == {route for route, kind in ROUTES.items() if kind == "rank"}


async def test_console__is_for_whom_the_settings_name_before_they_said_anything(tmp_path: Path) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with room(tmp_path) as (_, address), aiohttp.ClientSession(cookie_jar=jar) as session:
        visitor = Visitor(session, address)
        start = await visitor.start()
        me = start["me"]["id"]
        assert start["console"] is False
        assert (await visitor.get("admin")).status == 404
        kept = [(each.key, each.value) for each in jar]
    cookies, fresh = dict(kept), aiohttp.CookieJar(unsafe=True)
    async with (
        room(tmp_path, access={"admins": [f"web:{me}"]}) as (app, address),
        aiohttp.ClientSession(cookies=cookies, cookie_jar=fresh) as session,
    ):
        visitor = Visitor(session, address)
        assert (await visitor.start())["console"] is True
        assert (await visitor.get("admin")).status == 200
        done = await (await visitor.post("api/admin/acts/confirmed", PAUSE)).json()
        assert done["undo"] is True
        by = "SELECT p.user_id, a.surface FROM audit a JOIN person p ON p.id = a.person_id"
        rows = await app.store.read(lambda tx: raw_rows(tx, by))
        assert rows == [{"user_id": me, "surface": "console"}]


async def test_console__act_is_proposed_performed_and_taken_back(tmp_path: Path) -> None:
    async with room(tmp_path) as (app, address), visiting(address) as visitor:
        me = (await visitor.start())["me"]["id"]
        await app.store.write(appoint, me, "admin")
        proposed = await (await visitor.post("api/admin/acts", {"words": "pause all", "language": "en"})).json()
        assert proposed["title"] == "Pause all painting"
        assert await app.store.read(pauses.paused) == frozenset()
        order = {"act": proposed["act"], "language": "en"}
        done = await (await visitor.post("api/admin/acts/confirmed", order)).json()
        assert await app.store.read(pauses.paused) == {"all"}
        shown = await (await visitor.get("api/admin/overview?language=en")).json()
        assert [(each["scope"], each["by"]) for each in shown["pauses"]] == [("all", f"web:{me}")]
        assert {pool["state"] for pool in shown["pools"]} == {"paused"}
        twice = await visitor.post("api/admin/acts/confirmed", order)
        assert (twice.status, await twice.json()) == (
            409, {"error": "act-refused", "arguments": {"why": "That is paused already."}},
        )  # fmt: skip
        listed = await (await visitor.get("api/admin/audit?language=en")).json()
        assert [(row["id"], row["title"], row["undo"]) for row in listed["rows"]] == [
            (done["entry"], "Pause all painting", True)
        ]
        back = await visitor.post("api/admin/acts/confirmed", {"undo": done["entry"], "language": "en"})
        assert back.status == 200
        assert await app.store.read(pauses.paused) == frozenset()
        listed = await (await visitor.get("api/admin/audit?language=en")).json()
        assert [row["undone_by"] for row in listed["rows"]] == [0, (await back.json())["entry"]]


@pytest.mark.parametrize("path", ["api/admin/acts", "api/admin/acts/confirmed"])
async def test_console__acts_only_for_its_own_page_and_in_readable_words(tmp_path: Path, path: str) -> None:
    async with room(tmp_path) as (app, address), visiting(address) as visitor:
        await app.store.write(appoint, (await visitor.start())["me"]["id"], "owner")
        for origin in ("https://evil.example", ""):
            assert (await visitor.post(path, PAUSE, headers={"Origin": origin})).status == 403
        rubbish: tuple[Any, ...] = (
            {}, [], {"act": []}, {"act": {}, "undo": 1}, {"undo": -1}, {"undo": True}, {"undo": 10**15}, {"words": 5},
            {"words": " "},
        )  # fmt: skip
        for body in rubbish:
            assert (await visitor.post(path, body)).status == 400, body
        for body in ({"act": {"verb": "explode"}}, {"act": {"verb": "pause"}}, {"undo": 99}, {"words": "explode"}):
            answer = await visitor.post(path, {**body, "language": "en"})
            assert answer.status == 409, body
            assert (await answer.json())["arguments"]["why"]
        assert await app.store.read(pauses.paused) == frozenset()


async def test_console__reason_of_an_act_and_of_taking_it_back_is_in_the_audit(tmp_path: Path) -> None:
    async with room(tmp_path) as (app, address), visiting(address) as visitor:
        await app.store.write(appoint, (await visitor.start())["me"]["id"], "admin")
        proposed = await (await visitor.post("api/admin/acts", {"words": "pause all the bill"})).json()
        assert proposed["act"]["reason"] == "the bill"
        act = {"verb": "pause", "scope": "all"}
        for wrong in ("x" * 201, "a\x00b", 5):
            refused = await visitor.post("api/admin/acts/confirmed", {"act": {**act, "reason": wrong}})
            assert refused.status == 409, wrong
        assert await app.store.read(pauses.paused) == frozenset()
        order = {"act": {**act, "reason": "x" * 200}, "language": "en"}
        done = await (await visitor.post("api/admin/acts/confirmed", order)).json()
        for wrong, status in (("x" * 201, 409), ("a\x00b", 409), (5, 400)):
            back = {"undo": done["entry"], "reason": wrong}
            assert (await visitor.post("api/admin/acts/confirmed", back)).status == status, wrong
        assert await app.store.read(pauses.paused) == {"all"}
        back = {"undo": done["entry"], "reason": "it is paid", "language": "en"}
        assert (await visitor.post("api/admin/acts/confirmed", back)).status == 200
        listed = await (await visitor.get("api/admin/audit?language=en")).json()
        assert [row["title"] for row in listed["rows"]] == [
            "Resume all painting — reason: it is paid",
            f"Pause all painting — reason: {'x' * 200}",
        ]


async def test_console__lists_are_read_a_page_at_a_time_without_words_of_others(tmp_path: Path) -> None:
    async with room(tmp_path) as (app, address), visiting(address) as visitor:
        me = (await visitor.start())["me"]["id"]
        await app.store.write(appoint, me, "admin")

        def fill(tx: Tx) -> None:
            for number in range(120):
                name = "100% Ann" if number == 7 else f"Person {number}"
                about = {"user_id": f"u{number}", "name": name, "hint": "", "reply_key": "", "now": tx.now}
                tx.run("people.person", platform="test", **about)

        await app.store.write(fill)
        names, after = [], ""
        while True:
            page = await (await visitor.get(f"api/admin/people?after={after}")).json()
            names += [row["name"] for row in page["rows"]]
            after = page["next"]
            if not after:
                break
        assert len(names) == len(set(names)) == 121
        found = await (await visitor.get("api/admin/people?search=0%25")).json()
        assert [(row["name"], row["rank"], row["charged_li"]) for row in found["rows"]] == [("100% Ann", "person", 0)]
        for path in ("people", "audit", "held"):
            assert (await visitor.get(f"api/admin/{path}?after=x")).status == 400
            assert (await visitor.get(f"api/admin/{path}?after={'9' * 30}")).status == 400


async def test_console__shows_held_jobs_with_their_story_and_not_with_their_words(tmp_path: Path) -> None:
    async with room(tmp_path) as (app, address), visiting(address) as visitor:
        await app.store.write(appoint, (await visitor.start())["me"]["id"], "admin")
        await app.store.write(pauses.pause, "all", 0)
        await visitor.say("/imagine secretfoxz --n 1")
        async with asyncio.timeout(60):
            while (await (await visitor.get("api/admin/overview")).json())["waiting"] == 0:
                await app.clock.wait(asyncio.Event(), app.clock.now() + 0.3)
        held = await visitor.post("api/admin/acts/confirmed", {"words": "hold 1", "language": "en"})
        assert held.status == 200, await held.text()
        page = await (await visitor.get("api/admin/held?language=en")).json()
        assert [(row["id"], row["pictures"]) for row in page["rows"]] == [(1, 1)]
        assert page["rows"][0]["story"][-1][2] == "held"
        assert "secretfox" not in json.dumps(page)


async def test_console__spending_adds_up_and_is_a_file_without_formulas(tmp_path: Path) -> None:
    async with room(tmp_path) as (app, address), visiting(address) as visitor:
        await app.store.write(appoint, (await visitor.start())["me"]["id"], "admin")

        def spend(tx: Tx) -> None:
            about = {"platform": "test", "user_id": "ann", "name": "=1+1", "hint": "", "reply_key": "", "now": tx.now}
            person = tx.get(PersonRow, "people.person", **about)
            payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=person.id)
            charge = {
                "payer_id": payer.id,
                "job_id": 1,
                "model": "wanx-v1",
                "day": "2026-11-30",
                "kind": "reserve",
                "free_scope": "",
            }
            tx.run("money.charge", **charge, amount_li=1600, pictures=10, gift_pictures=0, now=tx.now)
            for scope in ("all", f"payer:{payer.id}"):
                tx.run("money.add_to_total", scope=scope, day="2026-11-30", amount_li=1600, pictures=10)

        await app.store.write(spend)
        found = await (await visitor.get("api/admin/spending?by=person&days=2026-11")).json()
        assert [(row["name"], row["address"], row["amount_li"]) for row in found["rows"]] == [
            ("=1+1", "test:ann", 1600)
        ]
        assert (found["amount_li"], found["pictures"]) == (1600, 10)
        file = await visitor.get("api/admin/spending?by=person&days=2026-11&csv=1")
        assert file.headers["Content-Disposition"] == 'attachment; filename="spending-2026-11-01-2026-11-30.csv"'
        assert (await file.text("utf-8-sig")).splitlines() == ["name,address,pictures,yuan", "'=1+1,test:ann,10,1.6"]
        assert (await (await visitor.get("api/admin/spending?days=2026-10")).json())["rows"] == []
        for wrong in ("by=king", "days=soon", "days=2026-13", "days=2026-11-31"):
            assert (await visitor.get(f"api/admin/spending?{wrong}")).status == 400, wrong
