"""Which model serves a request that names none: the role's if it can, else the cheapest that may and can."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter_api import GenerationRequest, Reference, ReferenceMode, Size
from bot.upstream import Catalogue, Model, ModelRoles, RequestRefusal
from bot.upstream.routing import check_price_limit
from config.settings import SettingsError, UpstreamSettings

CATALOGUE = Catalogue.load()
NAMES = tuple(CATALOGUE.models)
ACCOUNT = {"name": "main", "keys": ["sk-test"]}


def roles(**settings: Any) -> ModelRoles:
    """The roles by these settings, with a key."""
    upstream = UpstreamSettings.model_validate({"accounts": [ACCOUNT], **settings})
    return ModelRoles(replace(CATALOGUE, allowed=frozenset(upstream.allowed_models)), upstream)


def need(**fields: Any) -> Any:
    """What a request needs, for any model: its default size unless one is wanted."""
    wanted = {"prompt": "a fox", "n": 1, "size": None, "seed": 1, **fields}

    def request_for(model: Model) -> GenerationRequest:
        reference = wanted.get("reference")
        if reference is not None:
            reference = replace(reference, strength=model.reference_strength(reference.mode))
        size = wanted["size"] or model.default_size
        return GenerationRequest(model=model.name, **{**wanted, "size": size, "reference": reference})

    return request_for


def chosen(found: GenerationRequest | RequestRefusal) -> str:
    """The name of the model."""
    assert isinstance(found, GenerationRequest), found
    return found.model


NEEDS = st.fixed_dictionaries(
    {
        "prompt": st.sampled_from(("a fox", "画" * 600, "画" * 900, "画" * 2050, "画" * 4000, "画" * 6000)),
        "n": st.integers(1, 7),
        "size": st.sampled_from((None, Size(512, 512), Size(1280, 720), Size(2048, 2048), Size(4096, 4096))),
        "style": st.sampled_from(("auto", "auto", "oil painting")),
        "negative_prompt": st.sampled_from(("", "", "text")),
        "is_set": st.booleans(),
        "transparent": st.booleans(),
        "reference": st.none()
        | st.builds(
            Reference,
            st.just("picture"),
            st.sampled_from(("repaint", "refonly", "edit")),
            more=st.lists(st.just("other"), max_size=3).map(tuple),
        ),
    }
)


@given(
    NEEDS,
    st.sampled_from(NAMES),
    st.frozensets(st.sampled_from(NAMES)),
    st.sampled_from(("0", "0.1", "0.2", "0.3", "0.5")),
)
def test_route__chosen_model_can_serve_is_allowed_and_no_cheaper_one_could(
    fields: dict[str, Any], start: str, allowed: frozenset[str], limit: str
) -> None:
    operator = roles(allowed_models=sorted(allowed | {start} if allowed else ()), max_picture_yuan=limit)
    request_for, offered = need(**fields), operator.catalogue.offered
    found = operator.route(start, request_for)
    if isinstance(found, GenerationRequest):
        assert found.model in offered
        assert operator.refusal(found) is None
        assert not operator.max_picture_li or offered[found.model].price_each_li(found) <= operator.max_picture_li
    if operator.refusal(request_for(offered[start])) is None:
        assert chosen(found) == start
        return
    able = [
        model
        for model in offered.values()
        if operator.takes_routed(model) and operator.refusal(request_for(model)) is None
    ]
    if isinstance(found, RequestRefusal):
        assert not able
        return
    mine_li = offered[found.model].cost_li(found)
    assert mine_li == min(model.cost_li(request_for(model)) for model in able)
    assert found.model == next(m.name for m in able if m.cost_li(request_for(m)) == mine_li), "ties: by the catalogue"


@pytest.mark.parametrize(
    ("fields", "model"),
    [
        ({}, "wanx-v1"),
        ({"style": "oil painting"}, "wanx-v1"),
        ({"reference": Reference("p", "refonly")}, "wanx-v1"),
        ({"prompt": "画" * 900}, "qwen-image-2.1-turbo"),
        ({"size": Size(4096, 4096)}, "wan2.7-image-pro"),
        ({"size": Size(2048, 2048)}, "qwen-image-2.1-turbo"),
        ({"transparent": True}, "qwen-image-2.1-turbo"),
        ({"is_set": True, "n": 6}, "wan2.7-image"),
        ({"reference": Reference("p", "edit")}, "qwen-image-2.1-turbo"),
        ({"reference": Reference("p", "edit", more=("q",) * 9)}, "qwen-image-2.1-turbo"),
        ({"reference": Reference("p", "edit"), "negative_prompt": "text"}, "wan2.5-i2i-preview"),
    ],
)
def test_route__by_need_from_the_model_that_paints(fields: dict[str, Any], model: str) -> None:
    assert chosen(roles().route("wanx-v1", need(**fields))) == model


def test_route__old_models_and_those_without_recovery_only_where_they_are_named() -> None:
    oil = need(style="oil painting")
    assert chosen(roles().route("wan2.7-image", oil)) == "wanx-v1", "the role paint"
    modern = roles(default_model="wan2.7-image")
    refused = modern.route("wan2.7-image", oil)
    assert isinstance(refused, RequestRefusal)
    assert (refused.text_id, refused.hint and refused.hint.text_id) == ("refusal-style", "hint-with-model")
    assert refused.hint and refused.hint.model == "wanx-v1"
    named = roles(default_model="wan2.7-image", allowed_models=["wan2.7-image", "wanx-v1"], fast_model="")
    assert chosen(named.route("wan2.7-image", oil)) == "wanx-v1"
    only = {"allowed_models": ["wanx-v1", "z-image-turbo"]}
    quick = need(size=Size(1024, 1536))
    assert chosen(roles(**only).route("wanx-v1", quick)) == "z-image-turbo"
    assert chosen(roles(fast_model="").route("wanx-v1", quick)) != "z-image-turbo"


def test_fixed__model_that_was_named_is_never_exchanged() -> None:
    operator = roles()
    refused = operator.of_named_model("wan2.2-t2i-flash", "wanx-v1", need(style="sketch"))
    assert isinstance(refused, RequestRefusal)
    assert refused.text_id == "refusal-style"
    assert refused.hint is not None
    assert (refused.hint.text_id, refused.hint.model, refused.hint.price_li) == ("hint-without-model", "wanx-v1", 160)
    assert chosen(operator.of_named_model("wan2.7-image-pro", "wanx-v1", need())) == "wan2.7-image-pro"
    unknown = operator.of_named_model("wanx-v2", "wanx-v1", need())
    assert isinstance(unknown, RequestRefusal)
    assert unknown.text_id == "refusal-model-near"


def test_refusal__says_which_model_could_and_what_is_in_the_way() -> None:
    large = need(size=Size(4096, 4096))
    over = roles(max_picture_yuan="0.3").route("wanx-v1", large)
    assert isinstance(over, RequestRefusal)
    assert over.hint is not None
    assert (over.hint.text_id, over.hint.model) == ("hint-over-limit", "wan2.7-image-pro")
    assert (over.hint.price_li, over.hint.limit_li) == (500, 300)
    shut = roles(allowed_models=["wanx-v1", "wan2.7-image"]).route("wanx-v1", large)
    assert isinstance(shut, RequestRefusal)
    assert shut.hint is not None
    assert (shut.hint.text_id, shut.hint.model) == ("hint-not-allowed", "wan2.7-image-pro")
    nobody = roles().route("wanx-v1", need(n=9))
    assert isinstance(nobody, RequestRefusal)
    assert (nobody.text_id, nobody.hint) == ("refusal-n", None)


def test_refusal__model_that_is_not_allowed_is_named_nowhere() -> None:
    operator = roles(allowed_models=["wan2.7-image", "wan2.7-image-pro"], default_model="wan2.7-image")
    refused = operator.of_named_model("wanx-v1", "wan2.7-image", need())
    assert isinstance(refused, RequestRefusal)
    assert refused.text_id == "refusal-model-not-allowed"
    assert refused.arguments["models"] == "wan2.7-image, wan2.7-image-pro"
    style = operator.catalogue.check(need(style="sketch")(CATALOGUE.models["wan2.7-image"]))
    assert style is not None
    assert style.text_id == "refusal-style-nobody"


@pytest.mark.parametrize("mode", ["repaint", "refonly", "edit"])
def test_refusal__without_any_model_for_it_there_is_a_text_for_each_mode(mode: ReferenceMode) -> None:
    operator = roles(allowed_models=["wan2.6-t2i"], default_model="wan2.6-t2i")
    refused = operator.route("wan2.6-t2i", need(reference=Reference("p", mode)))
    assert isinstance(refused, RequestRefusal)
    assert refused.text_id == f"refusal-reference-{mode}-nobody"
    assert refused.hint is not None
    assert refused.hint.text_id == "hint-not-allowed"


def test_price_limit__below_a_plain_picture_is_refused_at_the_start() -> None:
    with pytest.raises(SettingsError, match=r"max_picture_yuan is 0.1, less than .* wanx-v1 costs \(0.16\)"):
        check_price_limit(roles(max_picture_yuan="0.1"))
    check_price_limit(roles(max_picture_yuan="0.16"))
    check_price_limit(ModelRoles(CATALOGUE, UpstreamSettings(max_picture_yuan=Decimal("0.1"))))


def test_usual_price__is_that_of_a_plain_picture_of_the_roles_model() -> None:
    operator = roles(default_model="qwen-image-3.0-pro", edit_model="", fast_model="z-image-turbo")
    assert operator.usual_price_li("paint") == 250
    assert operator.usual_price_li("edit") == 250, "no model for that role: as for painting"
    assert operator.usual_price_li("fast") == 100
    large = need(size=Size(2048, 2048))(CATALOGUE.models["qwen-image-3.0-pro"])
    assert CATALOGUE.models["qwen-image-3.0-pro"].price_each_li(large) == 500
    shown = need(reference=Reference("p", "edit"), n=3)(CATALOGUE.models["qwen-image-3.0"])
    assert CATALOGUE.models["qwen-image-3.0"].price_each_li(shown) == 187, "with its share of the image, rounded up"
