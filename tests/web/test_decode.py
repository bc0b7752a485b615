"""Decoding saved updates to messages and presses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.decode import decode, message_update, press_update
from bot.adapter_api import ImageSource, Message, Press, Quote, RawUpdate

PERSON = {"id": "ab12", "name": "小红", "language": "zh"}


def message(text: str, room: str = "team", quote: dict[str, object] | None = None) -> Message:
    said = decode(message_update("m1", room, PERSON, text, [], quote, 5.0))
    assert isinstance(said, Message)
    return said


def test_decode__message_in_ones_own_room_is_spoken_to_the_bot() -> None:
    said = message("玫瑰", room="~ab12")
    assert said.direct
    assert said.addressed
    assert said.conversation.chat_id == "~ab12"
    assert (said.sender.user_id, said.sender.name, said.sender.language) == ("ab12", "小红", "zh")
    assert said.sender.is_admin


@pytest.mark.parametrize(
    ("text", "addressed", "left"),
    [
        ("你好", False, "你好"),
        ("/画 猫", True, "/画 猫"),
        ("／画 猫", True, "／画 猫"),
        (" /imagine a cat", True, "/imagine a cat"),
        ("@神笔画一只猫", True, "画一只猫"),
        ("@Shenbi, a cat", True, "a cat"),
        ("画猫 @神笔", True, "画猫"),
        ("@shenbify it", False, "@shenbify it"),
        ("mail me@shenbi", True, "mail me"),
    ],
)
def test_decode__who_is_spoken_to_in_a_shared_room(text: str, addressed: bool, left: str) -> None:
    said = message(text)
    assert not said.direct
    assert (said.addressed, said.text) == (addressed, left)
    assert not said.sender.is_admin


def test_decode__answer_brings_what_it_answers() -> None:
    images = [{"handle": "in-1", "mime": "image/png", "bytes": 9}]
    said = message("/重绘 水彩", quote={"id": "m0", "bot": False, "text": "我的照片", "images": images})
    assert said.reply_to == Quote(("m0",), "我的照片", (ImageSource("in-1", "image/png", 9),))
    said = message("再来", quote={"id": "p7", "bot": True, "text": "画好了", "images": []})
    assert said.reply_to == Quote(("p7",), "画好了", from_bot=True)


def test_decode__press() -> None:
    said = decode(press_update("b1", "team", PERSON, "p7", "again:7", 5.0))
    assert isinstance(said, Press)
    assert (said.action, said.message_id, said.sender.user_id, said.direct) == ("again:7", "p7", "ab12", False)


@given(st.text(max_size=50) | st.sampled_from(['{"kind":"message"}', "[]", "null", '{"kind":"press","person":3}']))
def test_decode__what_is_not_ours_is_a_value_error(body: str) -> None:
    with pytest.raises(ValueError):
        decode(RawUpdate("x", body))


@given(st.text(max_size=200))
def test_decode__any_text_comes_through_whole(text: str) -> None:
    said = decode(message_update("m1", "~ab12", PERSON, text, [], None, 0.0))
    assert isinstance(said, Message)
    if "@" not in text:
        assert said.text == text.strip()
