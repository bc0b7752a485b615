"""Recorded payloads become messages; other input raises ValueError only."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dingtalk.decode import decode
from adapters.dingtalk.frames import CARD_TOPIC, ROBOT_TOPIC
from adapters.dingtalk.parts import image_handle
from bot.adapter_api import Conversation, Ignored, ImageSource, Press, RawUpdate
from tests.dingtalk.payloads import DIRECT, GROUP, WEBHOOK, arrived, message

PICTURE = ImageSource(image_handle("mIofJE0E", "dingodm3k"))


def test_decode__text_in_a_group() -> None:
    said = message(GROUP)
    assert said.conversation == Conversation("dingtalk", "cid6EUsg==")
    assert (said.text, said.direct, said.addressed) == ("画一只猫", False, True)
    assert (said.sender.user_id, said.sender.reply_key, said.sender.name) == ("01478602", "01478602", "小李")
    assert said.sender.is_admin
    assert said.sent_at == 1708327204.136
    assert said.message_id == "msgrK2U+riw=="


def test_decode__text_one_to_one() -> None:
    said = message(DIRECT | {"msgtype": "text", "text": {"content": "hi"}, "createAt": "1708327204136"})
    assert said.conversation == Conversation("dingtalk", "1:01478602")
    assert said.direct
    assert said.sent_at == 1708327204.136


def test_decode__somebody_from_outside_is_known_by_the_encrypted_id() -> None:
    data = {k: v for k, v in DIRECT.items() if k not in ("senderStaffId", "isAdmin")}
    said = message(data | {"msgtype": "text", "text": {"content": "hi"}})
    assert said.conversation.chat_id == "1:$:LWCP_v1:$Bv1MhAv9"
    assert said.sender.reply_key == ""
    assert not said.sender.is_admin


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (" @神笔 画猫", "画猫"),
        ("@神笔\u2005画猫", "画猫"),
        (" 画猫 @小王", "画猫 @小王"),
        (" ", ""),
        (" /again 7", "/again 7"),
    ],
)
def test_decode__mention_left_at_the_beginning_is_cut_off(content: str, text: str) -> None:
    assert message(GROUP | {"text": {"content": content}}).text == text


@pytest.mark.parametrize("as_string", [False, True])
def test_decode__picture_by_its_download_code(as_string: bool) -> None:
    content: Any = {"pictureDownloadCode": "pWjAks=", "downloadCode": "mIofJE0E"}
    said = message(DIRECT | {"msgtype": "picture", "content": json.dumps(content) if as_string else content})
    assert said.images == (PICTURE,)
    assert said.text == ""


def test_decode__rich_text_keeps_its_line_breaks_and_pictures() -> None:
    parts = [
        {"text": "照这张图画：\n"},
        {"pictureDownloadCode": "x", "downloadCode": "mIofJE0E", "type": "picture"},
        {"type": "text", "text": "换成"},
        {"text": "水彩"},
    ]
    said = message(GROUP | {"msgtype": "richText", "content": {"richText": parts}})
    assert said.text == "照这张图画：\n换成水彩"
    assert said.images == (PICTURE,)


def test_decode__several_pictures_in_their_order() -> None:
    codes = ("one", "two", "three")
    parts = [{"text": "把这两个人放进这个房间"}, *({"type": "picture", "downloadCode": code} for code in codes)]
    said = message(GROUP | {"msgtype": "richText", "content": {"richText": parts}})
    assert said.images == tuple(ImageSource(image_handle(code, "dingodm3k")) for code in codes)


def test_decode__picture_without_a_code_among_others_is_not_left_out() -> None:
    parts = [{"text": "合成"}, {"type": "picture", "downloadCode": "one"}, {"type": "picture"}]
    said = message(GROUP | {"msgtype": "richText", "content": {"richText": parts}})
    assert said.unreadable == "other"


def test_decode__mention_as_a_part_of_its_own_is_dropped() -> None:
    parts = [{"text": "@SDK示例"}, {"type": "at", "atName": "神笔"}, {"text": "画猫"}]
    assert message(GROUP | {"msgtype": "richText", "content": {"richText": parts}}).text == "画猫"


@pytest.mark.parametrize(
    ("kind", "content", "text", "images"),
    [
        ("audio", {"duration": 4000, "downloadCode": "x", "recognition": "画一只猫"}, "画一只猫", ()),
        ("video", {"duration": "5", "videoType": "mp4", "downloadCode": "x"}, "", ()),
        ("file", {"fileName": "photo.JPG", "downloadCode": "mIofJE0E"}, "", (PICTURE,)),
        ("file", {"fileName": "foobar.zip", "downloadCode": "mIofJE0E"}, "", ()),
        ("unknownMsgType", {"unknownMsgType": "用户发送了一条消息，机器人暂不支持接收。"}, "", ()),
        ("chatRecord", {}, "", ()),
        ("picture", None, "", ()),
        ("richText", {"richText": None}, "", ()),
    ],
)
def test_decode__other_types(kind: str, content: Any, text: str, images: tuple[ImageSource, ...]) -> None:
    said = message(DIRECT | {"msgtype": kind, "content": content})
    assert (said.text, said.images) == (text, images)


def test_decode__quota_notice_has_neither_text_nor_content() -> None:
    data = DIRECT | {"msgtype": "text", "errorCode": "20001", "errorMessage": "受调用量超量影响"}
    came = arrived(data)
    assert came.over_quota
    assert isinstance(decode(came.update), Ignored)


def test_decode__webhook_is_kept_out_of_what_is_saved() -> None:
    came = arrived(GROUP)
    assert came.route is not None
    assert came.route.webhook == WEBHOOK
    assert came.route.webhook_until == 1708332604.316
    assert "sessionWebhook" not in json.loads(came.update.body)["data"]
    assert "66d7c695a9" not in came.update.body


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/robot", "http://oapi.dingtalk.com/x", "https://oapi.dingtalk.com.evil.example/", "[", ""],
)
def test_decode__webhook_elsewhere_is_not_believed(url: str) -> None:
    route = arrived(GROUP | {"sessionWebhook": url}).route
    assert route is not None
    assert route.webhook == ""


def test_decode__null_expiry_is_no_webhook_for_ever() -> None:
    route = arrived(GROUP | {"sessionWebhookExpiredTime": None}).route
    assert route is not None
    assert route.webhook_until == 0


def test_decode__same_message_has_the_same_id_whatever_the_frame() -> None:
    ids = {arrived(GROUP, frame=frame).update.event_id for frame in ("a", "b")}
    assert ids == {"msgrK2U+riw=="}


@pytest.mark.parametrize("kind", ["IM_GROUP", "IM_ROBOT"])
def test_decode__pressed_card(kind: str) -> None:
    pressed = json.dumps({"cardPrivateData": {"actionIds": ["b1"], "params": {"action": "again:7"}}})
    data = {"outTrackId": "t-1", "userId": "0147", "spaceType": kind, "spaceId": "cid1", "content": pressed}
    came = arrived(data, CARD_TOPIC)
    press = decode(came.update)
    assert isinstance(press, Press)
    assert (press.action, press.message_id, press.sender.reply_key) == ("again:7", "t-1", "0147")
    assert press.conversation.chat_id == ("cid1" if kind == "IM_GROUP" else "1:0147")
    assert came.update.event_id == "card:frame-1"


def test_decode__what_no_database_takes_is_left_out() -> None:
    came = arrived(GROUP | {"text": {"content": "a\x00b\ud83dc"}, "senderNick": "\udfff"})
    came.update.body.encode()
    assert message(GROUP | {"text": {"content": "a\x00b\ud83dc"}}).text == "ab\ufffdc"


@pytest.mark.parametrize("at", [10**400, "nan", "-inf", -1, True, None, "soon"])
def test_decode__impossible_time_is_no_time(at: object) -> None:
    assert message(GROUP | {"createAt": at}).sent_at in (0.0, 0.001)


@pytest.mark.parametrize("data", [None, [], "text", 7, {}, {"conversationType": "2"}, {"conversationType": "1"}])
def test_decode__what_is_no_message_is_quarantined(data: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(arrived(data).update)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(
    [*GROUP, "content", "originalMsgId", "originalProcessQueryKey", "quoteMessage", "errorCode", "outTrackId", "userId"]
)


@given(st.dictionaries(fields, json_values, max_size=8), st.sampled_from([ROBOT_TOPIC, CARD_TOPIC, ""]))
def test_decode__no_payload_breaks_the_decoder(changes: dict[str, Any], topic: str) -> None:
    came = arrived(GROUP | changes, topic)
    with contextlib.suppress(ValueError):  # Set aside, which is what should become of it.
        decode(came.update)


@given(st.text())
def test_decode__no_body_breaks_the_decoder(body: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(RawUpdate("x", body))
