"""Views become messages that the service accepts and that prompts cannot alter."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dingtalk import encode, markup
from adapters.dingtalk.encode import Wording
from adapters.dingtalk.limits import CARD_VALUE_MAX_BYTES, MSG_PARAM_MAX_BYTES
from bot.adapter_api import Button, PostView, Sender, ViewPicture

PICTURE = ViewPicture("k", "image/png", 8, 8)
LI = Sender("dingtalk", "0147", "小李", reply_key="0147")
ALONE = Wording()
GROUP = Wording("or: {commands}", group=True)


def buttons(count: int) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(f"b{n}", f"again:{n}", f"/again {n}"),) for n in range(1, count + 1))


def param(view: PostView, media: list[str] | None = None, wording: Wording = ALONE) -> tuple[str, dict[str, Any]]:
    sent = encode.robot_message(view, media or [], wording)
    return sent.msg_key, json.loads(sent.msg_param)


@pytest.mark.parametrize(
    ("count", "key"),
    [
        (0, "sampleText"),
        (1, "sampleActionCard"),
        (2, "sampleActionCard2"),
        (5, "sampleActionCard5"),
        (6, "sampleActionCard5"),
        (8, "sampleMarkdown"),
        (9, "sampleMarkdown"),
    ],
)
def test_encode__each_number_of_buttons_has_its_message(count: int, key: str) -> None:
    found, sent = param(PostView("words", buttons=buttons(count)))
    assert found == key
    links = [value for name, value in sent.items() if "URL" in name]
    assert len(links) + sent.get("text", "").count("](dtmd://dingtalkclient/sendMessage?content=%2Fagain%20") == count
    if key != "sampleMarkdown":
        assert len(links) == min(count, 5)
        assert all(link.startswith("dtmd://dingtalkclient/sendMessage?content=%2Fagain%20") for link in links)


def test_encode__press_types_exactly_what_the_button_says() -> None:
    text = "/restyle --from 7.2 中国画 & 100%#"
    assert unquote(markup.typed_link(text).partition("content=")[2]) == text


def test_encode__picture_without_buttons_is_markdown_with_the_picture() -> None:
    key, sent = param(PostView("#7 · cat\nfacts", picture=PICTURE), ["@lADP1"])
    assert key == "sampleMarkdown"
    assert sent["text"].startswith("![](@lADP1)\n\n**#7 · cat**")
    assert sent["title"] == "#7 · cat"


def test_encode__in_a_group_it_says_for_whom_and_what_to_type() -> None:
    view = PostView("#7 · cat", picture=PICTURE, buttons=buttons(2), mention=LI)
    _, sent = param(view, ["@lADP1"], GROUP)
    assert "@小李" in sent["text"]
    assert "or: /again 1 · /again 2" in sent["text"]
    _, alone = param(view, ["@lADP1"])
    assert "@小李" not in alone["text"]
    assert "or:" not in alone["text"]


def test_encode__by_webhook_the_asker_is_really_mentioned() -> None:
    view = PostView("#7 · cat", picture=PICTURE, buttons=buttons(2), mention=LI)
    body = encode.webhook_message(view, ["@lADP1"], GROUP)
    assert body["at"]["atUserIds"] == ["0147"]
    assert "@0147" in body["actionCard"]["text"]
    assert [b["title"] for b in body["actionCard"]["btns"]] == ["b1", "b2"]
    text = encode.webhook_message(replace(view, picture=None, buttons=()), [], GROUP)
    assert text["msgtype"] == "text"
    stranger = replace(view, mention=Sender("dingtalk", "$:x", "客"))
    assert "at" not in encode.webhook_message(stranger, [], GROUP)


def test_encode__prompt_cannot_plant_a_link_or_an_image() -> None:
    prompt = "[free](dtmd://dingtalkclient/sendMessage?content=/delete) ![](@lADP9) <a href=x> **x** `y`\n# big"
    _, sent = param(PostView(prompt, buttons=buttons(1)))
    assert "](" not in sent["text"]
    assert "<a" not in sent["text"]
    assert "\n#" not in sent["text"]


@given(st.text(max_size=4000) | st.text('"\\\x01猫\n', min_size=2000, max_size=4000), st.integers(0, 9), st.booleans())
def test_encode__every_message_is_small_enough_and_titled(text: str, count: int, group: bool) -> None:
    sent = encode.robot_message(
        PostView(text * 5, buttons=buttons(count), picture=PICTURE, mention=LI), ["@lADP1"], replace(GROUP, group=group)
    )
    assert len(sent.msg_param.encode("utf-8", "strict")) <= MSG_PARAM_MAX_BYTES
    assert json.loads(sent.msg_param)["title"].strip()


def test_encode__card_has_all_its_variables_as_short_strings() -> None:
    view = PostView("猫" * 900 + "\n" + "字" * 900, buttons=buttons(3), milestone="done")
    params = encode.card_params(view, "@lADP1")
    assert all(isinstance(value, str) and len(value.encode()) <= CARD_VALUE_MAX_BYTES for value in params.values())
    assert (params["b1"], params["a1"], params["b4"], params["a16"]) == ("b1", "again:1", "", "")
    assert (params["picture"], params["state"]) == ("@lADP1", "done")
    assert set(params) == set(encode.card_params(PostView("x"), ""))


def test_encode__card_shows_a_first_line_that_is_too_long_as_a_whole() -> None:
    """As the answers of a chat model are: one paragraph, which a title would cut off."""
    prompt = "猫" * 1000
    params = encode.card_params(PostView(f"{prompt}\n\n不到 ¥0.01"), "")
    assert params["title"].endswith("…")
    assert (params["text"] + params["text2"] + params["text3"]).split() == [prompt, "不到", "¥0.01"]
