"""Chat completions: descriptions of pictures and longer prompts, at the OpenAI-style endpoint and in the service's own form."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aiohttp import web

from bot.runtime.clock import Clock
from studio.server import content_inspection, errors
from studio.server.authentication import Caller
from studio.server.chat_images import ChatImages, Sender, image_tokens
from studio.server.chat_parsing import ChatRequest, read_native, read_openai
from studio.server.chat_writing import describe, is_chinese, rewrite, tokens
from studio.server.errors import ApiError, ApiRefusal
from studio.server.faults import Call
from studio.server.middleware import REQUEST_ID, Middleware
from studio.server.parsing import parse_body
from studio.server.responses import COMPATIBLE_PREFIX

_PATH = COMPATIBLE_PREFIX + "v1/chat/completions"
_MILLION = 1_000_000
_RECORDED_CHATS = 10_000
_THOUGHT = "What is in front of me is described by rules."
PRICES: Mapping[str, tuple[str, str]] = {"qwen3.7-flash": ("0.2", "0.8"), "qwen3.8-flash": ("0.8", "2.7")}
"""The chat models, with their price in yuan for a million tokens, in and out."""


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """An answer: its text, the reasoning before it (empty without thinking), whether it was cut, and tokens."""

    text: str
    reasoning: str
    is_cut: bool
    text_tokens: int
    image_tokens: int
    output_tokens: int
    reasoning_tokens: int


class ChatApi:
    """Handlers of chats. `record` has the last of them: account, model, what was said and answered, tokens, yuan."""

    def __init__(
        self, *, middleware: Middleware, images: ChatImages, clock: Clock, caller: Callable[[web.Request], Caller]
    ) -> None:
        self._middleware, self._images, self._clock, self._caller = middleware, images, clock, caller
        self.record: deque[dict[str, Any]] = deque(maxlen=_RECORDED_CHATS)

    def routes(self) -> list[web.RouteDef]:
        return [web.post(_PATH + end, self.complete) for end in ("", "/")]

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """`/chat/completions`, whole or as a stream."""
        caller = self._caller(request)
        body = await asyncio.to_thread(parse_body, await request.read())
        name = body.get("model")
        model = name if isinstance(name, str) else ""

        async def answer(request: web.Request) -> web.StreamResponse:
            if not name:
                raise ApiRefusal(errors.NO_MODEL)
            if model not in PRICES:
                message = f"The model `{name}` does not exist or you do not have access to it."
                raise ApiRefusal(ApiError(404, "ModelNotFound", message))
            chat = read_openai(body, model)
            result = await self._answer(request, caller, chat)
            if chat.stream:
                return await _stream(request, chat, result, int(self._clock.now()))
            return web.json_response(_completion(request[REQUEST_ID], model, result, int(self._clock.now())))

        return await self._middleware.handle(request, _call(caller, model, body.get("messages")), answer)

    async def native(self, request: web.Request, caller: Caller, body: Mapping[str, Any]) -> web.StreamResponse:
        """A chat in the service's own form, at an endpoint that it shares with the image models. `body` names a chat model."""
        model: str = body["model"]
        given = body.get("input")

        async def answer(request: web.Request) -> web.StreamResponse:
            if request.headers.get("X-DashScope-SSE", "").lower() == "enable":
                raise ApiRefusal(errors.NO_STREAM)
            result = await self._answer(request, caller, read_native(body, model))
            return web.json_response(_native_body(request[REQUEST_ID], result))

        messages = given.get("messages") if isinstance(given, dict) else None
        return await self._middleware.handle(request, _call(caller, model, messages), answer)

    async def _answer(self, request: web.Request, caller: Caller, chat: ChatRequest) -> ChatAnswer:
        if content_inspection.is_refused(chat.all_text):
            raise ApiRefusal(errors.INPUT_INSPECTION)
        oss = request.headers.get("X-DashScope-OssResourceResolve", "").lower() == "enable"
        sender = Sender(caller.account, chat.model, request.host, oss, self._clock.now())
        shown = tuple([await self._images.look_at(url, sender) for url in chat.images])
        if shown:
            text = describe(shown, chinese=is_chinese(chat.all_text), as_json=chat.as_json)
        else:
            text = rewrite(chat.text, has_system=bool(chat.system), as_json=chat.as_json)
        pieces = tokens(text)
        kept = pieces[: chat.max_tokens] if chat.max_tokens else pieces
        reasoning = _THOUGHT if chat.thinks else ""
        thought = len(tokens(reasoning))
        result = ChatAnswer(
            text="".join(kept),
            reasoning=reasoning,
            is_cut=len(kept) < len(pieces),
            text_tokens=len(tokens(chat.all_text)),
            image_tokens=sum(map(image_tokens, shown)),
            output_tokens=len(kept) + thought,
            reasoning_tokens=thought,
        )
        self._keep(caller, chat, result)
        return result

    def _keep(self, caller: Caller, chat: ChatRequest, result: ChatAnswer) -> None:
        price_in, price_out = map(Decimal, PRICES[chat.model])
        taken = result.text_tokens + result.image_tokens
        self.record.append(
            {
                "account": caller.account,
                "model": chat.model,
                "text": chat.all_text,
                "images": len(chat.images),
                "answer": result.text,
                "thinks": chat.thinks,
                "input_tokens": taken,
                "output_tokens": result.output_tokens,
                "yuan": str((price_in * taken + price_out * result.output_tokens) / _MILLION),
            }
        )


def _call(caller: Caller, model: str, messages: object) -> Call:
    """What faults match on: the text of the last message."""
    last = messages[-1] if isinstance(messages, list) and messages else None
    content = last.get("content") if isinstance(last, dict) else None
    if isinstance(content, str):
        return Call("chat", caller.account, caller.key_id, model, content)
    items = [item for item in content if isinstance(item, dict)] if isinstance(content, list) else []
    text = "\n".join(item["text"] for item in items if isinstance(item.get("text"), str))
    shows = any("image" in item or "image_url" in item for item in items)
    return Call("chat", caller.account, caller.key_id, model, text, shows)


def _usage(result: ChatAnswer) -> dict[str, Any]:
    taken = result.text_tokens + result.image_tokens
    usage: dict[str, Any] = {
        "prompt_tokens": taken,
        "completion_tokens": result.output_tokens,
        "total_tokens": taken + result.output_tokens,
        "prompt_tokens_details": {"text_tokens": result.text_tokens, "image_tokens": result.image_tokens},
    }
    if result.reasoning_tokens:
        usage["completion_tokens_details"] = {"reasoning_tokens": result.reasoning_tokens}
    return usage


def _completion(request_id: str, model: str, result: ChatAnswer, created: int) -> dict[str, Any]:
    message = {"role": "assistant", "content": result.text}
    if result.reasoning:
        message["reasoning_content"] = result.reasoning
    return {
        "id": f"chatcmpl-{request_id}",
        "object": "chat.completion",
        "created": created,
        "model": model,
        "choices": [{"index": 0, "finish_reason": _reason(result), "logprobs": None, "message": message}],
        "usage": _usage(result),
    }


def _reason(result: ChatAnswer) -> str:
    return "length" if result.is_cut else "stop"


def _native_body(request_id: str, result: ChatAnswer) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": [{"text": result.text}]}
    if result.reasoning:
        message["reasoning_content"] = result.reasoning
    taken = result.text_tokens + result.image_tokens
    return {
        "output": {"choices": [{"finish_reason": _reason(result), "message": message}]},
        "usage": {
            "input_tokens": taken,
            "output_tokens": result.output_tokens,
            "total_tokens": taken + result.output_tokens,
            "image_tokens": result.image_tokens,
        },
        "request_id": request_id,
    }


async def _stream(request: web.Request, chat: ChatRequest, result: ChatAnswer, created: int) -> web.StreamResponse:
    """The answer as server-sent events, a token each."""
    request_id = request[REQUEST_ID]
    head = {"id": f"chatcmpl-{request_id}", "object": "chat.completion.chunk", "created": created, "model": chat.model}
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "x-request-id": request_id})
    await response.prepare(request)

    async def send(delta: dict[str, str], finish_reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        await write({**head, "choices": [choice], "usage": None})

    async def write(chunk: dict[str, Any]) -> None:
        await response.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")

    await send({"role": "assistant", "content": ""})
    for piece in tokens(result.reasoning):
        await send({"reasoning_content": piece})
    for piece in tokens(result.text):
        await send({"content": piece})
    await send({}, _reason(result))
    if chat.stream_usage:
        await write({**head, "choices": [], "usage": _usage(result)})
    await response.write(b"data: [DONE]\n\n")
    return response
