"""Several pictures in one message, between its words."""

from __future__ import annotations

import json

from tests.dingtalk.conftest import Environment
from tests.pictures import colour_of, coloured


async def changed(env: Environment) -> list[str]:
    """The pictures that the newest job changes, by colour."""
    reference = json.loads((await env.jobs())[0].request)["reference"]
    assert reference["mode"] == "edit"
    return [colour_of(await env.app.pictures.get(key)) for key in (reference["image"], *reference["more"])]


async def test_several_pictures__in_a_group_and_by_reply(env: Environment) -> None:
    asked = env.li.rich_text(env.group, ["把图1里的人放进图2", coloured("blue"), coloured("red")], at=True)
    shown = await env.says(env.group, "把图1里的人放进图2")
    assert "共 2 张，顺序如下" in shown.text
    assert "1 张 · 0.2 元 · 由 wan2.7-image 来画" in shown.text
    assert len(shown.pictures) == 1
    assert await env.jobs() == []
    env.li.press(shown, "🖌 画吧")
    await env.says(env.group, "#1 · 把图1里的人放进图2")
    assert await changed(env) == ["blue", "red"]
    env.wang.quote(env.group, asked, "/改 图1放到图2的左边", at=True)
    await env.says(env.group, "图1放到图2的左边")
    env.wang.say(env.group, "画吧", at=True)
    await env.says(env.group, "#2 · 图1放到图2的左边")
    assert await changed(env) == ["blue", "red"]


async def test_several_pictures__one_that_is_damaged_is_named(env: Environment) -> None:
    env.li.rich_text(env.chat, ["/重绘 水彩", coloured("blue"), coloured("red")[:200], coloured("green")])
    shown = await env.says(env.chat, "3 张图片里的第 2 张读不了")
    assert "坏了" in shown.text
    assert await env.jobs() == []


async def test_several_pictures__more_than_are_taken(env: Environment) -> None:
    env.li.rich_text(env.chat, ["/重绘 水彩", *[coloured("blue")] * 12])
    await env.says(env.chat, "一次最多收 10 张图片，这里有 12 张")
    assert await env.jobs() == []


async def test_several_pictures__restyle_takes_the_first_and_says_so(env: Environment) -> None:
    env.li.rich_text(env.chat, ["/重绘 水彩", coloured("blue"), coloured("red")])
    await env.picture(env.chat)
    await env.says(env.chat, "这 2 张图片里，我用了第一张")
