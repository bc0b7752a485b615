"""Builds a `GenerationRequest` from parsed words: the model, defaults, the size that is wanted, the prompt of a restyle without
words."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.adapter_api import GenerationRequest, Reference, ReferenceMode, Size
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.intake.preferences import Preferences
from bot.intake.speaker import Speaker
from bot.jobs import money
from bot.runtime.texts import Texts
from bot.upstream import MAX_SEED, Catalogue, Model, ModelRoles, RequestRefusal, Role
from bot.upstream.routing import RequestFor
from bot.upstream.wanted_size import WantedSize, fit

LARGE = 1.6
"""A job whose area is more than this many times its model's usual one had a resolution (2K, 4K) among its options."""


@dataclass(frozen=True, slots=True)
class RoutedRequest:
    """A request that its model can serve. `usual_li` is what a picture may cost, in li, without a question: what one usually
    costs this person."""

    request: GenerationRequest
    usual_li: int


@dataclass(frozen=True, slots=True)
class RequestBuilder:
    """Builds requests for models of the catalogue, or says why none can be built."""

    roles: ModelRoles
    texts: Texts

    @property
    def catalogue(self) -> Catalogue:
        """The models."""
        return self.roles.catalogue

    # --- which model

    def default_model(self, speaker: Speaker) -> str:
        """The model that paints for a person here where no other is asked for: their default, the conversation's, or that of
        the role. A default that is not offered any more counts for nothing."""
        for settings in (speaker.person.settings, speaker.conversation.settings):
            if (name := Preferences.of(settings).model) in self.catalogue.offered:
                return name
        return self.roles.model_of("paint")

    def usual_price_li(self, speaker: Speaker, role: Role = "paint") -> int:
        """What a picture in a role may cost this person without a question, in li: what a plain one of the role's model costs.
        To paint, what it cost when they chose their default; what somebody else chose for the conversation is not their word."""
        chosen = Preferences.of(speaker.person.settings)
        paint_li = chosen.model_li if chosen.model in self.catalogue.offered else self.roles.usual_price_li("paint")
        return paint_li if role == "paint" else max(paint_li, self.roles.usual_price_li(role))

    def route(
        self, speaker: Speaker, options: Mapping[str, Any], role: Role, request_for: RequestFor, start: str = ""
    ) -> RoutedRequest | Problem:
        """The request of the model that was named in the options, or else of the first that can serve it: `start`, the one of
        the role, the cheapest; or what is wrong with it."""
        if problem := _contradiction(options):
            return problem
        if options.get("fast"):
            role, start = "fast", self.roles.model_of("fast")
            if not start:
                return Problem("no-fast-model", {})
        usual = self.default_model(speaker) if role == "paint" else self.roles.model_of(role)
        usual = usual or self.roles.model_of("paint")
        if "model" in options:
            found = self.roles.of_named_model(options["model"], usual, request_for)
        elif start in self.catalogue.offered:
            found = self.roles.route(start, request_for, usual)
        else:
            found = self.roles.route(usual, request_for)
        if isinstance(found, RequestRefusal):
            return problem_of(found)
        return RoutedRequest(found, self.usual_price_li(speaker, role))

    # --- requests

    def build(
        self,
        parsed: Parsed,
        speaker: Speaker,
        *,
        reference: str = "",
        mode: ReferenceMode = "repaint",
        shape: Size | None = None,
        preferences: Preferences | None = None,
        more: tuple[str, ...] = (),
    ) -> RoutedRequest | Problem:
        """A request for `parsed`, with the image `reference` (a key) if there is one, and the further images `more` (keys, in the
        order in which words count them). `shape`: the size in pixels of the image whose shape the picture gets; one that takes a
        style gets the usual shape.

        `preferences` lie under the options that were written: style, size, n, no. An edit takes only `no` of them: it keeps the
        look and the shape of its image, and is one picture unless more are asked for.
        """
        edits = bool(reference) and mode == "edit"
        role: Role = "edit" if edits else "paint"
        below, has_shape = preferences or Preferences(), shape is not None
        if edits:
            below = Preferences(no=below.no, n=1)
        written = {"seed": random.randint(0, MAX_SEED), **parsed.options}

        def request_for(model: Model) -> GenerationRequest | RequestRefusal:
            options = {**below.options(model, parsed.options, has_shape=has_shape), **written}
            strength = options.get("strength", model.reference_strength(mode))
            made = Reference(reference, mode, strength, more) if reference else None
            request = self._request(parsed.text, model, options, speaker.language, made)
            return self._fit(model, request, wanted_size(options, None if mode == "refonly" else shape))

        return self.route(speaker, parsed.options, role, request_for)

    def _request(
        self, prompt: str, model: Model, options: dict[str, Any], language: str, reference: Reference | None
    ) -> GenerationRequest:
        """A request for a model, whose size is still to be chosen."""
        style = options.get("style", "auto")
        if not prompt and reference and reference.mode == "repaint":
            words = self.texts.say(language, style_text(style))
            prompt = self.texts.say(language, "prompt-bare-restyle", key=style, style=words)
        return GenerationRequest(
            model=model.name,
            prompt=prompt,
            n=options.get("set") or options.get("n", min(self.roles.settings.default_n, model.n_max)),
            size=model.default_size,
            seed=options["seed"],
            negative_prompt=options.get("no", ""),
            style=style,
            reference=reference,
            is_set="set" in options,
            transparent=options.get("transparent", False),
            cover=options.get("cover", False),
        )

    def _fit(self, model: Model, request: GenerationRequest, wanted: WantedSize) -> GenerationRequest | RequestRefusal:
        return fit(model, request, wanted, self.catalogue.offered.values())

    def with_options(
        self, request: GenerationRequest, options: Mapping[str, Any], model: Model
    ) -> GenerationRequest | RequestRefusal:
        """The request for `model`, with options changed: n or set, size, ratio or resolution, seed, no, style, strength,
        transparent; or why there is none."""
        changes = {name: options[name] for name in ("n", "seed", "style", "transparent", "cover") if name in options}
        if "no" in options:
            changes["negative_prompt"] = options["no"]
        if "set" in options:
            changes |= {"n": options["set"], "is_set": True}
        if (reference := request.reference) and "strength" in options:
            changes["reference"] = replace(reference, strength=options["strength"])
        elif reference and model.name != request.model:
            changes["reference"] = replace(reference, strength=model.reference_strength(reference.mode))
        changed = replace(request, model=model.name, **changes)
        return self._fit(model, changed, self._wanted_again(request, options))

    def _wanted_again(self, request: GenerationRequest, options: Mapping[str, Any]) -> WantedSize:
        """The size of a request, with what is written changed: its shape and its resolution stay otherwise."""
        wanted = wanted_size(options, None)
        if wanted == WantedSize():
            return WantedSize(exact=request.size)
        model = self.catalogue.models.get(request.model)
        is_large = model is not None and request.size.area > LARGE * model.default_size.area
        area = wanted.area or (request.size.area if is_large and wanted.exact is None else 0)
        return replace(wanted, shape=request.size.ratio, area=area)

    def from_picture(
        self, request: GenerationRequest, model: Model, key: str, mode: ReferenceMode, style: str = ""
    ) -> GenerationRequest:
        """One picture by `model`, with the words of a request and the picture `key` as its reference. A size that the model does
        not paint becomes the nearest one: nobody has asked for it here."""
        sizes = model.sizes_of(with_images=True)
        size = request.size
        if not sizes.serves(size):
            size = sizes.nearest(size.ratio, size.width * size.height)
        reference = Reference(key, mode, model.reference_strength(mode))
        changed = replace(request, model=model.name, n=1, size=size, reference=reference, is_set=False)
        return replace(changed, style=style) if style else changed


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


def problem_of(refusal: RequestRefusal) -> Problem:
    """A refusal as a problem to tell, with the model that could serve the request."""
    if (hint := refusal.hint) is None:
        return Problem(refusal.text_id, dict(refusal.arguments))
    limit = money.yuan_text(hint.limit_li)
    more = Problem(hint.text_id, {"model": hint.model, "price": money.yuan_text(hint.price_li), "limit": limit})
    return Problem(refusal.text_id, dict(refusal.arguments), more)


def edit_command(job_id: int, request: GenerationRequest) -> str:
    """The command to edit for a variation of a job: its words, its style, and whether it is a set or transparent."""
    start = "/imagine" if request.reference is None else f"/restyle --from {job_id}"
    style = f' --style "{request.style}"' if " " in request.style else f" --style {request.style}"
    kind = (f" --set {request.n}" if request.is_set else "") + (" --transparent" if request.transparent else "")
    kind += " --cover" if request.cover else ""
    return " ".join(filter(None, (start, request.prompt))) + (style if request.style != "auto" else "") + kind


def style_text(style: str) -> str:
    """The text id of a style's name."""
    return "style-" + style.replace(" ", "-")
