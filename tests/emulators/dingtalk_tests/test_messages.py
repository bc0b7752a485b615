"""What a robot hears of what people do."""

import json
from typing import Any

import pytest

from tests.emulators.dingtalk import ChatMessage

from .conftest import Environment, picture


def heard(message: ChatMessage) -> Any:
    """The payload that was pushed for this message."""
    assert message.push is not None
    return message.push.payload


async def test_message__one_to_one_text(env: Environment) -> None:
    payload = heard(env.li.say(env.chat, "画一只猫"))
    assert payload["text"] == {"content": "画一只猫"}
    assert payload["conversationType"] == "1"
    assert payload["senderStaffId"] == "0147"
    assert payload["robotCode"] == "ding-app"
    assert 5_400_231 <= payload["sessionWebhookExpiredTime"] - payload["createAt"] <= 5_400_258
    assert not {"conversationTitle", "isInAtList", "atUsers"} & set(payload)


async def test_message__groups_deliver_only_with_a_mention_and_keep_the_space(env: Environment) -> None:
    assert env.li.say(env.group, "among ourselves").push is None
    payload = heard(env.li.say(env.group, "画一只猫", at=True))
    assert payload["text"]["content"] == " 画一只猫"
    assert payload["conversationType"] == "2"
    assert payload["conversationTitle"] == "画图群"
    assert payload["isInAtList"] is True
    assert payload["atUsers"] == [{"dingtalkId": payload["chatbotUserId"]}]
    assert [shown.text for shown in env.group.shown()] == ["among ourselves", "画一只猫"]


async def test_message__bare_pictures_and_files_never_come_from_groups(env: Environment) -> None:
    assert env.li.send_picture(env.group, picture()).push is None
    assert env.li.send_file(env.group, b"zip", "a.zip").push is None
    assert env.li.send_voice(env.group, b"amr", "画").push is None
    assert env.li.send_odd(env.group, {"msgtype": "picture", "content": {}}, at=True).push is None
    assert set(heard(env.li.send_picture(env.chat, picture()))["content"]) == {
        "downloadCode",
        "pictureDownloadCode",
    }
    assert heard(env.li.send_file(env.chat, picture(), "cat.png"))["content"]["fileName"] == "cat.png"
    assert heard(env.li.send_voice(env.chat, b"amr", "画一只猫"))["content"]["recognition"] == "画一只猫"
    assert heard(env.li.send_video(env.chat, b"mp4"))["content"]["videoType"] == "mp4"
    assert heard(env.li.send_unknown(env.chat))["msgtype"] == "unknownMsgType"


async def test_message__picture_content_as_a_string(env: Environment) -> None:
    payload = heard(env.li.send_picture(env.chat, picture(), as_string=True))
    assert "downloadCode" in json.loads(payload["content"])


async def test_message__rich_text_is_cut_at_line_breaks(env: Environment) -> None:
    message = env.li.rich_text(env.group, ["照这张\n图画", picture(), "水彩"], at=True, mention_part=True)
    parts = heard(message)["content"]["richText"]
    assert [part.get("text") for part in parts] == ["@神笔", "照这张\n", "图画", None, "水彩"]
    assert parts[3]["type"] == "picture"
    assert message.pictures == (picture(),)


async def test_message__strangers_and_unpublished_robots_lack_the_staff_id(env: Environment) -> None:
    stranger = env.dd.add_person("外人", external=True)
    assert "senderStaffId" not in heard(stranger.say(env.dd.one_to_one(env.app, stranger), "hi"))
    env.app.published = False
    assert "senderStaffId" not in heard(env.li.say(env.chat, "hi"))


async def test_message__odd_payloads(env: Environment) -> None:
    odd = heard(
        env.li.send_odd(env.chat, {"msgtype": "chatRecord", "sessionWebhookExpiredTime": None}, drop=("senderNick",))
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
async def test_message__quoted_pictures(env: Environment, shape: str, reply: set[str]) -> None:
    original = env.wang.send_picture(env.group, picture("blue"))  # the robot never heard of it
    payload = heard(env.li.quote(env.group, original, "make it green", at=True, shape=shape))
    assert set(payload["text"]) == {"content"} | reply
    assert ("quoteMessage" in payload) == (shape == "legacy")
    if shape != "legacy":
        assert payload["originalMsgId"] == original.message_id
    if shape == "full":
        status, answer = await env.robot.download(payload["text"]["repliedMsg"]["content"]["downloadCode"])
        assert status == 200
        assert (await env.robot.http("GET", answer["downloadUrl"]))[1] == picture("blue")
    assert "content" not in payload["text"].get("repliedMsg", {}) or shape == "full"


async def test_message__quoted_text_in_both_spellings(env: Environment) -> None:
    original = env.li.say(env.chat, "一只猫")
    for shape, content in (("full", {"text": "一只猫"}), ("text-in-content", {"content": "一只猫"})):
        assert heard(env.li.quote(env.chat, original, shape=shape))["text"]["repliedMsg"]["content"] == content
    as_string = heard(env.li.quote(env.chat, original, shape="content-string"))
    assert json.loads(as_string["text"]["repliedMsg"]["content"]) == {"text": "一只猫"}


async def test_message__quoted_rich_text_in_both_spellings(env: Environment) -> None:
    original = env.li.rich_text(env.chat, ["照", picture()])
    plain = heard(env.li.quote(env.chat, original))["text"]["repliedMsg"]["content"]["richText"]
    typed = heard(env.li.quote(env.chat, original, shape="typed-parts"))["text"]["repliedMsg"]["content"]
    assert plain[0] == {"text": "照"} and plain[1]["type"] == "picture"
    assert typed["richText"][0] == {"msgType": "text", "content": "照"}


async def test_message__quote_with_pictures_is_a_rich_text(env: Environment) -> None:
    original = env.li.say(env.group, "一只猫")
    inside = heard(env.li.quote(env.group, original, "像这样", at=True, pictures=[picture()]))
    assert inside["content"]["isReplyMsg"] is True and len(inside["content"]["richText"]) == 2
    beside = heard(env.li.quote(env.group, original, at=True, pictures=[picture()], beside_content=True))
    assert beside["text"]["isReplyMsg"] is True and len(beside["content"]["richText"]) == 1


async def test_message__quotes_of_the_robots_own_messages_carry_the_key_of_the_send(env: Environment) -> None:
    media = (await env.robot.upload(picture()))["media_id"]
    _, sent = await env.robot.send("0147", "sampleImageMsg", {"photoURL": media})
    (answer,) = env.chat.answers
    payload = heard(env.li.quote(env.chat, answer, "again"))
    assert payload["originalProcessQueryKey"] == sent["processQueryKey"]
    assert "content" not in payload["text"]["repliedMsg"]
    assert "originalProcessQueryKey" not in heard(env.li.quote(env.chat, answer, shape="no-key"))
    with_code = heard(env.li.quote(env.chat, answer, shape="with-code"))
    code = with_code["text"]["repliedMsg"]["content"]["downloadCode"]
    assert (await env.robot.download(code))[0] == 200


async def test_message__over_the_monthly_quota_messages_come_empty(env: Environment) -> None:
    env.dd.settings.pushes_per_month = 1
    assert "text" in heard(env.li.say(env.chat, "the last one"))
    empty = heard(env.li.say(env.chat, "one too many"))
    assert (empty["msgtype"], empty["errorCode"]) == ("text", "20001")
    assert "text" not in empty and "content" not in empty
    await env.clock.advance(31 * 24 * 3600)
    assert "text" in heard(env.li.say(env.chat, "a new month"))


async def test_message__client_link_makes_the_person_speak(env: Environment) -> None:
    link = "dtmd://dingtalkclient/sendMessage?content=%2Fagain+123"
    card = {"title": "t", "text": "done", "actionTitle1": "再来", "actionURL1": link}
    await env.robot.send_group(
        env.group.conversation_id,
        "sampleActionCard2",
        card | {"actionTitle2": "网页", "actionURL2": "https://example.com/"},
    )
    (answer,) = env.group.answers
    said = env.wang.press(answer, "再来")
    assert said is not None and heard(said)["text"]["content"] == " /again 123"
    assert heard(said)["senderStaffId"] == "0148"
    env.dd.settings.dtmd_adds_at = False
    silent = env.wang.press(answer, "再来")
    assert silent is not None and silent.push is None and silent.text == "/again 123"
    assert env.wang.press(answer, "网页") is None and env.wang.opened == ["https://example.com/"]
    assert env.violated() == []


async def test_message__person_recalls(env: Environment) -> None:
    message = env.li.say(env.chat, "oops")
    env.li.recall(message)
    assert env.chat.shown() == [] and env.chat.history == [message]
