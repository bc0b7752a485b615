"""Completing a field: what is asked of the host, and what goes back fits."""

from __future__ import annotations

import pytest

from adapters.discord.autocomplete import MAX_CHOICES
from adapters.discord.instant import Instant
from bot.adapter_api import Conversation, Suggestion
from tests.discord.host import FormHost
from tests.discord.payloads import CHANNEL, DIRECT, GUILD, Json, interaction


def typing(command: str, field: str, value: str, *, focused: bool = True, **fields: object) -> Json:
    option = {"name": field, "type": 3, "value": value, "focused": focused}
    other = {"name": "prompt", "type": 3, "value": "a fox"}
    return interaction(4, {"id": "7", "name": command, "type": 1, "options": [other, option]}, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("command", "field", "suggested"),
    [
        ("imagine", "style", "style"), ("imagine", "model", "model"), ("scene", "scene", "scene"),
        ("imagine", "modifier", "modifier"), ("show", "number", "job"), ("edit", "from", "job"),
    ],
)  # fmt: skip
async def test_autocomplete__each_field_is_completed_from_its_own(command: str, field: str, suggested: str) -> None:
    host = FormHost(suggestions=[Suggestion("水彩 · watercolor", "watercolor")])
    found = await Instant(host, "en").choices(typing(command, field, "wa", locale="zh-CN"))
    assert found == [{"name": "水彩 · watercolor", "value": "watercolor"}]
    place = Conversation("discord", GUILD, CHANNEL)
    assert host.asked == [("42", place, suggested, "wa", "zh", MAX_CHOICES)]


async def test_autocomplete__labels_are_cut_and_values_never() -> None:
    host = FormHost(suggestions=[Suggestion("x" * 200, "a"), Suggestion("long", "y" * 101), Suggestion("", "b")])
    found = await Instant(host, "en").choices(typing("imagine", "style", "", direct=True))
    assert found == [{"name": "x" * 100, "value": "a"}]
    assert host.asked[0][1] == Conversation("discord", DIRECT)


async def test_autocomplete__what_is_not_understood_gets_no_choices() -> None:
    host = FormHost(suggestions=[Suggestion("a", "a")])
    instant = Instant(host, "en")
    odd_ones: list[Json] = [
        typing("teleport", "style", "x"), typing("imagine", "prompt", "x"), typing("imagine", "style", "x", focused=False),
        {"data": []}, {}, typing("imagine", "style", "x") | {"member": None, "user": None}, typing("imagine", "nothing", "x"),
    ]  # fmt: skip
    for odd in odd_ones:
        assert await instant.choices(odd) == []
    assert host.asked == []
