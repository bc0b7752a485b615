"""`kill -9` at random while updates arrive on Telegram and jobs finish.

    python -m tests.crash_telegram --json
    {"updates": 200, "kills": .., "lost": 0, "handled_twice": 0, "answered_twice": 0, "stray_notices": ..}

The bot is a process of its own (`shenbi run`); the emulated Telegram and the studio live here and are never killed. Half of the
kills come at a random moment, half at a named point between two effects. `lost`: updates that were not handled, or prompts
without a job or without a picture; `handled_twice`: prompts with more than one job, or updates with more than one answer;
`answered_twice`: jobs with more than one picture message; `stray_notices`: messages of words that stand in a chat beside
those that should, at most `creates_cut`, the creates that a kill interrupted. The seed is printed when something is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.emulators.telegram import Bot, Chat, FloodLimits, Person, TelegramServer

TOKEN = "123456:an-emulated-token"
PEOPLE = 40
PATIENCE_S = 420.0
POINTS = (
    "inbox.saved",
    "inbox.handled",
    "create.intended",
    "create.noted",
    "collect.stored",
    "collect.done",
    "post.intended",
    "post.answered",
    "post.noted",
)
RUN = "from bot.cli.main import main; main()"
CONFIG = """
[web]
enabled = false
[limits]
waiting_jobs = 0
requests_per_minute = 0
daily_yuan = 100000
[keeping]
low_disk_mb = 0
[leases]
post_s = 20
"""


@dataclass
class Verdict:
    """What came of a run."""

    updates: int
    kills: int = 0
    lost: int = 0
    handled_twice: int = 0
    answered_twice: int = 0
    stray_notices: int = 0
    creates_cut: int = 0

    @property
    def sound(self) -> bool:
        """Whether everything that must hold held."""
        wrong = self.lost + self.handled_twice + self.answered_twice
        return not wrong and self.stray_notices <= self.creates_cut


class Rig:
    """One run: people who write, a bot that is killed."""

    def __init__(self, folder: Path, tg: TelegramServer, studio: Studio, updates: int, kills: int, seed: int) -> None:
        self.folder, self.tg, self.studio = folder, tg, studio
        self.updates, self.kills = updates, kills
        self.random = random.Random(seed)
        self.bot: Bot = tg.add_bot(TOKEN)
        self.people: list[Person] = [tg.add_person(f"P{number}") for number in range(PEOPLE)]
        self.process: asyncio.subprocess.Process | None = None
        self.prompts: list[str] = []
        self.said = 0
        self.verdict = Verdict(updates)

    async def run(self) -> Verdict:
        """Let everything happen, then look. Raises AssertionError if it does not come to rest."""
        writing = asyncio.create_task(self._write())
        while self.verdict.kills < self.kills:
            await self._live(self.random.choice(POINTS) if self.random.random() < 0.5 else "")
        await writing
        await self._start("")
        try:
            await self._come_to_rest()
        finally:
            await self._end()
        self._look()
        return self.verdict

    # --- people

    async def _write(self) -> None:
        """Requests and small talk, spread over the time of the kills."""
        pause = 2.2 * self.kills / self.updates
        for number in range(self.updates):
            person = self.random.choice(self.people)
            chat = self.tg.private_chat(self.bot, person)
            if self.random.random() < 0.4:
                self.prompts.append(f"fox number {number}")
                person.say(chat, f"/imagine {self.prompts[-1]}")
            else:
                person.say(chat, self.random.choice(["/styles", "/jobs", "/cost", "/nonsense", "/lang"]))
            self.said += 1
            await asyncio.sleep(pause * self.random.uniform(0.2, 1.8))

    # --- the bot

    async def _start(self, point: str) -> None:
        environment = {
            **{
                k: v
                for k, v in os.environ.items()
                if not k.startswith(("SHENBI_", "TELEGRAM_", "DINGTALK_", "DASHSCOPE_"))
            },
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": self.tg.origin,
            "DASHSCOPE_API_KEY": "sk-crash-0001",
            "DASHSCOPE_HTTP_BASE_URL": self.studio.base_url,
            "SHENBI_DATA_DIR": str(self.folder / "data"),
            "SHENBI_CONFIG": str(self.folder / "shenbi.toml"),
            "SHENBI_LANGUAGE": "en",
            "SHENBI_LOG_LEVEL": "ERROR",
        }
        if point:
            environment["SHENBI_CRASH_AT"] = f"{point}:{self.random.randint(1, 5)}"
        self.process = await asyncio.create_subprocess_exec(sys.executable, "-c", RUN, "run", env=environment)

    async def _live(self, point: str) -> None:
        """One life of the bot: until it dies at `point`, or is killed at a random moment."""
        await self._start(point)
        assert self.process is not None
        try:
            async with asyncio.timeout(self.random.uniform(1.5, 4.5)):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
        self.verdict.kills += 1

    async def _end(self) -> None:
        assert self.process is not None
        self.process.terminate()
        await self.process.wait()

    # --- the end

    async def _come_to_rest(self) -> None:
        """Wait until every update is handled, every job has ended, and every post stands."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_S:
            await asyncio.sleep(0.5)
            if self._open() == (0, 0, 0) and not len(self.bot.queue):
                return
        raise AssertionError(f"open updates, jobs, posts: {self._open()}")

    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        # Its own connection: the bot is another process, and SQLite lets others read.
        database = sqlite3.connect(self.folder / "data" / "shenbi.db", timeout=10)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def _open(self) -> tuple[int, int, int]:
        (row,) = self._rows(
            "SELECT (SELECT count(*) FROM inbox WHERE state IN ('saved', 'fetched')),"
            " (SELECT count(*) FROM job WHERE state NOT IN ('done', 'failed', 'cancelled', 'held')),"
            " (SELECT count(*) FROM post WHERE step IN ('due', 'sending'))"
        )
        return int(str(row[0])), int(str(row[1])), int(str(row[2]))

    def _look(self) -> None:
        verdict = self.verdict
        ((handled,),) = self._rows("SELECT count(*) FROM inbox WHERE state = 'handled'")
        jobs = Counter(json.loads(str(request))["prompt"] for (request,) in self._rows("SELECT request FROM job"))
        notes = Counter(
            str(subject).split(":")[1]
            for (subject,) in self._rows("SELECT subject FROM post WHERE subject LIKE 'note:%'")
        )
        pictures, words = self._messages()
        verdict.lost = self.updates - int(str(handled)) + sum(not jobs[p] or not pictures[p] for p in self.prompts)
        verdict.handled_twice = sum(count > 1 for count in jobs.values()) + sum(count > 1 for count in notes.values())
        verdict.answered_twice = sum(count > 1 for count in pictures.values())
        ((bells,),) = self._rows("SELECT count(*) FROM post WHERE subject LIKE 'bell:%' AND handle <> ''")
        verdict.stray_notices = words - len(notes) - int(str(bells))
        ((strays,),) = self._rows("SELECT COALESCE(sum(strays), 0) FROM post")
        verdict.creates_cut = int(str(strays))

    def _messages(self) -> tuple[Counter[str], int]:
        """Picture messages by prompt, and how many of the bot's messages show no picture."""
        pictures: Counter[str] = Counter()
        words = 0
        for person in self.people:
            chat: Chat = self.tg.private_chat(self.bot, person)
            for message in chat.messages.by(self.bot):
                if message.photo is None:
                    words += 1
                elif found := re.search(r"fox number \d+", message.words):
                    pictures[found.group()] += 1
        return pictures, words


async def prove(updates: int, kills: int, seed: int) -> Verdict:
    """One run on fresh folders."""
    # The chat's own second between two messages stays, as ours does; Telegram's flood control only would add noise.
    studio_settings = StudioSettings(canned=True, min_task_s=0.1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shenbi.toml").write_text(CONFIG, encoding="utf-8")
        async with (
            Studio(StudioOptions(settings=studio_settings, seed=seed)) as studio,
            TelegramServer(limits=FloodLimits.off()) as tg,
        ):
            verdict = await Rig(folder, tg, studio, updates, kills, seed).run()
            assert tg.violations == [], tg.violations[:3]
            return verdict


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.crash_telegram", description=__doc__)
    parser.add_argument("--updates", type=int, default=200)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0, help="0: a new one")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args(arguments)
    seed = options.seed or random.SystemRandom().randrange(1, 2**31)
    verdict = asyncio.run(prove(options.updates, options.kills, seed))
    if not verdict.sound:
        sys.stdout.write(f"seed {seed}\n")
    sys.stdout.write(json.dumps(asdict(verdict)) if options.json else f"{verdict}")
    sys.stdout.write("\n")
    return 0 if verdict.sound else 1


if __name__ == "__main__":
    sys.exit(main())
