"""The request format of each model, read from its table `dashscope` in `config/models.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.upstream.catalogue import Catalogue
from config.settings import SettingsError
from config.tables import Table, check_table


class ReferenceFormat(Table):
    """How a reference image is passed.

    `field` is its name in the request's `input` (`images` is a list of one). `has_mode`: whether the service takes
    `ref_mode`. `function` is the editing function that a request names, empty where there is none.
    """

    field: Literal["ref_img", "images", "base_image_url"]
    has_mode: bool = False
    function: str = ""


class RequestFormat(Table):
    """The endpoint of a model, and which optional parameters it takes: `seed`, `prompt_extend`, `watermark`."""

    endpoint: Literal["text2image", "image2image"]
    seed: bool
    prompt_extend: bool
    watermark: bool
    reference: ReferenceFormat | None = None


def request_formats(catalogue: Catalogue) -> Mapping[str, RequestFormat]:
    """The format of each model of the catalogue, by name. Raises SettingsError."""
    formats: dict[str, RequestFormat] = {}
    for name, model in catalogue.models.items():
        place = f"{catalogue.file}: {name}: dashscope"
        formats[name] = check_table(model.vendor, RequestFormat, place)
        if (model.reference is None) != (formats[name].reference is None):
            raise SettingsError(
                f"{place}: reference: a model that takes a reference needs this table, and no other has it"
            )
    return formats
