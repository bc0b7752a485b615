"""A message at which the process dies, whenever it is tried, with others in hand."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

from bot.intake.claims import MOST_CRASHES
from tests.crash.rig import Builder, rigged
from tests.crash.scenarios import PATIENCE_S

KILLER = "/help me, I kill"
OTHERS = 6


async def test_only_the_message_that_kills_is_quarantined_and_its_person_is_told(
    tmp_path: Path, builder: Builder, database: Callable[[], str]
) -> None:
    async with rigged(tmp_path, builder, url=database()) as rig:
        rig.chats.say(KILLER, user="eve")
        for number in range(OTHERS):
            rig.chats.say("/help", user=f"ann{number}")
        for _ in range(MOST_CRASHES):
            house = await rig.start(killed_by="I kill")
            rig.chats.say("/help", user=f"bob{len(rig.houses)}")  # Others come in meanwhile.
            await asyncio.wait_for(house.ended.wait(), PATIENCE_S)
            assert house.status == -signal.SIGKILL
        house = await rig.start(killed_by="I kill")
        everybody = ["eve", *(f"ann{n}" for n in range(OTHERS)), *(f"bob{n + 1}" for n in range(MOST_CRASHES))]
        await rig.chats.until(lambda: all(rig.chats.visible(who) for who in everybody), PATIENCE_S, "an answer to all")
        for who in everybody:
            # A text may stand again where a kill fell between its sending and the note of it (docs/decisions/0001).
            (text,) = {answer.view["text"] for answer in rig.chats.visible(who)}
            assert ("went wrong on our side" in text) is (who == "eve"), (who, text)
        assert house.status is None
