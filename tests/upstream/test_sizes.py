"""The nearest size is always one that the model serves, and of nearly the shape asked for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter_api import Size
from bot.upstream import Catalogue

CATALOGUE = Catalogue.load()


@given(ratio=st.floats(min_value=0.001, max_value=1000), name=st.sampled_from(sorted(CATALOGUE.models)))
def test_sizes__nearest_size_is_served(ratio: float, name: str) -> None:
    model = CATALOGUE.models[name]
    assert model.sizes.serves(model.nearest_size(ratio))


@pytest.mark.parametrize(
    ("name", "ratio", "size"),
    [
        ("wanx-v1", 16 / 9, "1280*720"),
        ("wanx-v1", 9 / 16, "720*1280"),
        ("wanx-v1", 2 / 3, "768*1152"),
        ("wanx-v1", 21 / 9, "1280*720"),
        ("wanx2.1-t2i-turbo", 16 / 9, "1280*720"),
        ("wan2.5-t2i-preview", 16 / 9, "1792*1008"),
        ("wan2.5-i2i-preview", 4 / 3, "1408*1056"),
    ],
)
def test_sizes__usual_shapes(name: str, ratio: float, size: str) -> None:
    assert str(CATALOGUE.models[name].nearest_size(ratio)) == size


@given(ratio=st.floats(min_value=0.36, max_value=2.8))
def test_sizes__range_of_sides_meets_the_shape(ratio: float) -> None:
    assert CATALOGUE.models["wan2.2-t2i-plus"].nearest_size(ratio).ratio == pytest.approx(ratio, rel=0.03)


@given(ratio=st.floats(min_value=0.26, max_value=3.9))
def test_sizes__range_of_areas_meets_the_shape(ratio: float) -> None:
    for name in ("wan2.5-t2i-preview", "wan2.5-i2i-preview"):
        assert CATALOGUE.models[name].nearest_size(ratio).ratio == pytest.approx(ratio, rel=0.04)


@pytest.mark.parametrize("ratio", [0.0, -1.0, math.inf, math.nan])
def test_sizes__what_is_no_ratio(ratio: float) -> None:
    with pytest.raises(ValueError):
        CATALOGUE.models["wanx-v1"].nearest_size(ratio)


@pytest.mark.parametrize(
    ("name", "size", "served"),
    [
        ("wanx-v1", Size(1024, 1024), True),
        ("wanx-v1", Size(512, 512), False),
        ("wan2.2-t2i-plus", Size(512, 1440), True),
        ("wan2.2-t2i-plus", Size(511, 1440), False),
        ("wan2.2-t2i-plus", Size(512, 1441), False),
        ("wan2.5-t2i-preview", Size(1280, 1280), True),
        ("wan2.5-t2i-preview", Size(1440, 1440), True),
        ("wan2.5-t2i-preview", Size(1440, 1441), False),
        ("wan2.5-t2i-preview", Size(1279, 1280), False),
        ("wan2.5-t2i-preview", Size(2800, 660), False),
        ("wan2.5-i2i-preview", Size(768, 768), True),
        ("wan2.5-i2i-preview", Size(0, -5), False),
    ],
)
def test_sizes__borders(name: str, size: Size, served: bool) -> None:
    assert CATALOGUE.models[name].sizes.serves(size) is served
