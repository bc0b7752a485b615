"""What a robot hears of what people do."""

import json
from typing import Any

import pytest

from tests.emulators.dingtalk import ChatMessage

from .conftest import Scene, picture


def heard(message: ChatMessage) -> Any:
    """The payload that was pushed for this message."""
    assert message.push is not None
    return message.push.payload


async def test_one_to_one_text(scene: Scene) -> None:
    payload = heard(scene.li.say(scene.chat, "画一只猫"))
    assert payload["text"] == {"content": "画一只猫"}
    assert payload["conversationType"] == "1"
    assert payload["senderStaffId"] == "0147"
    assert payload["robotCode"] == "ding-app"
    assert 5_400_231 <= payload["sessionWebhookExpiredTime"] - payload["createAt"] <= 5_400_258
    assert not {"conversationTitle", "isInAtList", "atUsers"} & set(payload)


async def test_groups_deliver_only_with_a_mention_and_keep_the_space(scene: Scene) -> None:
    assert scene.li.say(scene.group, "among ourselves").push is None
    payload = heard(scene.li.say(scene.group, "画一只猫", at=True))
    assert payload["text"]["content"] == " 画一只猫"
    assert payload["conversationType"] == "2"
    assert payload["conversationTitle"] == "画图群"
    assert payload["isInAtList"] is True
    assert payload["atUsers"] == [{"dingtalkId": payload["chatbotUserId"]}]
    assert [shown.text for shown in scene.group.shown()] == ["among ourselves", "画一只猫"]


async def test_bare_pictures_and_files_never_come_from_groups(scene: Scene) -> None:
    assert scene.li.send_picture(scene.group, picture()).push is None
    assert scene.li.send_file(scene.group, b"zip", "a.zip").push is None
    assert scene.li.send_voice(scene.group, b"amr", "画").push is None
    assert scene.li.send_odd(scene.group, {"msgtype": "picture", "content": {}}, at=True).push is None
    assert set(heard(scene.li.send_picture(scene.chat, picture()))["content"]) == {
        "downloadCode",
        "pictureDownloadCode",
    }
    assert heard(scene.li.send_file(scene.chat, picture(), "cat.png"))["content"]["fileName"] == "cat.png"
    assert heard(scene.li.send_voice(scene.chat, b"amr", "画一只猫"))["content"]["recognition"] == "画一只猫"
    assert heard(scene.li.send_video(scene.chat, b"mp4"))["content"]["videoType"] == "mp4"
    assert heard(scene.li.send_unknown(scene.chat))["msgtype"] == "unknownMsgType"


async def test_picture_content_as_a_string(scene: Scene) -> None:
    payload = heard(scene.li.send_picture(scene.chat, picture(), as_string=True))
    assert "downloadCode" in json.loads(payload["content"])


async def test_rich_text_is_cut_at_line_breaks(scene: Scene) -> None:
    message = scene.li.rich_text(scene.group, ["照这张\n图画", picture(), "水彩"], at=True, mention_part=True)
    parts = heard(message)["content"]["richText"]
    assert [part.get("text") for part in parts] == ["@神笔", "照这张\n", "图画", None, "水彩"]
    assert parts[3]["type"] == "picture"
    assert message.pictures == (picture(),)


async def test_strangers_and_unpublished_robots_lack_the_staff_id(scene: Scene) -> None:
    stranger = scene.dd.add_person("外人", external=True)
    assert "senderStaffId" not in heard(stranger.say(scene.dd.one_to_one(scene.app, stranger), "hi"))
    scene.app.published = False
    assert "senderStaffId" not in heard(scene.li.say(scene.chat, "hi"))


async def test_odd_payloads(scene: Scene) -> None:
    odd = heard(
        scene.li.send_odd(
            scene.chat, {"msgtype": "chatRecord", "sessionWebhookExpiredTime": None}, drop=("senderNick",)
        )
    )
    assert odd["sessionWebhookExpiredTime"] is None
    assert "senderNick" not in odd and "text" not in odd


@pytest.mark.parametrize(
    ("shape", "reply"),
    [
        ("full", {"isReplyMsg", "repliedMsg"}),
        ("only-id", {"isReplyMsg"}),
        ("no-body", {"isReplyMsg", "repliedMsg"}),
        ("legacy", set()),
    ],
)
async def test_quoted_pictures(scene: Scene, shape: str, reply: set[str]) -> None:
    original = scene.wang.send_picture(scene.group, picture("blue"))  # the robot never heard of it
    payload = heard(scene.li.quote(scene.group, original, "make it green", at=True, shape=shape))
    assert set(payload["text"]) == {"content"} | reply
    assert ("quoteMessage" in payload) == (shape == "legacy")
    if shape != "legacy":
        assert payload["originalMsgId"] == original.message_id
    if shape == "full":
        status, answer = await scene.robot.download(payload["text"]["repliedMsg"]["content"]["downloadCode"])
        assert status == 200
        assert (await scene.robot.http("GET", answer["downloadUrl"]))[1] == picture("blue")
    assert "content" not in payload["text"].get("repliedMsg", {}) or shape == "full"


async def test_quoted_text_in_both_spellings(scene: Scene) -> None:
    original = scene.li.say(scene.chat, "一只猫")
    for shape, content in (("full", {"text": "一只猫"}), ("text-in-content", {"content": "一只猫"})):
        assert heard(scene.li.quote(scene.chat, original, shape=shape))["text"]["repliedMsg"]["content"] == content
    as_string = heard(scene.li.quote(scene.chat, original, shape="content-string"))
    assert json.loads(as_string["text"]["repliedMsg"]["content"]) == {"text": "一只猫"}


async def test_quoted_rich_text_in_both_spellings(scene: Scene) -> None:
    original = scene.li.rich_text(scene.chat, ["照", picture()])
    plain = heard(scene.li.quote(scene.chat, original))["text"]["repliedMsg"]["content"]["richText"]
    typed = heard(scene.li.quote(scene.chat, original, shape="typed-parts"))["text"]["repliedMsg"]["content"]
    assert plain[0] == {"text": "照"} and plain[1]["type"] == "picture"
    assert typed["richText"][0] == {"msgType": "text", "content": "照"}


async def test_a_quote_with_pictures_is_a_rich_text(scene: Scene) -> None:
    original = scene.li.say(scene.group, "一只猫")
    inside = heard(scene.li.quote(scene.group, original, "像这样", at=True, pictures=[picture()]))
    assert inside["content"]["isReplyMsg"] is True and len(inside["content"]["richText"]) == 2
    beside = heard(scene.li.quote(scene.group, original, at=True, pictures=[picture()], beside_content=True))
    assert beside["text"]["isReplyMsg"] is True and len(beside["content"]["richText"]) == 1


async def test_quotes_of_the_robots_own_messages_carry_the_key_of_the_send(scene: Scene) -> None:
    media = (await scene.robot.upload(picture()))["media_id"]
    _, sent = await scene.robot.send("0147", "sampleImageMsg", {"photoURL": media})
    (answer,) = scene.chat.answers
    payload = heard(scene.li.quote(scene.chat, answer, "again"))
    assert payload["originalProcessQueryKey"] == sent["processQueryKey"]
    assert "content" not in payload["text"]["repliedMsg"]
    assert "originalProcessQueryKey" not in heard(scene.li.quote(scene.chat, answer, shape="no-key"))
    with_code = heard(scene.li.quote(scene.chat, answer, shape="with-code"))
    code = with_code["text"]["repliedMsg"]["content"]["downloadCode"]
    assert (await scene.robot.download(code))[0] == 200


async def test_over_the_monthly_quota_messages_come_empty(scene: Scene) -> None:
    scene.dd.settings.pushes_per_month = 1
    assert "text" in heard(scene.li.say(scene.chat, "the last one"))
    empty = heard(scene.li.say(scene.chat, "one too many"))
    assert (empty["msgtype"], empty["errorCode"]) == ("text", "20001")
    assert "text" not in empty and "content" not in empty
    await scene.clock.advance(31 * 24 * 3600)
    assert "text" in heard(scene.li.say(scene.chat, "a new month"))


async def test_a_client_link_makes_the_person_speak(scene: Scene) -> None:
    link = "dtmd://dingtalkclient/sendMessage?content=%2Fagain+123"
    card = {"title": "t", "text": "done", "actionTitle1": "再来", "actionURL1": link}
    await scene.robot.send_group(
        scene.group.conversation_id,
        "sampleActionCard2",
        card | {"actionTitle2": "网页", "actionURL2": "https://example.com/"},
    )
    (answer,) = scene.group.answers
    said = scene.wang.press(answer, "再来")
    assert said is not None and heard(said)["text"]["content"] == " /again 123"
    assert heard(said)["senderStaffId"] == "0148"
    scene.dd.settings.dtmd_adds_at = False
    silent = scene.wang.press(answer, "再来")
    assert silent is not None and silent.push is None and silent.text == "/again 123"
    assert scene.wang.press(answer, "网页") is None and scene.wang.opened == ["https://example.com/"]
    assert scene.violated() == []


async def test_a_person_recalls(scene: Scene) -> None:
    message = scene.li.say(scene.chat, "oops")
    scene.li.recall(message)
    assert scene.chat.shown() == [] and scene.chat.history == [message]
