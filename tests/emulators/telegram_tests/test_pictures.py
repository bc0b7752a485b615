"""Photos, documents, albums and downloads."""

import io
from collections.abc import Callable

import aiohttp
import pytest
import telegram
from PIL import Image
from telegram import InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest, NetworkError

from .conftest import Environment, client, png


async def test_picture__photo_is_recompressed_into_sizes(env: Environment) -> None:
    sent = await env.api.send_photo(env.chat.id, png(1600, 1200), "caption", filename="x.png")
    assert [(size.width, size.height) for size in sent.photo] == [(90, 68), (320, 240), (800, 600), (1280, 960)]
    assert len({size.file_unique_id for size in sent.photo}) == 4
    shown = env.chat.messages[-1]
    assert shown.photo is not None and shown.caption == "caption"
    with Image.open(io.BytesIO(shown.photo.bytes)) as image:
        assert (image.format, image.size) == ("JPEG", (1280, 960))


@pytest.mark.parametrize(
    ("data", "refusal"),
    [  # Made by the test: each of several processes collects all tests.
        (lambda: png(5000, 5001), "Photo_invalid_dimensions"),
        (lambda: png(2100, 100), "Photo_invalid_dimensions"),
        (lambda: b"no picture at all", "Image_process_failed"),
        (lambda: png()[:60], "Image_process_failed"),
        (lambda: b"", "File must be non-empty"),
        (
            lambda: bytes(100_001),
            "File of size 100001 bytes is too big for a photo; the maximum size is 100000 bytes",
        ),
    ],
)
async def test_picture__photos_that_are_refused(env: Environment, data: Callable[[], bytes], refusal: str) -> None:
    with pytest.raises(BadRequest) as caught:
        await env.api.send_photo(env.chat.id, data(), filename="x.png")
    assert caught.value.message == refusal
    assert not env.chat.messages


async def test_picture__largest_photo_is_taken(env: Environment) -> None:
    await env.api.send_photo(env.chat.id, png(9520, 480), filename="x.png")


async def test_picture__caption_limit(env: Environment) -> None:
    await env.api.send_photo(env.chat.id, png(), "<i>" + "画" * 1024 + "</i>", parse_mode="HTML", filename="x.png")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await env.api.send_photo(env.chat.id, png(), "画" * 1025, filename="x.png")


async def test_picture__document_keeps_its_bytes(env: Environment) -> None:
    data = png(500, 400)
    sent = await env.api.send_document(env.chat.id, data, filename="original.png")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("original.png", "image/png")
    assert sent.document.thumbnail is not None
    assert (await (await sent.document.get_file()).download_as_bytearray()) == data
    with pytest.raises(NetworkError) as caught:
        await env.api.send_document(env.chat.id, bytes(200_001), filename="big.bin")
    assert caught.value.message == "Request Entity Too Large"


async def test_picture__resending_by_file_id(env: Environment) -> None:
    photo = env.ann.send_photo(env.chat, png(700, 500))
    update = telegram.Update.de_json((await env.drain())[0], env.api)
    assert update.message is not None
    seen = update.message.photo
    sent = await env.api.send_photo(env.chat.id, seen[0].file_id)
    assert [size.file_unique_id for size in sent.photo] == [size.file_unique_id for size in seen]
    assert sent.photo[-1].file_id != seen[-1].file_id
    assert photo.photo is not None
    with pytest.raises(BadRequest, match="Can't use file of type photo as document"):
        await env.api.send_document(env.chat.id, seen[0].file_id)
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await env.api.send_photo(env.chat.id, "AgACAgIAAxk-unknown")


async def test_picture__file_ids_belong_to_one_bot(env: Environment) -> None:
    env.tg.add_bot("777:other", "other_bot")
    sent = await env.api.send_photo(env.chat.id, png(), filename="x.png")
    async with client(env.tg, "777:other") as other:
        with pytest.raises(BadRequest, match="Invalid file_id"):
            await other.get_file(sent.photo[-1].file_id)


async def test_picture__download_limit_and_link_life(env: Environment) -> None:
    env.ann.send_document(env.chat, bytes(150_001), "big.bin")
    env.ann.send_document(env.chat, b"small", "small.bin")
    big, small = (telegram.Update.de_json(update, env.api).message for update in await env.drain())
    assert big is not None and big.document is not None
    assert small is not None and small.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await big.document.get_file()
    link = await small.document.get_file()
    assert link.file_path is not None and env.bot.token in link.file_path
    await env.clock.advance(3600)
    assert await link.download_as_bytearray() == b"small"
    await env.clock.advance(1)
    async with aiohttp.ClientSession() as http, http.get(link.file_path) as response:
        assert response.status == 404
        assert await response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_picture__album_is_several_messages(env: Environment) -> None:
    items = [InputMediaPhoto(png(color=color), filename="x.png") for color in ("red", "green", "blue")]
    sent = await env.api.send_media_group(env.chat.id, items, caption="three")
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["three", None, None]
    assert len(env.chat.messages) == 3


async def test_picture__album_limits(env: Environment) -> None:
    photo = InputMediaPhoto(png(), filename="x.png")
    with pytest.raises(BadRequest, match="Document can't be mixed with other media types"):
        await env.api.send_media_group(env.chat.id, [photo, InputMediaDocument(b"x", filename="x.txt")])
    with pytest.raises(BadRequest, match="Too many messages to send as an album"):
        await env.api.send_media_group(env.chat.id, [photo] * 11)
    assert not env.chat.messages


async def test_picture__album_fails_in_part(env: Environment) -> None:
    items = [InputMediaPhoto(data, filename="x.png") for data in (png(), b"broken", png(color="blue"))]
    with pytest.raises(BadRequest) as caught:
        await env.api.send_media_group(env.chat.id, items)
    assert caught.value.message == 'Failed to send message #2 with the error message "image_process_failed"'
    assert len(env.chat.messages.pictures()) == 2


async def test_picture__file_behind_a_url_is_beyond_the_emulator(env: Environment) -> None:
    with pytest.raises(BadRequest, match="Failed to get http url content"):
        await env.api.send_photo(env.chat.id, "https://x.example/fox.jpg")
    assert [text for text in env.tg.violations if "by URL" in text]
    env.tg.violations.clear()
