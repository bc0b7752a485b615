"""From a message to a picture with buttons, in a 1:1 conversation and in a group."""

from __future__ import annotations

from tests.dingtalk.conftest import Scene


async def test_words_become_a_picture(scene: Scene) -> None:
    asked = scene.li.say(scene.chat, "/imagine 日出时的玫瑰花海")
    assert (await asked.acked())["code"] == 200
    accepted = await scene.says(scene.chat, "日出时的玫瑰花海")
    assert [button.label for button in accepted.buttons] == ["取消"]
    shown = await scene.picture(scene.chat)
    assert shown.kind == "actionCard"
    assert "日出时的玫瑰花海" in shown.text
    labels = [button.label.split()[-1] for button in shown.buttons]
    assert labels[:4] == ["再来一张", "换风格", "画类似的", "原图"]
    assert "删除" in labels
    assert shown.pictures[0].startswith(b"\x89PNG")


async def test_calls_spent_on_a_picture(scene: Scene) -> None:
    scene.li.say(scene.chat, "/画 一只猫")
    await scene.picture(scene.chat)
    counts = scene.dd.recorder.counts()
    assert counts["robot.batchSend"] == 2, counts
    assert counts["media.upload"] == 1, counts
    assert counts["oauth2.accessToken"] == 1, counts
    assert scene.dd.usage.api_calls == 3
    usage = await scene.adapter.quota.usage()
    assert usage["calls"].used == 3
