"""What a chat sends, to the byte, and what is made of every way in which it can end."""

from __future__ import annotations

import asyncio
import importlib
import json
from typing import Any

import pytest

from bot.dashscope import DashScopeClient
from bot.dashscope.keys import MultiKeyClient
from bot.upstream import AnswerLost, Catalogue, NotSent, Refused, Treatment
from bot.upstream.chat import ChatAnswered, ChatRequest
from tests.clock import DrivenClock
from tests.dashscope.server import KEY, Scripted, raw

IMPROVE = ChatRequest("qwen3.7-flash", "Write one better prompt.", "一只狐狸", max_tokens=300)
PIXEL = "data:image/jpeg;base64,/9j/4AAQSkZJRg=="
DESCRIBE = ChatRequest("qwen3.7-flash", "Describe this picture.", "", PIXEL)
PATIENCE_S = 20.0


def answer(content: object, **choice: object) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}, **choice}
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }


def error(code: str | None, message: str = "No.") -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}


async def test_ask__words_are_a_message_of_their_own(client: DashScopeClient, server: Scripted) -> None:
    server.answer(answer("一只红狐狸"))
    assert await client.ask(IMPROVE, timeout_s=PATIENCE_S) == ChatAnswered("一只红狐狸", request_id="chatcmpl-1")
    (call,) = server.calls
    assert (call.method, call.raw_path) == ("POST", "/compatible-mode/v1/chat/completions")
    assert call.headers["authorization"] == f"Bearer {KEY}"
    assert call.headers["content-type"] == "application/json"
    assert json.loads(call.body) == {
        "model": "qwen3.7-flash",
        "messages": [
            {"role": "system", "content": "Write one better prompt."},
            {"role": "user", "content": "一只狐狸"},
        ],
        "enable_thinking": False,
        "max_tokens": 300,
        "temperature": 0.7,
    }


async def test_ask__image_comes_before_its_question(client: DashScopeClient, server: Scripted) -> None:
    server.answer(answer("a fox"))
    await client.ask(DESCRIBE, timeout_s=PATIENCE_S)
    assert json.loads(server.calls[0].body)["messages"] == [
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": PIXEL}},
                {"type": "text", "text": "Describe this picture."},
            ],
        }
    ]


@pytest.mark.parametrize("url", ["https://example.com/cat.png", 'data:image/png;base64,"', "file:///etc/passwd"])
async def test_ask__address_that_is_not_ours_is_never_sent(client: DashScopeClient, server: Scripted, url: str) -> None:
    with pytest.raises(ValueError, match="not an image"):
        await client.ask(ChatRequest("qwen3.7-flash", "", "", url), timeout_s=PATIENCE_S)
    assert server.calls == []


@pytest.mark.parametrize(("path", "asked"), [("/api/v1", ""), ("/gateway/api/v1/", "/gateway"), ("/proxy", "/proxy")])
async def test_ask__endpoint_stands_beside_the_services_own(
    server: Scripted, clock: DrivenClock, catalogue: Catalogue, path: str, asked: str
) -> None:
    server.answer(answer("a fox"))
    async with DashScopeClient(server.url + path, KEY, clock=clock, catalogue=catalogue) as client:
        await client.ask(IMPROVE, timeout_s=PATIENCE_S)
    assert server.calls[0].raw_path == f"{asked}/compatible-mode/v1/chat/completions"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (answer(""), ChatAnswered("", request_id="chatcmpl-1")),
        (answer("a fo", finish_reason="length"), ChatAnswered("a fo", is_cut=True, request_id="chatcmpl-1")),
    ],
)
async def test_ask__answer(client: DashScopeClient, server: Scripted, body: object, expected: ChatAnswered) -> None:
    server.answer(body)
    assert await client.ask(IMPROVE, timeout_s=PATIENCE_S) == expected


@pytest.mark.parametrize(
    "body",
    [
        {}, [], "text", None, {"choices": []}, {"choices": None}, {"choices": [None]}, {"choices": [{"message": None}]},
        answer(None), answer(7), answer([{"text": "a fox"}]), {"choices": {"0": 1}},
    ],
)  # fmt: skip
async def test_ask__answer_that_cannot_be_read_is_lost(client: DashScopeClient, server: Scripted, body: object) -> None:
    server.answer(body)
    assert isinstance(await client.ask(IMPROVE, timeout_s=PATIENCE_S), AnswerLost)


@pytest.mark.parametrize(
    ("status", "body", "treatment", "text_id"),
    [
        (
            400,
            error("data_inspection_failed", "Input text data may contain ..."),
            Treatment.TELL_PERSON,
            "moderation-prompt",
        ),
        (
            400,
            error("data_inspection_failed", "Output data may contain ..."),
            Treatment.TELL_PERSON,
            "moderation-output",
        ),
        (400, error("invalid_parameter_error"), Treatment.TELL_PERSON, "parameter"),
        (400, error("InvalidParameter.NotSupportEnableThinking"), Treatment.TELL_OPERATOR, "protocol"),
        (400, error("Arrearage"), Treatment.TELL_OPERATOR, "arrears"),
        (401, error("invalid_api_key"), Treatment.TELL_OPERATOR, "key"),
        (401, {"code": "InvalidApiKey", "message": "No.", "request_id": "r"}, Treatment.TELL_OPERATOR, "key"),
        (404, error("model_not_found"), Treatment.TELL_OPERATOR, "model-gone"),
        (404, {}, Treatment.TELL_OPERATOR, "address"),
        (429, error("limit_requests"), Treatment.RETRY_LATER, "busy"),
        (429, error("insufficient_quota"), Treatment.RETRY_LATER, "busy"),
        (503, error("ModelUnavailable"), Treatment.RETRY_LATER, "unwell"),
    ],
)
async def test_ask__refusal(
    client: DashScopeClient, server: Scripted, status: int, body: object, treatment: Treatment, text_id: str
) -> None:
    server.answer(body, status)
    outcome = await client.ask(IMPROVE, timeout_s=PATIENCE_S)
    assert isinstance(outcome, Refused), outcome
    assert (outcome.verdict.treatment, outcome.verdict.text_id) == (treatment, f"upstream-{text_id}")


@pytest.mark.parametrize("code", ["InternalError", "RequestTimeOut", None])
async def test_ask__service_that_failed_may_have_billed_it(
    client: DashScopeClient, server: Scripted, code: str | None
) -> None:
    server.answer(error(code), 500)
    assert isinstance(await client.ask(IMPROVE, timeout_s=PATIENCE_S), AnswerLost)


async def test_ask__secrets_do_not_leave_in_the_message(client: DashScopeClient, server: Scripted) -> None:
    server.answer(error("invalid_parameter_error", f"bad key {KEY} at https://x.invalid/a?Signature=s"), 400)
    outcome = await client.ask(IMPROVE, timeout_s=PATIENCE_S)
    assert isinstance(outcome, Refused)
    assert KEY not in outcome.message
    assert "Signature" not in outcome.message


async def test_ask__silence_is_a_lost_answer(clock: DrivenClock, catalogue: Catalogue) -> None:
    async with raw(None) as silent, DashScopeClient(silent.base, KEY, clock=clock, catalogue=catalogue) as client:
        assert isinstance(await client.ask(IMPROVE, timeout_s=0.3), AnswerLost)


async def test_ask__hang_up_is_a_lost_answer_and_is_not_repeated(clock: DrivenClock, catalogue: Catalogue) -> None:
    async with raw(b"") as rude, DashScopeClient(rude.base, KEY, clock=clock, catalogue=catalogue) as client:
        assert isinstance(await client.ask(IMPROVE, timeout_s=PATIENCE_S), AnswerLost)
        assert len(rude.received) == 1


async def test_ask__nobody_there_was_never_sent(clock: DrivenClock, catalogue: Catalogue) -> None:
    async with DashScopeClient("http://127.0.0.1:9/api/v1", KEY, clock=clock, catalogue=catalogue) as client:
        assert isinstance(await client.ask(IMPROVE, timeout_s=PATIENCE_S), NotSent)
    assert isinstance(await client.ask(IMPROVE, timeout_s=PATIENCE_S), NotSent)  # It is closed.


async def test_ask__refused_key_gives_way_to_the_next(
    server: Scripted, clock: DrivenClock, catalogue: Catalogue
) -> None:
    clients = [DashScopeClient(server.base, key, clock=clock, catalogue=catalogue) for key in ("sk-old", "sk-new")]
    account = MultiKeyClient("main", clients)
    server.answer_each((401, error("invalid_api_key")), (200, answer("a fox")), (200, answer("a bear")))
    try:
        for said in ("a fox", "a bear"):
            outcome = await account.ask(IMPROVE, timeout_s=PATIENCE_S)
            assert isinstance(outcome, ChatAnswered)
            assert outcome.text == said
    finally:
        await account.close()
    assert [call.headers["authorization"] for call in server.calls] == [
        "Bearer sk-old",
        "Bearer sk-new",
        "Bearer sk-new",
    ]


async def test_ask__openai_client_sends_the_same(client: DashScopeClient, server: Scripted) -> None:
    """The openai client as a witness: the same endpoint, and the same JSON for the same question."""
    server.answer(answer("a fox"))
    for request in (IMPROVE, DESCRIBE):
        await client.ask(request, timeout_s=PATIENCE_S)
        ours = server.calls[-1]
        body = json.loads(ours.body)

        def witness(body: dict[str, Any] = body) -> str:
            made = importlib.import_module("openai").OpenAI(
                base_url=f"{server.url}/compatible-mode/v1", api_key=KEY, max_retries=0
            )
            known = {name: body[name] for name in ("model", "messages", "max_tokens", "temperature")}
            extra = {name: value for name, value in body.items() if name not in known}
            completion = made.chat.completions.create(**known, extra_body=extra)
            return str(completion.choices[0].message.content)

        assert await asyncio.to_thread(witness) == "a fox"
        theirs = server.calls[-1]
        assert (theirs.method, theirs.raw_path) == (ours.method, ours.raw_path)
        assert json.loads(theirs.body) == body
        assert theirs.headers["authorization"] == ours.headers["authorization"]
