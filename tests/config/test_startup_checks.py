"""Models that the settings name: what is wrong is one line that says where."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.upstream import Catalogue, ModelRoles
from config.settings import Settings, SettingsError
from config.startup_checks import check_models

NAMES = tuple(Catalogue.load().models)


def settings(**upstream: Any) -> Settings:
    """Settings with these of the upstream."""
    return Settings.model_validate({"upstream": upstream})


@pytest.mark.parametrize(
    ("upstream", "says"),
    [
        ({"default_model": "wanx-v9"}, "SHENBI_MODEL: no model is called 'wanx-v9'; known: wanx-v1, "),
        ({"default_model": ""}, "SHENBI_MODEL: no model is called ''"),
        ({"edit_model": "wan9"}, "upstream.edit_model: no model is called 'wan9'; known: wanx-v1, "),
        ({"allowed_models": ["wanx-v1", "wan9"]}, "upstream.allowed_models: no model is called 'wan9'"),
        (
            {"allowed_models": ["wan2.7-image"]},
            "SHENBI_MODEL: 'wanx-v1' is not one of upstream.allowed_models (wan2.7-image)",
        ),
        (
            {"allowed_models": ["wanx-v1"], "fast_model": "z-image-turbo"},
            "upstream.fast_model: 'z-image-turbo' is not one of upstream.allowed_models (wanx-v1)",
        ),
    ],
)
def test_check_models__says_what_is_wrong(upstream: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError, match=f"^{re.escape(says)}") as wrong:
        check_models(settings(**upstream), NAMES)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("upstream", "edit", "fast"),
    [
        ({}, "wan2.7-image", "z-image-turbo"),
        ({"edit_model": "", "fast_model": ""}, "", ""),
        ({"allowed_models": ["wanx-v1"]}, "", ""),  # What nobody set needs no model.
        ({"allowed_models": ["wanx-v1", "wan2.7-image"], "fast_model": "wan2.7-image"}, "wan2.7-image", "wan2.7-image"),
    ],
)
def test_check_models__roles_without_a_model_are_no_mistake(upstream: dict[str, Any], edit: str, fast: str) -> None:
    made = settings(**upstream)
    check_models(made, NAMES)
    loaded = Catalogue.load()
    roles = ModelRoles(Catalogue(loaded.models, allowed=frozenset(made.upstream.allowed_models)), made.upstream)
    assert (roles.model_of("paint"), roles.model_of("edit"), roles.model_of("fast")) == ("wanx-v1", edit, fast)


def test_max_picture_yuan__is_a_whole_number_of_li() -> None:
    with pytest.raises(ValueError, match="at most three decimals"):
        settings(max_picture_yuan="0.1234")
