"""Mutated events of real shape: each is understood, ignored or refused with ValueError, and what is answered at once never fails
otherwise. Ten thousand with `make prove-short`, a tenth of them with `make test`."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

from adapters.discord.decode import decode
from adapters.discord.instant import Instant
from bot.adapter_api import ChatEvent, Ignored, Message, Press, Suggestion
from bot.grammar.parsing import parse
from tests.discord.host import FormHost
from tests.discord.payloads import (
    BOB,
    BOT,
    CHANNEL,
    GUILD,
    JPEG,
    PNG,
    Json,
    interaction,
    message,
    on_message,
    press,
    slash,
    submission,
)
from tests.discord.test_decode import MENTION, REPLIED, TO_BOB

SNAPSHOT: Json = {"message": {"content": "a fox", "attachments": [PNG], "type": 0}}
SHAPES: list[tuple[str, Json, Json]] = [
    ("MESSAGE_CREATE", message("a fox", direct=True), {}),
    ("MESSAGE_CREATE", message("<@900> a fox --n 2", attachments=[PNG, JPEG], **MENTION), {}),
    ("MESSAGE_CREATE", message("<@900> make it night", **TO_BOB, **MENTION, referenced_message=REPLIED), {}),
    ("MESSAGE_CREATE", message("", message_reference={"type": 1, "message_id": "5"}, message_snapshots=[SNAPSHOT]), {}),
    ("MESSAGE_CREATE", message("", sticker_items=[{"id": "1"}], poll=None, flags=8192), {}),
    ("INTERACTION_CREATE", slash("imagine", ("prompt", 3, "a fox"), ("n", 4, 2), ("strength", 10, 0.5)), {}),
    ("INTERACTION_CREATE", slash("blend", ("image", 11, "501"), ("image2", 11, "502"), attachments=(PNG, JPEG)), {}),
    ("INTERACTION_CREATE", on_message("Restyle this", REPLIED), {}),
    ("INTERACTION_CREATE", on_message("Change this", REPLIED, direct=True), {}),
    ("INTERACTION_CREATE", press("restyle:42:1:repaint:sketch"), {}),
    ("INTERACTION_CREATE", press("?prompt:42"), {}),
    ("INTERACTION_CREATE", press("select:0", values=["pick:17:sketch"]), {}),
    ("INTERACTION_CREATE", submission("about:edit:700", "make it night"), {"shenbi": {"target": REPLIED}}),
    ("INTERACTION_CREATE", submission("?idea:7:0f3c", "a fox", message={"id": "600"}), {}),
    (
        "INTERACTION_CREATE",
        interaction(4, {"name": "imagine", "options": [{"name": "style", "type": 3, "value": "wa", "focused": True}]}),
        {},
    ),
    ("GUILD_CREATE", {"id": GUILD, "unavailable": False, "channels": []}, {}),
    ("GUILD_DELETE", {"id": GUILD}, {}),
    ("CHANNEL_DELETE", {"id": CHANNEL, "guild_id": GUILD, "type": 0}, {}),
    ("GUILD_MEMBER_REMOVE", {"guild_id": GUILD, "user": BOB}, {}),
]
JUNK: list[Any] = [
    None, True, False, 0, -1, 1, 5, 2**53, 2**70, 1e308, -0.5, "", "x" * 5000, "\0", "\ud800", "💥" * 50, [], {}, [[]], [None],
    {"id": []}, "-0", "900", "9" * 40, "/imagine " + "--" * 500, "<@900>" * 50, "again:" + "9" * 60, "?", "about:edit:", "\u202e",
    '" --n 12', "{a, b}", [{}], [{"type": 18}], {"message": None},
]  # fmt: skip


def mutated(chance: random.Random) -> tuple[str, Json, Json]:
    """A real shape with one to four fields replaced, taken out, doubled or moved."""
    name, data, more = copy.deepcopy(chance.choice(SHAPES))
    root: Json = {"d": data, **more}
    for _ in range(chance.randint(1, 4)):
        place: Any = root
        while keys := list(place) if isinstance(place, dict) else list(range(len(place))):
            key = chance.choice(keys)
            if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.75:
                place = place[key]
                continue
            match chance.randrange(4):
                case 0 if isinstance(place, dict):
                    del place[key]
                case 1 if isinstance(place, dict):
                    place[chance.choice(("id", "type", "data", "content", "user", "member", "values"))] = place[key]
                case 2 if isinstance(place, list):
                    place.append(copy.deepcopy(place[key]))
                case _:
                    place[key] = copy.deepcopy(chance.choice(JUNK))
            break
    return name, root.pop("d", None), root


async def run(count: int, seed: int) -> dict[str, int]:
    """Decode that many; how many were understood, ignored, refused."""
    chance, found = random.Random(seed), {"understood": 0, "ignored": 0, "refused": 0}
    instant = Instant(FormHost(suggestions=[Suggestion("a", "a")]), "en")
    for _ in range(count):
        name, data, more = mutated(chance)
        body = json.dumps({"t": name, "d": data, **more})
        try:
            decoded = decode(body, BOT)
        except ValueError:
            found["refused"] += 1
        else:
            assert isinstance(decoded, Message | Press | ChatEvent | Ignored), body
            found["ignored" if isinstance(decoded, Ignored) else "understood"] += 1
            if isinstance(decoded, Message):
                parse(decoded.text).command.encode()
                decoded.sender.name.encode()
            if isinstance(decoded, Press):
                assert 0 < len(decoded.action) <= 100, body
                decoded.action.encode()
        if isinstance(data, dict):
            await _answer_at_once(instant, data)
    return found


async def _answer_at_once(instant: Instant, data: Json) -> None:
    instant.is_private(data)
    assert len(await instant.choices(data)) <= 25
    try:
        instant.context(data)
        if instant.opens_form(data):
            assert len((await instant.form(data))["custom_id"]) <= 100
    except ValueError:
        pass  # Then it is saved, and quarantined.


async def test_fuzz__a_thousand_events_fail_in_no_other_way() -> None:
    found = await run(1_000, seed=20)
    assert min(found.values()) > 50, found


@pytest.mark.long
async def test_fuzz__ten_thousand_events_fail_in_no_other_way() -> None:
    found = await run(10_000, seed=21)
    assert min(found.values()) > 500, found
