"""The model catalogue: `config/models.toml`, read once and checked as a whole. `Catalogue.check` says before anything
costs money whether a request can be served, and what would work instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Self

from pydantic import Field, field_validator

from bot.adapter_api.request import GenerationRequest
from bot.upstream.model import Model, RequestRefusal
from bot.upstream.request_check import refuse, refuse_model
from bot.upstream.wanted_size import WantedSize, fit, unsized
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
    """All models by name, in the file's order; `file` is for messages about them."""

    models: Mapping[str, Model]
    file: Path = MODELS_FILE

    @classmethod
    def load(cls, file: Path = MODELS_FILE) -> Self:
        """Read a model file. Raises SettingsError naming the model and the key that is wrong."""
        models = read_tables(file, _ModelsFile).model
        return cls(MappingProxyType({model.name: model for model in models}), file)

    @property
    def named_styles(self) -> tuple[str, ...]:
        """The styles that any of the models has, without `auto`."""
        return tuple(dict.fromkeys(style for model in self.models.values() for style in model.named_styles))

    @property
    def successors(self) -> Mapping[str, str]:
        """The successor of each legacy model that has one here, by the legacy model's name."""
        return {name: model.successor for name, model in self.models.items() if model.successor in self.models}

    def styles_to_offer(self, name: str) -> tuple[str, ...]:
        """The styles to offer for a request to the model `name`. Where it has none, those of other models: the refusal
        of such a request says which model has them."""
        model = self.models.get(name)
        return (model.named_styles if model else ()) or self.named_styles

    def check(self, request: GenerationRequest) -> RequestRefusal | None:
        """None if the request's model can serve it unchanged; otherwise the first reason why it cannot."""
        model = self.models.get(request.model)
        if model is None:
            return refuse_model(self.models.values(), request)
        return refuse(model, request, self.models.values())

    def fit(self, request: GenerationRequest, wanted: WantedSize) -> GenerationRequest | RequestRefusal:
        """The request with the size of its model that is wanted, if that model can serve it; otherwise the first reason
        why not. To ask for another model: `catalogue.fit(replace(request, model=name), wanted)`."""
        model = self.models.get(request.model)
        if model is None:
            return refuse_model(self.models.values(), unsized(request, wanted))
        return fit(model, request, wanted, self.models.values())
