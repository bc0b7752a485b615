"""What one model can do, costs and is limited to: the tables of `config/models.toml` as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.adapter_api.request import GenerationRequest, ReferenceMode, Size
from bot.grammar.vocabulary import STYLES
from bot.upstream.sizes import Sizes
from config.tables import Items, Table

MAX_SEED = 2_147_483_647
DEFAULT_STRENGTH: Mapping[ReferenceMode, float] = MappingProxyType({"repaint": 0.6, "refonly": 0.5, "edit": 0.5})
"""The strength of a reference where nobody chose one."""
FIXED_STRENGTH = 0.5
"""The strength in a request for a model that takes none."""
MAX_ANSWER_LIMIT_S = 800.0
"""A due time that is further away than `LONGEST_WAIT_S` (bot/retention/maintenance.py) counts as written before the clock was set
back."""
Protocol = Literal["task", "answer"]
"""How a model answers. `task`: a create makes a task, which is queried; a lost answer can be looked for in the list of tasks.
`answer`: the create's own answer, up to minutes later, has the pictures; a lost one cannot be found again."""
Listing = Literal["complete", "unverified"]
"""What the list of tasks proves about a model. `complete`: a task that is not in it does not exist. `unverified`: the vendor
does not say that it has this model's tasks, so one that is in it exists, and absence proves nothing."""
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

    `modes` are the ways it can serve; `max_images`: how many images a request may have (several: mode `edit` only);
    `has_strength`: whether the service takes a strength. Limits on the image itself: bytes, pixels per side, `formats` in
    lower case, `alpha` whether transparency is taken. `data_uri`: whether the image may travel inside the request; if not
    it has to be uploaded.
    """

    required: bool
    modes: Items[ReferenceMode] = Field(min_length=1)
    max_images: int = Field(default=1, ge=1)
    has_strength: bool
    max_bytes: int = Field(ge=1)
    min_side: int = Field(ge=1)
    max_side: int = Field(ge=1)
    formats: Items[str] = Field(min_length=1)
    alpha: bool
    data_uri: bool


class LargePrice(Table):
    """What a picture of more than `above_area` pixels costs, in li."""

    above_area: int = Field(ge=1)
    price_li: Annotated[int, BeforeValidator(_li)] = Field(alias="price_yuan")


class Model(Table):
    """One model. Limits of text are in characters (code points), money in li (1 li = 0.001 yuan) per picture.

    `legacy`: the vendor develops it no further and may withdraw it; `successor` is the model to use then (empty: none).
    `negative_limit` 0: no negative prompt is taken. `sizes_with_images` are the sizes of requests with reference images and
    of sets where these differ. `styles` is empty where the model has none. `n_default` is what the service paints (and
    bills) if it is not told a number, which is why we always tell it. `set_max` is the largest set (0: makes none), a
    ceiling: fewer may come. `transparent`: can paint without a background. `large` is the price of large pictures,
    `input_price_li` that of each reference image, once a request. `submissions_per_s` (in the file also
    `submissions_per_min`) and `tasks_at_once` hold for all keys of an account together. `free_pictures` is the account's
    allowance for this model. `typical_task_s` is a first guess in seconds, until we have seen some. `answer_limit_s`
    is how long the answer to a create may take where it has the pictures (`answer_limit_many_s`: for several).
    `vendor` is for the package behind the port.
    """

    name: str
    title_zh: str
    title_en: str
    legacy: bool
    successor: str = ""
    protocol: Protocol = "task"
    listing: Listing = "complete"
    prompt_limit: int = Field(ge=1)
    negative_limit: int = Field(ge=0)
    sizes: Sizes
    sizes_with_images: Sizes | None = None
    n_min: int = Field(ge=1)
    n_max: int = Field(ge=1)
    n_default: int = Field(ge=1)
    set_max: int = Field(default=0, ge=0)
    transparent: bool = False
    styles: Items[Annotated[str, AfterValidator(_known_style)]]
    reference: ReferenceRules | None = None
    price_li: Annotated[int, BeforeValidator(_li)] = Field(alias="price_yuan")
    large: LargePrice | None = None
    input_price_li: Annotated[int, BeforeValidator(_li)] = Field(
        default="0", alias="input_price_yuan", validate_default=True
    )
    free_pictures: int = Field(ge=0)
    submissions_per_s: float = Field(ge=0.001)
    tasks_at_once: int = Field(ge=1)
    typical_task_s: float = Field(ge=0.1)
    answer_limit_s: float = Field(default=300.0, ge=1.0, le=MAX_ANSWER_LIMIT_S)
    answer_limit_many_s: float = Field(default=600.0, ge=1.0, le=MAX_ANSWER_LIMIT_S)
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

    @model_validator(mode="before")
    @classmethod
    def _read_rate_per_minute(cls, table: Any) -> Any:
        """A limit a minute becomes one a second: the vendor may enforce it so, and a steady rate keeps both."""
        if not isinstance(table, dict) or "submissions_per_min" not in table:
            return table
        if "submissions_per_s" in table:
            raise ValueError("submissions_per_min: there is a submissions_per_s, too")
        per_min = table["submissions_per_min"]
        if isinstance(per_min, bool) or not isinstance(per_min, int | float) or not per_min >= 1:
            raise ValueError(f"submissions_per_min: {per_min!r} should be a number of at least 1")
        others = {key: value for key, value in table.items() if key != "submissions_per_min"}
        return {**others, "submissions_per_s": per_min / 60}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.n_min <= self.n_default <= self.n_max:
            raise ValueError("n_default: is not between n_min and n_max")
        if self.successor and not self.legacy:
            raise ValueError("successor: only a legacy model has one")
        if self.styles and "auto" not in self.styles:
            raise ValueError("styles: lacks 'auto'")
        if not self.takes_size and (self.reference is None or not self.reference.required):
            raise ValueError("sizes: follow the reference, but no reference is required")
        if self.reference and self.reference.max_images > 1 and "edit" not in self.reference.modes:
            raise ValueError("reference: several images need the mode 'edit'")
        return self

    @property
    def default_size(self) -> Size:
        """The size to paint when nobody asks for one."""
        return self.sizes.offered[0]

    @property
    def paints_words(self) -> bool:
        """Whether it paints from words alone."""
        return self.reference is None or not self.reference.required

    @property
    def takes_size(self) -> bool:
        """False if the picture always has the size of its reference."""
        return self.sizes.kind != "reference"

    def sizes_of(self, *, with_images: bool) -> Sizes:
        """The sizes of requests with reference images or for a set, or of all others."""
        return (self.sizes_with_images or self.sizes) if with_images else self.sizes

    def nearest_size(self, ratio: float, *, with_images: bool = False, area: int = 0) -> Size:
        """The served size closest in shape to width / height = `ratio` (ValueError unless positive), of about `area`
        pixels (0: the usual area)."""
        return self.sizes_of(with_images=with_images).nearest(ratio, area)

    @property
    def named_styles(self) -> tuple[str, ...]:
        """The styles worth offering: all but `auto`, which leaves it to the model."""
        return tuple(style for style in self.styles if style != "auto")

    def reference_strength(self, mode: ReferenceMode) -> float:
        """The strength of a reference where nobody chose one, in a request that this model can serve."""
        takes_strength = self.reference is None or self.reference.has_strength
        return DEFAULT_STRENGTH[mode] if takes_strength else FIXED_STRENGTH

    def price_of_area_li(self, area: int) -> int:
        """What one picture of `area` pixels costs, in li."""
        return self.large.price_li if self.large and area > self.large.above_area else self.price_li

    def picture_price_li(self, request: GenerationRequest) -> int:
        """What one picture of a request costs, in li."""
        return self.price_of_area_li(request.size.area)

    def inputs_price_li(self, request: GenerationRequest) -> int:
        """What the reference images of a request cost, in li, if a picture comes."""
        return self.input_price_li * len(request.reference.images) if request.reference else 0

    def cost_li(self, request: GenerationRequest) -> int:
        """What a request costs at most, in li."""
        return self.picture_price_li(request) * request.n + self.inputs_price_li(request)

    def price_each_li(self, request: GenerationRequest) -> int:
        """What each picture of a request costs at most, in li: with its share of the reference images, rounded up."""
        return -(-self.cost_li(request) // max(request.n, 1))

    @property
    def plain_price_li(self) -> int:
        """What a picture costs for which nothing but words was given, in li."""
        return self.price_of_area_li(self.default_size.width * self.default_size.height)

    def answer_time_limit_s(self, n: int) -> float:
        """How long the answer to a create of n pictures may take, in seconds, where it has the pictures."""
        return self.answer_limit_s if n == 1 else self.answer_limit_many_s


HintId = Literal["hint-without-model", "hint-with-model", "hint-over-limit", "hint-not-allowed"]


@dataclass(frozen=True, slots=True)
class ModelHint:
    """A model that could serve a refused request, for `price_li` a picture, and the text that says how: by leaving out `--model`,
    by naming it, or not here, because of the limit on the price (`limit_li`) or because it is not allowed."""

    text_id: HintId
    model: str
    price_li: int
    limit_li: int = 0


@dataclass(frozen=True, slots=True)
class RequestRefusal:
    """Why a model cannot serve a request.

    `text_id` with `arguments` renders the reason in the reader's language; `instead` is the same request changed as
    little as makes this reason go away, or None where only the person can decide. `hint` names another model that could
    serve the request, and what stands in the way.
    """

    text_id: str
    arguments: dict[str, str | int | float]
    instead: GenerationRequest | None = None
    hint: ModelHint | None = None
