"""The request format of each model, read from its table `dashscope` in `config/models.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from bot.upstream.catalogue import Catalogue
from bot.upstream.sizes import SizeText
from config.settings import SettingsError
from config.tables import Items, Table, check_table

Parameter = Literal[
    "n",
    "size",
    "seed",
    "style",
    "negative_prompt",
    "prompt_extend",
    "watermark",
    "ref_mode",
    "ref_strength",
    "thinking_mode",
    "enable_thinking",
    "enable_sequential",
    "enable_interleave",
]
FLAGS: tuple[Parameter, ...] = ("seed", "prompt_extend", "watermark")


class ReferenceFormat(Table):
    """How a reference image is passed by the endpoints that have a field for it.

    `field` is its name in the request's `input` (`images` is a list). `function` is the editing function that a request
    names, empty where there is none.
    """

    field: Literal["ref_img", "images", "base_image_url"]
    function: str = ""


class RequestFormat(Table):
    """The endpoint of a model, and the parameters that it takes: no other is sent.

    `probe_size`: a size of which it is known that the service refuses it inside the task, at no cost (see `probe.py`).
    """

    endpoint: Literal["text2image", "image2image", "messages"]
    parameters: Items[Parameter] = Field(min_length=1)
    reference: ReferenceFormat | None = None
    probe_size: SizeText | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_flags(cls, table: Any) -> Any:
        """Operators' files may have a flag for each parameter, as before the list."""
        if not isinstance(table, dict) or "parameters" in table:
            return table
        reference = dict(table.get("reference") or {})
        names = ["n", "size", "style"] + [name for name in FLAGS if table.get(name)]
        if reference:
            names += (["ref_mode"] if reference.pop("has_mode", False) else []) + ["ref_strength"]
        others = {key: value for key, value in table.items() if key not in (*FLAGS, "reference")}
        return {**others, "parameters": names, **({"reference": reference} if reference else {})}

    @property
    def takes_messages(self) -> bool:
        """Whether text and images are passed as one message."""
        return self.endpoint == "messages"


def request_formats(catalogue: Catalogue) -> Mapping[str, RequestFormat]:
    """The format of each model of the catalogue, by name. Raises SettingsError."""
    formats: dict[str, RequestFormat] = {}
    for name, model in catalogue.models.items():
        place = f"{catalogue.file}: {name}: dashscope"
        found = formats[name] = check_table(model.vendor, RequestFormat, place)
        needs_field = model.reference is not None and not found.takes_messages
        if needs_field != (found.reference is not None):
            raise SettingsError(
                f"{place}: reference: a model that takes a reference in a field needs this table, and no other has it"
            )
        if found.probe_size and (not model.takes_size or model.sizes.serves(found.probe_size)):
            raise SettingsError(f"{place}: probe_size: {found.probe_size} would be painted")
        if model.protocol == "answer" and not found.takes_messages:
            raise SettingsError(f"{place}: endpoint: protocol 'answer' needs 'messages'")
    return formats
