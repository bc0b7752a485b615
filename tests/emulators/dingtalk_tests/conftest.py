"""One service, one app, two people, a 1:1 conversation and a group."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from PIL import Image

from tests.emulators.dingtalk import App, Chat, DingTalkServer, ManualClock, Person

from .raw_client import RawRobot


def picture(colour: str = "red", kind: str = "PNG") -> bytes:
    """A small real picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(buffer, kind)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Environment:
    """An emulator with an app, two people, a 1:1 conversation, a group, and a connected robot."""

    dd: DingTalkServer
    clock: ManualClock
    app: App
    li: Person
    wang: Person
    chat: Chat
    group: Chat
    robot: RawRobot

    def violated(self) -> list[str]:
        """The kinds of the violations so far."""
        return [violation.kind for violation in self.dd.violations]


@pytest.fixture
async def env() -> AsyncIterator[Environment]:
    clock = ManualClock()
    async with DingTalkServer(clock=clock, seed=7) as dd:
        app = dd.add_app(client_id="ding-app", client_secret="sec")
        li, wang = dd.add_person("小李", "0147"), dd.add_person("小王", "0148")
        chat, group = dd.one_to_one(app, li), dd.group("画图群", [li, wang], app)
        async with RawRobot(dd, app) as robot:
            yield Environment(dd, clock, app, li, wang, chat, group, robot)
