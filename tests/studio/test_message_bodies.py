"""Whatever JSON is sent as a message or a chat is taken or refused; nothing breaks."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.server.chat_parsing import read_native, read_openai
from studio.server.errors import ApiError, ApiRefusal
from studio.server.message_parsing import model_of, read_message, read_order
from studio.server.models import load_models, parse_size
from studio.server.references import ImageFacts
from tests.examples import examples

MODELS = load_models()
MESSAGES = [model for model in MODELS.values() if model.endpoint == "messages"]
NAMES = (
    "n", "size", "seed", "watermark", "prompt_extend", "prompt_extend_mode", "enable_thinking", "thinking_mode",
    "enable_sequential", "enable_interleave", "negative_prompt", "bbox_list", "color_palette", "stream", "max_images",
    "mystery", "max_tokens", "response_format",
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 14),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["1K", "2K", "4K", "1024*1024", "99999*1", "0*0", "agent", "direct", "json_object", "#C2D1E6", "33.33%"]),
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["hex", "ratio", "type", "text", "image", "url", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
PARAMETERS = st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=5)
ITEMS = st.one_of(
    ANYTHING,
    st.just({"text": "海"}),
    st.just({"image": "data:image/png;base64,AAAA"}),
    st.just({"type": "image_url", "image_url": {"url": "https://a.example/a.png"}}),
)
MESSAGE = st.one_of(
    ANYTHING,
    st.fixed_dictionaries({"role": st.sampled_from(["user", "system", 1]), "content": ANYTHING | st.lists(ITEMS)}),
)
INPUT = st.one_of(ANYTHING, st.fixed_dictionaries({"messages": ANYTHING | st.lists(MESSAGE, max_size=2)}))
IMAGES = st.lists(st.builds(ImageFacts, st.integers(240, 8000), st.integers(240, 8000)), max_size=3)


@pytest.mark.drawn
@settings(max_examples=examples(400), deadline=None)
@given(
    name=st.sampled_from([model.name for model in MESSAGES]) | ANYTHING,
    given_input=INPUT,
    sync=st.booleans(),
    header=st.booleans(),
)
def test_message_bodies__any_body_is_taken_or_refused(
    name: object, given_input: object, sync: bool, header: bool
) -> None:
    body: dict[str, Any] = {"model": name, "input": given_input}
    try:
        message = read_message(body, model_of(body, MODELS, sync=sync, header=header))
    except ApiRefusal as error:
        assert 400 <= error.refusal.status < 500
    else:
        assert message.prompt.strip()


@pytest.mark.drawn
@settings(max_examples=examples(600), deadline=None)
@given(model=st.sampled_from(MESSAGES), parameters=PARAMETERS | ANYTHING, images=IMAGES, sync=st.booleans())
def test_message_bodies__any_parameters_are_taken_or_refused(
    model: Any, parameters: object, images: list[ImageFacts], sync: bool
) -> None:
    content = [{"text": "海"}]
    body = {"input": {"messages": [{"role": "user", "content": content}]}, "parameters": parameters}
    required = model.reference is not None and model.reference.required
    message = read_message(
        {"input": {"messages": [{"role": "user", "content": content + [{"image": "https://a"}] * required}]}}, model
    )
    try:
        order, wrong_size = read_order(body, model, message, images, sync=sync, rng=Random(1))
    except ApiRefusal as error:
        assert 400 <= error.refusal.status < 500
        return
    assert 1 <= order.n <= max(model.n_max, model.set_max)
    if wrong_size is None:
        size = parse_size(order.size)
        assert size is not None
        rule = model.size_with_images if images or order.is_set else model.size
        assert size[0] * size[1] <= rule.area[1]
    else:
        assert isinstance(wrong_size, ApiError)


@pytest.mark.drawn
@settings(max_examples=examples(400), deadline=None)
@given(
    messages=ANYTHING | st.lists(MESSAGE, max_size=3),
    options=PARAMETERS,
    read=st.sampled_from(["openai", "native"]),
)
def test_message_bodies__any_chat_is_taken_or_refused(messages: object, options: dict[str, Any], read: str) -> None:
    bodies: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
        "openai": (read_openai, {**options, "messages": messages}),
        "native": (read_native, {"input": {"messages": messages}, "parameters": options}),
    }
    function, body = bodies[read]
    try:
        chat = function(body, "qwen3.7-flash")
    except ApiRefusal as error:
        assert 400 <= error.refusal.status < 500
    else:
        assert isinstance(chat.text, str) and chat.max_tokens >= 0
