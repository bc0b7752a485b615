"""Chat completions, at the service's OpenAI-style endpoint: the JSON of a request, and what an answer says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.dashscope import wire
from bot.dashscope.errors import classify
from bot.dashscope.transport import HttpAnswer
from bot.upstream.chat import ChatAnswered, ChatRequest
from bot.upstream.outcomes import AnswerLost, Refused

PATH = "/chat/completions"
TEMPERATURE = 0.7


def chat_body(request: ChatRequest, image_urls: Sequence[str]) -> dict[str, Any]:
    """The JSON of a request. An image comes before the text about it. The models reason unless they are told not to, and bill
    the tokens of it."""
    content: list[dict[str, Any]] = [{"type": "image_url", "image_url": {"url": url}} for url in image_urls]
    if request.text:
        content.append({"type": "text", "text": request.text})
    messages: list[dict[str, Any]] = []
    if image_urls and request.instructions:
        # The vendor advises against a system message beside an image.
        content.insert(len(image_urls), {"type": "text", "text": request.instructions})
    elif request.instructions:
        messages.append({"role": "system", "content": request.instructions})
    messages.append({"role": "user", "content": content if image_urls else request.text})
    return {
        "model": request.model,
        "messages": messages,
        "enable_thinking": False,
        "max_tokens": request.max_tokens,
        "temperature": TEMPERATURE,
    }


def read_chat(answer: HttpAnswer, scrub: wire.Scrub) -> ChatAnswered | Refused | AnswerLost:
    """Interpret a complete answer."""
    body = answer.json()
    if 200 <= answer.status < 300:
        choices = body.get("choices")
        first = wire.mapping(choices[0]) if isinstance(choices, list) and choices else {}
        content = wire.mapping(first.get("message")).get("content")
        if isinstance(content, str):
            return ChatAnswered(content, first.get("finish_reason") == "length", wire.text(body.get("id"))[:100])
    # Errors are in an object of their own; what stands before the endpoint answers in the service's own form.
    error = wire.mapping(body.get("error")) or body
    code, message = wire.error_of(error)
    if 200 <= answer.status < 300 and not code:
        return AnswerLost(f"HTTP {answer.status} without an answer")
    verdict = classify(code, message, answer.status)
    if not verdict.proves_refusal:
        return AnswerLost(f"HTTP {answer.status} {code}".rstrip(), verdict)
    return Refused(verdict, scrub(message), answer.status, wire.request_id(body), answer.retry_after_s)
