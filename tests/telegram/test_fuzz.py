"""Ten thousand mutated updates of real shape: each is understood, ignored or refused with ValueError; and a bot that is fed
some of them goes on."""

from __future__ import annotations

import asyncio
import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram.decode import decode
from adapters.telegram.intake import _chat_needing_admins, _origin_of
from bot.adapter_api import ChatEvent, Ignored, Message, Press
from bot.grammar.parsing import parse
from bot.store import Tx
from studio.server import Studio
from tests.telegram.conftest import emulated, running_bot
from tests.telegram.payloads import CHANNEL, GROUP, PHOTO, SUPERGROUP, Json, message, press, saved

MUTATIONS = 10_000
FED = 300

REPLY: Json = {
    "message_id": 3,
    "date": 1,
    "chat": SUPERGROUP,
    "from": {"id": 5, "is_bot": False, "first_name": "B"},
    "photo": PHOTO,
}
SHAPES: list[Json] = [
    message(text="/imagine a fox --n 2 --ar 16:9"),
    message(
        SUPERGROUP, text="/restyle@shenbi_bot anime", reply_to_message=REPLY, message_thread_id=9, is_topic_message=True
    ),
    message(GROUP, photo=PHOTO, caption="/restyle watercolor", media_group_id="5"),
    message(
        document={"file_id": "d", "mime_type": "image/png", "file_size": 9, "file_name": "a.png"},
        caption="/similar a dog",
    ),
    message(
        text="/again", external_reply={"origin": {"type": "channel"}, "chat": CHANNEL, "message_id": 4, "photo": PHOTO}
    ),
    message(SUPERGROUP, text="/cancel 3", sender_chat=SUPERGROUP),
    message(GROUP, migrate_to_chat_id=-1001),
    message(SUPERGROUP, left_chat_member={"id": 43, "is_bot": False, "first_name": "Bob"}),
    {
        "update_id": 5,
        "my_chat_member": {
            "chat": SUPERGROUP,
            "new_chat_member": {"user": {"id": 123456}, "status": "restricted", "is_member": True, "until_date": 0},
        },
    },
    press(),
    press(SUPERGROUP, data="menu:1:2:repaint"),
]
JUNK: list[Any] = [
    None, True, 0, -1, 2**63, 2**70, 1e308, "", "x" * 5000, "\0", "\ud800", "💥" * 50, [], {}, [[]], [None], {"id": []}, "-0",
    "/imagine " + "--" * 500, "@shenbi_bot", "/start show_99999999999999", "again:" + "9" * 60,
]  # fmt: skip


def mutated(chance: random.Random) -> Json:
    """A real shape with one to four fields replaced, taken out, doubled or moved."""
    update = copy.deepcopy(chance.choice(SHAPES))
    for _ in range(chance.randint(1, 4)):
        place: Any = update
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = chance.choice(keys)
            if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.7:
                place = place[key]
                continue
            match chance.randrange(4):
                case 0 if isinstance(place, dict):
                    del place[key]
                case 1 if isinstance(place, dict):
                    place[chance.choice(["text", "photo", "chat", "from", "sender_chat", "message_thread_id"])] = place[
                        key
                    ]
                case _:
                    place[key] = copy.deepcopy(chance.choice(JUNK))
            break
    return update


@pytest.mark.parametrize("seed", [1])
def test_decoder_fuzz__every_mutated_update_is_understood_ignored_or_quarantined(seed: int) -> None:
    chance = random.Random(seed)
    outcomes: dict[str, int] = {}
    for number in range(MUTATIONS):
        update = mutated(chance)
        told = json.loads(json.dumps(update))  # As it would come over the wire.
        _origin_of(told)
        _chat_needing_admins(told)
        try:
            decoded = decode(saved(told))
        except ValueError:
            kind = "set aside"
        else:
            kind = type(decoded).__name__
            assert isinstance(decoded, Message | Press | ChatEvent | Ignored), (seed, number, update)
            if isinstance(decoded, Message):
                parse(decoded.text)
                # What goes into rows must be text that every database keeps.
                for text in (decoded.text, decoded.sender.name, decoded.sender.language, decoded.album):
                    assert "\0" not in text
                    text.encode()
        outcomes[kind] = outcomes.get(kind, 0) + 1
    assert outcomes["set aside"] > MUTATIONS // 10
    assert outcomes["Message"] > MUTATIONS // 10


async def test_decoder_fuzz__bot_that_is_fed_mutated_updates_goes_on(tmp_path: Path, studio: Studio) -> None:
    chance = random.Random(2)
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as env:
        for _ in range(FED):
            update = json.loads(json.dumps(mutated(chance)))
            update.pop("update_id", None)
            bot.inject(update)
        env.ann.say(env.chat, "/styles")
        await env.words("The ten styles")
        assert len(bot.queue) <= 1

        def rest(tx: Tx) -> int:
            return int(tx.value("inbox.count_open"))

        for _ in range(600):
            if not await env.app.store.read(rest):
                break
            await asyncio.sleep(0.05)
        assert await env.app.store.read(rest) == 0, "something neither handled nor set aside"
