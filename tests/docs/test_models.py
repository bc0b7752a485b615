"""The pages about models say what the catalogue says."""

from __future__ import annotations

import re
import tomllib

import pytest

from bot.upstream import Catalogue
from config.settings import Settings, UpstreamSettings
from config.startup_checks import check_models
from tools import model_forms, model_tables

AGAIN = "run `make model-pages`"


@pytest.mark.parametrize("language", model_tables.PAGES)
def test_models_page__tables_are_those_of_the_catalogue(language: str) -> None:
    page = model_tables.PAGES[language].read_text("utf-8")
    assert page == model_tables.with_tables(page, Catalogue.load(), language), AGAIN


def test_models_page__ten_requests_are_what_the_catalogue_makes_of_them() -> None:
    assert model_forms.PAGE.read_text("utf-8") == model_forms.page(Catalogue.load()), AGAIN
    assert len(model_forms.TRIALS) == 10


@pytest.mark.parametrize("language", model_tables.PAGES)
def test_models_page__names_only_models_that_there_are(language: str) -> None:
    page = model_tables.PAGES[language].read_text("utf-8")
    named = set(re.findall(r"`((?:wan[x2]|qwen-image-|z-image)[\w.-]*)`", page))
    # Families, where no model is meant.
    assert named - Catalogue.load().models.keys() <= {
        "z-image", "wan2.2", "wan2.5", "wan2.7", "wanx2.0", "qwen-image-3.0",
    }  # fmt: skip


@pytest.mark.parametrize("language", model_tables.PAGES)
def test_models_page__settings_of_the_roles_and_their_defaults(language: str) -> None:
    page = model_tables.PAGES[language].read_text("utf-8")
    rows = dict(re.findall(r"^\| [^|]*`upstream\.(\w+)`[^|]*\| `?([^|`]+)`? \|", page, re.MULTILINE))
    defaults = UpstreamSettings()
    models = {name: getattr(defaults, name) for name in ("default_model", "edit_model", "fast_model")}
    assert {name: rows[name] for name in models} == models
    assert rows.keys() - models.keys() == {"allowed_models", "max_picture_yuan"}
    assert not defaults.allowed_models
    assert not defaults.max_picture_yuan
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    check_models(Settings.model_validate(tomllib.loads(example.group(1))), Catalogue.load().models)


def test_models_page__needs_a_place_for_each_table() -> None:
    with pytest.raises(ValueError, match="'can'"):
        model_tables.with_tables("# Models\n", Catalogue.load(), "en")


async def test_models_page__studio_paints_and_bills_what_the_page_says() -> None:
    pictures = await model_forms.painted(Catalogue.load())
    assert pictures.keys() == Catalogue.load().models.keys()
    assert {len(trials) for trials in pictures.values()} == {10}
    sheet = model_forms.sheet(pictures)
    assert sheet.width > 1000
    assert len({sheet.getpixel((x, y)) for x in range(0, sheet.width, 5) for y in range(0, sheet.height, 5)}) > 4
