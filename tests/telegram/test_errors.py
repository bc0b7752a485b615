"""Outcomes of Telegram's errors and of failing connections."""

from __future__ import annotations

import asyncio

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from adapters.telegram.errors import ApiRefusal, RequestNotSent, RetryRequest, outcome_of, refusal
from adapters.telegram.request import AiohttpRequest
from bot.adapter_api import (
    Blocked,
    ChatMovedTo,
    Conversation,
    Gone,
    Outcome,
    PostRefused,
    RetryLater,
    TooLate,
    Unconfirmed,
)

HERE = Conversation("telegram", "-5", "9")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RetryAfter(7), RetryLater(7.0, "flood control")),
        (RetryRequest(2.5), RetryLater(2.5, "our own rate limit")),
        (ChatMigrated(-1005), ChatMovedTo(Conversation("telegram", "-1005", "9"))),
        (Forbidden("Forbidden: bot was blocked by the user"), Blocked("Forbidden: bot was blocked by the user")),
        (BadRequest("Message to edit not found"), Gone()),
        (BadRequest("Message can't be deleted for everyone"), TooLate()),
        (BadRequest("Chat not found"), Blocked("Chat not found")),
        (BadRequest("Not enough rights to send text messages to the chat"),
         Blocked("Not enough rights to send text messages to the chat")),
        (BadRequest("something new"), PostRefused("something new")),
        (TimedOut("no answer in time"), Unconfirmed("no answer in time")),
        (NetworkError("Bad Gateway"), Unconfirmed("Bad Gateway")),
        (RequestNotSent("no connection: X"), RetryLater(2.0, "no connection: X")),
        (InvalidToken("the token `1:secret` is wrong"), RetryLater(10.0, "InvalidToken", whole_platform=True)),
        (TelegramError("Invalid server response"), Unconfirmed("TelegramError")),
    ],
)  # fmt: skip
def test_errors__outcomes(error: TelegramError, expected: Outcome) -> None:
    assert outcome_of(error, HERE) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Message is not modified: specified new message content and reply markup are ...", ApiRefusal.UNCHANGED),
        ("Photo_invalid_dimensions", ApiRefusal.NOT_A_PHOTO),
        ("IMAGE_PROCESS_FAILED", ApiRefusal.NOT_A_PHOTO),
        ("There is no text in the message to edit", ApiRefusal.NO_TEXT),
        ("Wrong file identifier/HTTP URL specified", ApiRefusal.STALE_FILE),
        ("Message thread not found", ApiRefusal.CLOSED),
        ("whatever", ApiRefusal.OTHER),
    ],
)
def test_errors__refusals(text: str, kind: ApiRefusal) -> None:
    assert refusal(BadRequest(text)) is kind


async def test_errors__without_a_connection_it_surely_was_not_sent() -> None:
    request = AiohttpRequest(1)
    with pytest.raises(RequestNotSent) as error:
        await request.post("http://127.0.0.1:9/bot1:secret-token/sendMessage")
    await request.shutdown()
    assert "secret" not in str(error.value)


async def test_errors__cut_connection_and_silence_may_have_done_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = asyncio.Queue[None]()

    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.close()
        ended.put_nowait(None)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        ended.put_nowait(None)

    monkeypatch.setattr("adapters.telegram.request.CONNECT_TIMEOUT_S", 0.1)
    for behaviour, kind in ((cut, NetworkError), (silent, TimedOut)):
        server = await asyncio.start_server(behaviour, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        request = AiohttpRequest(1, read_s=0.1)
        with pytest.raises(kind) as error:
            await request.post(f"http://127.0.0.1:{port}/bot1:secret-token/sendMessage")
        assert not isinstance(error.value, RequestNotSent)
        assert "secret" not in str(error.value) + repr(error.value.__cause__) + repr(error.value.__context__)
        await request.shutdown()
        async with asyncio.timeout(10):
            await ended.get()  # Or the loop is closed with a line still open.
        server.close()
        await server.wait_closed()
