"""Opening the stream, keeping it, and losing it."""

import asyncio
import itertools
import json

import aiohttp
import pytest

from tests.emulators.dingtalk import faults

from .conftest import Scene
from .raw_client import BOT, WAIT_S


async def test_wrong_secret_is_refused_with_401(scene: Scene) -> None:
    status, answer = await scene.robot.open(clientSecret="wrong")
    assert status == 401
    assert answer["code"] == "authFailed"
    assert set(answer) == {"code", "message", "requestid"}


async def test_without_accept_header_the_answer_is_xml(scene: Scene) -> None:
    body = {"clientId": "ding-app", "clientSecret": "sec", "subscriptions": [{"type": "CALLBACK", "topic": BOT}]}
    status, answer = await scene.robot.http("POST", "/v1.0/gateway/connections/open", body)
    assert status == 200
    assert answer.startswith(b"<OpenConnectionResponse>")
    assert scene.violated() == ["accept-header"]


@pytest.mark.parametrize(
    "subscriptions", [[], [{"type": "EVENT", "topic": "x"}], [{"type": "SYSTEM", "topic": "ping"}]]
)
async def test_odd_subscriptions_are_refused(scene: Scene, subscriptions: object) -> None:
    assert (await scene.robot.open(subscriptions=subscriptions))[0] == 400


async def test_a_ticket_opens_one_connection(scene: Scene) -> None:
    _, opened = await scene.robot.open()
    await scene.robot.dial(opened)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await scene.robot.dial(opened)
    assert scene.violated() == ["ticket-reused"]


async def test_a_ticket_lives_90_seconds(scene: Scene) -> None:
    _, fresh = await scene.robot.open()
    await scene.clock.advance(89)
    await scene.robot.dial(fresh)
    _, stale = await scene.robot.open()
    await scene.clock.advance(90)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await scene.robot.dial(stale)


async def test_frames_look_like_the_services_own(scene: Scene) -> None:
    await scene.robot.connect()
    scene.li.say(scene.chat, "画一只猫")
    scene.li.say(scene.chat, "再画一只")
    one, two = await scene.robot.frames(2)
    assert (one["specVersion"], one["type"]) == ("1.0", "CALLBACK")
    assert one["headers"]["topic"] == BOT
    assert isinstance(one["data"], str)
    assert one["headers"]["time"] == str(int(scene.clock.now() * 1000))
    assert one["headers"]["messageId"] != two["headers"]["messageId"]


async def test_pings_want_their_opaque_back(scene: Scene) -> None:
    socket = await scene.robot.connect()
    await scene.dd.gateway.ping(timeout=WAIT_S)
    assert scene.dd.gateway.connections[0].pings_answered == 1
    scene.robot.acking = False
    await scene.clock.advance(30)  # the service's own rhythm
    await scene.dd.core.changed.wait_until(lambda: len(scene.robot.received) == 2, WAIT_S)
    message_id = scene.robot.received[-1]["headers"]["messageId"]
    ack = {"code": 200, "headers": {"messageId": message_id}, "message": "OK", "data": '{"opaque": "other"}'}
    await socket.send_str(json.dumps(ack))
    await scene.dd.core.changed.wait_until(scene.violated, WAIT_S)
    assert scene.violated() == ["ping-echo"]


async def test_websocket_pings_are_answered_unless_the_line_is_dead(scene: Scene) -> None:
    _, opened = await scene.robot.open()
    socket = await scene.robot.dial(opened)
    await socket.ping(b"x")
    pong = asyncio.create_task(socket.receive())  # aiohttp eats the pong; the next thing to come is the frame
    scene.li.say(scene.chat, "hello")
    assert (await pong).type is aiohttp.WSMsgType.TEXT
    scene.dd.gateway.silence()
    scene.li.say(scene.chat, "into the void")
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.05)
    assert not scene.dd.delivery.lost  # the service believes that it was sent


async def test_disconnect_then_silence_then_tcp_close(scene: Scene) -> None:
    socket = await scene.robot.connect()
    scene.dd.gateway.disconnect(reason="persistent connection is timeout")
    lost = scene.li.say(scene.chat, "nobody hears this")
    assert lost.push is not None and lost.push.lost
    await scene.clock.advance(9.9)
    assert scene.dd.gateway.connections
    await scene.clock.advance(0.2)
    await scene.dd.core.changed.wait_until(lambda: not scene.dd.gateway.connections, WAIT_S)
    assert [json.loads(frame["data"]) for frame in scene.robot.received] == [
        {"reason": "persistent connection is timeout"}
    ]
    assert socket.close_code in (None, 1006) and scene.dd.gateway.connections == []


async def test_messages_without_a_connection_are_lost(scene: Scene) -> None:
    message = scene.li.say(scene.chat, "anybody?")
    await scene.robot.connect()
    await scene.clock.advance(120)
    assert scene.dd.delivery.lost == [message.push]
    assert len(scene.robot.received) == _pings(scene)


async def test_pushes_are_spread_at_random_over_the_connections(scene: Scene) -> None:
    await scene.robot.connect()
    await scene.robot.connect()
    for number in range(20):
        scene.li.say(scene.chat, str(number))
    await scene.robot.frames(20)
    chosen = [push.sendings[0].connection_id for push in scene.dd.delivery.pushes]
    assert len(set(chosen)) == 2
    assert len({first == second for first, second in itertools.pairwise(chosen)}) == 2  # not in turn


async def test_an_unacknowledged_message_comes_again_after_60_seconds(scene: Scene) -> None:
    scene.robot.acking = False
    await scene.robot.connect()
    scene.li.say(scene.chat, "slow robot")
    await scene.robot.frames(1)
    await scene.clock.advance(59)
    assert len(scene.robot.received) - _pings(scene) == 1
    await scene.clock.advance(1)
    first, again = await scene.robot.frames(2)
    assert first["data"] == again["data"]
    assert first["headers"]["messageId"] != again["headers"]["messageId"]


async def test_redelivery_can_keep_its_id_come_sooner_or_never(scene: Scene) -> None:
    scene.dd.settings.ping_every_s = None
    scene.dd.settings.redeliver_after_s = 16
    scene.dd.settings.redeliver_with_same_message_id = True
    scene.robot.acking = False
    await scene.robot.connect()
    scene.li.say(scene.chat, "slow robot")
    await scene.clock.advance(16)
    first, again = await scene.robot.frames(2)
    assert first["headers"]["messageId"] == again["headers"]["messageId"]
    scene.dd.settings.redeliver_after_s = None
    scene.li.say(scene.chat, "once only")
    await scene.clock.advance(600)
    assert len(await scene.robot.frames(3)) == 3


async def test_an_acknowledged_message_never_comes_again(scene: Scene) -> None:
    await scene.robot.connect()
    message = scene.li.say(scene.chat, "quick robot")
    ack = await message.acked()
    assert ack["code"] == 200
    await scene.clock.advance(600)
    assert len(scene.dd.delivery.pushes[0].sendings) == 1
    assert scene.violated() == []


async def test_a_message_sent_to_a_dying_connection_comes_again_on_another(scene: Scene) -> None:
    scene.dd.settings.notice_death_after_s = 30
    first = await scene.robot.connect()
    scene.dd.gateway.abort()
    await scene.dd.core.changed.wait_until(lambda: not scene.dd.gateway.connections, WAIT_S)
    message = scene.li.say(scene.chat, "into a dead line")
    assert message.push is not None and not message.push.lost
    await first.close()
    await scene.robot.connect()
    await scene.clock.advance(60)
    await message.acked()
    assert len(message.push.sendings) == 2


async def test_wrong_acks_are_noted(scene: Scene) -> None:
    scene.robot.acking = False
    socket = await scene.robot.connect()
    scene.li.say(scene.chat, "hello")
    (frame,) = await scene.robot.frames(1)
    headers = {"messageId": frame["headers"]["messageId"]}
    for wrong in (
        "not json",
        json.dumps({"headers": headers}),
        json.dumps({"code": 200, "headers": headers, "data": {"response": None}}),
        json.dumps({"code": 200, "headers": headers, "data": "{}"}),
        json.dumps({"code": 200, "headers": {"messageId": "other"}, "data": "{}"}),
    ):
        await socket.send_str(wrong)
    await scene.dd.core.changed.wait_until(lambda: len(scene.violated()) == 5, WAIT_S)
    assert scene.violated() == ["frame-not-json", "ack-shape", "ack-shape", "ack-twice", "ack-unknown"]


async def test_trouble_on_request(scene: Scene) -> None:
    await scene.robot.connect()
    scene.dd.delivery.duplicates = 1
    scene.li.say(scene.chat, "twice")
    first, second = await scene.robot.frames(2)
    assert first["data"] == second["data"]
    scene.dd.gateway.send_raw("<xml/>")
    scene.dd.gateway.send_raw("x" * (1024 * 1024 + 1))
    await scene.dd.core.changed.wait_until(lambda: len(scene.robot.texts) == 4, WAIT_S)
    await scene.dd.gateway.close(code=1001)
    await scene.dd.core.changed.wait_until(lambda: not scene.dd.gateway.connections, WAIT_S)
    scene.dd.gateway.clean_closes = 2
    for _ in range(2):
        socket = await scene.robot.dial((await scene.robot.open())[1])
        assert (await socket.receive(WAIT_S)).type is aiohttp.WSMsgType.CLOSE
    await scene.robot.connect()


async def test_an_outage_cuts_everything(scene: Scene) -> None:
    await scene.robot.connect()
    _, opened = await scene.robot.open()
    with scene.dd.outage():
        await scene.dd.core.changed.wait_until(lambda: not scene.dd.gateway.connections, WAIT_S)
        with pytest.raises(aiohttp.ClientError):
            await scene.robot.open()
        with pytest.raises(aiohttp.ClientError):
            await scene.robot.dial(opened)
    await scene.robot.dial(opened)


async def test_a_gateway_under_load(scene: Scene) -> None:
    scene.dd.faults.add("gateway.open", faults.code("ServiceUnavailable"), times=2)
    assert [(await scene.robot.open())[0] for _ in range(3)] == [503, 503, 200]


@pytest.mark.parametrize("fault", [faults.DROP_BEFORE, faults.status(503)])
async def test_a_handshake_that_fails(scene: Scene, fault: faults.Fault) -> None:
    scene.dd.faults.add("gateway.connect", fault, times=9)  # aiohttp dials once more on a kept connection
    _, opened = await scene.robot.open()
    with pytest.raises(aiohttp.ClientError):
        await scene.robot.dial(opened)
    scene.dd.faults.clear()
    await scene.robot.dial(opened)  # the ticket was not used up


async def test_greetings_may_be_acknowledged(scene: Scene) -> None:
    scene.dd.settings.greet = True
    await scene.robot.connect()
    await scene.dd.core.changed.wait_until(lambda: len(scene.dd.recorder.frames) == 4, WAIT_S)
    assert [frame["headers"]["topic"] for frame in scene.robot.received] == ["CONNECTED", "REGISTERED"]
    assert scene.violated() == []


async def test_connections_must_agree_on_their_topics(scene: Scene) -> None:
    await scene.robot.connect()
    await scene.robot.open(topics=(BOT,))
    assert scene.violated() == ["subscriptions-differ"]


async def test_events_go_to_whoever_subscribed(scene: Scene) -> None:
    subscriptions = [{"type": "EVENT", "topic": "*"}, {"type": "CALLBACK", "topic": BOT}]
    await scene.robot.connect(subscriptions=subscriptions)
    push = scene.dd.push_event(scene.app, "robot_msg_recall", {"msgId": "msg"})
    await scene.dd.core.changed.wait_until(lambda: push.ack, WAIT_S)
    (frame,) = scene.robot.received
    assert (frame["type"], frame["headers"]["eventType"]) == ("EVENT", "robot_msg_recall")


def _pings(scene: Scene) -> int:
    return sum(frame["type"] == "SYSTEM" for frame in scene.robot.received)
