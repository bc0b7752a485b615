"""The model file as it is shipped, and what is refused before it costs anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.upstream import MAX_SEED, Catalogue
from config.settings import SettingsError
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
    ("wan2.7-image", 200, 5000, 5, 5),
    ("wan2.7-image-pro", 500, 5000, 5, 5),
    ("wan2.6-t2i", 200, 2100, 1, 5),
    ("wan2.6-image", 200, 2000, 5, 5),
    ("qwen-image-2.1-turbo", 100, 2000, 2, 10),
    ("qwen-image-2.1-pro", 250, 2000, 20 / 60, 10),
    ("qwen-image-3.0", 180, 2000, 20 / 60, 10),
    ("qwen-image-3.0-pro", 250, 2000, 5 / 60, 10),
    ("z-image-turbo", 100, 800, 2, 4),
]


def test_catalogue__published_prices_and_limits(catalogue: Catalogue) -> None:
    rows = [
        (model.name, model.price_li, model.prompt_limit, model.submissions_per_s, model.tasks_at_once)
        for model in catalogue.models.values()
    ]
    assert rows == PUBLISHED
    assert {model.name: model.free_pictures for model in catalogue.models.values() if model.free_pictures} == {
        "wanx-v1": 500,
        "wan2.7-image": 50,
        "wan2.7-image-pro": 50,
        "wan2.6-t2i": 50,
        "wan2.6-image": 50,
        "qwen-image-2.1-turbo": 10,
        "qwen-image-2.1-pro": 10,
        "z-image-turbo": 100,
    }


def test_catalogue__wanx_v1_in_full(catalogue: Catalogue) -> None:
    model = catalogue.models["wanx-v1"]
    assert model.styles == (
        "auto", "photography", "portrait", "3d cartoon", "anime",
        "oil painting", "watercolor", "sketch", "chinese painting", "flat illustration",
    )  # fmt: skip
    assert model.named_styles == catalogue.named_styles == model.styles[1:]
    assert model.default_size == Size(1024, 1024)
    assert {str(size) for size in model.sizes.offered} == {"1024*1024", "720*1280", "768*1152", "1280*720"}
    assert (model.n_min, model.n_max, model.n_default) == (1, 4, 4)
    assert model.takes_size
    assert model.cost_li(GenerationRequest("wanx-v1", "a fox", 3, Size(1024, 1024), seed=1)) == 480
    rules = model.reference
    assert rules is not None
    assert (rules.modes, rules.has_strength, rules.data_uri) == (("repaint", "refonly"), True, False)


def test_catalogue__styles_of_another_model_are_offered_where_a_model_has_none(catalogue: Catalogue) -> None:
    styles = catalogue.models["wanx-v1"].named_styles
    assert catalogue.styles_to_offer("wanx-v1") == styles
    assert catalogue.styles_to_offer("wan2.5-i2i-preview") == styles
    assert catalogue.styles_to_offer("gone") == styles


def test_catalogue__unchosen_strength_is_one_that_the_model_takes(catalogue: Catalogue) -> None:
    for model in catalogue.models.values():
        for mode in model.reference.modes if model.reference else ():
            reference = Reference("picture", mode, model.reference_strength(mode))
            assert catalogue.check(replace(plain(catalogue, model.name), reference=reference)) is None, model.name


def test_catalogue__legacy_models_and_what_replaces_them(catalogue: Catalogue) -> None:
    legacy = {model.name for model in catalogue.models.values() if model.legacy}
    assert legacy == {
        "wanx-v1",
        "wanx2.0-t2i-turbo",
        "wanx2.1-t2i-turbo",
        "wanx2.1-t2i-plus",
        "wan2.2-t2i-flash",
        "wan2.2-t2i-plus",
        "wanx2.1-imageedit",
    }
    assert catalogue.successors.keys() == legacy
    for name, successor in catalogue.successors.items():
        old, new = catalogue.models[name], catalogue.models[successor]
        if old.reference and old.reference.required:
            assert new.reference is not None
        else:
            assert catalogue.check(plain(catalogue, successor)) is None
            assert not (new.reference and new.reference.required)


def test_catalogue__successor_that_was_taken_out_is_not_suggested(tmp_path: Path) -> None:
    text = GOOD.replace("legacy = false", 'legacy = true\nsuccessor = "m2"')
    assert Catalogue.load(written(tmp_path, text)).successors == {}
    both = text + GOOD.replace('name = "m"', 'name = "m2"')
    assert Catalogue.load(written(tmp_path, both)).successors == {"m": "m2"}


def plain(catalogue: Catalogue, name: str) -> GenerationRequest:
    """The simplest request for a model."""
    model = catalogue.models[name]
    needed = Reference("picture", model.reference.modes[0]) if model.reference and model.reference.required else None
    return a_request(model=name, size=model.default_size, n=1, reference=needed)


@pytest.mark.parametrize("name", [row[0] for row in PUBLISHED])
def test_catalogue__every_model_serves_all_that_it_offers(catalogue: Catalogue, name: str) -> None:
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


def _images(count: int) -> Reference:
    return Reference("p0", "edit", more=tuple(f"p{number}" for number in range(1, count)))


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
    ("wanx-v1", {"reference": Reference("p", "edit")}, "refusal-reference-edit", None),
    ("wan2.5-i2i-preview", {"reference": _images(4)}, "refusal-images", {"reference": _images(3)}),
    ("wan2.7-image", {"reference": _images(11)}, "refusal-images-nobody", {"reference": _images(9)}),
    ("wanx-v1", {"n": 4, "is_set": True}, "refusal-set", {"n": 4, "is_set": False}),
    ("wan2.2-t2i-plus", {"n": 13, "is_set": True}, "refusal-set-nobody", {"n": 4, "is_set": False}),
    ("wan2.7-image", {"n": 13, "is_set": True}, "refusal-set-n", {"n": 12, "is_set": True}),
    ("wan2.7-image", {"transparent": True}, "refusal-transparent", {"transparent": False}),
    ("wan2.7-image", {"size": Size(4096, 4096)}, "refusal-size-area", {"size": Size(2048, 2048)}),
    ("wan2.7-image-pro", {"size": Size(4096, 4096), "is_set": True}, "refusal-size-area", {"size": Size(2048, 2048)}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "asked", "text_id", "offered"), REFUSALS)
def test_catalogue__refusals(
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


def test_catalogue__refusal_says_what_would_work(catalogue: Catalogue) -> None:
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
prompt_limit = 10
negative_limit = 0
sizes = { kind = "list", offered = ["8*8"] }
n_min = 1
n_max = 2
n_default = 1
styles = []
price_yuan = "0.005"
free_pictures = 0
submissions_per_s = 1.0
tasks_at_once = 1
typical_task_s = 1.0
dashscope = { endpoint = "text2image", seed = true, prompt_extend = false, watermark = false }
"""
REFERENCE = """
[model.reference]
required = true
modes = ["repaint"]
has_strength = false
max_bytes = 1
min_side = 1
max_side = 2
formats = ["png"]
alpha = false
data_uri = false
"""


def written(folder: Path, text: str) -> Path:
    """A model file of this text."""
    path = folder / "models.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_catalogue__another_file(tmp_path: Path) -> None:
    assert Catalogue.load(written(tmp_path, GOOD)).models["m"].price_li == 5
    assert Catalogue.load(written(tmp_path, "\ufeff" + GOOD + REFERENCE)).models["m"].reference is not None


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        ("n_max = 2", "", "m: n_max: is missing"),
        ("n_max = 2", "n_max = true", "m: n_max: True should be a valid integer"),
        ("n_max = 2", "n_max = 0", "m: n_max: 0 should be greater than or equal to 1"),
        ("n_max = 2", "n_max = 2\nn_maxx = 2", "m: n_maxx: is not a known key; known: name, .* price_yuan, "),
        ("n_default = 1", "n_default = 3", "m: n_default: is not between n_min and n_max"),
        ("legacy = false", "legacy = 0", "m: legacy: 0 should be a valid boolean"),
        ("legacy = false", 'legacy = false\nsuccessor = "x"', "m: successor: only a legacy model has one"),
        ("legacy = false", 'legacy = true\nsuccessor = "m"', "model: 'm': successor 'm' is legacy itself"),
        (
            'price_yuan = "0.005"',
            'price_yuan = "0.0005"',
            "m: price_yuan: '0.0005' should be a price .* three decimals",
        ),
        ('price_yuan = "0.005"', 'price_yuan = "-1"', "m: price_yuan: '-1' should be a price"),
        ('price_yuan = "0.005"', 'price_yuan = "cheap"', "m: price_yuan: 'cheap' should be a price"),
        ('price_yuan = "0.005"', 'price_yuan = "NaN"', "m: price_yuan: 'NaN' should be a price"),
        ('price_yuan = "0.005"', "price_yuan = 0.005", "m: price_yuan: 0.005 should be a price in quotes"),
        ("styles = []", 'styles = ["cubism"]', "m: styles: 'cubism' is none of auto, photography, "),
        ("styles = []", 'styles = ["anime"]', "m: styles: lacks 'auto'"),
        ("styles = []", 'styles = "auto"', "m: styles: 'auto' should be a list"),
        ('offered = ["8*8"]', "offered = []", "m: sizes: offered: is empty"),
        ('offered = ["8*8"]', 'offered = ["big"]', "m: sizes: offered: 'big' is not a size like 1024"),
        ('kind = "list"', 'kind = "all"', "m: sizes: kind: 'all' should be 'list', 'sides', 'area' or 'reference'"),
        ('kind = "list"', 'kind = "sides"', "m: sizes: max_side: is missing, which kind 'sides' needs"),
        ('kind = "list"', 'kind = "list", min_side = 1', "m: sizes: min_side: is not a known key of kind 'list'"),
        ('kind = "list"', 'kind = "reference", min_side = 1, max_side = 9', "m: sizes: follow the reference, but no"),
        ('kind = "list"', 'kind = "sides", min_side = 9, max_side = 99', "m: sizes: offered: 8.8 is outside"),
        (
            'kind = "list"',
            'kind = "area", min_area = 1, max_area = 99, min_ratio = "1:0", max_ratio = "4:1"',
            "m: sizes: min_ratio: '1:0' is not a ratio like 4:1",
        ),
        ("sizes = {", "sizes = 3 #", "m: sizes: 3 should be a table"),
        ("tasks_at_once = 1", "tasks_at_once = 0", "m: tasks_at_once: 0 should be greater than or equal to 1"),
        ("typical_task_s = 1.0", "typical_task_s = inf", "m: typical_task_s: inf should be a finite number"),
        ("modes = [", 'modes = ["sketch", ', "m: reference: modes: 'sketch' should be 'repaint', 'refonly' or 'edit'"),
        ('formats = ["png"]', "formats = []", "m: reference: formats: is empty"),
        ("alpha = false", "alpha = false\nalfa = true", "m: reference: alfa: is not a known key; known: required, "),
        ('name = "m"', "", "model 1: name: is missing"),
        (GOOD, GOOD + GOOD, "model: 'm' is described twice"),
        (GOOD, "", "model: is missing"),
        (GOOD, "model = []\n", "model: is empty"),
        (GOOD, "[model]\n", "model: {.* should be a list"),
        (GOOD, "not toml", "is not valid TOML: .*line 1"),
    ],
)
def test_catalogue__wrong_file_says_where(tmp_path: Path, line: str, instead: str, says: str) -> None:
    assert line in GOOD + REFERENCE
    text = GOOD if line in GOOD else GOOD + REFERENCE
    path = written(tmp_path, text.replace(line, instead))
    with pytest.raises(SettingsError, match=f"^{path}(:| ).*{says}") as wrong:
        Catalogue.load(path)
    assert "\n" not in str(wrong.value)


def test_catalogue__file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^cannot read .*: No such file"):
        Catalogue.load(tmp_path / "models.toml")
