"""Answers through the sessionWebhook."""

from typing import Any

import pytest

from .conftest import Environment, picture


def webhook_of(env: Environment, in_group: bool = False) -> str:
    chat = env.group if in_group else env.chat
    push = env.li.say(chat, "hello", at=in_group).push
    assert push is not None
    return str(push.payload["sessionWebhook"])


async def test_webhook__all_types(env: Environment) -> None:
    url = webhook_of(env)
    media = (await env.robot.upload(picture()))["media_id"]
    link = "dtmd://dingtalkclient/sendMessage?content=x"
    page = "https://example.com/"
    env.dd.media.web["https://example.com/p.png"] = picture("blue")
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
        assert await env.robot.webhook(url, body) == {"errcode": 0, "errmsg": "ok"}  # and no id
    shown = [message.shown() for message in env.chat.answers]
    assert [each.kind for each in shown] == ["text", "markdown", "link", "actionCard", "actionCard", "feedCard"]
    assert shown[1].pictures == (picture(),) and shown[3].buttons == ("b",) and shown[4].buttons == ("s",)
    assert env.violated() == []


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
async def test_webhook__refused_with_http_200(env: Environment, body: Any, errcode: int) -> None:
    assert (await env.robot.webhook(webhook_of(env), body))["errcode"] == errcode
    assert env.chat.answers == []


async def test_webhook__lives_90_minutes(env: Environment) -> None:
    url = webhook_of(env)
    body = {"msgtype": "text", "text": {"content": "hi"}}
    await env.clock.advance(5400)
    assert (await env.robot.webhook(url, body))["errcode"] == 0
    await env.clock.advance(1)
    assert (await env.robot.webhook(url, body))["errcode"] == 300001
    assert (await env.robot.webhook(f"{url}0", body))["errcode"] == 300001
    assert env.violated() == []


async def test_webhook__mentions(env: Environment) -> None:
    url = webhook_of(env, in_group=True)
    at = {"atUserIds": ["0147"]}
    await env.robot.webhook(url, {"msgtype": "text", "text": {"content": "done"}, "at": at})
    await env.robot.webhook(url, {"msgtype": "markdown", "markdown": {"title": "t", "text": "done @0147"}, "at": at})
    assert [message.content.at for message in env.group.answers] == [("小李",), ("小李",)]
    assert env.violated() == []
    await env.robot.webhook(url, {"msgtype": "markdown", "markdown": {"title": "t", "text": "done"}, "at": at})
    await env.robot.webhook(url, {"msgtype": "text", "text": {"content": "done"}, "at": {"atUserIds": [None]}})
    assert [message.content.at for message in env.group.answers[2:]] == [(), ()]
    assert env.violated() == ["at-not-shown", "at-not-shown"]


async def test_webhook__pushes_and_webhooks_share_a_quota(env: Environment) -> None:
    url = webhook_of(env)
    assert (env.dd.usage.pushes, env.dd.usage.api_calls) == (1, 0)
    env.dd.settings.pushes_per_month = 2
    body = {"msgtype": "text", "text": {"content": "hi"}}
    assert (await env.robot.webhook(url, body))["errcode"] == 0
    assert (await env.robot.webhook(url, body))["errcode"] == 90020
