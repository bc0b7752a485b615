"""The data of every release is opened by this version, which goes on with it and loses nothing. See make.py."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest
from yarl import URL

from adapters.web import WebAdapter
from bot.adapter_api import PostView
from bot.app import build
from bot.jobs import intervention, money
from bot.store import Tx
from bot.store.rows import JobEventRow, JobRow
from config.settings import Settings
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from studio.server.signing import Signer
from tests.conformance.store.test_schema import TABLES as RENAMED
from tests.conftest import RunningApp, photo
from tests.jobs.test_upstream_faults import make_due
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
from tests.scripted import BotMessage, ScriptedPlatform
from tests.sessions.group import Group
from tests.upgrade.make import ACCOUNTS, settings
from tests.web.visitor import Visitor

FOLDER = Path(__file__).parent
RELEASES = sorted(path.parent.name for path in FOLDER.glob("*/made.json"))
TABLES = (
    "person",
    "conversation",
    "job",
    "job_event",
    "charge",
    "cost",
    "picture",
    "post",
    "session",
    "star",
    "modifier",
)
LATER_S = 200.0
"""How long nobody was at work: leases have lapsed, and what the upstream painted meanwhile is there."""
NEAR_S = 30 * 24 * 3600.0
"""How far from the dump's own time a number of it is a time."""
PATIENCE_S = 120.0
POLL_S = 0.05
POLLS_PER_PUSH = 20
"""How many polls of a job's state lie between two pushes that make it due."""
NEW_JOB = re.compile(r"#(\d+) · ")
GO_ON = ("running", "unknown", "collecting", "submitting", "preparing", "queued")


@dataclass
class Upgraded:
    """This version, at work on the data of a release."""

    at: Group
    studio: Studio
    made: dict[str, Any]
    before: dict[str, int]

    async def counts(self) -> dict[str, int]:
        def look(tx: Tx) -> dict[str, int]:
            return {name: int(tx._run(f"SELECT count(*) FROM {name}", {}).fetchone()[0]) for name in TABLES}

        return await self.at.app.store.read(look)

    async def state(self, job: int) -> str:
        return str((await self.at.app.store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job))).state)

    async def ends(self, job: int, state: str) -> None:
        """Wait until a job is in a state."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                polls = itertools.count()
                while (now := await self.state(job)) != state:
                    # Once a second: clearing a lease while its poll is being noted would make that poll start over.
                    if now == "running" and next(polls) % POLLS_PER_PUSH == 0:
                        # How long pictures take is guessed from those that waited for this version: it would look late.
                        await make_due(RunningApp(self.at.app, self.at.chat, self.studio), now)
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            row = await self.at.app.store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job))
            events = await self.at.app.store.read(lambda tx: tx.all(JobEventRow, "jobs.events", job_id=job))
            raise AssertionError(f"job {job} is not {state}: {row} {events}") from None

    def message(self, action: str) -> BotMessage:
        """The old message that has a button."""
        return self.at.chat.messages[next(m["id"] for m in self.made["messages"] if action in m["actions"])]

    async def press(self, action: str, user: str, chat: str) -> None:
        """Press a button as it was sent by the release."""
        await self.at.chat.push(
            {
                "action": action, "under": self.message(action).id, "user": user, "chat": chat, "language": "en",
                "admin": False, "direct": chat == user,
            }
        )  # fmt: skip


def platform(made: dict[str, Any]) -> ScriptedPlatform:
    """The chats as they stood: their messages can be changed."""
    chat = ScriptedPlatform()
    chat._numbers = itertools.count(10_000)
    for each in made["messages"]:
        chat.messages[each["id"]] = BotMessage(
            each["id"], each["chat"], PostView(each["text"], milestone=each["milestone"])
        )
    chat.images.update(dict.fromkeys(made["images"], photo()))
    return chat


def moved_on(sql: Path, made_at: float) -> str:
    """A dump as if it had been made `LATER_S` ago: PostgreSQL's clock cannot be set. (Which days money was spent on stays.)"""
    by = time.time() - LATER_S - made_at

    def later(found: re.Match[str]) -> str:
        moment = float(found.group())
        return f"{moment + by:.6f}" if abs(moment - made_at) < NEAR_S else found.group()

    return re.sub(r"\b(1[789]\d{8}(\.\d+)?|1\.[789]\d*e\+09)\b", later, sql.read_text(encoding="utf-8"))


def signed_again(sql: str, base_url: str, secret: bytes) -> str:
    """A dump in which the pictures' addresses lead to the studio of this test, and have not expired."""
    signer, host = Signer(secret), base_url.removesuffix("/api/v1")

    def address(found: re.Match[str]) -> str:
        return f"{host}{found.group(1)}?{signer.url_query(found.group(1), time.time() + 3600)}"

    return re.sub(r"http://127\.0\.0\.1:\d+(/results/[^?]+)\?Expires=[\w=&%.-]+", address, sql)


def restore(sql: str, database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as raw:
        raw.executescript(sql)


WIDTH = {"account": 1}
"""How many columns tell a row, where not the first two."""


def keys_of(raw: Any, sqlite: bool, names: dict[str, str]) -> dict[str, set[tuple[str, ...]]]:
    """The first columns of every row of every table of a database, by the table's present name."""
    text = "SELECT name FROM sqlite_master WHERE type = 'table'" if sqlite else "SELECT tablename FROM pg_tables"
    text += " AND name NOT LIKE 'sqlite_%'" if sqlite else " WHERE schemaname = 'public'"
    return {
        names.get(table, table): {
            tuple(map(str, row[: WIDTH.get(table, 2)])) for row in raw.execute(f"SELECT * FROM {table}").fetchall()
        }
        for (table,) in raw.execute(text).fetchall()
    }


@pytest.fixture(params=RELEASES)
async def upgraded(
    request: pytest.FixtureRequest, dialect: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Upgraded]:
    source = FOLDER / request.param
    made = json.loads((source / "made.json").read_text(encoding="utf-8"))
    data, upstream = tmp_path / "data", tmp_path / "upstream"
    shutil.copytree(source / "data", data)
    shutil.copytree(source / "upstream", upstream) if (source / "upstream").exists() else upstream.mkdir()
    restore(moved_on(source / "upstream.sql", made["at"]), upstream / "studio.sqlite")
    (secret,) = re.findall(r"""INTO "secret" VALUES\('(\w+)'""", (source / "upstream.sql").read_text(encoding="utf-8"))
    # The task of the job in doubt runs for hours: with one at a time it would occupy its account, which may get a new job.
    served = StudioSettings(canned=True, min_task_s=0.05, tasks_at_once={"wanx-v1": 5})
    options = StudioOptions(settings=served, data_dir=upstream, seed=1)
    async with Studio(options) as studio:
        dump = moved_on(source / f"{dialect}.sql", made["at"])
        dump = signed_again(dump, studio.base_url, bytes.fromhex(secret))
        chosen = settings(data, studio.base_url).model_dump()
        if dialect == "sqlite":
            restore(dump, data / "shenbi.db")
            connect: Callable[[], Any] = partial(sqlite3.connect, data / "shenbi.db")
        else:
            chosen["database_url"] = request.getfixturevalue("postgres_url")
            with psycopg.connect(chosen["database_url"], autocommit=True) as raw:
                raw.execute(dump.encode())
            connect = partial(psycopg.connect, chosen["database_url"])
        with contextlib.closing(connect()) as raw:
            released = keys_of(raw, dialect == "sqlite", RENAMED)
        chat = platform(made)
        async with build(Settings.model_validate(chosen), adapters=[chat, WebAdapter]) as app:
            opened = Upgraded(Group(app, chat), studio, made, {})
            with contextlib.closing(connect()) as raw:
                arrived = keys_of(raw, dialect == "sqlite", {})
            released["running_total"] = {key for key in released["running_total"] if key[0] != "accepting"}
            lost = {table: keys - arrived[table] for table, keys in released.items() if keys - arrived[table]}
            assert not lost
            opened.before = await opened.counts()
            running = asyncio.create_task(app.run())
            yield opened
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
async def test_upgrade__release_is_upgraded_and_goes_on(upgraded: Upgraded) -> None:
    made, at = upgraded.made, upgraded.at
    jobs, states = made["jobs"], made["states"]
    assert {what: states[what] for what in states} == {what: what for what in states} | {"chinese": "done"}
    assert all(upgraded.before.values()), upgraded.before

    def live(tx: Tx) -> None:
        for number in range(ACCOUNTS):
            tx.run("queue.set_account_state", name=f"account-{number}", state="live", reason="", now=tx.now)
        tx.hint("accounts")

    # What was under way goes on, what had ended has ended, and nobody but a person decides what is in doubt.
    await at.app.store.write(live)
    for what in GO_ON:
        await upgraded.ends(jobs[what], "done")
    for what in ("done", "chinese", "failed", "cancelled", "held"):
        assert await upgraded.state(jobs[what]) == states[what]
    said = await at.chat.text("#", "ida")  # Said, and not read, before.
    await upgraded.ends(int(said.view.text.removeprefix("#").split()[0]), "done")
    await at.chat.picture("ida")
    for what, user in (("running", "ann"), ("unknown", "dan"), ("collecting", "eve"), ("queued", "hal")):
        old = at.chat.messages[next(m["id"] for m in made["messages"] if m["text"].startswith(f"#{jobs[what]} "))]
        await at.chat.until(lambda old=old: old.view.picture)  # type: ignore[misc]
        assert old.chat == user
    # Buttons that the release had sent.
    known = set(at.chat.messages)
    await upgraded.press(f"again:{jobs['done']}", "ann", "ann")
    again = await at.chat.until(
        lambda: [found for m in at.chat.visible("ann") if m.id not in known and (found := NEW_JOB.match(m.view.text))]
    )
    await upgraded.ends(int(again[0].group(1)), "done")
    await at.chat.until(lambda: len([m for m in at.chat.visible("ann") if m.view.milestone == "done"]) >= 4)
    await upgraded.press("session:1:album", "ann", "group")
    await at.shown(lambda m: bool(m.view.files) and m.id.startswith("bot-10"))
    await upgraded.press("vote:2:1:1", "bob", "group")
    await at.until(lambda s: len(s.current_round.votes) == 2, "a second vote")
    await upgraded.press("session:2:close", "ann", "group")
    await at.until(lambda s: s.current_round.number == 2, "the second round")
    assert await at.app.store.write(intervention.give_up, jobs["held"]) is intervention.InterventionResult.DONE
    await upgraded.ends(jobs["held"], "failed")
    await nothing_is_lost(upgraded)


async def nothing_is_lost(upgraded: Upgraded) -> None:
    made, app = upgraded.made, upgraded.at.app
    after = await upgraded.counts()
    assert {name: after[name] >= before for name, before in upgraded.before.items()} == dict.fromkeys(after, True)
    keys = await app.store.read(lambda tx: [row[0] for row in tx._run("SELECT key FROM picture", {}).fetchall()])
    assert all([await app.pictures.get(key) for key in keys])
    assert await app.store.read(money.compare_totals) == []
    # Each job that was under way was paid for once: those that had no task yet, the one that was asked for again, and ida's.
    prompts = sorted(task["prompt"] for task in upgraded.studio.record()["tasks"])
    anew = ("submitting", "preparing", "queued", "again", "ida")
    assert len(prompts) == made["tasks"] + len(anew), " / ".join(prompts)
    web = app.adapters["web"]
    assert isinstance(web, WebAdapter)
    await web.listening.wait()
    async with aiohttp.ClientSession(
        cookies=made["room"]["cookies"], cookie_jar=aiohttp.CookieJar(unsafe=True)
    ) as session:
        session.cookie_jar.update_cookies(made["room"]["cookies"], URL(web.address))
        visitor = Visitor(session, web.address)
        await visitor.start()
        assert {entry["id"] for entry in await visitor.entries()} >= set(made["room"]["entries"])
