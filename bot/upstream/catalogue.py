"""The model catalogue: `config/models.toml`, read once and checked as a whole. `Catalogue.check` says before anything
costs money whether a request can be served, and what would work instead."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Self

from pydantic import Field, field_validator

from bot.adapter_api.request import GenerationRequest
from bot.upstream.model import Model, RequestRefusal
from bot.upstream.request_check import refuse
from bot.upstream.wanted_size import WantedSize, fit
from config.settings import MODELS_FILE
from config.tables import Items, Table, read_tables


class _ModelsFile(Table):
    model: Items[Model] = Field(min_length=1)

    @field_validator("model")
    @classmethod
    def _each_once(cls, models: tuple[Model, ...]) -> tuple[Model, ...]:
        names = [model.name for model in models]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name!r} is described twice")
        return models

    @field_validator("model")
    @classmethod
    def _successors_stay(cls, models: tuple[Model, ...]) -> tuple[Model, ...]:
        legacy = {model.name for model in models if model.legacy}
        for model in models:
            if model.successor in legacy:
                raise ValueError(f"{model.name!r}: successor {model.successor!r} is legacy itself")
        return models


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models by name, in the file's order; `file` is for messages about them. `allowed` are the names of those that the
    operator lets people paint with (empty: all); the others are known because their jobs may still be running."""

    models: Mapping[str, Model]
    file: Path = MODELS_FILE
    allowed: frozenset[str] = frozenset()

    @classmethod
    def load(cls, file: Path = MODELS_FILE) -> Self:
        """Read a model file. Raises SettingsError naming the model and the key that is wrong."""
        models = read_tables(file, _ModelsFile).model
        return cls(MappingProxyType({model.name: model for model in models}), file)

    @property
    def offered(self) -> Mapping[str, Model]:
        """The models that people may paint with, in the file's order."""
        if not self.allowed:
            return self.models
        return {name: model for name, model in self.models.items() if name in self.allowed}

    @property
    def named_styles(self) -> tuple[str, ...]:
        """The styles that any of the models offered has, without `auto`."""
        return tuple(dict.fromkeys(style for model in self.offered.values() for style in model.named_styles))

    @property
    def successors(self) -> Mapping[str, str]:
        """The successor of each legacy model that has one here, by the legacy model's name. For the operator, who may still
        have to allow it."""
        return {name: model.successor for name, model in self.models.items() if model.successor in self.models}

    def styles_to_offer(self, name: str) -> tuple[str, ...]:
        """The styles to offer for a request to the model `name`. Where it has none, those of other models: the refusal
        of such a request says which model has them."""
        model = self.offered.get(name)
        return (model.named_styles if model else ()) or self.named_styles

    def check(self, request: GenerationRequest) -> RequestRefusal | None:
        """None if the request's model can serve it unchanged; otherwise the first reason why it cannot."""
        model = self.offered.get(request.model)
        if model is None:
            refusal = self.refuse_name(request.model)
            nearest = str(refusal.arguments.get("nearest", ""))
            return replace(refusal, instead=replace(request, model=nearest)) if nearest else refusal
        return refuse(model, request, self.offered.values())

    def refuse_name(self, name: str) -> RequestRefusal:
        """The answer to a request for a model that is not offered."""
        models = ", ".join(self.offered)
        if name in self.models:
            return RequestRefusal("refusal-model-not-allowed", {"name": name, "models": models})
        near = difflib.get_close_matches(name, self.offered, n=1)
        if not near:
            return RequestRefusal("refusal-model", {"name": name, "models": models})
        return RequestRefusal("refusal-model-near", {"name": name, "models": models, "nearest": near[0]})

    def fit(self, request: GenerationRequest, wanted: WantedSize) -> GenerationRequest | RequestRefusal:
        """The request with the size of its model that is wanted, if that model can serve it; otherwise the first reason
        why not. To ask for another model: `catalogue.fit(replace(request, model=name), wanted)`."""
        model = self.offered.get(request.model)
        return self.refuse_name(request.model) if model is None else fit(model, request, wanted, self.offered.values())
