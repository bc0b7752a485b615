"""Builds a `GenerationRequest` from parsed words: defaults, the size that is wanted, the prompt of a restyle without words."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.adapter_api import GenerationRequest, Reference, ReferenceMode, Size
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.runtime.texts import Texts
from bot.upstream.catalogue import Catalogue
from bot.upstream.model import DEFAULT_STRENGTH, MAX_SEED, RequestRefusal
from bot.upstream.wanted_size import WantedSize
from config.settings import UpstreamSettings

ANY_SIZE = Size(1024, 1024)
"""In a request until `Catalogue.fit` has chosen the size."""
LARGE = 1.6
"""Times a model's usual area: a job of more was asked for by resolution."""


@dataclass(frozen=True, slots=True)
class RequestBuilder:
    """Builds requests for a model of the catalogue, or tells why there can be none."""

    catalogue: Catalogue
    defaults: UpstreamSettings
    texts: Texts

    def build(
        self,
        parsed: Parsed,
        *,
        language: str,
        reference: str = "",
        mode: ReferenceMode = "repaint",
        shape: Size | None = None,
        preferences: dict[str, Any] | None = None,
    ) -> GenerationRequest | Problem:
        """A request for `parsed`, with the image `reference` (a key; `shape` is its size in pixels) if there is one.

        `preferences` lie under the options that were written: style, size, shape or area, n, no.
        """
        options = {**(preferences or {}), **parsed.options}
        if problem := _contradiction(parsed.options):
            return problem
        name = options.get("model", self.defaults.default_model)
        style = options.get("style", "auto")
        prompt = parsed.text
        if not prompt and reference and mode == "repaint":
            words = self.texts.say(language, style_text(style))
            prompt = self.texts.say(language, "prompt-bare-restyle", key=style, style=words)
        request = GenerationRequest(
            model=name,
            prompt=prompt,
            n=options.get("set") or options.get("n", self.defaults.default_n),
            size=ANY_SIZE,
            seed=options.get("seed", random.randint(0, MAX_SEED)),
            negative_prompt=options.get("no", ""),
            style=style,
            reference=self._reference(name, reference, mode, options) if reference else None,
            is_set="set" in options,
            transparent=options.get("transparent", False),
        )
        return self._fit(request, wanted_size(options, shape if mode == "repaint" else None))

    def with_options(self, request: GenerationRequest, options: Mapping[str, Any]) -> GenerationRequest | Problem:
        """The request with options changed: model, n or set, size, ratio or resolution, seed, no, style, strength,
        transparent; or why no such request can be served."""
        if problem := _contradiction(options):
            return problem
        changes = {name: options[name] for name in ("model", "n", "seed", "style", "transparent") if name in options}
        if "no" in options:
            changes["negative_prompt"] = options["no"]
        if "set" in options:
            changes |= {"n": options["set"], "is_set": True}
        if request.reference and "strength" in options:
            changes["reference"] = replace(request.reference, strength=options["strength"])
        return self._fit(replace(request, **changes), self._wanted_again(request, options))

    def _fit(self, request: GenerationRequest, wanted: WantedSize) -> GenerationRequest | Problem:
        fitting = self.catalogue.fit(request, wanted)
        return Problem(fitting.text_id, dict(fitting.arguments)) if isinstance(fitting, RequestRefusal) else fitting

    def _wanted_again(self, request: GenerationRequest, options: Mapping[str, Any]) -> WantedSize:
        """The size of a request, with what is written changed: its shape and its resolution stay otherwise."""
        wanted = wanted_size(options, None)
        if wanted == WantedSize():
            return WantedSize(exact=request.size)
        model = self.catalogue.models.get(request.model)
        is_large = model is not None and request.size.area > LARGE * model.default_size.area
        area = wanted.area or (request.size.area if is_large and wanted.exact is None else 0)
        return replace(wanted, shape=request.size.ratio, area=area)

    def _reference(self, name: str, key: str, mode: ReferenceMode, options: dict[str, Any]) -> Reference:
        model = self.catalogue.models.get(name)
        default = model.reference_strength(mode) if model else DEFAULT_STRENGTH[mode]
        return Reference(key, mode, options.get("strength", default))


def wanted_size(options: Mapping[str, Any], shape: Size | None) -> WantedSize:
    """What options say of the size; `shape` is that of a reference, for want of a ratio."""
    default = shape.ratio if shape else 0.0
    return WantedSize(
        options.get("size"), options.get("ratio", 0.0), options.get("shape", default), options.get("area", 0)
    )


def _contradiction(written: Mapping[str, Any]) -> Problem | None:
    if "set" in written and written.get("n", written["set"]) != written["set"]:
        return Problem("set-and-n", {"set": written["set"], "n": written["n"]})
    return None


def edit_command(job_id: int, request: GenerationRequest) -> str:
    """The command to edit for a variation of a job: its words, its style, and whether it is a set or transparent."""
    start = "/imagine" if request.reference is None else f"/restyle --from {job_id}"
    style = f' --style "{request.style}"' if " " in request.style else f" --style {request.style}"
    kind = (f" --set {request.n}" if request.is_set else "") + (" --transparent" if request.transparent else "")
    return " ".join(filter(None, (start, request.prompt))) + (style if request.style != "auto" else "") + kind


def style_text(style: str) -> str:
    """The text id of a style's name."""
    return "style-" + style.replace(" ", "-")
