"""Answers through the sessionWebhook."""

from typing import Any

import pytest

from .conftest import Scene, picture


def webhook_of(scene: Scene, in_group: bool = False) -> str:
    chat = scene.group if in_group else scene.chat
    push = scene.li.say(chat, "hello", at=in_group).push
    assert push is not None
    return str(push.payload["sessionWebhook"])


async def test_all_types(scene: Scene) -> None:
    url = webhook_of(scene)
    media = (await scene.robot.upload(picture()))["media_id"]
    link = "dtmd://dingtalkclient/sendMessage?content=x"
    page = "https://example.com/"
    scene.dd.media.web["https://example.com/p.png"] = picture("blue")
    feed = {"title": "t", "messageURL": page, "picURL": "https://example.com/p.png"}
    bodies: list[dict[str, Any]] = [
        {"msgtype": "text", "text": {"content": "hi"}},
        {"msgtype": "markdown", "markdown": {"title": "t", "text": f"![]({media}) [x]({link})"}},
        {"msgtype": "link", "link": {"title": "t", "text": "x", "messageUrl": page, "picUrl": ""}},
        {
            "msgtype": "actionCard",
            "actionCard": {"title": "t", "text": "x", "btns": [{"title": "b", "actionURL": link}]},
        },
        {"msgtype": "actionCard", "actionCard": {"title": "t", "text": "x", "singleTitle": "s", "singleURL": page}},
        {"msgtype": "feedCard", "feedCard": {"links": [feed]}},
        {"msgtype": "empty"},
    ]
    for body in bodies:
        assert await scene.robot.webhook(url, body) == {"errcode": 0, "errmsg": "ok"}  # and no id
    shown = [message.shown() for message in scene.chat.answers]
    assert [each.kind for each in shown] == ["text", "markdown", "link", "actionCard", "actionCard", "feedCard"]
    assert shown[1].pictures == (picture(),) and shown[3].buttons == ("b",) and shown[4].buttons == ("s",)
    assert scene.violated() == []


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"msgtype": "image", "image": {}}, 401102),
        ({"msgtype": "sampleText"}, 40035),
        ({"msgtype": "text", "text": {}}, 40035),
        ({"msgtype": "markdown", "markdown": {"text": "x"}}, 40035),
        ([], 40035),
    ],
)
async def test_refused_with_http_200(scene: Scene, body: Any, errcode: int) -> None:
    assert (await scene.robot.webhook(webhook_of(scene), body))["errcode"] == errcode
    assert scene.chat.answers == []


async def test_a_webhook_lives_90_minutes(scene: Scene) -> None:
    url = webhook_of(scene)
    body = {"msgtype": "text", "text": {"content": "hi"}}
    await scene.clock.advance(5400)
    assert (await scene.robot.webhook(url, body))["errcode"] == 0
    await scene.clock.advance(1)
    assert (await scene.robot.webhook(url, body))["errcode"] == 300001
    assert (await scene.robot.webhook(f"{url}0", body))["errcode"] == 300001
    assert scene.violated() == []


async def test_mentions(scene: Scene) -> None:
    url = webhook_of(scene, in_group=True)
    at = {"atUserIds": ["0147"]}
    await scene.robot.webhook(url, {"msgtype": "text", "text": {"content": "done"}, "at": at})
    await scene.robot.webhook(url, {"msgtype": "markdown", "markdown": {"title": "t", "text": "done @0147"}, "at": at})
    assert [message.content.at for message in scene.group.answers] == [("小李",), ("小李",)]
    assert scene.violated() == []
    await scene.robot.webhook(url, {"msgtype": "markdown", "markdown": {"title": "t", "text": "done"}, "at": at})
    await scene.robot.webhook(url, {"msgtype": "text", "text": {"content": "done"}, "at": {"atUserIds": [None]}})
    assert [message.content.at for message in scene.group.answers[2:]] == [(), ()]
    assert scene.violated() == ["at-not-shown", "at-not-shown"]


async def test_pushes_and_webhooks_share_a_quota(scene: Scene) -> None:
    url = webhook_of(scene)
    assert (scene.dd.usage.pushes, scene.dd.usage.api_calls) == (1, 0)
    scene.dd.settings.pushes_per_month = 2
    body = {"msgtype": "text", "text": {"content": "hi"}}
    assert (await scene.robot.webhook(url, body))["errcode"] == 0
    assert (await scene.robot.webhook(url, body))["errcode"] == 90020
