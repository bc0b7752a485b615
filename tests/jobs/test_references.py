"""Reference images that travel inside a request: within the limits of the model and of a request, in their order."""

from __future__ import annotations

import base64
import io
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.adapter_api import Reference
from bot.dashscope.client import encode_with_images
from bot.jobs.claim import Claimed
from bot.jobs.states import State
from bot.jobs.workers import Submitter
from bot.jobs.workers.references import data_uris
from bot.media import ImageProblem
from bot.media.storage.folder_store import FolderPictureStore
from bot.upstream import Catalogue
from bot.upstream.port import IMAGES_LIMIT_BYTES
from tests.jobs.bench import Bench, bench, settled

MODEL = "wan2.7-image"
RULES = Catalogue.load().models[MODEL].reference
assert RULES is not None


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    """An image file."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def noise(side: int, seed: int = 1) -> Image.Image:
    """An image that hardly compresses; its first pixel is (seed, 0, 0)."""
    image = Image.effect_noise((side, side), 90).convert("RGB")
    image.paste((seed * 25, 0, 0), (0, 0, side // 2, side // 2))
    return image


async def uris(folder: Path, *images: bytes, alpha: bool = True) -> list[Image.Image]:
    """What a model would be sent, opened."""
    store = FolderPictureStore(folder / "pictures")
    for number, data in enumerate(images):
        await store.put(f"references/{number}.png", data)
    assert RULES is not None
    rules = RULES.model_copy(update={"alpha": alpha})
    keys = tuple(f"references/{number}.png" for number in range(len(images)))
    found = await data_uris(store, rules, Reference(keys[0], "edit", more=keys[1:]))
    assert sum(map(len, found)) <= IMAGES_LIMIT_BYTES + 100 * len(found)
    return [Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))) for uri in found]


@pytest.mark.parametrize("alpha", [True, False])
async def test_data_uris__transparent_image_is_flattened_where_that_is_refused(tmp_path: Path, alpha: bool) -> None:
    image = Image.new("RGBA", (400, 400), (255, 0, 0, 255))
    image.paste((0, 0, 255, 0), (0, 0, 200, 400))
    transparent = encoded(image, "PNG")
    (sent,) = await uris(tmp_path, transparent, alpha=alpha)
    assert sent.has_transparency_data is alpha
    assert sent.size == (400, 400)


async def test_data_uris__damaged_jpeg_is_an_image_problem_and_not_one_of_the_store(tmp_path: Path) -> None:
    with pytest.raises(ImageProblem):
        await uris(tmp_path, b"\xff\xd8\xff\xe0" + bytes(200))


async def test_data_uris__webp_result_and_huge_sides_fit_the_model(tmp_path: Path) -> None:
    assert RULES is not None
    webp = encoded(Image.new("RGB", (1200, 900), "navy"), "WEBP")
    huge = encoded(Image.new("RGB", (9000, 3000), "navy"), "JPEG")
    for sent in await uris(tmp_path, webp, huge):
        assert (sent.format or "").lower() in RULES.formats
        assert RULES.min_side <= min(sent.size) <= max(sent.size) <= RULES.max_side


async def test_data_uris__nine_photos_together_fit_a_request_in_their_order(tmp_path: Path) -> None:
    photos = [encoded(noise(1800, number), "JPEG", quality=98) for number in range(1, 10)]
    assert sum(map(len, photos)) * 4 / 3 > IMAGES_LIMIT_BYTES
    sent = await uris(tmp_path, *photos)
    reds = [image.convert("RGB").getpixel((5, 5)) for image in sent]
    assert [round(red[0] / 25) for red in reds if isinstance(red, tuple)] == list(range(1, 10))


async def test_data_uris__damaged_and_missing_images_are_told_apart(tmp_path: Path) -> None:
    store = FolderPictureStore(tmp_path)
    assert RULES is not None
    with pytest.raises(KeyError):
        await data_uris(store, RULES, Reference("references/none.jpg", "edit"))
    await store.put("references/0.jpg", encoded(noise(300), "PNG")[:2000])
    with pytest.raises(ImageProblem):
        await data_uris(store, RULES, Reference("references/0.jpg", "edit"))


def test_encode_with_images__is_the_same_json_and_takes_no_time() -> None:
    urls = [f"data:image/jpeg;base64,{chr(65 + number) * 1_500_000}" for number in range(9)]

    def data_with(images: Sequence[str]) -> object:
        return {"prompt": '"\ud800 image-', "images": [{"image": url} for url in images], "n": 1}

    best = 1.0
    for _ in range(5):
        began = time.perf_counter()
        body = encode_with_images(data_with, urls)
        best = min(best, time.perf_counter() - began)
    assert json.loads(body) == data_with(urls)
    assert best < 0.05, f"the event loop would be blocked for {best} s"


@pytest.mark.parametrize(
    ("problem", "error"), [(KeyError("gone"), "reference-gone"), (ImageProblem("image-not-an-image"), "image-damaged")]
)
async def test_submitter__image_that_cannot_be_sent_ends_its_job_alone(
    tmp_path: Path, problem: Exception, error: str
) -> None:
    async with bench(tmp_path) as at:
        spoilt, other = await at.enqueue("ann"), await at.enqueue("ben")
        _fail_images(at, spoilt, problem)
        await at.run_for(60, settled)
        assert ((await at.job(spoilt)).error, (await at.job(other)).state) == (error, State.DONE)
        assert [prompt for _, prompt in at.upstream.creations] == ["ben"]


async def test_submitter__picture_store_that_is_away_delays_its_job_and_nobody_else(tmp_path: Path) -> None:
    async with bench(tmp_path) as at:
        waiting, other = await at.enqueue("ann"), await at.enqueue("ben")
        away = _fail_images(at, waiting, OSError("the disk is away"), times=3)
        await at.run_for(600, settled)
        assert [(await at.job(number)).state for number in (waiting, other)] == [State.DONE, State.DONE]
        assert not away
        assert sorted(prompt for _, prompt in at.upstream.creations) == ["ann", "ben"]
        assert (await at.pool()).failures == 0, "the upstream is not to blame"


def _fail_images(at: Bench, job_id: int, problem: Exception, times: int = 1) -> list[Exception]:
    """Reading the images of a job fails; the failures that are left."""
    submitter = at.loops[0]
    assert isinstance(submitter, Submitter)
    plain, left = submitter._image_urls, [problem] * times

    async def fail(claimed: Claimed) -> list[str]:
        if claimed.job.id == job_id and left:
            raise left.pop()
        return await plain(claimed)

    submitter._image_urls = fail  # type: ignore[method-assign]
    return left


async def test_submitter__images_that_take_long_to_encode_are_sent_at_the_second_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine large photos may take a slow machine longer than a request may wait: they are encoded once."""
    async with bench(tmp_path, model=MODEL, default_model=MODEL) as at:
        calls: list[int] = []

        async def slow(*_: object) -> list[str]:
            calls.append(1)
            at.clock.advance(6.0)
            return ["data:image/jpeg;base64,AAAA"]

        monkeypatch.setattr("bot.jobs.workers.submit.data_uris", slow)
        number = await at.enqueue("ann", reference=Reference("references/0.jpg", "edit"))
        await at.run_for(120, settled)
        assert (await at.job(number)).state == State.DONE
        assert (len(calls), len(at.upstream.creations)) == (1, 1)
        assert (await at.pool()).failures == 0, "the upstream is not to blame"
