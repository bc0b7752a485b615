"""Rates, quotas, and faults on request."""

import asyncio

import aiohttp
import pytest

from tests.emulators.dingtalk import faults

from .conftest import Scene, picture
from .raw_client import WAIT_S

TEXT = {"content": "hi"}


async def test_twenty_calls_a_second_for_each_interface(scene: Scene) -> None:
    token = await scene.robot.token()
    answers = [await scene.robot.send("0147", "sampleText", TEXT) for _ in range(21)]
    assert [status for status, _ in answers] == [200] * 20 + [403]
    assert answers[-1][1]["code"] == "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"
    body = {"robotCode": "ding-app", "processQueryKeys": [answers[0][1]["processQueryKey"]]}
    assert (await scene.robot.http("POST", "/v1.0/robot/otoMessages/batchRecall", body, token=token))[0] == 200
    await scene.clock.advance(1)
    assert (await scene.robot.send("0147", "sampleText", TEXT))[0] == 200
    assert scene.violated() == ["Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"]


async def test_uploads_have_the_same_limit_in_their_own_words(scene: Scene) -> None:
    scene.dd.settings.calls_per_second = 1
    assert (await scene.robot.upload(picture()))["errcode"] == 0
    assert (await scene.robot.upload(picture()))["errcode"] == 90018


async def test_the_monthly_quota_of_calls(scene: Scene) -> None:
    scene.dd.settings.api_calls_per_month = 2
    await scene.robot.send("0147", "sampleText", TEXT)
    await scene.robot.upload(picture())
    assert scene.dd.usage.api_calls == 2
    status, answer = await scene.robot.send("0147", "sampleText", TEXT)
    assert (status, answer["code"]) == (403, "Forbidden.AccessDenied.ApiCountLimitForOrg")
    assert (await scene.robot.upload(picture()))["errcode"] == 90020
    await scene.clock.advance(31 * 24 * 3600)
    assert (await scene.robot.send("0147", "sampleText", TEXT))[0] == 200
    assert scene.violated() == []


async def test_a_robots_messages_in_a_minute(scene: Scene) -> None:
    scene.dd.settings.robot_sends_per_minute = 1
    await scene.robot.send("0147", "sampleText", TEXT)
    assert (await scene.robot.send("0147", "sampleText", TEXT))[1]["code"] == "toomuch.msg"


async def test_an_address_that_calls_too_often_is_banned(scene: Scene) -> None:
    scene.dd.settings.ip_calls = 3
    for _ in range(3):
        await scene.robot.open()
    for _ in range(2):
        status, answer = await scene.robot.open()
        assert (status, answer["status"], answer["punish"]) == (200, 1111, "deny")
    await scene.clock.advance(300)
    assert "ticket" in (await scene.robot.open())[1]


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
async def test_one_shot_refusals(scene: Scene, fault: faults.Fault, status: int, code: str) -> None:
    scene.dd.faults.add("robot.batchSend", fault)
    got, answer = await scene.robot.send("0147", "sampleText", TEXT)
    assert (got, answer["code"]) == (status, code)
    assert set(answer) == {"code", "requestid", "message"}
    assert (await scene.robot.send("0147", "sampleText", TEXT))[0] == 200
    assert scene.violated() == []  # what was asked for is nobody's fault


async def test_an_ip_ban_and_bare_statuses(scene: Scene) -> None:
    scene.dd.faults.add("robot.batchSend", faults.IP_BAN)
    scene.dd.faults.add("robot.batchSend", faults.status(502, b"<html>bad gateway</html>"))
    assert (await scene.robot.send("0147", "sampleText", TEXT))[1]["status"] == 1111
    assert (await scene.robot.send("0147", "sampleText", TEXT)) == (502, b"<html>bad gateway</html>")


async def test_schedules(scene: Scene) -> None:
    now = scene.clock.now()
    scene.dd.faults.add("robot.batchSend", faults.SEND_TOO_FAST, skip=1, times=2)
    scene.dd.faults.add("robot.batchSend", faults.GATEWAY_TIMEOUT, since=now + 10, until=now + 20, times=9)
    scene.dd.faults.add("*", faults.code("system.error"), when=lambda request: b"picky" in request.body)

    async def send(text: str = "hi") -> int:
        return (await scene.robot.send("0147", "sampleText", {"content": text}))[0]

    assert [await send(), await send(), await send(), await send()] == [200, 400, 400, 200]
    assert await send("picky") == 500
    await scene.clock.advance(15)
    assert await send() == 504
    await scene.clock.advance(15)
    assert await send() == 200


@pytest.mark.parametrize(
    ("fault", "acted"),
    [(faults.DROP_BEFORE, False), (faults.DROP_AFTER, True), (faults.LOST_ANSWER, True)],
)
async def test_answers_that_never_come(scene: Scene, fault: faults.Fault, acted: bool) -> None:
    await scene.robot.token()
    scene.dd.faults.add("robot.batchSend", fault)
    sending = asyncio.create_task(scene.robot.send("0147", "sampleText", TEXT))
    if fault is faults.LOST_ANSWER:
        await scene.chat.wait_for(lambda message: message.text == "hi")
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    else:
        with pytest.raises(aiohttp.ClientError):
            await sending
    (request,) = scene.dd.recorder.of("robot.batchSend")
    assert (request.acted, request.status, request.fault) == (acted, 0, fault.name)
    assert bool(scene.chat.answers) is acted


async def test_slow_answers_take_the_emulators_time(scene: Scene) -> None:
    scene.dd.faults.add("gateway.open", faults.slow(30))
    opening = asyncio.create_task(scene.robot.open())
    await scene.dd.core.changed.wait_until(lambda: scene.dd.recorder.of("gateway.open"), WAIT_S)
    await scene.clock.advance(29)
    assert not opening.done()
    await scene.clock.advance(1)
    assert (await opening)[0] == 200


async def test_everything_is_recorded(scene: Scene) -> None:
    await scene.robot.connect()
    await scene.li.say(scene.chat, "hello").acked()
    await scene.robot.send("0147", "sampleText", TEXT)
    counts = scene.dd.recorder.counts()
    assert counts == {"gateway.open": 1, "gateway.connect": 1, "oauth2.accessToken": 1, "robot.batchSend": 1}
    (request,) = scene.dd.recorder.of("robot.batchSend")
    assert (request.app, request.status, request.at) == ("ding-app", 200, scene.clock.now())
    assert request.json["userIds"] == ["0147"] and "processQueryKey" in request.answer_json
    assert [frame.way for frame in scene.dd.recorder.frames] == ["in", "out"]


async def test_bodies_must_be_json(scene: Scene) -> None:
    token = await scene.robot.token()
    status, answer = await scene.robot.http("POST", "/v1.0/robot/oToMessages/batchSend", [], token=token)
    assert (status, answer["code"]) == (400, "InvalidParameter")
    assert (await scene.robot.http("POST", "/v1.0/robot/oToMessages/batchSend", {}, token="bad"))[0] == 400
