"""What was asked of a size, in pixels of each model; what a model does not take is said, never silently changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.upstream import Catalogue, RequestRefusal, WantedSize
from bot.upstream.wanted_size import MET_RATIO

CATALOGUE = Catalogue.load()
K2, K4 = 2048**2, 4096**2
WORDS = GenerationRequest("wanx-v1", "a fox", 1, Size(1, 1), 7)
FROM_PHOTO = replace(WORDS, reference=Reference("images/1.jpg", "repaint"))


def fit(model: str, wanted: WantedSize, request: GenerationRequest = WORDS) -> GenerationRequest | RequestRefusal:
    request = replace(request, model=model)
    if request.reference:
        strength = CATALOGUE.models[model].reference_strength(request.reference.mode)
        request = replace(request, reference=replace(request.reference, strength=strength))
    return CATALOGUE.fit(request, wanted)


@pytest.mark.parametrize(
    ("model", "wanted", "size"),
    [
        ("wanx-v1", WantedSize(), "1024*1024"),
        ("wanx-v1", WantedSize(ratio=16 / 9), "1280*720"),
        ("wanx-v1", WantedSize(exact=Size(768, 1152)), "768*1152"),
        # A reference's shape, or a default, is met as nearly as the model can.
        ("wanx-v1", WantedSize(shape=1.5), "1280*720"),
        ("wan2.7-image", WantedSize(area=K2), "2048*2048"),
        ("wan2.7-image", WantedSize(ratio=21 / 9), "1568*672"),
        ("wan2.7-image", WantedSize(exact=Size(1280, 720), area=K2), "2720*1536"),
        ("wan2.7-image-pro", WantedSize(area=K4), "4096*4096"),
        ("wan2.7-image-pro", WantedSize(ratio=2.0, area=K4), "5792*2896"),
        ("wan2.7-image-pro", WantedSize(ratio=8.0), "2944*368"),
        ("wan2.7-image-pro", WantedSize(ratio=1 / 8), "368*2944"),
    ],
)
def test_wanted_size__in_pixels_of_a_model(model: str, wanted: WantedSize, size: str) -> None:
    fitting = fit(model, wanted)
    assert isinstance(fitting, GenerationRequest)
    assert str(fitting.size) == size


@pytest.mark.parametrize(
    ("model", "wanted", "text_id", "nearest"),
    [
        ("wanx-v1", WantedSize(ratio=21 / 9), "refusal-ratio", "1280*720"),
        ("wanx-v1", WantedSize(ratio=4 / 3), "refusal-ratio", "1024*1024"),
        ("wanx-v1", WantedSize(area=K2), "refusal-resolution", "1024*1024"),
        ("wan2.7-image", WantedSize(area=K4), "refusal-resolution", "2048*2048"),
        ("wan2.7-image", WantedSize(ratio=10.0), "refusal-ratio-nobody", "2944*368"),
        ("wan2.7-image", WantedSize(exact=Size(4096, 4096)), "refusal-size-area", "2048*2048"),
    ],
)
def test_wanted_size__that_a_model_does_not_take(model: str, wanted: WantedSize, text_id: str, nearest: str) -> None:
    refusal = fit(model, wanted)
    assert isinstance(refusal, RequestRefusal)
    assert refusal.text_id == text_id
    assert refusal.instead is not None
    assert str(refusal.instead.size) == nearest
    assert CATALOGUE.check(refusal.instead) is None


def test_wanted_size__4k_with_a_reference_or_for_a_set_is_painted_by_nobody() -> None:
    for request in (FROM_PHOTO, replace(WORDS, is_set=True, n=4)):
        refusal = fit("wan2.7-image-pro", WantedSize(area=K4), request)
        assert isinstance(refusal, RequestRefusal)
        assert refusal.text_id == "refusal-resolution-nobody"
        assert isinstance(fit("wan2.7-image-pro", WantedSize(area=K2), request), GenerationRequest)


def test_wanted_size__names_the_models_that_take_all_of_the_request() -> None:
    refusal = fit("wanx-v1", WantedSize(area=K2), FROM_PHOTO)
    assert isinstance(refusal, RequestRefusal)
    named = str(refusal.arguments["models"]).split(", ")
    assert "wan2.7-image" in named
    assert "z-image-turbo" not in named  # It paints 2K, but from words alone.
    for name in named:
        assert isinstance(fit(name, WantedSize(area=K2), FROM_PHOTO), GenerationRequest)


def test_wanted_size__picture_that_is_as_large_as_its_reference() -> None:
    for wanted in (WantedSize(ratio=1.5), WantedSize(area=K2)):
        refusal = fit("wanx2.1-imageedit", wanted, FROM_PHOTO)
        assert isinstance(refusal, RequestRefusal)
        assert refusal.text_id == "refusal-size-of-reference"
    assert isinstance(fit("wanx2.1-imageedit", WantedSize(shape=1.5), FROM_PHOTO), GenerationRequest)


def test_wanted_size__of_a_model_that_is_not_there() -> None:
    refusal = CATALOGUE.fit(replace(WORDS, model="wanx-v2"), WantedSize(area=K4))
    assert isinstance(refusal, RequestRefusal)
    assert refusal.text_id == "refusal-model-near"


@given(
    ratio=st.floats(min_value=1 / 8, max_value=8),
    area=st.sampled_from([0, 1024**2, K2, K4]),
    name=st.sampled_from(sorted(CATALOGUE.models)),
)
def test_wanted_size__what_fits_is_what_was_asked_for(ratio: float, area: int, name: str) -> None:
    fitting = CATALOGUE.fit(replace(WORDS, model=name), WantedSize(ratio=ratio, area=area))
    if isinstance(fitting, GenerationRequest):
        assert fitting.size.ratio == pytest.approx(ratio, rel=1.1 * MET_RATIO)
        assert not area or 0.8 <= fitting.size.area / area <= 1.25


@given(ratio=st.floats(min_value=1 / 8, max_value=8), area=st.sampled_from([0, K2, K4]))
def test_wanted_size__range_of_areas_takes_every_ratio_within_its_limits(ratio: float, area: int) -> None:
    assert isinstance(fit("wan2.7-image-pro", WantedSize(ratio=ratio, area=area)), GenerationRequest)
