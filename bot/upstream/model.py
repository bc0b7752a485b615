"""What one model can do, costs and is limited to: the tables of `config/models.toml` as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.adapter_api.request import GenerationRequest, ReferenceMode, Size
from bot.grammar.vocabulary import STYLES
from bot.upstream.sizes import Sizes
from config.tables import Items, Table

MAX_SEED = 2_147_483_647
DEFAULT_STRENGTH: Mapping[ReferenceMode, float] = MappingProxyType({"repaint": 0.6, "refonly": 0.5})
"""The strength of a reference where nobody chose one."""
FIXED_STRENGTH = 0.5
"""The strength in a request for a model that takes none."""
FLAT_KEYS: Final = ("endpoint", "seed", "prompt_extend", "watermark")
FLAT_REFERENCE_KEYS: Final = ("field", "has_mode", "function")


def _known_style(style: str) -> str:
    if style not in STYLES:
        raise ValueError(f"{style!r} is none of {', '.join(STYLES)}")
    return style


def _li(yuan: object) -> int:
    """A price in li; it must be a whole number of them, since all sums are."""
    try:
        li = Decimal(yuan if isinstance(yuan, str) else "NaN") * 1000
    except InvalidOperation:
        li = Decimal("NaN")
    if not li.is_finite() or li != li.to_integral_value() or li < 0:
        raise ValueError(f'{yuan!r} should be a price in quotes with at most three decimals, like "0.16"')
    return int(li)


class ReferenceRules(Table):
    """How a model takes a reference image.

    `modes` are the ways it can serve; `has_strength`: whether the service takes a strength. Limits on the image itself:
    bytes, pixels per side, `formats` in lower case, `alpha` whether transparency is taken. `data_uri`: whether the
    image may travel inside the request; if not it has to be uploaded.
    """

    required: bool
    modes: Items[ReferenceMode] = Field(min_length=1)
    has_strength: bool
    max_bytes: int = Field(ge=1)
    min_side: int = Field(ge=1)
    max_side: int = Field(ge=1)
    formats: Items[str] = Field(min_length=1)
    alpha: bool
    data_uri: bool


class Model(Table):
    """One model. Limits of text are in characters (code points), money in li (1 li = 0.001 yuan) per picture.

    `negative_limit` 0: no negative prompt is taken. `styles` is empty where the model has none. `n_default` is what
    the service paints (and bills) if it is not told a number, which is why we always tell it. `submissions_per_s` and
    `tasks_at_once` hold for all keys of an account together. `free_pictures` is the account's allowance for this model.
    `typical_task_s` is a first guess in seconds, until we have seen some. `vendor` is for the package behind the port.
    """

    name: str
    title_zh: str
    title_en: str
    legacy: bool
    prompt_limit: int = Field(ge=1)
    negative_limit: int = Field(ge=0)
    sizes: Sizes
    n_min: int = Field(ge=1)
    n_max: int = Field(ge=1)
    n_default: int = Field(ge=1)
    styles: Items[Annotated[str, AfterValidator(_known_style)]]
    reference: ReferenceRules | None = None
    price_li: Annotated[int, BeforeValidator(_li)] = Field(alias="price_yuan")
    free_pictures: int = Field(ge=0)
    submissions_per_s: float = Field(ge=0.001)
    tasks_at_once: int = Field(ge=1)
    typical_task_s: float = Field(ge=0.1)
    vendor: object = Field(alias="dashscope")

    @model_validator(mode="before")
    @classmethod
    def _read_flat_keys(cls, table: Any) -> Any:
        """Operators' files may have the vendor's keys beside the others, where they stood before they had a table."""
        if not isinstance(table, dict) or "dashscope" in table:
            return table
        vendor = {key: table[key] for key in FLAT_KEYS if key in table}
        table = {key: value for key, value in table.items() if key not in FLAT_KEYS}
        if isinstance(reference := table.get("reference"), dict):
            vendor["reference"] = {key: reference[key] for key in FLAT_REFERENCE_KEYS if key in reference}
            table["reference"] = {key: value for key, value in reference.items() if key not in FLAT_REFERENCE_KEYS}
        return {**table, "dashscope": vendor}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.n_min <= self.n_default <= self.n_max:
            raise ValueError("n_default: is not between n_min and n_max")
        if self.styles and "auto" not in self.styles:
            raise ValueError("styles: lacks 'auto'")
        if not self.takes_size and (self.reference is None or not self.reference.required):
            raise ValueError("sizes: follow the reference, but no reference is required")
        return self

    @property
    def default_size(self) -> Size:
        """The size to paint when nobody asks for one."""
        return self.sizes.offered[0]

    @property
    def takes_size(self) -> bool:
        """False if the picture always has the size of its reference."""
        return self.sizes.kind != "reference"

    def nearest_size(self, ratio: float) -> Size:
        """The served size closest in shape to width / height = `ratio` (ValueError unless positive)."""
        return self.sizes.nearest(ratio)

    @property
    def named_styles(self) -> tuple[str, ...]:
        """The styles worth offering: all but `auto`, which leaves it to the model."""
        return tuple(style for style in self.styles if style != "auto")

    def reference_strength(self, mode: ReferenceMode) -> float:
        """The strength of a reference where nobody chose one, in a request that this model can serve."""
        takes_strength = self.reference is None or self.reference.has_strength
        return DEFAULT_STRENGTH[mode] if takes_strength else FIXED_STRENGTH

    def cost_li(self, n: int) -> int:
        """What n pictures cost, in li."""
        return self.price_li * n


@dataclass(frozen=True, slots=True)
class RequestRefusal:
    """Why a model cannot serve a request.

    `text_id` with `arguments` renders the reason in the reader's language; `instead` is the same request changed as
    little as makes this reason go away, or None where only the person can decide.
    """

    text_id: str
    arguments: dict[str, str | int | float]
    instead: GenerationRequest | None = None
