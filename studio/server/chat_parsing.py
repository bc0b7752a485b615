"""Parse a chat request: that of the OpenAI-style endpoint, and that of the service's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.server import errors
from studio.server.errors import ApiError, ApiRefusal
from studio.server.parsing import has_lone_surrogate, optional_integer

MAX_TOKENS = 65_536
_ROLES = ("system", "user", "assistant")
_NO_MESSAGES = ApiError(400, "InvalidParameter", "[] is too short - 'messages'")
_NO_JSON_WORD = ApiError(
    400,
    "InvalidParameter",
    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
)
_JSON_AND_THINKING = ApiError(
    400, "InvalidParameter", "response_format of type json_object is not supported in thinking mode."
)


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A valid chat request: what the system and the last user message say, and the URLs of all images.

    `all_text` is that of all messages. `thinks`: the answer has reasoning, too. `as_json`: it is to be a JSON object.
    `max_tokens` 0: no limit.
    """

    model: str
    system: str
    text: str
    images: tuple[str, ...]
    all_text: str
    thinks: bool
    as_json: bool
    max_tokens: int
    stream: bool = False
    stream_usage: bool = False


def read_openai(body: Mapping[str, Any], model: str) -> ChatRequest:
    """The request of `/chat/completions`. Raises ApiRefusal."""
    options = body.get("stream_options")
    return _read(
        body.get("messages"),
        body,
        model,
        stream=body.get("stream") is True,
        stream_usage=isinstance(options, dict) and options.get("include_usage") is True,
    )


def read_native(body: Mapping[str, Any], model: str) -> ChatRequest:
    """The request of `multimodal-generation/generation`. Raises ApiRefusal."""
    given = body.get("input")
    parameters = body.get("parameters")
    messages = given.get("messages") if isinstance(given, dict) else None
    return _read(messages, parameters if isinstance(parameters, dict) else {}, model)


def _read(messages: object, options: Mapping[str, Any], model: str, **stream: bool) -> ChatRequest:
    if not isinstance(messages, list) or not messages:
        raise ApiRefusal(_NO_MESSAGES)
    said: list[tuple[str, str]] = []
    images: list[str] = []
    for message in messages:
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            raise ApiRefusal(ApiError(400, "InvalidParameter", f"Role must be in [{', '.join(_ROLES)}]"))
        text, shown = _content(message.get("content"))
        said.append((message["role"], text))
        images += shown
    if said[-1][0] != "user":
        raise ApiRefusal(errors.missing("messages"))
    thinks = options.get("enable_thinking", True)
    if not isinstance(thinks, bool):
        raise ApiRefusal(errors.missing("enable_thinking"))
    everything = "\n".join(text for _, text in said)
    as_json = _wants_json(options.get("response_format"), everything, thinks=thinks)
    limit = optional_integer(options, "max_tokens", 1, MAX_TOKENS)
    return ChatRequest(
        model=model,
        system="\n".join(text for role, text in said if role == "system"),
        text=said[-1][1],
        images=tuple(images),
        all_text=everything,
        thinks=thinks,
        as_json=as_json,
        max_tokens=limit or 0,
        **stream,
    )


def _content(content: object) -> tuple[str, list[str]]:
    """The text and the image URLs of a message's content. Raises ApiRefusal."""
    if isinstance(content, str):
        content = [{"text": content}]
    if not isinstance(content, list) or not content:
        raise ApiRefusal(errors.missing("content"))
    texts: list[str] = []
    images: list[str] = []
    for item in content:
        if not isinstance(item, dict):
            raise ApiRefusal(errors.missing("content"))
        url = item.get("image", item.get("image_url"))
        if isinstance(url, dict):
            url = url.get("url")
        if isinstance(url, str) and url:
            images.append(url)
        elif isinstance(text := item.get("text"), str) and not has_lone_surrogate(text):
            texts.append(text)
        else:
            raise ApiRefusal(errors.missing("content"))
    return "\n".join(texts), images


def _wants_json(response_format: object, everything: str, *, thinks: bool) -> bool:
    kind = response_format.get("type") if isinstance(response_format, dict) else response_format
    if kind in (None, "text"):
        return False
    if kind != "json_object":
        raise ApiRefusal(errors.missing("response_format"))
    if "json" not in everything.lower():
        raise ApiRefusal(_NO_JSON_WORD)
    if thinks:
        raise ApiRefusal(_JSON_AND_THINKING)
    return True
