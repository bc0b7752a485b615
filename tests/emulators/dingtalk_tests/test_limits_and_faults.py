"""Rates, quotas, and faults on request."""

import asyncio

import aiohttp
import pytest

from tests.emulators.dingtalk import faults

from .conftest import Environment, picture
from .raw_client import WAIT_S

TEXT = {"content": "hi"}


async def test_limits_and_faults__twenty_calls_a_second_for_each_interface(env: Environment) -> None:
    token = await env.robot.token()
    answers = [await env.robot.send("0147", "sampleText", TEXT) for _ in range(21)]
    assert [status for status, _ in answers] == [200] * 20 + [403]
    assert answers[-1][1]["code"] == "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"
    body = {"robotCode": "ding-app", "processQueryKeys": [answers[0][1]["processQueryKey"]]}
    assert (await env.robot.http("POST", "/v1.0/robot/otoMessages/batchRecall", body, token=token))[0] == 200
    await env.clock.advance(1)
    assert (await env.robot.send("0147", "sampleText", TEXT))[0] == 200
    assert env.violated() == ["Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"]


async def test_limits_and_faults__uploads_have_the_same_limit_in_their_own_words(env: Environment) -> None:
    env.dd.settings.calls_per_second = 1
    assert (await env.robot.upload(picture()))["errcode"] == 0
    assert (await env.robot.upload(picture()))["errcode"] == 90018


async def test_limits_and_faults__monthly_quota_of_calls(env: Environment) -> None:
    env.dd.settings.api_calls_per_month = 2
    await env.robot.send("0147", "sampleText", TEXT)
    await env.robot.upload(picture())
    assert env.dd.usage.api_calls == 2
    status, answer = await env.robot.send("0147", "sampleText", TEXT)
    assert (status, answer["code"]) == (403, "Forbidden.AccessDenied.ApiCountLimitForOrg")
    assert (await env.robot.upload(picture()))["errcode"] == 90020
    await env.clock.advance(31 * 24 * 3600)
    assert (await env.robot.send("0147", "sampleText", TEXT))[0] == 200
    assert env.violated() == []


async def test_limits_and_faults__robots_messages_in_a_minute(env: Environment) -> None:
    env.dd.settings.robot_sends_per_minute = 1
    await env.robot.send("0147", "sampleText", TEXT)
    assert (await env.robot.send("0147", "sampleText", TEXT))[1]["code"] == "toomuch.msg"


async def test_limits_and_faults__address_that_calls_too_often_is_banned(env: Environment) -> None:
    env.dd.settings.ip_calls = 3
    for _ in range(3):
        await env.robot.open()
    for _ in range(2):
        status, answer = await env.robot.open()
        assert (status, answer["status"], answer["punish"]) == (200, 1111, "deny")
    await env.clock.advance(300)
    assert "ticket" in (await env.robot.open())[1]


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (faults.QPS_LIMIT, 403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"),
        (faults.API_QUOTA, 403, "Forbidden.AccessDenied.ApiCountLimitForOrg"),
        (faults.SEND_TOO_FAST, 400, "send.too.fast"),
        (faults.GATEWAY_TIMEOUT, 504, "GatewayTimeout"),
        (faults.code("system.busy"), 500, "system.busy"),
        (faults.code("InvalidAuthentication", 401), 401, "InvalidAuthentication"),
    ],
)
async def test_limits_and_faults__one_shot_refusals(
    env: Environment, fault: faults.Fault, status: int, code: str
) -> None:
    env.dd.faults.add("robot.batchSend", fault)
    got, answer = await env.robot.send("0147", "sampleText", TEXT)
    assert (got, answer["code"]) == (status, code)
    assert set(answer) == {"code", "requestid", "message"}
    assert (await env.robot.send("0147", "sampleText", TEXT))[0] == 200
    assert env.violated() == []  # what was asked for is nobody's fault


async def test_limits_and_faults__ip_ban_and_bare_statuses(env: Environment) -> None:
    env.dd.faults.add("robot.batchSend", faults.IP_BAN)
    env.dd.faults.add("robot.batchSend", faults.status(502, b"<html>bad gateway</html>"))
    assert (await env.robot.send("0147", "sampleText", TEXT))[1]["status"] == 1111
    assert (await env.robot.send("0147", "sampleText", TEXT)) == (502, b"<html>bad gateway</html>")


async def test_limits_and_faults__schedules(env: Environment) -> None:
    now = env.clock.now()
    env.dd.faults.add("robot.batchSend", faults.SEND_TOO_FAST, skip=1, times=2)
    env.dd.faults.add("robot.batchSend", faults.GATEWAY_TIMEOUT, since=now + 10, until=now + 20, times=9)
    env.dd.faults.add("*", faults.code("system.error"), when=lambda request: b"picky" in request.body)

    async def send(text: str = "hi") -> int:
        return (await env.robot.send("0147", "sampleText", {"content": text}))[0]

    assert [await send(), await send(), await send(), await send()] == [200, 400, 400, 200]
    assert await send("picky") == 500
    await env.clock.advance(15)
    assert await send() == 504
    await env.clock.advance(15)
    assert await send() == 200


@pytest.mark.parametrize(
    ("fault", "acted"),
    [(faults.DROP_BEFORE, False), (faults.DROP_AFTER, True), (faults.LOST_ANSWER, True)],
)
async def test_limits_and_faults__answers_that_never_come(env: Environment, fault: faults.Fault, acted: bool) -> None:
    await env.robot.token()
    env.dd.faults.add("robot.batchSend", fault)
    sending = asyncio.create_task(env.robot.send("0147", "sampleText", TEXT))
    if fault is faults.LOST_ANSWER:
        await env.chat.wait_for(lambda message: message.text == "hi")
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    else:
        with pytest.raises(aiohttp.ClientError):
            await sending
    (request,) = env.dd.recorder.of("robot.batchSend")
    assert (request.acted, request.status, request.fault) == (acted, 0, fault.name)
    assert bool(env.chat.answers) is acted


async def test_limits_and_faults__slow_answers_take_the_emulators_time(env: Environment) -> None:
    env.dd.faults.add("gateway.open", faults.slow(30))
    opening = asyncio.create_task(env.robot.open())
    await env.dd.core.changed.wait_until(lambda: env.dd.recorder.of("gateway.open"), WAIT_S)
    await env.clock.advance(29)
    assert not opening.done()
    await env.clock.advance(1)
    assert (await opening)[0] == 200


async def test_limits_and_faults__everything_is_recorded(env: Environment) -> None:
    await env.robot.connect()
    await env.li.say(env.chat, "hello").acked()
    await env.robot.send("0147", "sampleText", TEXT)
    counts = env.dd.recorder.counts()
    assert counts == {"gateway.open": 1, "gateway.connect": 1, "oauth2.accessToken": 1, "robot.batchSend": 1}
    (request,) = env.dd.recorder.of("robot.batchSend")
    assert (request.app, request.status, request.at) == ("ding-app", 200, env.clock.now())
    assert request.json["userIds"] == ["0147"] and "processQueryKey" in request.answer_json
    assert [frame.way for frame in env.dd.recorder.frames] == ["in", "out"]


async def test_limits_and_faults__bodies_must_be_json(env: Environment) -> None:
    token = await env.robot.token()
    status, answer = await env.robot.http("POST", "/v1.0/robot/oToMessages/batchSend", [], token=token)
    assert (status, answer["code"]) == (400, "InvalidParameter")
    assert (await env.robot.http("POST", "/v1.0/robot/oToMessages/batchSend", {}, token="bad"))[0] == 400
