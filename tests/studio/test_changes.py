"""A picture of the studio's own stays known as one on its way back through our client, and is changed exactly."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.dashscope import DashScopeClient
from bot.jobs.workers.references import data_uris
from bot.media.model_input import shrink_jpeg
from bot.media.normalize import normalize_image
from bot.media.storage.folder_store import FolderPictureStore
from bot.upstream import Model, ResultItem
from studio.server import Settings, StudioOptions
from studio.server.canned_pictures import canned_png
from tests.studio.client import StudioClient, studio_client
from tests.studio.test_chat import img, say, told
from tests.studio.test_our_client import CATALOGUE, our_client, painted
from tests.studio.test_painting import PAINTING

MODEL = CATALOGUE.models["wan2.7-image"]
EACH_TIME = {"wan2.7-image"}
"""The others, with the other way of asking, in the long proofs."""
EDITING = [
    pytest.param(model, id=model.name, marks=() if model.name in EACH_TIME else pytest.mark.long)
    for model in CATALOGUE.models.values()
    if model.reference is not None and "edit" in model.reference.modes
]
SIZE = Size(768, 768)
START = GenerationRequest(MODEL.name, "a cat by a lake at noon", 1, SIZE, 5)


class Chain:
    """Requests one after another, as the bot makes them: each picture is stored, and sent with the next request."""

    def __init__(self, studio: StudioClient, client: DashScopeClient, folder: Path) -> None:
        self.studio, self.client, self.pictures = studio, client, FolderPictureStore(folder)

    async def paint(self, request: GenerationRequest) -> tuple[ResultItem, bytes]:
        urls: list[str] = []
        if request.reference is not None:
            rule = CATALOGUE.models[request.model].reference
            assert rule is not None
            urls = await data_uris(self.pictures, rule, request.reference)
        (result,) = await painted(self.client, request, urls)
        assert result.url is not None
        return result, (await self.studio.get(result.url))[1]

    async def change(self, words: str, *images: bytes, model: Model = MODEL) -> tuple[ResultItem, bytes]:
        for number, data in enumerate(images):
            await self.pictures.put(f"jobs/1/{number}.png", data)
        keys = [f"jobs/1/{number}.png" for number in range(len(images))]
        reference = Reference(keys[0], "edit", model.reference_strength("edit"), tuple(keys[1:]))
        size = SIZE if model is MODEL else model.sizes_of(with_images=True).offered[0]
        request = replace(START, model=model.name, prompt=words, size=size, seed=99, reference=reference)
        return await self.paint(request)

    async def described(self, data: bytes, mime: str = "image/png") -> str:
        uri = f"data:{mime};base64," + base64.b64encode(data).decode()
        return told(await say(self.studio, img(uri), "Describe this picture."))


@pytest.mark.parametrize("model", EDITING)
async def test_changes__every_model_that_edits_changes_the_scene(tmp_path: Path, model: Model) -> None:
    settings = Settings(min_task_s=0, queries_per_second=100_000, submissions_per_second={model.name: 1000})
    async with studio_client(StudioOptions(settings=settings)) as studio, our_client(studio) as client:
        chain = Chain(studio, client, tmp_path)
        _, first = await chain.paint(START)
        result, night = await chain.change("make it night and add a hat", first, model=model)
        assert result.unread == ("hat",)
        assert (await chain.described(night)).startswith("a cat, lake, night, photo, ")
        assert model.reference is not None
        if model.reference.max_images > 1:
            _, dog = await chain.paint(replace(START, prompt="a black dog in a city"))
            result, both = await chain.change("put the dog of picture 2 into picture 1", night, dog, model=model)
            assert result.unread == ()
            assert (await chain.described(both)).startswith("a cat, a black dog, lake, night, photo, ")


async def test_changes__description_is_in_the_language_of_the_question(tmp_path: Path) -> None:
    async with studio_client(PAINTING) as studio, our_client(studio) as client:
        chain = Chain(studio, client, tmp_path)
        _, first = await chain.paint(START)
        _, data = await chain.change("下雨，把猫变成黑色", first)
        uri = "data:image/jpeg;base64," + base64.b64encode(_jpeg(data, 500)).decode()
        answer = told(await say(studio, img(uri), "描述这张图片"))
        assert answer == "一只黑色的小猫，湖泊，下雨，白天，照片，方形画面"
        photo = "data:image/png;base64," + base64.b64encode(canned_png(640, 520, 1, "photo")).decode()
        answer = told(await say(studio, img(photo), "描述这张图片"))
        assert answer.startswith("一张 640×520 像素的横幅图片，主要颜色是") and answer.endswith(
            "画室看不出画的是什么。"
        )


@pytest.mark.long
async def test_changes__third_change_still_knows_the_scene(tmp_path: Path) -> None:
    async with studio_client(PAINTING) as studio, our_client(studio) as client:
        chain = Chain(studio, client, tmp_path)
        _, data = await chain.paint(START)
        for words in ("make it night", "加一只船", "make the cat black"):
            result, data = await chain.change(words, data)
            assert result.unread == ()
        assert await chain.described(data) == "a black cat, a boat, lake, night, photo, square format"


@pytest.mark.long
@pytest.mark.parametrize("way", ["a photo of a chat", "a smaller copy", "an upload to the room"])
async def test_changes__picture_that_was_encoded_anew_is_known_too(tmp_path: Path, way: str) -> None:
    """A chat sends a photo as a JPEG, a request with many large images makes them smaller, an upload is normalized."""
    async with studio_client(PAINTING) as studio, our_client(studio) as client:
        chain = Chain(studio, client, tmp_path)
        _, first = await chain.paint(START)
        _, black = await chain.change("make the cat black", first)
        encoded = {
            "a photo of a chat": _jpeg(black, 720),
            "a smaller copy": shrink_jpeg(black, 400).data,
            "an upload to the room": normalize_image(black).data,
        }[way]
        # That the black cat's picture is meant, and not the one that it was made from, is seen by the colours.
        result, data = await chain.change("make it rain", encoded)
        assert result.unread == ()
        assert await chain.described(data) == "a black cat, lake, rain, noon, photo, square format"
        assert await chain.described(encoded, "image/jpeg") == "a black cat, lake, noon, photo, square format"


@pytest.mark.long
async def test_changes__scene_in_the_file_is_enough_for_another_studio(tmp_path: Path) -> None:
    async with studio_client(PAINTING) as studio, our_client(studio) as client:
        _, data = await Chain(studio, client, tmp_path).paint(START)
    async with studio_client(PAINTING) as studio, our_client(studio) as client:
        chain = Chain(studio, client, tmp_path)
        result, data = await chain.change("add a boat", data)
        assert result.unread == ()
        assert await chain.described(data) == "a cat, a boat, lake, noon, photo, square format"


async def test_changes__of_a_photo_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    async with studio_client(PAINTING) as studio, our_client(studio) as client:
        chain = Chain(studio, client, tmp_path)
        result, data = await chain.change("make it night and add a boat", canned_png(640, 520, 1, "photo"))
        assert result.unread == ("boat",)
        with Image.open(io.BytesIO(data)) as image:
            assert "light, colours or weather" in image.info["Comment"]
        assert "cannot tell what it shows" in await chain.described(data)


@pytest.mark.long
async def test_changes__subject_of_one_picture_joins_another(tmp_path: Path) -> None:
    async with studio_client(PAINTING) as studio, our_client(studio) as client:
        chain = Chain(studio, client, tmp_path)
        _, lake = await chain.paint(replace(START, prompt="a lake at noon"))
        _, dog = await chain.paint(replace(START, prompt="a black dog in a city at night"))
        result, data = await chain.change("把图2的狗放到图1里", lake, dog)
        assert result.unread == ()
        assert await chain.described(data) == "a black dog, lake, noon, photo, square format"


def _jpeg(data: bytes, side: int) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.convert("RGB").resize((side, side)).save(out, "JPEG", quality=80)
    return out.getvalue()
