"""From a message to a picture with buttons, in a 1:1 conversation and in a group."""

from __future__ import annotations

from tests.dingtalk.conftest import Environment


async def test_first_picture__words_become_a_picture(env: Environment) -> None:
    asked = env.li.say(env.chat, "/imagine 日出时的玫瑰花海")
    assert (await asked.acked())["code"] == 200
    accepted = await env.says(env.chat, "日出时的玫瑰花海")
    assert [button.label for button in accepted.buttons] == ["取消"]
    shown = await env.picture(env.chat)
    assert shown.kind == "actionCard"
    assert "日出时的玫瑰花海" in shown.text
    labels = [button.label.split()[-1] for button in shown.buttons]
    assert labels[:4] == ["再来一张", "换风格", "画类似的", "原图"]
    assert "删除" in labels
    assert shown.pictures[0].startswith(b"\x89PNG")


async def test_first_picture__calls_spent_on_a_picture(env: Environment) -> None:
    env.li.say(env.chat, "/画 一只猫")
    await env.picture(env.chat)
    counts = env.dd.recorder.counts()
    assert counts["robot.batchSend"] == 2, counts
    assert counts["media.upload"] == 1, counts
    assert counts["oauth2.accessToken"] == 1, counts
    assert env.dd.usage.api_calls == 3
    usage = await env.adapter.quota.usage()
    assert usage["calls"].used == 3
