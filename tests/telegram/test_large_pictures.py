"""Sets, transparent pictures, and those over Telegram's limits: a smaller copy as the photo, the original as a file."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.emulators.telegram import Message, MessageList
from tests.pictures import huge_png, is_chequered, megabytes
from tests.telegram.conftest import RunningBot


async def agree(env: RunningBot) -> None:
    """Press the button of the question that is asked before what is dear or much."""

    def question(messages: MessageList) -> Message | None:
        return next((m for m in messages if any(b.text == "Paint" for b in m.buttons)), None)

    asked = await env.chat.wait_for(question, 90.0)
    assert asked is not None
    env.ann.press(asked, "Paint")


async def document(env: RunningBot) -> bytes:
    """Wait for the file that the bot sends."""
    found = await env.chat.wait_for(lambda messages: [m for m in messages if m.document], 90.0)
    assert found[-1].document
    return found[-1].document.bytes


async def test_large_picture__arrives_as_a_smaller_photo_and_whole_as_a_file(
    env: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.server.references.canned_png", lambda *_, **__: huge_png())
    env.ann.say(env.chat, "/imagine a fox --model wan2.7-image-pro --4k")
    await agree(env)
    shown = await env.picture()
    assert shown.photo is not None
    assert max(shown.photo.size) <= 2560
    assert "4096×4096" in shown.words
    assert f"the original ({megabytes(huge_png())}) is sent as a file" in shown.words
    env.ann.press(shown, "📎 Original")
    whole = await document(env) == huge_png()
    assert whole  # Not in the assertion: its message would print 30 MB.


async def test_large_picture__over_what_a_bot_may_send_comes_as_a_jpeg_of_the_same_size(
    env: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.server.references.canned_png", lambda *_, **__: huge_png(1024))
    monkeypatch.setattr("adapters.telegram.sending.FILE_MAX_BYTES", 2_000_000)
    env.ann.say(env.chat, "/imagine a fox")
    env.ann.press(await env.picture(), "📎 Original")
    with Image.open(io.BytesIO(await document(env))) as original:
        assert (original.format, original.size) == ("JPEG", (1024, 1024))


async def test_large_picture__of_too_many_pixels_in_width_and_height_is_a_smaller_photo(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine a long wall --model wan2.7-image-pro --4k --ar 8:1")
    await agree(env)
    shown = await env.picture()
    assert shown.photo is not None
    assert shown.photo.size[0] == 8 * shown.photo.size[1]
    assert "Shown smaller here" in shown.words


async def test_transparent_picture__photo_is_chequered_and_the_file_keeps_its_transparency(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine a fox --model qwen-image-2.1-turbo --transparent")
    shown = await env.picture()
    assert shown.photo is not None
    assert is_chequered(shown.photo.bytes)
    assert "chequered" in shown.words
    env.ann.press(shown, "📎 Original")
    with Image.open(io.BytesIO(await document(env))) as original:
        assert original.format == "PNG"
        assert original.has_transparency_data


async def test_set__of_twelve_has_a_button_for_each_and_all_come_as_files(env: RunningBot) -> None:
    env.studio.change_settings(set_pictures=12)
    env.ann.say(env.chat, "/imagine foxes --model wan2.7-image --set 12")
    await agree(env)
    sheet = await env.picture()
    assert [[b.text for b in row] for row in sheet.keyboard][1:3] == [
        [f"📎 {number}" for number in range(1, 7)],
        [f"📎 {number}" for number in range(7, 13)],
    ]
    env.ann.press(sheet, "📎 12")
    await document(env)
    env.ann.press(sheet, "📎 Originals")

    def all_of_them(messages: MessageList) -> bool:
        return sum(m.document is not None for m in messages) == 13

    await env.chat.wait_for(all_of_them, 90.0, "twelve originals")


async def test_set__of_which_fewer_come_says_so_and_charges_what_came(env: RunningBot) -> None:
    env.studio.change_settings(set_pictures=4, min_task_s=2.0)
    env.ann.say(env.chat, "/imagine foxes --model wan2.7-image --set 6")
    await agree(env)
    waiting = await env.words("up to 6 pictures")
    assert "¥1.2" in waiting.words
    shown = await env.picture()
    assert "The set has 4 pictures, of at most 6" in shown.words
    assert "¥0.8" in shown.words
    env.ann.say(env.chat, "/cost")
    await env.words("¥0.8")
