"""Builds a `GenerationRequest` from parsed words: defaults, the size for a ratio, the prompt of a restyle without words."""

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
from bot.upstream.model import DEFAULT_STRENGTH, MAX_SEED, Model
from config.settings import UpstreamSettings


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

        `preferences` lie under the options that were written: style, size, n, no.
        """
        options = {**(preferences or {}), **parsed.options}
        name = options.get("model", self.defaults.default_model)
        model = self.catalogue.models.get(name)
        style = options.get("style", "auto")
        prompt = parsed.text
        if not prompt and reference and mode == "repaint":
            words = self.texts.say(language, style_text(style))
            prompt = self.texts.say(language, "prompt-bare-restyle", key=style, style=words)
        request = GenerationRequest(
            model=name,
            prompt=prompt,
            n=options.get("n", self.defaults.default_n),
            size=self._size(model, options, shape if mode == "repaint" else None),
            seed=options.get("seed", random.randint(0, MAX_SEED)),
            negative_prompt=options.get("no", ""),
            style=style,
            reference=self._reference(model, reference, mode, options) if reference else None,
        )
        refusal = self.catalogue.check(request)
        if refusal is None:
            return request
        return Problem(refusal.text_id, dict(refusal.arguments))

    def with_options(self, request: GenerationRequest, options: Mapping[str, Any]) -> GenerationRequest:
        """The request with options changed: model, n, size or ratio, seed, no, style, strength. Not checked against the model."""
        model = self.catalogue.models.get(options.get("model", request.model))
        changes = {name: options[name] for name in ("model", "n", "seed", "style") if name in options}
        if "no" in options:
            changes["negative_prompt"] = options["no"]
        if "size" in options or "ratio" in options:
            changes["size"] = self._size(model, dict(options), None)
        if request.reference and "strength" in options:
            changes["reference"] = replace(request.reference, strength=options["strength"])
        return replace(request, **changes)

    def _size(self, model: Model | None, options: dict[str, Any], shape: Size | None) -> Size:
        if "size" in options:
            size: Size = options["size"]
            return size
        if model is None:
            return Size(1024, 1024)
        if "ratio" in options:
            return model.nearest_size(options["ratio"])
        return model.nearest_size(shape.ratio) if shape else model.default_size

    def _reference(self, model: Model | None, key: str, mode: ReferenceMode, options: dict[str, Any]) -> Reference:
        default = model.reference_strength(mode) if model else DEFAULT_STRENGTH[mode]
        return Reference(key, mode, options.get("strength", default))


def edit_command(job_id: int, request: GenerationRequest) -> str:
    """The command to edit for a variation of a job: its words and its style."""
    start = "/imagine" if request.reference is None else f"/restyle --from {job_id}"
    style = f' --style "{request.style}"' if " " in request.style else f" --style {request.style}"
    return " ".join(filter(None, (start, request.prompt))) + (style if request.style != "auto" else "")


def style_text(style: str) -> str:
    """The text id of a style's name."""
    return "style-" + style.replace(" ", "-")
