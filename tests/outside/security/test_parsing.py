"""Reading a message costs no more than its length (finding C2): twice the text at most 2.5 times as much."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import cast

import pytest

from benchmarks.parsing import BEFORE, TEXTS, cost_ms, longest, read
from bot.grammar.parsing import MAX_TEXT
from bot.intake.decoding import MAX_BODY, Unreadable, decode_saved
from bot.store.rows import InboxRow
from tests.conftest import RunningApp
from tests.scripted import ScriptedPlatform

MOST_RATIO = 2.5
TOO_QUICK_MS = 5.0
"""A quarter of the goal for the longest message. What costs less is not measured well, and harms nobody."""


@pytest.mark.parametrize("name", TEXTS)
def test_parsing__twice_the_text_costs_at_most_two_and_a_half_times_as_much(name: str) -> None:
    for before in BEFORE[1:3]:
        whole, half = longest(before, TEXTS[name]), longest(before, TEXTS[name], MAX_TEXT // 2)
        if cost_ms(lambda: read(whole), 2) < TOO_QUICK_MS:  # noqa: B023 - called at once
            continue
        ratios = (cost_ms(lambda: read(whole)) / cost_ms(lambda: read(half)) for _ in range(4))  # noqa: B023
        assert any(ratio <= MOST_RATIO for ratio in ratios), (before, name)


async def test_parsing__longer_message_is_refused_with_a_word_where_it_is_for_the_bot(shenbi: RunningApp) -> None:
    await shenbi.chat.say("x" * (MAX_TEXT + 1), chat="room", group=True)
    await shenbi.chat.say("/imagine " + "x" * MAX_TEXT)
    note = await shenbi.chat.text("20,009 characters")
    assert "at most 20,000" in note.view.text
    assert shenbi.chat.visible("room") == []


async def test_parsing__vote_that_froze_the_bot(shenbi: RunningApp) -> None:
    """`vote`, a thousand spaces, 1, a thousand spaces and an x: six seconds of nobody else's turn."""
    await shenbi.chat.say("vote" + " " * 9000 + "1" + " " * 9000 + "x", chat="room", group=True)
    await shenbi.chat.say("/help")
    await shenbi.chat.text("/imagine")


@pytest.mark.parametrize("body", ["[" * 200_000, '{"a":' * 100_000, "1" * 10_000, json.dumps({"text": "x" * MAX_BODY})])
def test_parsing__body_that_nobody_can_read_is_quarantined(body: str) -> None:
    """Deep JSON raised an error of another kind: the update came back for ever."""
    row = cast("InboxRow", SimpleNamespace(event_id="e", body=body, lane=""))
    if len(body) > MAX_BODY or body[0] in "[{":
        with pytest.raises(Unreadable):
            decode_saved(ScriptedPlatform(), row)
