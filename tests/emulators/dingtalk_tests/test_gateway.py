"""Opening the stream, keeping it, and losing it."""

import asyncio
import itertools
import json

import aiohttp
import pytest

from tests.emulators.dingtalk import faults

from .conftest import Environment
from .raw_client import BOT, WAIT_S


async def test_gateway__wrong_secret_is_refused_with_401(env: Environment) -> None:
    status, answer = await env.robot.open(clientSecret="wrong")
    assert status == 401
    assert answer["code"] == "authFailed"
    assert set(answer) == {"code", "message", "requestid"}


async def test_gateway__without_accept_header_the_answer_is_xml(env: Environment) -> None:
    body = {"clientId": "ding-app", "clientSecret": "sec", "subscriptions": [{"type": "CALLBACK", "topic": BOT}]}
    status, answer = await env.robot.http("POST", "/v1.0/gateway/connections/open", body)
    assert status == 200
    assert answer.startswith(b"<OpenConnectionResponse>")
    assert env.violated() == ["accept-header"]


@pytest.mark.parametrize(
    "subscriptions", [[], [{"type": "EVENT", "topic": "x"}], [{"type": "SYSTEM", "topic": "ping"}]]
)
async def test_gateway__odd_subscriptions_are_refused(env: Environment, subscriptions: object) -> None:
    assert (await env.robot.open(subscriptions=subscriptions))[0] == 400


async def test_gateway__ticket_opens_one_connection(env: Environment) -> None:
    _, opened = await env.robot.open()
    await env.robot.dial(opened)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await env.robot.dial(opened)
    assert env.violated() == ["ticket-reused"]


async def test_gateway__ticket_lives_90_seconds(env: Environment) -> None:
    _, fresh = await env.robot.open()
    await env.clock.advance(89)
    await env.robot.dial(fresh)
    _, stale = await env.robot.open()
    await env.clock.advance(90)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await env.robot.dial(stale)


async def test_gateway__frames_look_like_the_services_own(env: Environment) -> None:
    await env.robot.connect()
    env.li.say(env.chat, "画一只猫")
    env.li.say(env.chat, "再画一只")
    one, two = await env.robot.frames(2)
    assert (one["specVersion"], one["type"]) == ("1.0", "CALLBACK")
    assert one["headers"]["topic"] == BOT
    assert isinstance(one["data"], str)
    assert one["headers"]["time"] == str(int(env.clock.now() * 1000))
    assert one["headers"]["messageId"] != two["headers"]["messageId"]


async def test_gateway__pings_want_their_opaque_back(env: Environment) -> None:
    socket = await env.robot.connect()
    await env.dd.gateway.ping(timeout=WAIT_S)
    assert env.dd.gateway.connections[0].pings_answered == 1
    env.robot.acking = False
    await env.clock.advance(30)  # the service's own rhythm
    await env.dd.core.changed.wait_until(lambda: len(env.robot.received) == 2, WAIT_S)
    message_id = env.robot.received[-1]["headers"]["messageId"]
    ack = {"code": 200, "headers": {"messageId": message_id}, "message": "OK", "data": '{"opaque": "other"}'}
    await socket.send_str(json.dumps(ack))
    await env.dd.core.changed.wait_until(env.violated, WAIT_S)
    assert env.violated() == ["ping-echo"]


async def test_gateway__websocket_pings_are_answered_unless_the_line_is_dead(env: Environment) -> None:
    _, opened = await env.robot.open()
    socket = await env.robot.dial(opened)
    await socket.ping(b"x")
    pong = asyncio.create_task(socket.receive())  # aiohttp eats the pong; the next thing to come is the frame
    env.li.say(env.chat, "hello")
    assert (await pong).type is aiohttp.WSMsgType.TEXT
    env.dd.gateway.silence()
    env.li.say(env.chat, "into the void")
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.05)
    assert not env.dd.delivery.lost  # the service believes that it was sent


async def test_gateway__disconnect_then_silence_then_tcp_close(env: Environment) -> None:
    socket = await env.robot.connect()
    env.dd.gateway.disconnect(reason="persistent connection is timeout")
    lost = env.li.say(env.chat, "nobody hears this")
    assert lost.push is not None and lost.push.lost
    await env.clock.advance(9.9)
    assert env.dd.gateway.connections
    await env.clock.advance(0.2)
    await env.dd.core.changed.wait_until(lambda: not env.dd.gateway.connections, WAIT_S)
    assert [json.loads(frame["data"]) for frame in env.robot.received] == [
        {"reason": "persistent connection is timeout"}
    ]
    assert socket.close_code in (None, 1006) and env.dd.gateway.connections == []


async def test_gateway__messages_without_a_connection_are_lost(env: Environment) -> None:
    message = env.li.say(env.chat, "anybody?")
    await env.robot.connect()
    await env.clock.advance(120)
    assert env.dd.delivery.lost == [message.push]
    assert len(env.robot.received) == _pings(env)


async def test_gateway__pushes_are_spread_at_random_over_the_connections(env: Environment) -> None:
    await env.robot.connect()
    await env.robot.connect()
    for number in range(20):
        env.li.say(env.chat, str(number))
    await env.robot.frames(20)
    chosen = [push.sendings[0].connection_id for push in env.dd.delivery.pushes]
    assert len(set(chosen)) == 2
    assert len({first == second for first, second in itertools.pairwise(chosen)}) == 2  # not in turn


async def test_gateway__unacknowledged_message_comes_again_after_60_seconds(env: Environment) -> None:
    env.robot.acking = False
    await env.robot.connect()
    env.li.say(env.chat, "slow robot")
    await env.robot.frames(1)
    await env.clock.advance(59)
    assert len(env.robot.received) - _pings(env) == 1
    await env.clock.advance(1)
    first, again = await env.robot.frames(2)
    assert first["data"] == again["data"]
    assert first["headers"]["messageId"] != again["headers"]["messageId"]


async def test_gateway__redelivery_can_keep_its_id_come_sooner_or_never(env: Environment) -> None:
    env.dd.settings.ping_every_s = None
    env.dd.settings.redeliver_after_s = 16
    env.dd.settings.redeliver_with_same_message_id = True
    env.robot.acking = False
    await env.robot.connect()
    env.li.say(env.chat, "slow robot")
    await env.clock.advance(16)
    first, again = await env.robot.frames(2)
    assert first["headers"]["messageId"] == again["headers"]["messageId"]
    env.dd.settings.redeliver_after_s = None
    env.li.say(env.chat, "once only")
    await env.clock.advance(600)
    assert len(await env.robot.frames(3)) == 3


async def test_gateway__acknowledged_message_never_comes_again(env: Environment) -> None:
    await env.robot.connect()
    message = env.li.say(env.chat, "quick robot")
    ack = await message.acked()
    assert ack["code"] == 200
    await env.clock.advance(600)
    assert len(env.dd.delivery.pushes[0].sendings) == 1
    assert env.violated() == []


async def test_gateway__message_sent_to_a_dying_connection_comes_again_on_another(env: Environment) -> None:
    env.dd.settings.notice_death_after_s = 30
    first = await env.robot.connect()
    env.dd.gateway.abort()
    await env.dd.core.changed.wait_until(lambda: not env.dd.gateway.connections, WAIT_S)
    message = env.li.say(env.chat, "into a dead line")
    assert message.push is not None and not message.push.lost
    await first.close()
    await env.robot.connect()
    await env.clock.advance(60)
    await message.acked()
    assert len(message.push.sendings) == 2


async def test_gateway__wrong_acks_are_noted(env: Environment) -> None:
    env.robot.acking = False
    socket = await env.robot.connect()
    env.li.say(env.chat, "hello")
    (frame,) = await env.robot.frames(1)
    headers = {"messageId": frame["headers"]["messageId"]}
    for wrong in (
        "not json",
        json.dumps({"headers": headers}),
        json.dumps({"code": 200, "headers": headers, "data": {"response": None}}),
        json.dumps({"code": 200, "headers": headers, "data": "{}"}),
        json.dumps({"code": 200, "headers": {"messageId": "other"}, "data": "{}"}),
    ):
        await socket.send_str(wrong)
    await env.dd.core.changed.wait_until(lambda: len(env.violated()) == 5, WAIT_S)
    assert env.violated() == ["frame-not-json", "ack-shape", "ack-shape", "ack-twice", "ack-unknown"]


async def test_gateway__trouble_on_request(env: Environment) -> None:
    await env.robot.connect()
    env.dd.delivery.duplicates = 1
    env.li.say(env.chat, "twice")
    first, second = await env.robot.frames(2)
    assert first["data"] == second["data"]
    env.dd.gateway.send_raw("<xml/>")
    env.dd.gateway.send_raw("x" * (1024 * 1024 + 1))
    await env.dd.core.changed.wait_until(lambda: len(env.robot.texts) == 4, WAIT_S)
    await env.dd.gateway.close(code=1001)
    await env.dd.core.changed.wait_until(lambda: not env.dd.gateway.connections, WAIT_S)
    env.dd.gateway.clean_closes = 2
    for _ in range(2):
        socket = await env.robot.dial((await env.robot.open())[1])
        assert (await socket.receive(WAIT_S)).type is aiohttp.WSMsgType.CLOSE
    await env.robot.connect()


async def test_gateway__outage_cuts_everything(env: Environment) -> None:
    await env.robot.connect()
    _, opened = await env.robot.open()
    with env.dd.outage():
        await env.dd.core.changed.wait_until(lambda: not env.dd.gateway.connections, WAIT_S)
        with pytest.raises(aiohttp.ClientError):
            await env.robot.open()
        with pytest.raises(aiohttp.ClientError):
            await env.robot.dial(opened)
    await env.robot.dial(opened)


async def test_gateway__under_load(env: Environment) -> None:
    env.dd.faults.add("gateway.open", faults.code("ServiceUnavailable"), times=2)
    assert [(await env.robot.open())[0] for _ in range(3)] == [503, 503, 200]


@pytest.mark.parametrize("fault", [faults.DROP_BEFORE, faults.status(503)])
async def test_gateway__handshake_that_fails(env: Environment, fault: faults.Fault) -> None:
    env.dd.faults.add("gateway.connect", fault, times=9)  # aiohttp dials once more on a kept connection
    _, opened = await env.robot.open()
    with pytest.raises(aiohttp.ClientError):
        await env.robot.dial(opened)
    env.dd.faults.clear()
    await env.robot.dial(opened)  # the ticket was not used up


async def test_gateway__greetings_may_be_acknowledged(env: Environment) -> None:
    env.dd.settings.greet = True
    await env.robot.connect()
    await env.dd.core.changed.wait_until(lambda: len(env.dd.recorder.frames) == 4, WAIT_S)
    assert [frame["headers"]["topic"] for frame in env.robot.received] == ["CONNECTED", "REGISTERED"]
    assert env.violated() == []


async def test_gateway__connections_must_agree_on_their_topics(env: Environment) -> None:
    await env.robot.connect()
    await env.robot.open(topics=(BOT,))
    assert env.violated() == ["subscriptions-differ"]


async def test_gateway__events_go_to_who_subscribed(env: Environment) -> None:
    subscriptions = [{"type": "EVENT", "topic": "*"}, {"type": "CALLBACK", "topic": BOT}]
    await env.robot.connect(subscriptions=subscriptions)
    push = env.dd.push_event(env.app, "robot_msg_recall", {"msgId": "msg"})
    await env.dd.core.changed.wait_until(lambda: push.ack, WAIT_S)
    (frame,) = env.robot.received
    assert (frame["type"], frame["headers"]["eventType"]) == ("EVENT", "robot_msg_recall")


def _pings(env: Environment) -> int:
    return sum(frame["type"] == "SYSTEM" for frame in env.robot.received)
