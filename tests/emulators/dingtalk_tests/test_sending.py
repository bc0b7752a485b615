"""The robot's OpenAPI sends and their recall."""

import json
from typing import Any

import pytest

from tests.emulators.dingtalk import SEND

from .conftest import Environment, picture

_LINK = "dtmd://dingtalkclient/sendMessage?content=%2Fagain"


def action_card(count: int, text: str = "done") -> dict[str, str]:
    buttons = {f"action{key}{n}": f"{key} {n}" for n in range(1, count + 1) for key in ("Title", "URL")}
    return {"title": "t", "text": text} | buttons | {key: _LINK for key in buttons if "URL" in key}


async def test_sending__text_to_one_person(env: Environment) -> None:
    status, answer = await env.robot.send("0147", "sampleText", {"content": "排队中"})
    assert status == 200
    assert (answer["invalidStaffIdList"], answer["flowControlledStaffIdList"]) == ([], [])
    (shown,) = env.chat.shown()
    assert (shown.kind, shown.text, shown.from_bot, shown.sender) == ("text", "排队中", True, "神笔")
    assert env.chat.answers[0].process_query_key == answer["processQueryKey"]


async def test_sending__picture_is_resolved(env: Environment) -> None:
    media = (await env.robot.upload(picture()))["media_id"]
    await env.robot.send("0147", "sampleImageMsg", {"photoURL": media})
    await env.robot.send("0147", "sampleMarkdown", {"title": "t", "text": f"好了 ![]({media}) [再来]({_LINK})"})
    await env.robot.send("0147", "sampleActionCard3", action_card(3, f"![]({media})\n好了"))
    image, markdown, card = env.chat.shown()
    assert image.pictures == markdown.pictures == card.pictures == (picture(),)
    assert markdown.buttons == ("再来",) and card.buttons == ("Title 1", "Title 2", "Title 3")
    assert card.text == "好了"
    assert env.violated() == []


@pytest.mark.parametrize(
    ("msg_key", "param"),
    [
        ("sampleText", {"content": "x"}),
        ("sampleMarkdown", {"title": "t", "text": "x"}),
        ("sampleLink", {"title": "t", "text": "x", "picUrl": "", "messageUrl": "https://example.com/"}),
        ("sampleActionCard", {"title": "t", "text": "x", "singleTitle": "go", "singleURL": "https://example.com/"}),
        *((f"sampleActionCard{count}", action_card(count)) for count in range(2, 6)),
        (
            "sampleActionCard6",
            {
                "title": "t",
                "text": "x",
                "buttonTitle1": "a",
                "buttonUrl1": _LINK,
                "buttonTitle2": "b",
                "buttonUrl2": _LINK,
            },
        ),
    ],
)
async def test_sending__every_template_needs_each_of_its_keys(
    env: Environment, msg_key: str, param: dict[str, str]
) -> None:
    assert (await env.robot.send("0147", msg_key, param))[0] == 200
    assert env.violated() == []
    for missing in set(param) - {"picUrl"}:
        status, answer = await env.robot.send(
            "0147", msg_key, {key: value for key, value in param.items() if key != missing}
        )
        assert (status, answer["code"]) == (400, "invalidParameter.msgParam.invalid"), missing


async def test_sending__files_votes_and_videos(env: Environment) -> None:
    file = (await env.robot.upload(b"%PDF", "a.pdf", "file"))["media_id"]
    voice = (await env.robot.upload(b"amr", "a.amr", "voice"))["media_id"]
    video = (await env.robot.upload(b"mp4", "a.mp4", "video"))["media_id"]
    cover = (await env.robot.upload(picture()))["media_id"]
    sends: list[tuple[str, dict[str, Any]]] = [
        ("sampleFile", {"mediaId": file, "fileName": "a.pdf", "fileType": "pdf"}),
        ("sampleAudio", {"mediaId": voice, "duration": 3000}),
        ("sampleVideo", {"videoMediaId": video, "videoType": "mp4", "duration": "5", "picMediaId": cover}),
    ]
    for msg_key, param in sends:
        assert (await env.robot.send("0147", msg_key, param))[0] == 200
    assert [shown.kind for shown in env.chat.shown()] == ["file", "voice", "video"]
    assert (await env.robot.send("0147", "sampleFile", sends[0][1] | {"mediaId": "@lADPnone"}))[0] == 400


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"robotCode": ""}, "invalidParameter.robotCode.empty"),
        ({"robotCode": "nobody"}, "invalidParameter.robotCode.notExsit"),
        ({"robotCode": "ding-other"}, "invalidParameter.robotCode.auth"),
        ({"userIds": []}, "invalidParameter.userIds.empty"),
        ({"userIds": [str(n) for n in range(21)]}, "invalidParameter.userIds.overMax"),
        ({"msgKey": ""}, "invalidParameter.msgKey.empty"),
        ({"msgKey": "sampleGif"}, "invalidParameter.msgKey.invalid"),
        ({"msgParam": {"content": "an object"}}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": "no json"}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": "[]"}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": json.dumps({"content": "长" * 5000}, ensure_ascii=False)}, "invalidParameter.msgParam.tooLong"),
    ],
)
async def test_sending__refused_sends(env: Environment, changes: dict[str, Any], code: str) -> None:
    env.dd.add_app(client_id="ding-other")
    status, answer = await env.robot.send("0147", "sampleText", {"content": "x"}, **changes)
    assert (status, answer["code"]) == (400, code)
    assert set(answer) == {"code", "message", "requestid"}
    assert env.violated() == [code]
    assert env.chat.messages == []


async def test_sending__200_is_not_delivered(env: Environment) -> None:
    env.wang.flow_controlled = 1
    status, answer = await env.robot.send("", "sampleText", {"content": "x"}, userIds=["0147", "0148", "gone"])
    assert status == 200
    assert answer["invalidStaffIdList"] == ["gone"]
    assert answer["flowControlledStaffIdList"] == ["0148"]
    assert env.dd.one_to_one(env.app, env.wang).messages == []


@pytest.mark.parametrize(
    ("conversation", "code"), [("", "miss.openConversationId"), ("cidNone", "invalid.openConversationId")]
)
async def test_sending__refused_groups(env: Environment, conversation: str, code: str) -> None:
    status, answer = await env.robot.send_group(conversation, "sampleText", {"content": "x"})
    assert (status, answer["code"]) == (400, code)


async def test_sending__groups_that_are_gone(env: Environment) -> None:
    strange = env.dd.group("others", [env.li])
    codes = []
    for conversation in (strange, env.group):
        env.group.disbanded = True
        _, answer = await env.robot.send_group(conversation.conversation_id, "sampleText", {"content": "x"})
        codes.append(answer["code"])
    assert codes == ["resource.not.found", "group.disbanded"]
    env.app.stopped = True
    assert (await env.robot.send("0147", "sampleText", {"content": "x"}))[1]["code"] == "bot.stopped"
    assert env.violated() == []  # nobody could have known


async def test_sending__what_may_not_be_said(env: Environment) -> None:
    env.dd.org.forbidden_words.add("禁")
    env.dd.org.unsafe_urls.add("evil.example")
    assert (await env.robot.send("0147", "sampleText", {"content": "禁"}))[1]["code"] == "contain.notAllowed.text"
    assert (await env.robot.send("0147", "sampleText", {"content": "http://evil.example"}))[1]["code"] == (
        "contain.unsafe.url"
    )


async def test_sending__inlined_image_data_gets_an_html_page(env: Environment) -> None:
    status, page = await env.robot.send("0147", "sampleImageMsg", {"photoURL": "data:image/png;base64,AAAA"})
    assert status == 413 and page.startswith(b"<html>")
    assert env.violated() == ["http.413"]


@pytest.mark.parametrize(
    ("msg_key", "param", "kind"),
    [
        ("sampleImageMsg", {"photoURL": "@lADPnone"}, "raw-media-id"),
        ("sampleText", {"content": "see @lADPnone"}, "raw-media-id"),
        ("sampleMarkdown", {"title": "t", "text": "![](@lADPnone) x"}, "raw-media-id"),
        ("sampleMarkdown", {"title": "t", "text": "![](https://10.0.0.1/a.png) x"}, "picture-unreachable"),
        ("sampleMarkdown", {"title": "t", "text": "[x](dtmd://DingTalkClient/sendMessage?content=x)"}, "button-dead"),
        (
            "sampleMarkdown",
            {"title": "t", "text": "[x](dtmd://dingtalkclient/sendMessage?content=再来)"},
            "button-dead",
        ),
        ("sampleMarkdown", {"title": "t", "text": "[x](javascript:x)"}, "button-dead"),
        ("sampleMarkdown", {"title": " ", "text": "x"}, "no-title"),
        ("sampleText", {"content": "  "}, "empty-message"),
    ],
)
async def test_sending__what_a_person_would_see_as_broken(
    env: Environment, msg_key: str, param: dict[str, str], kind: str
) -> None:
    assert (await env.robot.send("0147", msg_key, param))[0] == 200
    assert env.violated() == [kind]


async def test_sending__pictures_of_the_web_that_can_be_reached(env: Environment) -> None:
    env.dd.media.web["https://example.com/a.png"] = picture()
    await env.robot.send("0147", "sampleImageMsg", {"photoURL": "https://example.com/a.png"})
    assert env.chat.shown()[0].pictures == (picture(),)


async def test_sending__permission_is_needed(env: Environment) -> None:
    env.app.permissions.remove(SEND)
    status, answer = await env.robot.send("0147", "sampleText", {"content": "x"})
    assert (status, answer["code"]) == (403, "Forbidden.AccessDenied.AccessTokenPermissionDenied")
    assert answer["accessdenieddetail"] == {"requiredScopes": [SEND]}


async def test_sending__recall_leaves_no_trace(env: Environment) -> None:
    _, sent = await env.robot.send("0147", "sampleText", {"content": "working"})
    _, posted = await env.robot.send_group(env.group.conversation_id, "sampleText", {"content": "working"})
    keys = [sent["processQueryKey"]]
    body = {"robotCode": "ding-app", "processQueryKeys": keys}
    assert await env.robot.call("/robot/otoMessages/batchRecall", body) == (
        200,
        {"successResult": keys, "failedResult": {}},
    )
    in_group = {"openConversationId": env.group.conversation_id, "processQueryKeys": [posted["processQueryKey"]]}
    assert (await env.robot.call("/robot/groupMessages/recall", body | in_group))[0] == 200
    assert env.chat.messages == env.group.messages == []
    assert len(env.chat.history) == 1


async def test_sending__recalls_that_are_refused(env: Environment) -> None:
    _, sent = await env.robot.send("0147", "sampleText", {"content": "working"})
    await env.clock.advance(24 * 3600 + 1)
    _, young = await env.robot.send("0147", "sampleText", {"content": "working"})
    old_key, young_key = sent["processQueryKey"], young["processQueryKey"]

    async def recall(*keys: str) -> tuple[int, Any]:
        body = {"robotCode": "ding-app", "processQueryKeys": list(keys)}
        return await env.robot.call("/robot/otoMessages/batchRecall", body)

    assert (await recall(old_key))[1]["code"] == "robot.processQueryKey.expired"
    assert (await recall("unknown"))[1]["code"] == "invalid.processQueryKey"
    assert (await recall())[0] == (await recall(*["x"] * 21))[0] == 400
    status, answer = await recall(old_key, young_key)
    assert status == 200 and answer["successResult"] == [young_key]
    assert answer["failedResult"] == {old_key: "robot.processQueryKey.expired"}


async def test_sending__unknown_interfaces(env: Environment) -> None:
    status, answer = await env.robot.call("/robot/otoMessages/batchSend", {})
    assert (status, answer["code"]) == (404, "InvalidAction.NotFound")
    assert env.violated() == ["InvalidAction.NotFound"]
    assert [request.status for request in env.dd.recorder.of("unknown")] == [404]
