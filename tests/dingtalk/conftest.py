"""The whole bot with the DingTalk adapter only, the studio, and the emulator."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.dingtalk import DingTalkAdapter
from adapters.dingtalk.adapter import DingTalkAdapter as Adapter
from adapters.dingtalk.transport import Liveness
from bot.app import App, build
from bot.store import Tx
from bot.store.rows import InboxRow, JobRow
from config.settings import Settings
from studio.server import Studio
from tests.databases import prepared
from tests.emulators.dingtalk import App as Robot
from tests.emulators.dingtalk import Chat, ChatMessage, DingTalkServer, Person
from tests.waiting import all_posted

WAIT_S = 80.0
LINES = 2


@dataclass
class Environment:
    """An organisation with a robot and members, a 1:1 conversation, a group, and a running bot."""

    dd: DingTalkServer
    robot: Robot
    li: Person
    wang: Person
    chat: Chat
    group: Chat
    app: App
    adapter: Adapter

    async def picture(self, chat: Chat, count: int = 1, timeout: float = WAIT_S) -> ChatMessage:
        """Wait until a conversation has `count` messages of the robot with a picture; returns the newest."""

        def found(_: ChatMessage) -> bool:
            return len(self.pictures(chat)) >= count

        await chat.wait_for(found, timeout)
        return self.pictures(chat)[-1]

    def pictures(self, chat: Chat) -> list[ChatMessage]:
        """The robot's messages with a picture in a conversation."""
        return [message for message in chat.answers if message.pictures]

    async def says(self, chat: Chat, words: str) -> ChatMessage:
        """Wait for an answer with these words."""
        return await chat.wait_for(lambda message: words in message.text, WAIT_S)

    async def settled(self) -> None:
        """Wait until no post is pending: a test reacts faster than a person would."""
        await all_posted(self.app.store)

    async def jobs(self) -> list[JobRow]:
        """All jobs, newest first."""
        people = [1, 2, 3, 4]

        def look(tx: Tx) -> list[JobRow]:
            return [job for id in people for job in tx.all(JobRow, "jobs.recent_of_person", person_id=id, limit=1000)]

        return await self.app.store.read(look)

    async def inbox(self) -> list[InboxRow]:
        """All updates that were saved."""
        return await self.app.store.read(
            lambda tx: [row for n in range(1, 200) if (row := tx.one(InboxRow, "inbox.by_id", id=n))]
        )


def settings_for(dd: DingTalkServer, studio: Studio, folder: Path, **more: Any) -> Settings:
    """Settings of a bot that uses this emulator only."""
    dingtalk = {
        "client_id": "ding-app",
        "client_secret": "very-secret",
        "openapi_endpoint": dd.openapi_endpoint,
        "oapi_endpoint": dd.oapi_endpoint,
        **more.pop("dingtalk", {}),
    }
    upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
    return Settings.model_validate(
        {
            "data_dir": folder,
            "upstream": upstream,
            "dingtalk": dingtalk,
            "web": {"enabled": False},
            "keeping": {"low_disk_mb": 0},
            **more,
        }
    )


@asynccontextmanager
async def running(dd: DingTalkServer, made: Settings) -> AsyncIterator[tuple[App, Adapter]]:
    """A running, connected bot."""
    async with build(prepared(made), adapters=[DingTalkAdapter]) as app:
        adapter = app.adapters["dingtalk"]
        assert isinstance(adapter, Adapter)
        adapter.liveness = Liveness(connections=LINES, ping_every_s=0.3, ping_timeout_s=0.3)
        task = asyncio.create_task(app.run())
        try:
            connected = asyncio.create_task(dd.gateway.connected(LINES, timeout=WAIT_S))
            await asyncio.wait((connected, task), return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                connected.cancel()
                task.result()
            await connected
            yield app, adapter
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def environment(studio: Studio, folder: Path, **more: Any) -> AsyncIterator[Environment]:
    """An environment with the given settings."""
    async with DingTalkServer(seed=7) as dd:
        robot = dd.add_app("ding-app", "very-secret")
        li, wang = dd.add_person("小李", "0147"), dd.add_person("小王", "0148")
        chat, group = dd.one_to_one(robot, li), dd.group("画图群", [li, wang], robot)
        async with running(dd, settings_for(dd, studio, folder, **more)) as (app, adapter):
            yield Environment(dd, robot, li, wang, chat, group, app, adapter)


@pytest.fixture
async def env(studio: Studio, tmp_path: Path) -> AsyncIterator[Environment]:
    """The default environment, without cards. Fails if the emulator saw a violation of the service's rules."""
    async with environment(studio, tmp_path) as made:
        yield made
        assert not made.dd.violations
