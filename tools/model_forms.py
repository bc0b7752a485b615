"""The same ten requests to every model, as far as the studio can show the differences of form: sizes, numbers, prices.

python -m tools.model_forms     asks the studio, and writes docs/model-forms.md and docs/pictures/model-forms.webp

The studio checks each request as strictly as the service, paints flat pictures of the real sizes, and bills them by the
catalogue; what it painted and billed is compared with what we expect. It says nothing about how well a model paints, nor
how fast.
"""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.dashscope import DashScopeClient
from bot.runtime.clock import SystemClock
from bot.upstream import (
    Accepted,
    Answered,
    Catalogue,
    Downloaded,
    Model,
    RequestRefusal,
    ResultItem,
    TaskReport,
    TaskStatus,
    Uploaded,
)
from bot.upstream.wanted_size import WantedSize
from studio.server import Settings, Studio, StudioOptions
from tools.model_tables import DOCS, yuan

PAGE, PICTURE = DOCS / "model-forms.md", DOCS / "pictures" / "model-forms.webp"
KEY: Final = "sk-model-forms"
SEED: Final = 7
BYTES_MAX: Final = 80_000_000
ANY_RATE: Final = 10_000.0
SCALE: Final = 32
"""Pixels of a painted picture per pixel of the sheet."""
CELL_PX, GAP_PX, COLUMN_GAP_PX = 4096 // SCALE, 4, 10
GROUND, INK, FRAME = (250, 250, 247), (40, 40, 44), (120, 120, 124)
ANY_SIZE = Size(1024, 1024)
TWO_K, FOUR_K = 2048**2, 4096**2
USUAL: Final = WantedSize()


@dataclass(frozen=True, slots=True)
class Trial:
    """One of the ten: the words, what is asked of the form as a person writes it, and as fields of a request."""

    words: str
    option: str = ""
    wanted: WantedSize = USUAL
    n: int = 1
    is_set: bool = False
    transparent: bool = False
    with_image: bool = False


TRIALS: Final = (
    Trial("a sunrise over a sea of roses"),
    Trial("江南水乡，烟雨，小桥，乌篷船", "--ar 16:9", WantedSize(ratio=16 / 9)),
    Trial("a lighthouse in a storm, seagulls", "--ar 9:16", WantedSize(ratio=9 / 16)),
    Trial("群山和河谷，全景", "--ar 4:1", WantedSize(ratio=4.0)),
    Trial("窗边的一只橘猫，夕阳", "--n 4", n=4),
    Trial("mountains and pines after rain", "--2k --ar 3:2", WantedSize(ratio=1.5, area=TWO_K)),
    Trial("a harbour at night, lanterns", "--4k", WantedSize(area=FOUR_K)),
    Trial("the same fox in spring, summer, autumn and winter", "--set 4", n=4, is_set=True),
    Trial("a sticker of a panda", "--transparent", transparent=True),
    Trial("put a red hat on the cat", "an image, changed by words", with_image=True),
)


def planned(catalogue: Catalogue, model: Model, trial: Trial) -> GenerationRequest | None:
    """The request for a model; None if that cannot serve it."""
    reference = Reference("cat", "edit", model.reference_strength("edit")) if trial.with_image else None
    request = GenerationRequest(
        model.name, trial.words, trial.n, ANY_SIZE, SEED, reference=reference, is_set=trial.is_set,
        transparent=trial.transparent,
    )  # fmt: skip
    fitting = catalogue.fit(request, trial.wanted)
    return None if isinstance(fitting, RequestRefusal) else fitting


def page(catalogue: Catalogue) -> str:
    """The page, as Markdown."""
    lines = [
        "# The same ten requests to every model",
        "",
        "Made by `tools/model_forms.py` with the studio: it shows what differs in *form*. How well and how",
        "fast a model paints, the studio cannot show. How to choose: [models.md](models.md).",
        "",
    ]
    for number, trial in enumerate(TRIALS, 1):
        option = trial.option if trial.with_image or not trial.option else f"`{trial.option}`"
        lines.append(f"{number}. {trial.words}{' · ' + option if option else ''}")
    columns = [str(number) for number in range(1, len(TRIALS) + 1)]
    lines += ["", "| model | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for model in catalogue.models.values():
        cells = [_cell(model, planned(catalogue, model, trial)) for trial in TRIALS]
        lines.append(f"| `{model.name}` | " + " | ".join(cells) + " |")
    lines += [
        "",
        "–: the model cannot do that. Shenbi says so before anything is sent, with what would do. An image",
        "is needed by models that paint nothing from words alone. A set may have fewer pictures than asked",
        "for; the price is that of all, and what did not come is given back.",
        "",
        "The pictures in their true proportions, one model a row (a gap: it cannot do that):",
        "",
        "![The sizes and numbers of pictures, one model a row](pictures/model-forms.webp)",
    ]
    return "\n".join(lines) + "\n"


def _cell(model: Model, request: GenerationRequest | None) -> str:
    if request is None:
        return "–"
    size = f"{request.size.width}×{request.size.height}" if model.takes_size else "as the image"
    number = f"{request.n} × " if request.n > 1 else ""
    return f"{number}{size}<br>¥{yuan(model.cost_li(request))}"


# --- asking the studio


async def painted(catalogue: Catalogue) -> Mapping[str, Sequence[Sequence[Image.Image]]]:
    """The pictures of each trial, by model. Raises AssertionError where the studio painted or billed something else."""
    rates = dict.fromkeys(catalogue.models, ANY_RATE)
    options = StudioOptions(
        settings=Settings(canned=True, min_task_s=0.0, submissions_per_second=rates, queries_per_second=100_000),
        seed=SEED,
    )
    found: dict[str, list[list[Image.Image]]] = {}
    async with Studio(options) as studio:
        client = DashScopeClient(studio.base_url, KEY, clock=SystemClock(), catalogue=catalogue)
        async with client:
            for model in catalogue.models.values():
                found[model.name] = []
                for trial in TRIALS:
                    before = _billed(studio)
                    request = planned(catalogue, model, trial)
                    images = await _paint(client, model, request) if request else []
                    _compare(model, request, images, _billed(studio) - before)
                    found[model.name].append(images)
    return found


def _billed(studio: Studio) -> Decimal:
    return Decimal(studio.record()["summary"]["yuan_billed"])


def _compare(
    model: Model, request: GenerationRequest | None, images: Sequence[Image.Image], yuan_billed: Decimal
) -> None:
    if request is None:
        assert not images and not yuan_billed, model.name
        return
    come = replace(request, n=len(images))
    assert 1 <= come.n <= request.n and (come.n == request.n or request.is_set), f"{model.name}: {come.n} pictures"
    assert yuan_billed * 1000 == model.cost_li(come), f"{model.name}: ¥{yuan_billed} were billed"
    for image in images:
        assert not model.takes_size or image.size == (request.size.width, request.size.height), (
            f"{model.name}: {image.size}"
        )
        assert not request.transparent or image.convert("RGBA").getchannel("A").getextrema() != (255, 255), (
            f"{model.name}: is opaque"
        )


async def _paint(client: DashScopeClient, model: Model, request: GenerationRequest) -> list[Image.Image]:
    addresses = [await _address(client, model)] if request.reference else []
    outcome = await client.create(request, image_urls=addresses)
    if isinstance(outcome, Accepted):
        results = await _results(client, outcome.task_id)
    else:
        assert isinstance(outcome, Answered), f"{model.name}: {outcome}"
        results = outcome.results
    images: list[Image.Image] = []
    for result in results:
        assert result.url, f"{model.name}: {result}"
        got = await client.download(result.url, limit_bytes=BYTES_MAX)
        assert isinstance(got, Downloaded), f"{model.name}: {got}"
        with Image.open(io.BytesIO(got.data)) as image:
            image.load()
            images.append(image)
    return images


async def _results(client: DashScopeClient, task_id: str) -> Sequence[ResultItem]:
    while True:
        report = await client.query(task_id)
        assert isinstance(report, TaskReport), report
        assert report.status in (TaskStatus.PENDING, TaskStatus.RUNNING, TaskStatus.SUCCEEDED), report
        if report.status is TaskStatus.SUCCEEDED:
            return report.results
        await asyncio.sleep(0.05)


async def _address(client: DashScopeClient, model: Model) -> str:
    """Where the service finds the image that is to be changed."""
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "orange").save(out, "JPEG")
    if model.reference and model.reference.data_uri:
        return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
    uploaded = await client.upload(out.getvalue(), "cat.jpg", "image/jpeg", model.name)
    assert isinstance(uploaded, Uploaded), uploaded
    return uploaded.url


# --- the sheet


def sheet(pictures: Mapping[str, Sequence[Sequence[Image.Image]]]) -> Image.Image:
    """All pictures at one scale, one model a row, under its name."""
    rows = [(name, [[_thumbnail(image) for image in images] for images in trials]) for name, trials in pictures.items()]
    width = len(TRIALS) * (CELL_PX + COLUMN_GAP_PX) + COLUMN_GAP_PX
    heights = [24 + max((_stack_height(images) for images in trials), default=0) for _, trials in rows]
    whole = Image.new("RGB", (width, sum(heights) + 24), GROUND)
    draw = ImageDraw.Draw(whole)
    for column in range(len(TRIALS)):
        draw.text((COLUMN_GAP_PX + column * (CELL_PX + COLUMN_GAP_PX), 6), str(column + 1), fill=INK)
    top = 24
    for (name, trials), height in zip(rows, heights, strict=True):
        draw.text((COLUMN_GAP_PX, top), name, fill=INK)
        for column, images in enumerate(trials):
            left = COLUMN_GAP_PX + column * (CELL_PX + COLUMN_GAP_PX)
            x, y = left, top + 16
            for image in images:
                if x > left and x + image.width > left + CELL_PX:
                    x, y = left, y + image.height + GAP_PX
                whole.paste(image, (x, y))
                draw.rectangle((x, y, x + image.width - 1, y + image.height - 1), outline=FRAME)
                x += image.width + GAP_PX
        top += height
    return whole


def _thumbnail(image: Image.Image) -> Image.Image:
    small = image.convert("RGBA").resize((max(1, image.width // SCALE), max(1, image.height // SCALE)))
    ground = Image.new("RGBA", small.size, (255, 255, 255, 255))
    return Image.alpha_composite(ground, small).convert("RGB")


def _stack_height(images: Sequence[Image.Image]) -> int:
    """The height of pictures in rows as wide as a cell."""
    if not images:
        return 0
    per_row = max(1, (CELL_PX + GAP_PX) // (images[0].width + GAP_PX))
    return -(-len(images) // per_row) * (images[0].height + GAP_PX)


def main() -> None:
    """Ask the studio, and write the page and the picture."""
    catalogue = Catalogue.load()
    pictures = asyncio.run(painted(catalogue))
    PAGE.write_text(page(catalogue), "utf-8")
    sheet(pictures).save(Path(PICTURE), "WEBP", quality=80, method=6)


if __name__ == "__main__":
    main()
