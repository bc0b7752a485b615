"""Whether a model can serve a request. A refusal upstream would take longer, or the service would silently paint
something else."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace

from bot.adapter_api.request import GenerationRequest
from bot.grammar.vocabulary import STYLES
from bot.upstream.model import FIXED_STRENGTH, MAX_SEED, Model, RequestRefusal

_Others = tuple[Model, ...]


def refuse(model: Model, request: GenerationRequest, models: Iterable[Model]) -> RequestRefusal | None:
    """The first reason why `model` cannot serve `request`, or None; `models` are those that might serve it instead."""
    others = tuple(models)
    checks = (_prompt, _negative, _style, _reference, _transparent, _size, _n, _seed)
    return next((refusal for check in checks if (refusal := check(model, request, others))), None)


def _prompt(model: Model, request: GenerationRequest, others: _Others) -> RequestRefusal | None:
    if not request.prompt.strip():
        return RequestRefusal("refusal-prompt-empty", {"model": model.name})
    limit, length = model.prompt_limit, len(request.prompt)
    if length > limit:
        return RequestRefusal(
            "refusal-prompt-long",
            {"model": model.name, "length": length, "limit": limit, "over": length - limit},
            replace(request, prompt=request.prompt[:limit]),
        )
    return None


def _negative(model: Model, request: GenerationRequest, others: _Others) -> RequestRefusal | None:
    limit, length = model.negative_limit, len(request.negative_prompt)
    if length and not limit:
        return RequestRefusal("refusal-negative", {"model": model.name}, replace(request, negative_prompt=""))
    if length > limit:
        return RequestRefusal(
            "refusal-negative-long",
            {"model": model.name, "length": length, "limit": limit, "over": length - limit},
            replace(request, negative_prompt=request.negative_prompt[:limit]),
        )
    return None


def _style(model: Model, request: GenerationRequest, others: _Others) -> RequestRefusal | None:
    if request.style == "auto" or request.style in model.styles:
        return None
    if request.style not in STYLES:
        near = difflib.get_close_matches(request.style, STYLES, n=1, cutoff=0.5)
        arguments: dict[str, str | int | float] = {"style": request.style, "styles": ", ".join(STYLES)}
        if not near:
            return RequestRefusal("refusal-style-unknown", arguments)
        return RequestRefusal("refusal-style-near", {**arguments, "nearest": near[0]}, replace(request, style=near[0]))
    takers = _names(m for m in others if request.style in m.styles)
    return RequestRefusal(
        _or_nobody("refusal-style", takers),
        {"model": model.name, "style": request.style, "models": takers},
        replace(request, style="auto"),
    )


def _size(model: Model, request: GenerationRequest, others: _Others) -> RequestRefusal | None:
    size, rule = request.size, model.sizes_of(with_images=request.reference is not None or request.is_set)
    if rule.serves(size):
        return None
    valid = size.width > 0 and size.height > 0
    # Where any size between two areas is painted, one of about the area that was asked for; elsewhere of the same shape.
    area = size.area if rule.kind == "area" else 0
    nearest = rule.nearest(size.ratio, area) if valid else rule.offered[0]
    arguments: dict[str, str | int | float] = {
        "model": model.name,
        "size": _human_size(size.width, size.height),
        "nearest": _human_size(nearest.width, nearest.height),
        "sizes": ", ".join(_human_size(offered.width, offered.height) for offered in rule.offered),
    }
    if rule.kind in ("sides", "reference"):
        arguments |= {"min": rule.min_side, "max": rule.max_side}
    elif rule.kind == "area":
        arguments |= {"min": rule.min_area, "max": rule.max_area, "ratio": round(rule.max_ratio)}
    return RequestRefusal(f"refusal-size-{rule.kind}", arguments, replace(request, size=nearest))


def _n(model: Model, request: GenerationRequest, others: _Others) -> RequestRefusal | None:
    if request.is_set:
        return _set(model, request, others)
    if model.n_min <= request.n <= model.n_max:
        return None
    return RequestRefusal(
        "refusal-n",
        {"model": model.name, "n": request.n, "min": model.n_min, "max": model.n_max},
        replace(request, n=min(max(request.n, model.n_min), model.n_max)),
    )


def _set(model: Model, request: GenerationRequest, others: _Others) -> RequestRefusal | None:
    if 1 <= request.n <= model.set_max:
        return None
    if not model.set_max:
        takers = _names(m for m in others if m.set_max >= request.n)
        return RequestRefusal(
            _or_nobody("refusal-set", takers),
            {"model": model.name, "models": takers, "n": request.n},
            replace(request, is_set=False, n=min(max(request.n, model.n_min), model.n_max)),
        )
    return RequestRefusal(
        "refusal-set-n",
        {"model": model.name, "n": request.n, "max": model.set_max},
        replace(request, n=min(max(request.n, 1), model.set_max)),
    )


def _transparent(model: Model, request: GenerationRequest, others: _Others) -> RequestRefusal | None:
    if model.transparent or not request.transparent:
        return None
    takers = _names(m for m in others if m.transparent)
    text_id = _or_nobody("refusal-transparent", takers)
    return RequestRefusal(text_id, {"model": model.name, "models": takers}, replace(request, transparent=False))


def _seed(model: Model, request: GenerationRequest, others: _Others) -> RequestRefusal | None:
    # A request always has a seed, chosen by us if not by its person, so a model without seeds is no reason to refuse.
    if 0 <= request.seed <= MAX_SEED:
        return None
    return RequestRefusal(
        "refusal-seed",
        {"seed": str(request.seed), "max": str(MAX_SEED)},
        replace(request, seed=min(max(request.seed, 0), MAX_SEED)),
    )


def _reference(model: Model, request: GenerationRequest, others: _Others) -> RequestRefusal | None:
    reference, rules = request.reference, model.reference
    if reference is None:
        if rules is None or not rules.required:
            return None
        takers = _names(m for m in others if m.reference is None or not m.reference.required)
        text_id = _or_nobody("refusal-reference-required", takers)
        return RequestRefusal(text_id, {"model": model.name, "models": takers})
    if rules is None or reference.mode not in rules.modes:
        takers = _names(m for m in others if m.reference is not None and reference.mode in m.reference.modes)
        text_id = _or_nobody(f"refusal-reference-{reference.mode}", takers)
        return RequestRefusal(text_id, {"model": model.name, "models": takers})
    if (count := len(reference.images)) > rules.max_images:
        takers = _names(m for m in others if m.reference and m.reference.max_images >= count)
        arguments: dict[str, str | int | float] = {"model": model.name, "count": count, "max": rules.max_images}
        kept = replace(reference, more=reference.more[: rules.max_images - 1])
        text_id = _or_nobody("refusal-images", takers)
        return RequestRefusal(text_id, {**arguments, "models": takers}, replace(request, reference=kept))
    # Written so that NaN is refused too.
    if not 0.0 <= reference.strength <= 1.0:
        return RequestRefusal(
            "refusal-strength",
            {"strength": str(reference.strength)},
            replace(request, reference=replace(reference, strength=1.0 if reference.strength > 1 else 0.0)),
        )
    if not rules.has_strength and reference.strength != FIXED_STRENGTH:
        takers = _names(m for m in others if m.reference and m.reference.has_strength)
        return RequestRefusal(
            _or_nobody("refusal-strength-fixed", takers),
            {"model": model.name, "models": takers},
            replace(request, reference=replace(reference, strength=FIXED_STRENGTH)),
        )
    return None


def _or_nobody(text_id: str, takers: str) -> str:
    """The text that names the models that can, or the one that says that none can."""
    return text_id if takers else f"{text_id}-nobody"


def _names(models: Iterable[Model]) -> str:
    return ", ".join(model.name for model in models)


def _human_size(width: int, height: int) -> str:
    """A size as people write it."""
    return f"{width}x{height}"
