"""The requests that change a winner's picture by words, or blend several: to the operator's model for that, with the winner's
picture as the image that words mean first."""

from __future__ import annotations

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.sessions.model import Candidate, Rules, Session
from bot.sessions.prompts import negative_prompt, prompt_of, seed_of
from bot.upstream import Model, ModelRoles, RequestRefusal


def edit_model(roles: ModelRoles) -> Model | None:
    """The operator's model for changes, if it is offered and can."""
    model = roles.catalogue.offered.get(roles.model_of("edit"))
    return model if model and model.reference and "edit" in model.reference.modes else None


def most_images(roles: ModelRoles) -> int:
    """How many images a change may have, the winner's included; 0 if there are no changes here."""
    model = edit_model(roles)
    return model.reference.max_images if model and model.reference else 0


def change_price_li(rules: Rules, roles: ModelRoles, images: int) -> int:
    """What a picture that is made of so many images costs, in li; 0 if there are no changes here."""
    model = edit_model(roles)
    if model is None:
        return 0
    reference = Reference("?", "edit", model.reference_strength("edit"), ("?",) * (images - 1))
    return model.price_each_li(GenerationRequest(model.name, "?", 1, _size(rules, model, None), 0, reference=reference))


def change_request(
    session: Session, candidate: Candidate, roles: ModelRoles, shape: Size | None
) -> GenerationRequest | RequestRefusal:
    """The request of a candidate that changes or blends the pictures of its round; `shape` is the size of the first of them,
    which it keeps as nearly as the model can."""
    rules, model = session.rules, edit_model(roles)
    if model is None:
        return RequestRefusal("session-change-not-offered", {})
    words = _words(session, candidate, model.prompt_limit)
    if not words:
        return RequestRefusal("idea-change-needs-words", {})
    images = (*session.current_round.references, *candidate.images)
    limit = model.negative_limit
    request = GenerationRequest(
        model=model.name,
        prompt=words,
        n=1,
        size=_size(rules, model, shape),
        seed=seed_of(rules, candidate),
        negative_prompt=negative_prompt(rules.negative, candidate.no, limit) if limit else "",
        # The winner has the session's style already.
        style=candidate.style if candidate.style in model.styles else "auto",
        reference=Reference(images[0], "edit", model.reference_strength("edit"), images[1:]),
    )
    return roles.catalogue.check(request) or request


def _words(session: Session, candidate: Candidate, limit: int) -> str:
    """What the model is told: the idea itself, as what was painted before is in the picture. A blend without an idea of its own
    is told what the pictures show."""
    current = session.current_round
    own = candidate.parts[len(current.base) :]
    if current.way == "change":
        return prompt_of(own, limit)
    between = ": " if current.instruction.isascii() else "："
    words = prompt_of(own or candidate.parts, limit - len(current.instruction) - len(between))
    return f"{current.instruction}{between}{words}"


def _size(rules: Rules, model: Model, shape: Size | None) -> Size:
    """The size in the shape of the picture that is changed, and in about the resolution that the host wants."""
    wanted = Size.parse(rules.size) if rules.size else None
    ratio = (shape or wanted or model.default_size).ratio
    return model.nearest_size(ratio, with_images=True, area=wanted.area if wanted else 0)
