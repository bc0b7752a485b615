"""Every model of the catalogue paints in the studio for our own client: all that it offers, one request after another."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PIL import Image

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.dashscope import DashScopeClient
from bot.runtime.clock import SystemClock
from bot.upstream import Accepted, Answered, Catalogue, Model, ResultItem, TaskReport, TaskStatus, Uploaded
from studio.server import Settings, StudioOptions
from studio.server.canned_pictures import canned_png
from tests.studio.client import StudioClient, studio_client
from tests.studio.test_painting import PAINTING

CATALOGUE = Catalogue.load()
MODELS = list(CATALOGUE.models.values())
PHOTO = canned_png(640, 520, 1, "photo")


def requests(model: Model) -> Iterator[GenerationRequest]:
    """The requests that a model should serve: each size, number, reference, set and transparent background that it offers."""
    plain = GenerationRequest(model.name, "日出时的玫瑰花海", model.n_min, model.default_size, 7)
    if model.reference is None or not model.reference.required:
        yield from (replace(plain, size=size) for size in model.sizes.offered)
        yield replace(plain, n=model.n_max)
        if model.negative_limit:
            yield replace(plain, negative_prompt="雾")
        if model.styles:
            yield replace(plain, style=model.named_styles[0])
        if model.transparent:
            yield replace(plain, transparent=True)
    if model.set_max:
        small = model.sizes_of(with_images=True).offered[0]
        yield replace(plain, n=model.set_max, size=small, is_set=True)
    if model.reference is not None:
        with_images = model.sizes_of(with_images=True)
        for mode in model.reference.modes:
            strength = model.reference_strength(mode)
            for size in with_images.offered:
                yield replace(plain, size=size, reference=Reference("0", mode, strength))
            if mode == "edit" and model.reference.max_images > 1:
                more = tuple(map(str, range(1, model.reference.max_images)))
                yield replace(plain, size=with_images.offered[0], reference=Reference("0", mode, strength, more))


async def image_urls(client: DashScopeClient, model: Model, request: GenerationRequest) -> list[str]:
    """The addresses of a request's images, as data URIs where the model takes them."""
    if request.reference is None:
        return []
    assert model.reference is not None
    if model.reference.data_uri:
        return ["data:image/png;base64," + base64.b64encode(PHOTO).decode()] * len(request.reference.images)
    uploaded = await client.upload(PHOTO, "photo.png", "image/png", model.name)
    assert isinstance(uploaded, Uploaded), uploaded
    return [uploaded.url]


async def painted(
    client: DashScopeClient, request: GenerationRequest, urls: Sequence[str] | None = None
) -> tuple[ResultItem, ...]:
    """The results of a request, in whichever way its model answers. `urls` are those of its images; by default of photos."""
    model = CATALOGUE.models[request.model]
    assert CATALOGUE.check(request) is None, request
    urls = await image_urls(client, model, request) if urls is None else urls
    outcome = await client.create(request, image_urls=urls)
    if isinstance(outcome, Answered):
        assert model.protocol == "answer"
        return outcome.results
    assert isinstance(outcome, Accepted), (request, outcome)
    assert model.protocol == "task"
    while True:
        report = await client.query(outcome.task_id)
        assert isinstance(report, TaskReport), report
        if report.status not in (TaskStatus.PENDING, TaskStatus.RUNNING):
            assert report.status is TaskStatus.SUCCEEDED, (request, report)
            assert report.image_count == len(report.results)
            return report.results


def our_client(client: StudioClient) -> DashScopeClient:
    return DashScopeClient(client.studio.base_url, "sk-ours", clock=SystemClock(), catalogue=CATALOGUE)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
async def test_our_client__all_that_a_model_offers_is_painted(model: Model) -> None:
    options = StudioOptions(settings=Settings(min_task_s=0, canned=True, submissions_per_second={model.name: 1000}))
    async with studio_client(options) as studio, our_client(studio) as ours:
        for request in requests(model):
            results = await painted(ours, request)
            few = request.is_set and 1 <= len(results) <= request.n
            assert len(results) == request.n or few
            for result in results:
                assert result.url is not None
                status, data = await studio.get(result.url)
                with Image.open(io.BytesIO(data)) as image:
                    assert status == 200
                    assert model.sizes.kind == "reference" or Size(*image.size) == request.size
                    assert ("transparency" in image.info) == request.transparent
        tasks = studio.studio.record()["tasks"]
        assert [task["unknown_parameters"] for task in tasks] == [[]] * len(list(requests(model)))
        assert {task["sync"] for task in tasks} == {model.protocol == "answer"}
        assert [task["n"] for task in tasks] == [request.n for request in requests(model)]
        # The studio bills what the catalogue says, except that a set may bring fewer pictures than it reserves money for.
        billed = [round(float(task["yuan"]) * 1000) for task in tasks]
        made = [replace(request, n=task["image_count"]) for request, task in zip(requests(model), tasks, strict=True)]
        assert billed == [model.cost_li(request) for request in made]


@pytest.mark.parametrize(
    "name",
    [
        "wan2.7-image",
        pytest.param("qwen-image-2.1-turbo", marks=pytest.mark.long),
        pytest.param("z-image-turbo", marks=pytest.mark.long),
    ],
)
async def test_our_client__real_pictures(name: str) -> None:
    model = CATALOGUE.models[name]
    async with studio_client(PAINTING) as studio, our_client(studio) as ours:
        (result,) = await painted(ours, GenerationRequest(name, "a corgi on the beach", 1, Size(720, 1280), 3))
        assert result.url is not None
        data = (await studio.get(result.url))[1]
        with Image.open(io.BytesIO(data)) as image:
            assert (image.format, image.size, image.info["Software"]) == ("PNG", (720, 1280), "Shenbi studio")
        assert model.name == studio.studio.record()["tasks"][0]["model"]
