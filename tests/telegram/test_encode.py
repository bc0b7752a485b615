"""Encoding of views as API calls."""

from __future__ import annotations

import pytest
from telegram import InlineKeyboardMarkup

from adapters.telegram.encode import (
    Delete,
    EditCaption,
    EditPicture,
    EditText,
    SendFile,
    SendText,
    encode,
    fits_photo,
    formatted_text,
    keyboard,
)
from adapters.telegram.identity import Handle, MessageId
from bot.adapter_api import Button, Create, Edit, PostView, Remove, ViewPicture

FOX = ViewPicture("a/fox.png", "image/png", 1024, 1024, name="shenbi-1.png")
HARE = ViewPicture("a/hare.png", "image/png", 1024, 1024)
TEXT = Handle(MessageId(-5, 9))
PHOTO = Handle(MessageId(-5, 9), "photo", FOX.key)


def test_encode__create_is_words_that_reply() -> None:
    (call,) = encode(Create(1, PostView("hello", reply_to="-5:7", silent=True)), -5)
    assert isinstance(call, SendText)
    assert (call.content.text, call.reply_to, call.silent, call.keyboard) == ("hello", 7, True, None)


def test_encode__reply_to_a_message_of_another_chat_is_none() -> None:
    (call,) = encode(Create(1, PostView("hello", reply_to="-4:7")), -5)
    assert isinstance(call, SendText)
    assert call.reply_to == 0


@pytest.mark.parametrize("reply_to", ["", "7", "x:7", "-5:", "-5:-7", "5:7:9"])
def test_encode__reply_to_nonsense_is_none(reply_to: str) -> None:
    (call,) = encode(Create(1, PostView("hello", reply_to=reply_to)), -5)
    assert isinstance(call, SendText)
    assert call.reply_to == 0


def test_encode__words_become_a_picture_and_then_other_words_under_it() -> None:
    view = PostView("a fox", picture=FOX)
    (first,) = encode(Edit(1, str(TEXT), view), -5)
    (second,) = encode(Edit(1, str(PHOTO), view), -5)
    (third,) = encode(Edit(1, str(PHOTO), PostView("a hare", picture=HARE)), -5)
    assert isinstance(first, EditPicture)
    assert isinstance(second, EditCaption)
    assert isinstance(third, EditPicture)
    assert third.picture == HARE


def test_encode__a_picture_is_covered_where_that_is_wished() -> None:
    for cover in (True, False):
        (call,) = encode(Edit(1, str(TEXT), PostView("words", picture=FOX, cover=cover)), -5)
        assert isinstance(call, EditPicture)
        assert call.covered is cover


def test_encode__picture_never_becomes_words_again() -> None:
    (words_,) = encode(Edit(1, str(TEXT), PostView("deleted")), -5)
    (blank,) = encode(Edit(1, str(PHOTO), PostView("deleted")), -5)
    assert isinstance(words_, EditText)
    assert isinstance(blank, EditPicture)
    assert blank.picture is None


def test_encode__removing_knows_what_to_do_instead() -> None:
    (call,) = encode(Remove(1, str(PHOTO), PostView("deleted")), -5)
    assert isinstance(call, Delete)
    assert isinstance(call.fallback, EditPicture)


def test_encode__files_are_messages_of_their_own_and_the_first_has_the_words() -> None:
    calls = encode(Create(1, PostView("originals", files=(FOX, HARE), reply_to="-5:7")), -5)
    assert [type(call) for call in calls] == [SendFile, SendFile]
    assert [call.content.text for call in calls if isinstance(call, SendFile)] == ["originals", ""]


def test_encode__message_of_a_chat_that_was_left_behind_cannot_be_edited() -> None:
    with pytest.raises(LookupError):
        encode(Edit(1, str(TEXT), PostView("x")), -1005)


@pytest.mark.parametrize("text", ["", "5", "5:6", "5:6:text", "5:6:video:k", "x:6:text:"])
def test_encode__what_is_no_handle(text: str) -> None:
    with pytest.raises(ValueError):
        Handle.parse(text)


def test_encode__handles_read_back() -> None:
    handle = Handle(MessageId(-1001, 7), "document", "jobs/1:2/x.png")
    assert Handle.parse(str(handle)) == handle


def test_encode__lengths_are_code_points_and_entities_are_utf_16() -> None:
    cut = formatted_text(PostView("狐" * 5000, title="🦊🦊"), 4096)
    assert len(cut.text) == 4096
    assert cut.text.endswith("…")
    assert (cut.entities[0].offset, cut.entities[0].length) == (0, 4)


def test_encode__buttons() -> None:
    rows = (
        (Button("Again", "again:1"), Button("Delete", "delete:1", style="danger")),
        (Button("Prompt", "", copy="a fox"), Button("Long", "", copy="x" * 257)),
    )
    made = keyboard(PostView("x", buttons=rows))
    assert isinstance(made, InlineKeyboardMarkup)
    assert [[b.text for b in row] for row in made.inline_keyboard] == [["Again", "Delete"], ["Prompt"]]
    assert made.inline_keyboard[0][1].style == "danger"
    assert made.inline_keyboard[1][0].copy_text is not None


def test_encode__no_more_buttons_than_telegram_takes() -> None:
    rows = tuple(tuple(Button(f"{i}.{j}", f"x:{i}:{j}") for j in range(7)) for i in range(20))
    made = keyboard(PostView("x", buttons=rows))
    assert made is not None
    assert sum(len(row) for row in made.inline_keyboard) == 100


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [(1024, 1024, True), (9000, 1000, True), (9000, 1001, False), (2000, 100, True), (2001, 100, False), (0, 5, False)],
)
def test_encode__what_telegram_takes_as_a_photo(width: int, height: int, fits: bool) -> None:
    assert fits_photo(ViewPicture("k", "image/png", width, height)) is fits
