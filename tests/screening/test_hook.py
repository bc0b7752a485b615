"""The client of the hook for images against the strict emulator: what is sent, and every kind of bad answer."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import AsyncIterator
from typing import get_args

import aiohttp
import pytest
from PIL import Image
from pydantic import SecretStr

from bot.media.image_opener import measure_image
from bot.runtime.signing import signed
from bot.screening.hook import MOST_REASON, HookAnswer, HookFailed, ImageHook, Question, read_answer
from config.settings import Moderation
from tests.clock import DrivenClock
from tests.conftest import photo
from tests.emulators.image_hook import FRESH_S, HUGE, Fault, ImageHookServer

SECRET = "a secret of sixteen"
ASKED = Question("ab" * 20, "out", 42, 2)


@pytest.fixture
async def server() -> AsyncIterator[ImageHookServer]:
    async with ImageHookServer(SECRET) as made:
        yield made


def client(server: ImageHookServer, secret: str = SECRET, timeout_s: float = 5.0) -> ImageHook:
    settings = Moderation(
        image_hook_url=server.url, image_hook_secret=SecretStr(secret), image_hook_timeout_s=timeout_s
    )
    return ImageHook(settings, server._now)


async def test_hook__is_shown_a_bounded_copy_and_its_answer_is_read(server: ImageHookServer) -> None:
    server.decide = lambda asked: {
        "verdict": "hold",
        "reason": f"too\n\x07 {asked['direction']} " + "x" * 500,
        "more": 1,
    }
    big = io.BytesIO()
    Image.effect_noise((3000, 1500), 80).convert("RGBA").save(big, "PNG")
    answer = await client(server).ask(ASKED, big.getvalue())
    assert isinstance(answer, HookAnswer)
    assert answer.verdict == "hold"
    assert answer.reason.startswith("too out xxx")
    assert len(answer.reason) == MOST_REASON
    [asked] = server.asked
    assert {name: asked[name] for name in ("direction", "job", "number", "digest", "version")} == {
        "direction": "out", "job": 42, "number": 2, "digest": ASKED.digest, "version": 1,
    }  # fmt: skip
    assert measure_image(base64.b64decode(asked["image"])) == (2048, 1024)


@pytest.mark.parametrize("fault", get_args(Fault))
async def test_hook__bad_answer_is_no_verdict_and_is_not_waited_for(server: ImageHookServer, fault: Fault) -> None:
    server.broken = fault
    answer = await client(server, timeout_s=0.3 if fault == "drip" else 20.0).ask(ASKED, photo())
    assert isinstance(answer, HookFailed), answer
    assert server.url not in answer.kind
    assert server.sent_bytes < 20 * len(HUGE)  # The rest of an endless answer is not read.
    assert len(server.asked) == 1  # A redirect is not followed.
    server.broken = None
    assert await client(server).ask(ASKED, photo()) == HookAnswer("allow")


async def test_hook__nobody_listens(server: ImageHookServer) -> None:
    async with ImageHookServer(SECRET) as gone:
        hook = client(gone)
    assert isinstance(await hook.ask(ASKED, photo()), HookFailed)
    assert await client(server).ask(ASKED, b"no image") == HookFailed("image-not-an-image")


async def test_hook__only_what_is_signed_fresh_and_new_is_answered() -> None:
    clock = DrivenClock()
    async with ImageHookServer(SECRET, clock.now) as server:
        assert await client(server, secret="another secret of ours").ask(ASKED, photo()) == HookFailed("HTTP 401")
        assert await client(server).ask(ASKED, photo()) == HookAnswer("allow")
        body = json.dumps(server.asked[0]).encode()

        async def replayed(now: float, sent: bytes = body) -> int:
            headers = {"Content-Type": "application/json", **signed(SECRET, body, now)}
            async with aiohttp.ClientSession() as session, session.post(server.url, data=sent, headers=headers) as got:
                return got.status

        assert await replayed(clock.now()) == 401
        assert await replayed(clock.now() - FRESH_S - 2) == 401
        assert await replayed(clock.now() + FRESH_S + 2) == 401
        assert await replayed(clock.now(), body.replace(b'"in"', b'"in"') + b" ") == 401
    assert server.complaints == [
        "the signature is wrong",
        "this was asked before",
        "the timestamp is not of the last minutes",
        "the timestamp is not of the last minutes",
        "the signature is wrong",
    ]


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"7", b'"allow"', b"\xff\xfe", b'{"verdict": null}', b'{"verdict": ["allow"]}', b'{"verdict": "Allow"}',
     b'{"verdict": "allow"', b"{" * 3000, b'{"verdict": "allow"}' + b" " * 64_000],
)  # fmt: skip
def test_answer__rubbish_is_no_verdict(body: bytes) -> None:
    assert isinstance(read_answer(body), HookFailed)
