"""Which model serves a request: the one of its role if it can, else the cheapest that can. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bot.adapter_api.request import GenerationRequest
from bot.upstream.catalogue import Catalogue
from bot.upstream.model import Model, ModelHint, RequestRefusal
from bot.upstream.request_check import refuse
from config.settings import UpstreamSettings, mistake

Role = Literal["paint", "edit", "fast"]
RequestFor = Callable[[Model], GenerationRequest | RequestRefusal]
"""The request as it would be for a model: its default size, a ratio in its nearest size; or why there is none for it."""


@dataclass(frozen=True, slots=True)
class ModelRoles:
    """The operator's choices: which model has which role, which ones are allowed, what a picture may cost."""

    catalogue: Catalogue
    settings: UpstreamSettings

    @property
    def max_picture_li(self) -> int:
        """What one picture may cost, in li; 0: no limit. The embedded studio costs nothing."""
        return int(self.settings.max_picture_yuan * 1000) if self.settings.accounts else 0

    def model_of(self, role: Role) -> str:
        """The name of a role's model; empty if there is none."""
        name = self._names()[role]
        return name if role == "paint" or name in self.catalogue.offered else ""

    def roles_of(self, name: str) -> tuple[Role, ...]:
        """The roles of a model."""
        return tuple(role for role in self._names() if self.model_of(role) == name)

    def usual_price_li(self, role: Role) -> int:
        """What a plain picture of a role's model costs, in li. A role without a model costs what painting does."""
        model = self.catalogue.models.get(self.model_of(role) or self.model_of("paint"))
        return model.plain_price_li if model else 0

    def takes_routed(self, model: Model) -> bool:
        """Whether requests that another model cannot serve may go to this one. Not to an old model, nor to one of which a lost
        answer cannot be found again, unless the operator has named it."""
        if self.roles_of(model.name) or model.name in self.settings.allowed_models:
            return True
        return model.protocol == "task" and not model.legacy

    @property
    def can_edit(self) -> bool:
        """Whether requests to change a picture by words are served at all."""
        models = self.catalogue.offered.values()
        return any(m.reference and "edit" in m.reference.modes and self.takes_routed(m) for m in models)

    # --- one model

    def refusal(self, request: GenerationRequest) -> RequestRefusal | None:
        """Why the request's own model cannot or may not serve it; None if it can."""
        if refusal := self.catalogue.check(request):
            return refusal
        model, limit = self.catalogue.models[request.model], self.max_picture_li
        price_li = model.price_each_li(request)
        if limit and price_li > limit:
            arguments: dict[str, str | int | float] = {"price": _yuan(price_li), "limit": _yuan(limit)}
            return RequestRefusal("refusal-price-limit", {"model": model.name, **arguments})
        return None

    # --- the cheapest model

    def route(self, start: str, request_for: RequestFor, *others: str) -> GenerationRequest | RequestRefusal:
        """The request for the first model that can serve it: `start`, then `others` in their order, then the cheapest one; if
        none can, why `start` cannot."""
        found = self._of_model(start, request_for)
        if not isinstance(found, RequestRefusal):
            return found
        for name in others:
            able = self._of_model(name, request_for)
            if not isinstance(able, RequestRefusal):
                return able
        return self.cheapest(request_for) or replace(found, hint=self._hint(start, request_for))

    def of_named_model(self, name: str, start: str, request_for: RequestFor) -> GenerationRequest | RequestRefusal:
        """The request for the model that a person named; or why that cannot serve it, and which one could: `start` is the model
        that would be tried first if none had been named."""
        found = self._of_model(name, request_for)
        if not isinstance(found, RequestRefusal):
            return found
        routed = self.route(start, request_for)
        if isinstance(routed, RequestRefusal):
            return replace(found, hint=routed.hint if routed.hint and routed.hint.model != name else None)
        price_li = self._model(routed).price_each_li(routed)
        return replace(found, hint=ModelHint("hint-without-model", routed.model, price_li))

    def cheapest(self, request_for: RequestFor) -> GenerationRequest | None:
        """The request for the cheapest of the models that may and can serve it; of equally cheap ones the first of the
        catalogue."""
        able = self._able(self.catalogue.offered.values(), request_for)
        return next(
            (
                request
                for request, each_li in able
                if self.takes_routed(self._model(request)) and self._affordable(each_li)
            ),
            None,
        )

    # --- parts

    def _names(self) -> dict[Role, str]:
        settings = self.settings
        return {"paint": settings.default_model, "edit": settings.edit_model, "fast": settings.fast_model}

    def _of_model(self, name: str, request_for: RequestFor) -> GenerationRequest | RequestRefusal:
        model = self.catalogue.offered.get(name)
        if model is None:
            return self.catalogue.refuse_name(name)
        request = request_for(model)
        return request if isinstance(request, RequestRefusal) else self.refusal(request) or request

    def _hint(self, start: str, request_for: RequestFor) -> ModelHint | None:
        """A model that could serve a request although none could be chosen, but `start`, which is refused."""
        for request, each_li in self._able(self.catalogue.offered.values(), request_for):
            if request.model == start:
                return None
            if self._affordable(each_li):
                return ModelHint("hint-with-model", request.model, each_li)
            return ModelHint("hint-over-limit", request.model, each_li, self.max_picture_li)
        others = [model for name, model in self.catalogue.models.items() if name not in self.catalogue.offered]
        for request, each_li in self._able(others, request_for):
            return ModelHint("hint-not-allowed", request.model, each_li)
        return None

    def _able(self, models: Iterable[Model], request_for: RequestFor) -> list[tuple[GenerationRequest, int]]:
        """The requests of those models that can serve it, with the price of a picture in li, the cheapest first."""
        requests = [(model, request_for(model)) for model in models]
        able = [
            (model, request)
            for model, request in requests
            if not isinstance(request, RequestRefusal) and refuse(model, request, ()) is None
        ]
        # For each picture: a default number of pictures may be another for another model.
        able.sort(key=lambda each: each[0].cost_li(each[1]) / each[1].n)
        return [(request, model.price_each_li(request)) for model, request in able]

    def _model(self, request: GenerationRequest) -> Model:
        return self.catalogue.models[request.model]

    def _affordable(self, each_li: int) -> bool:
        return not self.max_picture_li or each_li <= self.max_picture_li


def check_price_limit(roles: ModelRoles) -> None:
    """The limit on the price of a picture leaves room for a plain picture. Raises SettingsError."""
    limit, name = roles.max_picture_li, roles.model_of("paint")
    if limit and (price_li := roles.usual_price_li("paint")) > limit:
        raise mistake("settings-price-limit", limit=_yuan(limit), model=name, price=_yuan(price_li))


def _yuan(amount_li: int) -> str:
    return f"{amount_li / 1000:g}"
