"""What one model can do, costs and is limited to: the rows of `config/models.toml` as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from bot.adapter_api.request import GenerationRequest, ReferenceMode, Size
from bot.upstream.sizes import Sizes

MAX_SEED = 2_147_483_647
DEFAULT_STRENGTH: Mapping[ReferenceMode, float] = MappingProxyType({"repaint": 0.6, "refonly": 0.5})
"""The strength of a reference where nobody chose one."""
FIXED_STRENGTH = 0.5
"""What stands in a request for a model that takes no strength."""

Endpoint = Literal["text2image", "image2image"]
ReferenceField = Literal["ref_img", "images", "base_image_url"]


@dataclass(frozen=True, slots=True)
class ReferenceRules:
    """How a model takes a reference image.

    `field` is its name in the request's `input` (`images` is a list of one). `modes` are the ways it can serve;
    `has_mode` and `has_strength`: whether the service takes `ref_mode` and `ref_strength`. `function` is the
    editing function that a request names, empty where there is none. Limits on the image itself: bytes, pixels per
    side, `formats` in lower case, `alpha` whether transparency is taken. `data_uri`: whether the image may travel
    inside the request; if not it has to be uploaded.
    """

    field: ReferenceField
    required: bool
    modes: tuple[ReferenceMode, ...]
    has_mode: bool
    has_strength: bool
    function: str
    max_bytes: int
    min_side: int
    max_side: int
    formats: tuple[str, ...]
    alpha: bool
    data_uri: bool


@dataclass(frozen=True, slots=True)
class Model:
    """One model. Limits of text are in characters (code points), money in li (1 li = 0.001 yuan) per picture.

    `negative_limit` 0: no negative prompt is taken. `styles` is empty where the model has none. `n_default` is what
    the service paints (and bills) if it is not told a number, which is why we always tell it. `prompt_extend` and
    `watermark`: whether the service takes these switches. `submissions_per_s` and `tasks_at_once` hold for all keys
    of an account together. `free_pictures` is the account's allowance for this model. `typical_task_s` is a first
    guess in seconds, until we have seen some.
    """

    name: str
    title_zh: str
    title_en: str
    legacy: bool
    endpoint: Endpoint
    prompt_limit: int
    negative_limit: int
    sizes: Sizes
    n_min: int
    n_max: int
    n_default: int
    styles: tuple[str, ...]
    seed: bool
    prompt_extend: bool
    watermark: bool
    reference: ReferenceRules | None
    price_li: int
    free_pictures: int
    submissions_per_s: float
    tasks_at_once: int
    typical_task_s: float

    @property
    def default_size(self) -> Size:
        """The size to paint when nobody asks for one."""
        return self.sizes.offered[0]

    @property
    def takes_size(self) -> bool:
        """False if the picture's size is that of its reference, whatever a request says."""
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
