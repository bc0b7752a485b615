"""Every observed shape of a quote."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.dingtalk.parts import image_handle
from bot.adapter_api import ImageSource, Quote
from tests.dingtalk.payloads import GROUP, message

PICTURE = ImageSource(image_handle("mIof", "dingodm3k"))
ROBOT = GROUP["chatbotUserId"]


def quoted(
    replied: Any = None, *, beside: dict[str, Any] | None = None, flagged: bool = True, **top: Any
) -> Quote | None:
    """The quote of a group text with this `repliedMsg`."""
    text: dict[str, Any] = {"content": " make it blue"}
    if flagged:
        text["isReplyMsg"] = True
    if replied is not None:
        text["repliedMsg"] = replied
    return message(GROUP | {"text": text} | (beside or {}) | top).reply_to


def replied(kind: str, content: Any = None, sender: str = "$:LWCP_v1:$li") -> dict[str, Any]:
    body = {"msgType": kind, "msgId": "msgAbc==", "senderId": sender, "createdAt": 1769851600000}
    return body | ({"content": content} if content is not None else {})


def test_quote__plain_message_quotes_nothing() -> None:
    assert message(GROUP).reply_to is None


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("picture", {"downloadCode": "mIof"}),
        ("picture", '{"downloadCode": "mIof"}'),
        (
            "richText",
            {"richText": [{"msgType": "text", "content": "a"}, {"msgType": "picture", "downloadCode": "mIof"}]},
        ),
        ("richText", {"richText": [{"text": "a"}, {"type": "picture", "downloadCode": "mIof"}]}),
        ("file", {"downloadCode": "mIof", "fileName": "photo.png"}),
    ],
)
def test_quote__somebodys_picture(kind: str, content: Any) -> None:
    quote = quoted(replied(kind, content), originalMsgId="msgAbc==")
    assert quote is not None
    assert quote.images == (PICTURE,)
    assert quote.keys == ("msgAbc==",)
    assert not quote.from_bot
    assert not quote.withheld


def test_quote__several_pictures_of_which_all_or_none_can_be_fetched() -> None:
    parts = [{"text": "a"}, *({"type": "picture", "downloadCode": code} for code in ("mIof", "two"))]
    quote = quoted(replied("richText", {"richText": parts}))
    assert quote is not None
    assert quote.images == (PICTURE, ImageSource(image_handle("two", "dingodm3k")))
    quote = quoted(replied("richText", {"richText": [*parts, {"type": "picture"}]}))
    assert quote is not None
    assert (quote.images, quote.unreadable) == ((), "other")


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("text", {"text": "hello"}, "hello"),
        ("text", {"content": "hello"}, "hello"),
        ("markdown", {"text": "# hello"}, "# hello"),
        ("interactiveCard", {"cardContent": {"children": [{"text": "a"}, {"deep": {"text": "b"}}]}}, "a\nb"),
    ],
)
def test_quote__words(kind: str, content: Any, text: str) -> None:
    quote = quoted(replied(kind, content))
    assert quote is not None
    assert (quote.text, quote.images, quote.withheld) == (text, (), False)


def test_quote__vote_is_told_but_no_picture() -> None:
    quote = quoted(replied("audio", {"downloadCode": "mIof", "fileName": "a.amr"}))
    assert quote is not None
    assert (quote.images, quote.withheld) == ((), False)


@pytest.mark.parametrize("body", [None, replied("unknownMsgType"), replied("picture")])
def test_quote__only_an_id_is_a_message_withheld(body: Any) -> None:
    quote = quoted(body, originalMsgId="msgAbc==")
    assert quote is not None
    assert quote.keys == ("msgAbc==",)
    assert quote.withheld


def test_quote__our_own_picture_is_named_by_its_key() -> None:
    quote = quoted(replied("interactiveCard", sender=ROBOT), originalMsgId="msgAbc==", originalProcessQueryKey="key-1")
    assert quote is not None
    assert quote.keys == ("key-1", "msgAbc==")
    assert quote.from_bot
    assert not quote.withheld


def test_quote__our_own_picture_without_a_key_is_known_to_be_ours() -> None:
    quote = quoted(replied("picture", sender=ROBOT), originalMsgId="msgAbc==")
    assert quote is not None
    assert quote.from_bot


def test_quote__inside_a_rich_text_and_the_field_of_old_robots() -> None:
    inner = {
        "isReplyMsg": True,
        "repliedMsg": replied("picture", {"downloadCode": "mIof"}),
        "richText": [{"text": "x"}],
    }
    quote = message(GROUP | {"msgtype": "richText", "content": inner}).reply_to
    assert quote is not None
    assert quote.images == (PICTURE,)
    old = quoted(flagged=False, quoteMessage=replied("picture", {"downloadCode": "mIof"}))
    assert old is not None
    assert old.images == (PICTURE,)
