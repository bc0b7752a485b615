"""The JSON of a create: the same request in the two shapes that the service's endpoints take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapter_api.request import GenerationRequest
from bot.dashscope.request_format import RequestFormat
from bot.upstream.model import Model

TRANSPARENT_EN, TRANSPARENT_ZH = ", transparent background", "，透明背景"
"""Added to the prompt where the background is to be transparent: the service has no parameter for it."""


def create_path(model: Model, request_format: RequestFormat) -> str:
    """Where a model's requests are submitted, under the base URL. Messages go to one of two endpoints: tasks are made at
    one, the other answers with the pictures."""
    if not request_format.takes_messages:
        return f"/services/aigc/{request_format.endpoint}/image-synthesis"
    service = "multimodal-generation" if model.protocol == "answer" else "image-generation"
    return f"/services/aigc/{service}/generation"


def create_headers(model: Model, image_urls: Sequence[str]) -> dict[str, str]:
    """The headers of a create, without those of every call."""
    headers = {} if model.protocol == "answer" else {"X-DashScope-Async": "enable"}
    if any(url.startswith("oss://") for url in image_urls):
        headers["X-DashScope-OssResourceResolve"] = "enable"
    return headers


def create_body(
    model: Model,
    request_format: RequestFormat,
    request: GenerationRequest,
    image_urls: Sequence[str],
    *,
    prompt_extend: bool,
) -> dict[str, Any]:
    """The JSON of a create. Only the parameters that the model takes are in it; `n` always is where it takes one, since
    the service's own default would bill up to twelve pictures."""
    prompt = _prompt(request)
    if request_format.takes_messages:
        content = [{"image": url} for url in image_urls] + [{"text": prompt}]
        sent: dict[str, Any] = {"messages": [{"role": "user", "content": content}]}
    else:
        sent = {"prompt": prompt, **_fields(model, request_format, request, image_urls)}
    values = _parameter_values(model, request, prompt_extend=prompt_extend)
    parameters = {name: values[name] for name in request_format.parameters if name in values}
    return {"model": model.name, "input": sent, "parameters": parameters}


def _prompt(request: GenerationRequest) -> str:
    if not request.transparent or "transparent" in request.prompt.lower() or "透明" in request.prompt:
        return request.prompt
    return request.prompt + (TRANSPARENT_EN if request.prompt.isascii() else TRANSPARENT_ZH)


def _fields(
    model: Model, request_format: RequestFormat, request: GenerationRequest, image_urls: Sequence[str]
) -> Mapping[str, Any]:
    """What stands beside the prompt in `input` where it is not a message."""
    fields: dict[str, Any] = {}
    if request.negative_prompt and model.negative_limit:
        fields["negative_prompt"] = request.negative_prompt
    if image_urls and request_format.reference:
        field, function = request_format.reference.field, request_format.reference.function
        fields[field] = list(image_urls) if field == "images" else image_urls[0]
        if function:
            fields["function"] = function
    return fields


def _parameter_values(model: Model, request: GenerationRequest, *, prompt_extend: bool) -> dict[str, Any]:
    """The value of each parameter that this request gives one, by name."""
    values: dict[str, Any] = {
        "n": request.n,
        "seed": request.seed,
        # By default the service rewrites the prompt, so that the same prompt and seed give another picture, and a
        # rewritten prompt can be refused for words that nobody typed. Rewriting with thinking takes minutes.
        "prompt_extend": prompt_extend,
        "enable_thinking": prompt_extend,
        "watermark": False,
        "enable_interleave": False,
    }
    if model.takes_size:
        values["size"] = f"{request.size.width}*{request.size.height}"
    if model.styles:
        values["style"] = f"<{request.style}>"
    if request.negative_prompt and model.negative_limit:
        values["negative_prompt"] = request.negative_prompt
    if request.is_set:
        values["enable_sequential"] = True
    elif request.reference is None:
        values["thinking_mode"] = True  # Better pictures; taken for one picture from words alone.
    if request.reference is not None and model.reference is not None:
        values["ref_mode"] = request.reference.mode
        if model.reference.has_strength:
            values["ref_strength"] = request.reference.strength
    return values
