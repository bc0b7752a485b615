"""Converts the options that a host wrote to Rules, and Rules to arguments of the text `session-settings`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.jobs import money
from bot.sessions.change_requests import change_price_li, edit_model, most_images
from bot.sessions.model import Candidate, Round, Rules, Session
from bot.sessions.phases import Phase
from bot.sessions.prompts import request_for
from bot.upstream import Catalogue, Model, ModelRoles, RequestRefusal
from bot.upstream.wanted_size import WantedSize

NOT_HERE = ("n", "set", "transparent")
"""Options of single pictures: each idea of a session is painted once."""
OPTIONS = (
    "rounds",
    "per_round",
    "ideas_s",
    "vote_s",
    "budget_li",
    "keep",
    "strict",
    "early",
    "change",
    "style",
    "model",
    "seed",
)
"""Options that are stored under their own name."""


def change_rules(rules: Rules, options: Mapping[str, Any], catalogue: Catalogue) -> Rules | RequestRefusal:
    """`rules` with these options; or why no model could paint by them, found before anybody has given an idea."""
    changes = {name: options[name] for name in OPTIONS if name in options}
    if "no" in options:
        changes["negative"] = options["no"]
    for name in NOT_HERE:
        if name in options:
            return RequestRefusal("session-not-option", {"option": f"--{name}"})
    wanted = WantedSize(options.get("size"), options.get("ratio", 0.0), area=options.get("area", 0))
    model = catalogue.models.get(changes.get("model", rules.model))
    if model and wanted != WantedSize():
        fitting = catalogue.fit(_trial(model), wanted)
        if isinstance(fitting, RequestRefusal):
            return fitting
        changes["size"] = str(fitting.size)
    changed = replace(rules, **changes)
    return _refusal(changed, catalogue) or changed


def route_rules(rules: Rules, options: Mapping[str, Any], roles: ModelRoles) -> Rules | RequestRefusal:
    """`rules` with these options, for the model that is named among them; or else for the one of `rules`, or the cheapest that
    can paint by them."""
    others = {name: value for name, value in options.items() if name != "model"}

    def request_for(model: Model) -> GenerationRequest | RequestRefusal:
        changed = change_rules(replace(rules, model=model.name), others, roles.catalogue)
        return changed if isinstance(changed, RequestRefusal) else _first_request(changed, roles.catalogue)

    if "model" in options:
        found = roles.of_named_model(options["model"], rules.model, request_for)
    else:
        found = roles.route(rules.model, request_for)
    if isinstance(found, RequestRefusal):
        return found
    changed = change_rules(replace(rules, model=found.model), others, roles.catalogue)
    if isinstance(changed, Rules) and changed.change and edit_model(roles) is None:
        return RequestRefusal("session-change-not-offered", {})
    return changed


def dearest(rules: Rules, roles: ModelRoles) -> tuple[str, int]:
    """The dearest picture by these rules: its model, and what it may cost, in li. Painted with a reference image, which later
    rounds have, and ideas may have; or changed with as many images as the model takes."""
    model = roles.catalogue.models[rules.model]
    size = Size.parse(rules.size) if rules.size else model.default_size
    painted_li = model.price_each_li(replace(_trial(model), size=size))
    changes = edit_model(roles) if rules.change else None
    changed_li = change_price_li(rules, roles, most_images(roles)) if changes else 0
    return (changes.name, changed_li) if changes and changed_li > painted_li else (model.name, painted_li)


def _trial(model: Model) -> GenerationRequest:
    """A request of a later round: a winner is painted from, and for references some models have smaller sizes."""
    takes = model.reference is not None and "repaint" in model.reference.modes
    reference = Reference("?", "repaint", model.reference_strength("repaint")) if takes else None
    return GenerationRequest(model.name, "?", 1, model.default_size, 0, reference=reference)


def _refusal(rules: Rules, catalogue: Catalogue) -> RequestRefusal | None:
    """Why no picture could be painted by these rules, whatever the idea."""
    request = _first_request(rules, catalogue)
    return request if isinstance(request, RequestRefusal) else None


def _first_request(rules: Rules, catalogue: Catalogue) -> GenerationRequest | RequestRefusal:
    """The request of some idea in the first round."""
    trial = Session(0, "?", "zh", 0, rules, Phase.GATHERING, (Round(1, ("?",)),))
    return request_for(trial, Candidate(1, ("?",), (), 0), catalogue)


def describe_rules(rules: Rules) -> dict[str, Any]:
    """The arguments of the text `session-settings`."""
    return {
        "rounds": rules.rounds,
        "per_round": rules.per_round,
        **_duration("ideas", rules.ideas_s),
        **_duration("vote", rules.vote_s),
        "style": "s-" + rules.style.replace(" ", "-"),
        "keep": rules.keep,
        "strict": "yes" if rules.strict else "no",
        "early": "yes" if rules.early else "no",
        "change": "yes" if rules.change else "no",
        "budget": money.yuan_text(rules.budget_li) if rules.budget_li else "none",
    }


def _duration(name: str, seconds: float) -> dict[str, Any]:
    """A length of time in the largest unit of which it is a whole number."""
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= length and seconds % length == 0:
            return {name: f"{seconds / length:g}", f"{name}_unit": unit}
    return {name: f"{seconds:g}", f"{name}_unit": "s"}
