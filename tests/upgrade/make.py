"""Makes the data that the test of an upgrade begins with: python -m tests.upgrade.make FOLDER, in a checkout of the release.

A bot at work is looked at as `kill -9` would leave it: jobs in every state, a session in the middle of a vote and one that has
ended, an update that is not handled yet, a room. The folder then has the database as SQL for both dialects, what the upstream
(a studio) knows, the pictures, and `made.json` with what the test compares. A release is made once and never changed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from adapters.web import WebAdapter
from bot.adapter_api import ImageSource
from bot.adapter_api.installed import adapter_sql_folders
from bot.app import build
from bot.jobs import life_cycle
from bot.jobs.states import State
from bot.runtime.clock import SystemClock
from bot.store import Tx
from bot.store.rows import JobRow
from bot.store.transfer import move
from config.settings import Settings
from studio.server import Fault, Studio, StudioOptions
from studio.server import Settings as StudioSettings
from tests.conftest import photo
from tests.postgres import start
from tests.scripted import ScriptedPlatform
from tests.sessions.group import Group
from tests.web.visitor import visiting

ACCOUNTS = 12
PATIENCE_S = 120.0
POLL_S = 0.02


class HangingImagePlatform(ScriptedPlatform):
    """Its download of one image never ends."""

    async def fetch_image(self, source: ImageSource, limit_bytes: int) -> bytes:
        if self.images[source.handle] == b"never":
            await asyncio.Event().wait()
        return await super().fetch_image(source, limit_bytes)


def settings(folder: Path, base_url: str) -> Settings:
    """The settings of the dump, used again when the test opens it."""
    accounts = [{"name": f"account-{number}", "keys": [f"sk-upgrade-{number:04}"]} for number in range(ACCOUNTS)]
    return Settings.model_validate(
        {
            "data_dir": folder,
            "upstream": {"base_url": base_url, "accounts": accounts},
            "language": "en",
            "keeping": {"low_disk_mb": 0},
            "limits": {"daily_yuan": 1000, "requests_per_minute": 0, "waiting_jobs": 0},
            "web": {"port": 0},
        }
    )


class DumpMaker:
    """Sends the messages that create every kind of row."""

    def __init__(self, at: Group, studio: Studio) -> None:
        self.at = at
        self.studio = studio
        self.jobs: dict[str, int] = {}

    async def state(self, job: int) -> str:
        return str((await self.at.app.store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job))).state)

    async def ask(self, what: str, words: str, state: str, user: str = "ann", **more: Any) -> None:
        """A request; waits until its job is in a state."""
        before = await self._newest()
        await self.at.chat.say(words, user=user, **more)
        job = before
        try:
            async with asyncio.timeout(PATIENCE_S):
                while (job := await self._newest()) == before or await self.state(job) != state:  # noqa: ASYNC110 - rows say nothing
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            found = "none" if job == before else await self.state(job)
            raise AssertionError(f"{what}: {found}, not {state}; {self.at.chat.visible(user)[-1:]}") from None
        self.jobs[what] = job

    async def _newest(self) -> int:
        def look(tx: Tx) -> int:
            newest = 0
            while tx.one(JobRow, "jobs.get", id=newest + 1):
                newest += 1
            return newest

        return await self.at.app.store.read(look)

    async def room(self) -> dict[str, Any]:
        """A visitor of the room, with a picture."""
        web = self.at.app.adapters["web"]
        assert isinstance(web, WebAdapter)
        await web.listening.wait()
        async with visiting(web.address) as visitor:
            await visitor.say("/imagine a harbour")
            async with asyncio.timeout(PATIENCE_S):
                while not any(entry.get("milestone") == "done" for entry in await visitor.entries()):  # noqa: ASYNC110
                    await asyncio.sleep(POLL_S)
            cookies = {each.key: each.value for each in visitor.session.cookie_jar}
            return {"cookies": cookies, "entries": [each["id"] for each in await visitor.entries()]}

    async def ended(self) -> None:
        """What has come to an end."""
        await self.ask("done", "/imagine a boat --n 4", "done")
        await self.ask("chinese", "/画 雪山下的湖 --风格 水彩", "done", user="li", language="zh")
        await self.at.chat.say(f"/star {self.jobs['done']}")
        await self.at.chat.say("/mod add dusk warm light, long shadows")
        await self.at.chat.say("/settings style watercolor")
        self.studio.add_faults(Fault("task", "fail", code="DataInspectionFailed", prompt="refused"))
        await self.ask("failed", "/imagine refused", "failed")
        await self.set_accounts("suspended")
        await self.ask("cancelled", "/imagine unwanted", "queued", user="bob")
        await self.at.chat.say(f"/cancel {self.jobs['cancelled']}", user="bob")
        await self.at.chat.until(lambda: any(m.view.milestone == "cancelled" for m in self.at.chat.visible("bob")))
        await self.set_accounts("live")
        await self.at.chat.say("/gallery")
        await self.at.chat.until(lambda: any("gallery" in str(m.view.buttons) for m in self.at.chat.visible()))

    async def sessions(self) -> None:
        """One that has ended with an album, and one in the middle of its vote."""
        say, at = self.at.say, self.at
        await say("ann", "/session start autumn in the city --rounds 1 --per-round 2 --ideas 2h --vote 2h")
        await say("ann", "/idea a fox 🦊")
        await say("bob", "/idea a bear")
        await at.until(lambda s: len(s.current_round.ideas) == 2)
        await say("ann", "/session paint")
        await at.phase("voting")
        await say("ann", "/session close")
        await at.shown(lambda m: bool(m.view.files))
        await say("ann", "/session start winter --rounds 2 --per-round 2 --ideas 2h --vote 24h")
        await say("ann", "/idea snow")
        await say("bob", "/idea ice")
        await at.until(lambda s: len(s.current_round.ideas) == 2)
        await say("ann", "/session paint")
        await at.phase("voting")
        await at.vote("ann", 2)
        await at.until(lambda s: len(s.current_round.votes) == 1)

    async def under_way(self) -> None:
        """What is in the middle of something, and stays there as long as the studio is so slow."""
        faults = self.studio.add_faults
        faults(Fault("task", "stuck", prompt="doubtful"))
        await self.ask("held", "/imagine doubtful", "running", user="cat")

        def doubt(tx: Tx) -> None:
            assert life_cycle.transition(
                tx, tx.get(JobRow, "jobs.get", id=self.jobs["held"]), State.HELD, details="in doubt"
            )

        await self.at.app.store.write(doubt)
        faults(Fault("task", "slow", seconds=20, prompt="still painting"))
        await self.ask("running", "/imagine still painting", "running")
        faults(Fault("list", "error", code="InternalError", times=None), Fault("create", "lose", prompt="lost"))
        await self.ask("unknown", "/imagine lost", "unknown", user="dan")
        faults(Fault("result", "hang", seconds=600))
        await self.ask("collecting", "/imagine being fetched", "collecting", user="eve")
        faults(Fault("create", "hang", seconds=600, prompt="on its way"))
        await self.ask("submitting", "/imagine on its way", "submitting", user="fay")
        faults(Fault("upload", "hang", seconds=600))
        await self.ask("preparing", "/restyle anime", "preparing", user="gil", image=photo())
        await self.set_accounts("suspended")
        await self.ask("queued", "/imagine patient", "queued", user="hal")
        await self.at.chat.say("/restyle watercolor", user="ida", image=b"never")

    async def set_accounts(self, state: str) -> None:
        """Suspend all accounts, or resume them."""

        def change(tx: Tx) -> None:
            for number in range(ACCOUNTS):
                tx.run("queue.set_account_state", name=f"account-{number}", state=state, reason="", now=tx.now)
            tx.hint("accounts")

        await self.at.app.store.write(change)


def sql_of(database: Path) -> str:
    """A SQLite database that is in use, as SQL."""
    with tempfile.TemporaryDirectory() as scratch:
        for file in database.parent.glob(f"{database.name}*"):
            if not file.name.endswith((".lock", "-shm")):
                shutil.copyfile(file, Path(scratch) / file.name)
        with contextlib.closing(sqlite3.connect(Path(scratch) / database.name)) as copy:
            return "".join(f"{line}\n" for line in copy.iterdump())


async def add_postgresql(target: Path) -> None:
    """The same data in PostgreSQL, moved there by what `shenbi migrate` calls, as SQL."""
    scratch = Path(tempfile.mkdtemp(prefix="pg"))
    restored = Path(tempfile.mkdtemp()) / "restored.db"
    with contextlib.closing(sqlite3.connect(restored)) as database:
        database.executescript((target / "sqlite.sql").read_text(encoding="utf-8"))
    server, handle = await asyncio.to_thread(start, scratch)
    _, url = server.create()
    await move(f"sqlite:///{restored}", url, adapter_sql_folders(), SystemClock())
    command = [str(handle.bin_path / "pg_dump"), "--inserts", "--no-owner", "--no-privileges", "--no-comments", url]
    dumped = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
    await asyncio.to_thread(handle.cleanup)
    left_out = ("SET ", "SELECT pg_catalog.set_config", "--", "\\")
    text = "".join(f"{line}\n" for line in dumped.stdout.splitlines() if line and not line.startswith(left_out))
    (target / "postgresql.sql").write_text(text, encoding="utf-8")


def copy_files(source: Path, target: Path, wanted: Callable[[Path], bool]) -> None:
    """All files of a folder that are wanted."""
    for file in source.rglob("*"):
        if file.is_file() and wanted(file):
            place = target / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)


async def make(target: Path) -> None:
    """Fill the folder `target`."""
    scratch = Path(tempfile.mkdtemp())
    data, upstream = scratch / "data", scratch / "upstream"
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.05), data_dir=upstream, seed=1)
    async with Studio(options) as studio:
        chat = HangingImagePlatform()
        async with build(settings(data, studio.base_url), adapters=[chat, WebAdapter]) as app:
            running = asyncio.create_task(app.run())
            maker = DumpMaker(Group(app, chat), studio)
            room = await maker.room()
            await maker.ended()
            await maker.sessions()
            await maker.under_way()
            made = {
                "at": SystemClock().now(),
                "jobs": maker.jobs,
                "states": {what: await maker.state(job) for what, job in maker.jobs.items()},
                "tasks": len(studio.record()["tasks"]),
                "messages": [
                    {
                        "id": m.id, "chat": m.chat, "milestone": m.view.milestone, "text": m.view.text,
                        "actions": [button.action for row in m.view.buttons for button in row],
                    }
                    for m in chat.messages.values() if not m.gone
                ],
                "images": list(chat.images),
                "room": room,
            }  # fmt: skip
            write(target, data, upstream, made)
            await add_postgresql(target)
            assert not running.done()
            os._exit(0)  # It ends here, as the data says: everything that is under way would otherwise be waited for.


def write(target: Path, data: Path, upstream: Path, made: dict[str, Any]) -> None:
    """Everything but the PostgreSQL dump."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / "sqlite.sql").write_text(sql_of(data / "shenbi.db"), encoding="utf-8")
    (target / "upstream.sql").write_text(sql_of(upstream / "studio.sqlite"), encoding="utf-8")
    copy_files(data, target / "data", lambda file: "shenbi.db" not in file.name)
    copy_files(upstream, target / "upstream", lambda file: "studio.sqlite" not in file.name)
    (target / "made.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    try:
        asyncio.run(make(Path(sys.argv[1]).resolve()))
    finally:
        os._exit(1)
