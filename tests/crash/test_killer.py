"""A message that kills the process whenever it is handled, while others are claimed beside it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

from bot.intake.claims import MOST_CRASHES
from tests.crash.child import ForkServer
from tests.crash.harness import chat_harness
from tests.crash.scenarios import PATIENCE_S

KILLER = "/help me, I kill"
OTHERS = 6


async def test_poison_message__only_the_message_that_kills_is_quarantined_and_its_person_is_told(
    tmp_path: Path, fork_server: ForkServer, database: Callable[[], str]
) -> None:
    async with chat_harness(tmp_path, fork_server, url=database()) as harness:
        harness.chats.say(KILLER, user="eve")
        for number in range(OTHERS):
            harness.chats.say("/help", user=f"ann{number}")
        for _ in range(MOST_CRASHES):
            child = await harness.start(killed_by="I kill")
            harness.chats.say("/help", user=f"bob{len(harness.children)}")  # Others arrive meanwhile.
            status = await asyncio.wait_for(child.wait(), PATIENCE_S)
            assert status == -signal.SIGKILL
        child = await harness.start(killed_by="I kill")
        everybody = ["eve", *(f"ann{n}" for n in range(OTHERS)), *(f"bob{n + 1}" for n in range(MOST_CRASHES))]
        await harness.chats.until(
            lambda: all(harness.chats.visible(who) for who in everybody), PATIENCE_S, "an answer to all"
        )
        for who in everybody:
            # A kill between the sending of a text and its record repeats it (docs/decisions/0001).
            (text,) = {answer.view["text"] for answer in harness.chats.visible(who)}
            assert ("went wrong on our side" in text) is (who == "eve"), (who, text)
        assert child.running
