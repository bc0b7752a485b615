"""The size that was asked for, before it is known which model paints; and the same in pixels of one model, or why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.adapter_api.request import GenerationRequest, Size
from bot.grammar.option_values import ratio_text, resolution_text
from bot.upstream.model import Model, RequestRefusal
from bot.upstream.request_check import refuse
from bot.upstream.sizes import ratio_distance

MET_RATIO = 0.02
"""How far a picture's shape may be from the one asked for: steps of 16 pixels, and the sizes that vendors offer for 9:16."""
LEAST_AREA, MOST_AREA = 0.8, 1.25
"""The shares of the area asked for within which a picture meets it: a model whose pictures have fewer or more pixels does not
paint 2K."""
_UNKNOWN_MODEL = Size(1024, 1024)


@dataclass(frozen=True, slots=True)
class WantedSize:
    """What was asked of a picture's size; the same words are other pixels for other models.

    `exact`: these pixels, or with `area` only their shape. `ratio`: width / height that was asked for, `shape`: width /
    height that the picture should have as nearly as its model can (a reference's, a default). `area`: about this many pixels. 0:
    the model's usual.
    """

    exact: Size | None = None
    ratio: float = 0.0
    shape: float = 0.0
    area: int = 0

    @property
    def asked_ratio(self) -> float:
        """Width / height that the picture has to have; 0 if none was asked for."""
        if self.exact is None:
            return self.ratio
        return self.exact.ratio if self.area and self.exact.height and self.exact.width else 0.0

    def in_pixels(self, model: Model, *, with_images: bool) -> Size:
        """The size of `model` that comes nearest; whether it is what was asked for: `is_met`."""
        if self.exact is not None and not self.area:
            return self.exact
        rule = model.sizes_of(with_images=with_images)
        ratio = self.asked_ratio or self.shape
        if not ratio and not self.area:
            return rule.offered[0]
        return rule.nearest(ratio or rule.offered[0].ratio, self.area)

    def is_met(self, model: Model, size: Size) -> bool:
        """Whether `size`, painted by `model`, is what was asked for. An exact size is left to the check of the request."""
        return self._ratio_is_met(model, size) and self._area_is_met(model, size)

    def _ratio_is_met(self, model: Model, size: Size) -> bool:
        ratio = self.asked_ratio
        return not ratio or (model.takes_size and ratio_distance(ratio, size.ratio) <= MET_RATIO)

    def _area_is_met(self, model: Model, size: Size) -> bool:
        return not self.area or (model.takes_size and LEAST_AREA <= size.area / self.area <= MOST_AREA)

    def refusal(self, model: Model, request: GenerationRequest, takers: Iterable[Model]) -> RequestRefusal | None:
        """Why `model` cannot paint this, or None; `request` has the nearest size that it can, and `takers` can."""
        if self.is_met(model, request.size):
            return None
        models = ", ".join(taker.name for taker in takers)
        arguments: dict[str, str | int | float] = {
            "model": model.name,
            "nearest": f"{request.size.width}x{request.size.height}",
            "models": models,
        }
        if not model.takes_size:
            text_id = "refusal-size-of-reference"
        elif not self._ratio_is_met(model, request.size):
            text_id = "refusal-ratio"
            arguments |= {"ratio": ratio_text(self.asked_ratio), "near": ratio_text(request.size.ratio)}
        else:
            text_id = "refusal-resolution"
            arguments["resolution"] = resolution_text(self.area)
        return RequestRefusal(text_id if models else f"{text_id}-nobody", arguments, request)


def fit(
    model: Model, request: GenerationRequest, wanted: WantedSize, models: Iterable[Model]
) -> GenerationRequest | RequestRefusal:
    """`request` in the size of `model` that is wanted; or the first reason why `model` cannot serve it, naming those of
    `models` that might."""
    others = tuple(models)
    sized = _sized(model, request, wanted)
    if refusal := refuse(model, sized, others):
        return refusal
    takers = (other for other in others if other is not model and _serves(other, request, wanted))
    return wanted.refusal(model, sized, takers) or sized


def unsized(request: GenerationRequest, wanted: WantedSize) -> GenerationRequest:
    """`request` for a model that is not known."""
    return replace(request, size=wanted.exact or _UNKNOWN_MODEL)


def _sized(model: Model, request: GenerationRequest, wanted: WantedSize) -> GenerationRequest:
    return replace(request, size=wanted.in_pixels(model, with_images=_has_images(request)))


def _has_images(request: GenerationRequest) -> bool:
    return request.reference is not None or request.is_set


def _serves(model: Model, request: GenerationRequest, wanted: WantedSize) -> bool:
    sized = replace(_sized(model, request, wanted), model=model.name)
    if reference := sized.reference:
        # Its strength is that of another model.
        sized = replace(sized, reference=replace(reference, strength=model.reference_strength(reference.mode)))
    return wanted.is_met(model, sized.size) and refuse(model, sized, ()) is None
