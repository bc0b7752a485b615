"""The model file as it is shipped, and what is refused before it costs anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.upstream import MAX_SEED, Catalogue, CatalogueError
from tests.dashscope.conftest import REPAINT, a_request

# Name, price in li, characters, submissions a second, tasks at once: as the vendor publishes them.
PUBLISHED = [
    ("wanx-v1", 160, 800, 2, 1),
    ("wanx2.0-t2i-turbo", 40, 500, 2, 2),
    ("wanx2.1-t2i-turbo", 140, 500, 2, 2),
    ("wanx2.1-t2i-plus", 200, 500, 2, 2),
    ("wan2.2-t2i-flash", 140, 500, 2, 2),
    ("wan2.2-t2i-plus", 200, 500, 2, 2),
    ("wan2.5-t2i-preview", 200, 2000, 5, 5),
    ("wan2.5-i2i-preview", 200, 2000, 5, 5),
    ("wanx2.1-imageedit", 140, 800, 2, 2),
]


def test_published_prices_and_limits(catalogue: Catalogue) -> None:
    rows = [
        (model.name, model.price_li, model.prompt_limit, model.submissions_per_s, model.tasks_at_once)
        for model in catalogue.models.values()
    ]
    assert rows == PUBLISHED
    assert {model.name: model.free_pictures for model in catalogue.models.values() if model.free_pictures} == {
        "wanx-v1": 500
    }


def test_wanx_v1_in_full(catalogue: Catalogue) -> None:
    model = catalogue.models["wanx-v1"]
    assert model.styles == (
        "auto", "photography", "portrait", "3d cartoon", "anime",
        "oil painting", "watercolor", "sketch", "chinese painting", "flat illustration",
    )  # fmt: skip
    assert model.named_styles == catalogue.named_styles == model.styles[1:]
    assert model.default_size == Size(1024, 1024)
    assert {str(size) for size in model.sizes.offered} == {"1024*1024", "720*1280", "768*1152", "1280*720"}
    assert (model.n_min, model.n_max, model.n_default) == (1, 4, 4)
    assert (model.prompt_extend, model.watermark, model.takes_size) == (False, False, True)
    assert model.cost_li(3) == 480
    rules = model.reference
    assert rules is not None
    assert (rules.field, rules.modes, rules.has_strength, rules.data_uri) == (
        "ref_img",
        ("repaint", "refonly"),
        True,
        False,
    )


def test_styles_of_another_model_are_offered_where_a_model_has_none(catalogue: Catalogue) -> None:
    styles = catalogue.models["wanx-v1"].named_styles
    assert catalogue.styles_to_offer("wanx-v1") == styles
    assert catalogue.styles_to_offer("wan2.5-i2i-preview") == styles
    assert catalogue.styles_to_offer("gone") == styles


def test_an_unchosen_strength_is_one_that_the_model_takes(catalogue: Catalogue) -> None:
    for model in catalogue.models.values():
        for mode in model.reference.modes if model.reference else ():
            reference = Reference("picture", mode, model.reference_strength(mode))
            assert catalogue.check(replace(plain(catalogue, model.name), reference=reference)) is None, model.name


def plain(catalogue: Catalogue, name: str) -> GenerationRequest:
    """The simplest request for a model."""
    model = catalogue.models[name]
    needed = Reference("picture", model.reference.modes[0]) if model.reference and model.reference.required else None
    return a_request(model=name, size=model.default_size, n=1, reference=needed)


@pytest.mark.parametrize("name", [row[0] for row in PUBLISHED])
def test_every_model_serves_all_that_it_offers(catalogue: Catalogue, name: str) -> None:
    model, request = catalogue.models[name], plain(catalogue, name)
    assert catalogue.check(request) is None
    for size in model.sizes.offered:
        assert catalogue.check(replace(request, size=size)) is None
    for style in model.styles:
        assert catalogue.check(replace(request, style=style)) is None
    for n in range(model.n_min, model.n_max + 1):
        assert catalogue.check(replace(request, n=n)) is None
    assert catalogue.check(replace(request, prompt="画" * model.prompt_limit, seed=MAX_SEED)) is None
    assert catalogue.check(replace(request, negative_prompt="字" * model.negative_limit)) is None


def _repaint(strength: float) -> dict[str, object]:
    return {"reference": Reference("p", "repaint", strength)}


# What is asked for, the reason given, and what is offered instead (as changes to the request; None: nothing).
REFUSALS: list[tuple[str, dict[str, object], str, dict[str, object] | None]] = [
    ("wanx-v1", {"model": "wanx-v2"}, "refusal-model-near", {"model": "wanx-v1"}),
    ("wanx-v1", {"model": "dall-e"}, "refusal-model", None),
    ("wanx-v1", {"prompt": ""}, "refusal-prompt-empty", None),
    ("wanx-v1", {"prompt": " \n\u3000"}, "refusal-prompt-empty", None),
    ("wanx-v1", {"prompt": "画" * 801}, "refusal-prompt-long", {"prompt": "画" * 800}),
    ("wanx-v1", {"prompt": "🌹" * 801}, "refusal-prompt-long", {"prompt": "🌹" * 800}),
    ("wan2.2-t2i-flash", {"prompt": "a" * 501}, "refusal-prompt-long", {"prompt": "a" * 500}),
    ("wanx-v1", {"negative_prompt": "字" * 501}, "refusal-negative-long", {"negative_prompt": "字" * 500}),
    ("wanx2.1-imageedit", {"negative_prompt": "文字"}, "refusal-negative", {"negative_prompt": ""}),
    ("wanx-v1", {"style": "water color"}, "refusal-style-near", {"style": "watercolor"}),
    ("wanx-v1", {"style": "水彩"}, "refusal-style-unknown", None),
    ("wan2.2-t2i-plus", {"style": "sketch"}, "refusal-style", {"style": "auto"}),
    ("wanx-v1", {"size": Size(512, 512)}, "refusal-size-list", {"size": Size(1024, 1024)}),
    ("wanx-v1", {"size": Size(1920, 1080)}, "refusal-size-list", {"size": Size(1280, 720)}),
    ("wanx-v1", {"size": Size(0, 0)}, "refusal-size-list", {"size": Size(1024, 1024)}),
    ("wanx2.1-t2i-plus", {"size": Size(2048, 1152)}, "refusal-size-sides", {"size": Size(1280, 720)}),
    ("wan2.5-t2i-preview", {"size": Size(1024, 1024)}, "refusal-size-area", {"size": Size(1280, 1280)}),
    ("wanx2.1-imageedit", {"size": Size(100, 100)}, "refusal-size-reference", {"size": Size(1024, 1024)}),
    ("wanx-v1", {"n": 0}, "refusal-n", {"n": 1}),
    ("wanx-v1", {"n": 5}, "refusal-n", {"n": 4}),
    ("wanx-v1", {"seed": -1}, "refusal-seed", {"seed": 0}),
    ("wanx-v1", {"seed": MAX_SEED + 1}, "refusal-seed", {"seed": MAX_SEED}),
    ("wan2.5-t2i-preview", {"reference": REPAINT}, "refusal-reference-repaint", None),
    ("wan2.5-i2i-preview", {"reference": None}, "refusal-reference-required", None),
    ("wan2.5-i2i-preview", {"reference": Reference("p", "refonly")}, "refusal-reference-refonly", None),
    ("wanx-v1", _repaint(1.5), "refusal-strength", _repaint(1.0)),
    ("wanx-v1", _repaint(float("nan")), "refusal-strength", _repaint(0.0)),
    ("wanx2.1-imageedit", _repaint(0.7), "refusal-strength-fixed", _repaint(0.5)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "asked", "text_id", "offered"), REFUSALS)
def test_refusals(
    catalogue: Catalogue, name: str, asked: dict[str, object], text_id: str, offered: dict[str, object] | None
) -> None:
    request = replace(plain(catalogue, name), **asked)  # type: ignore[arg-type]  # A table of fields by name.
    refusal = catalogue.check(request)
    assert refusal is not None
    assert refusal.text_id == text_id
    if offered is None:
        assert refusal.instead is None
    else:
        assert refusal.instead == replace(request, **offered)  # type: ignore[arg-type]  # The same.
        assert catalogue.check(refusal.instead) is None


def test_a_refusal_says_what_would_work(catalogue: Catalogue) -> None:
    refusal = catalogue.check(a_request(size=Size(1920, 1080)))
    assert refusal is not None
    assert refusal.arguments == {
        "model": "wanx-v1",
        "size": "1920x1080",
        "nearest": "1280x720",
        "sizes": "1024x1024, 1280x720, 720x1280, 768x1152",
    }
    refusal = catalogue.check(replace(plain(catalogue, "wan2.2-t2i-plus"), style="sketch"))
    assert refusal is not None
    assert refusal.arguments["models"] == "wanx-v1"


GOOD = """
[[model]]
name = "m"
title_zh = "模"
title_en = "M"
legacy = false
endpoint = "text2image"
prompt_limit = 10
negative_limit = 0
sizes = { kind = "list", offered = ["8*8"] }
n_min = 1
n_max = 2
n_default = 1
styles = []
seed = true
prompt_extend = false
watermark = false
price_yuan = "0.005"
free_pictures = 0
submissions_per_s = 1.0
tasks_at_once = 1
typical_task_s = 1.0
"""


def test_another_file(tmp_path: Path) -> None:
    path = tmp_path / "models.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert Catalogue.load(path).models["m"].price_li == 5


@pytest.mark.parametrize(
    ("line", "instead", "word"),
    [
        ("n_max = 2", "", "n_max"),
        ("n_max = 2", "n_max = true", "n_max"),
        ("n_max = 2", "n_max = 2\nn_maxx = 2", "n_maxx"),
        ("n_default = 1", "n_default = 3", "n_default"),
        ('endpoint = "text2image"', 'endpoint = "video"', "endpoint"),
        ('price_yuan = "0.005"', 'price_yuan = "0.0005"', "price_yuan"),
        ('price_yuan = "0.005"', 'price_yuan = "cheap"', "price_yuan"),
        ('price_yuan = "0.005"', 'price_yuan = "NaN"', "price_yuan"),
        ('price_yuan = "0.005"', "price_yuan = 0.005", "price_yuan"),
        ("styles = []", 'styles = ["cubism"]', "cubism"),
        ("styles = []", 'styles = ["anime"]', "auto"),
        ('offered = ["8*8"]', "offered = []", "offered"),
        ('offered = ["8*8"]', 'offered = ["big"]', "big"),
        ('kind = "list"', 'kind = "reference", min_side = 1, max_side = 9', "reference"),
        ('kind = "list"', 'kind = "sides", min_side = 9, max_side = 99', "8*8"),
        ("tasks_at_once = 1", "tasks_at_once = 0", "tasks_at_once"),
        (GOOD, GOOD + GOOD, "twice"),
        (GOOD, "", "model"),
        (GOOD, "not toml", "line 1"),
    ],
)
def test_a_wrong_file_says_where(line: str, instead: str, word: str) -> None:
    assert line in GOOD
    with pytest.raises(CatalogueError, match=word) as wrong:
        Catalogue.parse(GOOD.replace(line, instead))
    assert "\n" not in str(wrong.value)
