"""Modifiers and scenes: pieces of prompt with a name, and presets for a purpose."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.adapter_api import Size
from bot.commands.presets.modifiers import MAX_MODIFIERS, Modifiers, merge_options
from bot.commands.presets.presets import Presets as Rooms
from bot.grammar.parsing import parse
from bot.store import Tx
from bot.store.rows import JobRow
from tests.conftest import RunningApp


async def newest(shenbi: RunningApp, count: int = 1) -> dict[str, Any]:
    """Wait for `count` pictures of Ann; the newest job's request."""
    await shenbi.chat.picture(count=count)
    rows = await shenbi.app.store.read(lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=1, limit=1))
    request: dict[str, Any] = json.loads(rows[0].request)
    return request


async def test_modifiers__modifier_of_ones_own(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/mod add cyber 赛博朋克,霓虹灯 --style anime --size 1280x720 --no 文字")
    await shenbi.chat.text("Write +cyber in any prompt")
    await shenbi.chat.say("/imagine 狐狸 +CYBER --no 人")
    request = await newest(shenbi)
    assert request["prompt"] == "狐狸,赛博朋克,霓虹灯"
    assert (request["style"], request["size"], request["negative_prompt"]) == ("anime", "1280*720", "文字, 人")
    await shenbi.chat.say("/imagine a fox +cyber --style sketch --ar 1:1")
    request = await newest(shenbi, 2)
    assert (request["style"], request["size"]) == ("sketch", "1024*1024")
    await shenbi.chat.say("/mod show +cyber")
    await shenbi.chat.text("without 文字")
    await shenbi.chat.say("/mod remove cyber")
    await shenbi.chat.text("+cyber is removed")
    await shenbi.chat.say("/imagine a fox +cyber")
    await shenbi.chat.text("Did you mean +cyberpunk")


async def test_modifiers__in_chinese_no_space_is_needed_and_a_plus_may_be_just_a_plus(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine 狐狸+黄昏", language="zh")
    assert (await newest(shenbi))["prompt"] == "狐狸,黄昏,金色斜阳,长长的影子"
    await shenbi.chat.say("/imagine 狐狸+兔子", language="zh")
    assert (await newest(shenbi, 2))["prompt"] == "狐狸+兔子"


async def test_modifiers__shared_modifier_is_everyones_and_its_sharers(shenbi: RunningApp) -> None:
    chat: dict[str, Any] = {"chat": "club", "group": True}
    await shenbi.chat.say("/mod add club gold frame", **chat)
    await shenbi.chat.say("/imagine fox +club", user="bob", **chat)
    await shenbi.chat.text("There is no modifier +club", "club")
    await shenbi.chat.say("/mod share club", **chat)
    await shenbi.chat.text("Everyone here can now write +club", "club")
    await shenbi.chat.say("/imagine fox +club", user="bob", **chat)
    shown = await shenbi.chat.picture("club")
    assert "gold frame" in shown.view.text
    await shenbi.chat.say("/mod remove club here", user="bob", **chat)
    await shenbi.chat.text("was shared by somebody else", "club")
    await shenbi.chat.say("/mod remove club here", user="bob", admin=True, **chat)
    await shenbi.chat.text("+club is removed", "club")


async def test_modifiers__one_restyles_with_nothing_but_a_modifier(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox")
    first = await shenbi.chat.picture()
    await shenbi.chat.say("/restyle +dusk", reply_to=first.id)
    assert (await newest(shenbi, 2))["prompt"].startswith("dusk")


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("/mod add 1x neon", "cannot be a modifier's name"),
        ("/mod add " + "x" * 33 + " neon", "cannot be a modifier's name"),
        ("/mod add neon", "For example: /mod add"),
        ("/mod add neon " + "x" * 301, "too long"),
        ("/mod show nothing-like-it", "There is no modifier"),
        ("/mod remove dask", "Did you mean +dusk"),
        ("/mod dance", "For example: /mod add"),
        ("/mod", "Built in"),
        ("/修饰 列表", "Built in"),
        ("/imagine fox " + " ".join(f"+{w}" for w in ("dusk", "黄昏", "film", "胶片", "minimal", "极简", "ink", "clean", "干净")),
         "At most 8 modifiers"),
    ],
)  # fmt: skip
async def test_modifiers__what_is_wrong_is_said(shenbi: RunningApp, written: str, answer: str) -> None:
    await shenbi.chat.say(written)
    await shenbi.chat.text(answer)
    assert await shenbi.jobs() == []


async def test_modifiers__there_is_an_end_to_modifiers(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/mod add first neon")
    await shenbi.chat.text("Write +first")

    def fill(tx: Tx) -> None:
        for i in range(MAX_MODIFIERS - 1):
            tx.run(
                "modifiers.put",
                scope="person",
                owner_id=1,
                word=f"m{i}",
                folded=f"m{i}",
                text="x",
                options="{}",
                person_id=1,
                now=0.0,
            )

    await shenbi.app.store.write(fill)
    await shenbi.chat.say("/mod add onemore neon")
    await shenbi.chat.text("You have 50 modifiers already")
    await shenbi.chat.say("/mod add first another")
    await shenbi.chat.text("+first · another")


def test_modifiers__layers_of_options() -> None:
    assert merge_options({"style": "anime"}, [{"style": "sketch", "ratio": 1.5}]) == {"style": "anime", "shape": 1.5}
    assert merge_options({"size": Size(1, 2)}, [{"ratio": 1.5}]) == {"size": Size(1, 2)}
    assert merge_options({"ratio": 2.0}, [{"size": Size(1, 2)}, {"no": "a"}, {"no": "b"}]) == {
        "ratio": 2.0,
        "no": "a, b",
    }
    assert merge_options({"no": "a"}, [{"no": "a"}]) == {"no": "a"}
    assert merge_options({"area": 9}, [{"ratio": 1.5}]) == {"area": 9, "shape": 1.5}


def test_modifiers__every_preset_modifier_is_one_that_people_can_write() -> None:
    for modifier in Modifiers(Rooms.load()).presets.all_modifiers():
        for word in modifier.words:
            assert parse(f"fox +{word}").modifiers == (word,)


# --- scenes


async def test_modifiers__scene_sets_wording_style_shape_and_what_is_not_wanted(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/场景 海报 中秋节 --风格 水彩 --不要 人", language="zh")
    request = await newest(shenbi)
    assert request["prompt"].startswith("中秋节,主题海报")
    assert (request["style"], request["size"]) == ("watercolor", "768*1152")
    assert request["negative_prompt"] == "文字,水印, 人"


async def test_modifiers__scenes_are_under_what_is_written_and_over_defaults(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/settings --style sketch --size 1024x1024")
    await shenbi.chat.text("Style: sketch")
    await shenbi.chat.say("/scene cover a boat +dusk")
    request = await newest(shenbi)
    assert (request["style"], request["size"]) == ("watercolor", "768*1152")
    assert request["prompt"].startswith("book cover illustration of a boat")
    assert request["prompt"].endswith("dusk, golden slanting light, long shadows")


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("/scene postre fox", "Did you mean /scene poster"),
        ("/scene poster", "add what to paint, for example: /scene poster moon and lanterns"),
        ("/scene qqqqqq fox", "There is no scene"),
    ],
)
async def test_modifiers__scenes_that_cannot_be_meant(shenbi: RunningApp, written: str, answer: str) -> None:
    await shenbi.chat.say(written)
    await shenbi.chat.text(answer)


async def test_modifiers__list_of_scenes_comes_with_examples_by_the_studio(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/scene")
    shown = await shenbi.chat.picture()
    assert shown.view.picture is not None
    assert "/scene poster — poster" in shown.view.text
    assert "painted by the embedded studio, not by Wanxiang" in shown.view.text
    assert len(shenbi.chat.visible()) == 1
    assert (await shenbi.app.pictures.get(shown.view.picture.key))[:2] == b"\xff\xd8"
