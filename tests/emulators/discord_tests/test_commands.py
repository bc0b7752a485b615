"""Registration of commands."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Environment, picture
from .test_first_picture import COMMANDS, register

GOOD: dict[str, Any] = {"name": "ok", "description": "A command"}


def option(name: str, **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "An option", **more}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Upper"},
        {"name": "two words"},
        {"name": "x" * 33},
        {"description": ""},
        {"description": "x" * 101},
        {"name_localizations": {"zh": "画"}},
        {"name_localizations": {"zh-CN": "画 画"}},
        {"options": [option(f"o{number}") for number in range(26)]},
        {"options": [option("a"), option("b", required=True)]},
        {"options": [option("a"), option("a")]},
        {"options": [option("a", name_localizations={"zh-CN": "词"}), option("b", name_localizations={"zh-CN": "词"})]},
        {"options": [option("a", choices=[{"name": "x", "value": "x"}], autocomplete=True)]},
        {"options": [option("a", choices=[{"name": "x", "value": "x"}] * 26)]},
        {"options": [option("a", max_length=6001)]},
        {"options": [option(f"o{n}", choices=[{"name": "x" * 90, "value": "y" * 90}] * 25) for n in range(2)]},
        {"type": 3, "options": [option("a")]},
        {"contexts": [3]},
    ],
)
async def test_command__what_is_refused(env: Environment, wrong: dict[str, Any]) -> None:
    path = f"/applications/{env.bot.application_id}/commands"
    refused = await env.raw.call("PUT", path, [GOOD | wrong])
    assert (refused.status, refused.code) == (400, 50035)
    assert not env.bot.commands


async def test_replace__keeps_the_ids_of_those_that_stay(env: Environment) -> None:
    await register(env)
    path = f"/applications/{env.bot.application_id}/commands"
    before = {one["name"]: one["id"] for one in (await env.raw.call("GET", path)).body}
    after = (await env.raw.call("PUT", path, [*COMMANDS[:1], GOOD])).body
    assert [one["name"] for one in after] == ["imagine", "ok"]
    assert after[0]["id"] == before["imagine"] and "Restyle this" not in {one["name"] for one in after}
    listed = (await env.raw.call("GET", path)).body
    assert "name_localizations" not in listed[0]
    with_names = (await env.raw.call("GET", f"{path}?with_localizations=true")).body
    assert with_names[0]["name_localizations"] == {"zh-CN": "画"}
    other = await env.raw.call("GET", f"/applications/{env.bot.id}/commands")
    assert other.code == 50001 and env.violated() == ["refused-50001"]


async def test_numbers__of_commands_and_of_creates_a_day(env: Environment) -> None:
    path = f"/applications/{env.bot.application_id}/commands"
    many = [GOOD | {"name": f"c{number}"} for number in range(100)]
    assert (await env.raw.call("PUT", path, many)).status == 200
    assert (await env.raw.call("PUT", path, [*many, GOOD])).code == 30032
    menus = [{"name": f"Menu {number}", "type": 3} for number in range(16)]
    assert (await env.raw.call("PUT", path, menus)).code == 30032
    assert (await env.raw.call("PUT", path, [one | {"name": f"d{one['name']}"} for one in many])).status == 200
    await env.clock.advance(5)
    refused = await env.raw.call("PUT", path, [GOOD])
    assert (refused.status, refused.code) == (429, 30034)
    await env.clock.advance(24 * 3600)
    assert (await env.raw.call("PUT", path, [GOOD])).status == 200


async def test_client__lets_only_through_what_the_command_allows(env: Environment) -> None:
    command = GOOD | {
        "options": [
            option("prompt", required=True, max_length=10),
            option("style", choices=[{"name": "Ink", "value": "ink", "name_localizations": {"zh-CN": "水墨"}}]),
            {"type": 4, "name": "count", "description": "Count", "min_value": 1, "max_value": 4},
            {"type": 11, "name": "image", "description": "Image", "file_types": ["image"]},
        ],
        "contexts": [0],
    }
    await env.raw.call("PUT", f"/applications/{env.bot.application_id}/commands", [command])
    for options in (
        {},
        {"prompt": "x" * 11},
        {"prompt": "x", "style": "oil"},
        {"prompt": "x", "count": 5},
        {"other": 1},
    ):
        with pytest.raises(AssertionError):
            env.ann.slash(env.channel, "ok", **options)
    with pytest.raises(AssertionError, match="takes only"):
        env.ann.slash(env.channel, "ok", prompt="x", image=("a.pdf", b"%PDF-1.7"))
    with pytest.raises(AssertionError, match="no command"):
        env.ann.slash(env.discord.dm(env.bot, env.ann), "ok", prompt="x")
    data = env.ann.slash(env.channel, "ok", prompt="x", style="水墨", count=2, image=picture()).data
    assert [one["value"] for one in data["options"][:3]] == ["x", "ink", 2]
    file = data["resolved"]["attachments"][data["options"][3]["value"]]
    assert "/ephemeral-attachments/" in file["url"]
    async with env.raw.session.get(file["url"]) as response:
        assert await response.read() == picture()
