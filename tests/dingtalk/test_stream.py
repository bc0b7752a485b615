"""The stream: frames are saved, then acknowledged; a failed connection is replaced."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from dingtalk_stream import DingTalkStreamClient

from adapters.dingtalk.limits import RECONNECT_MOST_S, SILENT_AFTER_S, STABLE_AFTER_S
from adapters.dingtalk.transport import Liveness, ReconnectBackoff
from tests.dingtalk.host import WAIT_S, AdapterHarness, adapter_harness
from tests.emulators.dingtalk import faults


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[AdapterHarness]:
    async with adapter_harness(tmp_path) as made:
        yield made
        assert not made.dd.violations


async def lines(it: AdapterHarness, count: int = 2) -> None:
    """Wait for a number of usable connections, advancing the clock over the backoff."""
    for _ in range(40):
        try:
            await it.dd.gateway.connected(count, timeout=0.25)
        except TimeoutError:
            await it.clock.advance(5)
        else:
            return
    raise AssertionError("no connection came back")


async def cut(it: AdapterHarness) -> None:
    """Cut all lines, and wait until the service has noticed."""
    old = it.dd.gateway.connections
    it.dd.gateway.abort()
    await it.dd.core.changed.wait_until(lambda: all(c.closed for c in old), WAIT_S, "the cut to be noticed")


async def test_stream__message_is_saved_before_it_is_acknowledged(it: AdapterHarness) -> None:
    said = it.li.say(it.chat, "画一只猫")
    ack = await said.acked(WAIT_S)
    assert ack["code"] == 200
    assert said.message_id in it.host.saved
    assert json.loads(ack["data"]) == {"response": {}}


async def test_stream__what_could_not_be_saved_is_not_acknowledged_and_comes_again(it: AdapterHarness) -> None:
    it.host.fail_saves = 1
    said = it.li.say(it.chat, "画一只猫")
    await it.dd.core.changed.wait_until(lambda: it.told("dingtalk-not-saved"), WAIT_S, "a failed save")
    assert said.push is not None
    assert said.push.ack is None
    await it.clock.advance(61)
    await said.acked(WAIT_S)
    assert list(it.host.saved) == [said.message_id]


async def test_stream__message_that_comes_again_is_the_same_message(it: AdapterHarness) -> None:
    it.dd.delivery.duplicates = 3
    said = [it.li.say(it.chat, f"画 {n}") for n in range(3)]
    for message in said:
        await message.acked(WAIT_S)
    assert sorted(it.host.saved) == sorted(message.message_id for message in said)
    await it.clock.advance(180)
    assert [len(push.sendings) for push in it.dd.delivery.pushes] == [2, 2, 2]


async def test_stream__pings_are_echoed(it: AdapterHarness) -> None:
    await it.dd.gateway.ping(timeout=WAIT_S)


async def test_stream__told_to_leave_another_connection_takes_over(it: AdapterHarness) -> None:
    old = {connection.connection_id for connection in it.dd.gateway.connections}
    it.dd.gateway.disconnect()
    await lines(it)
    new = {c.connection_id for c in it.dd.gateway.connections if not c.disconnecting}
    assert not old & new
    said = it.li.say(it.chat, "还在吗")
    await said.acked(WAIT_S)
    await it.clock.advance(11)
    await it.dd.core.changed.wait_until(
        lambda: all(c.closed for c in it.dd.delivery.connections if c.connection_id in old), WAIT_S, "the old to close"
    )


async def test_stream__with_two_connections_no_message_is_lost_while_one_is_replaced(it: AdapterHarness) -> None:
    said = []
    for n in range(20):
        victim = it.dd.gateway.connections[0]
        victim.abort() if n % 2 else it.dd.delivery.ping(victim)
        said.append(it.li.say(it.chat, f"第 {n} 句"))
        await lines(it)
    # What was on its way to the line that was cut comes again after a minute.
    await it.clock.advance(61)
    for message in said:
        await message.acked(WAIT_S)
    assert not it.dd.delivery.lost


async def test_stream__silent_line_is_noticed_and_replaced(it: AdapterHarness) -> None:
    it.dd.gateway.silence()
    dead = it.dd.gateway.connections
    await it.dd.core.changed.wait_until(lambda: all(c.closed for c in dead), WAIT_S, "the silent lines to be given up")
    await lines(it)
    await it.li.say(it.chat, "听得到吗").acked(WAIT_S)


async def test_stream__clean_closes_are_not_answered_with_a_storm(it: AdapterHarness) -> None:
    opens = len(it.dd.recorder.of("gateway.open"))
    it.dd.gateway.clean_closes = 1000
    await it.dd.gateway.close()
    for _ in range(50):
        await asyncio.sleep(0)
    await it.clock.advance(1)
    await it.dd.core.changed.wait_until(
        lambda: len(it.dd.recorder.of("gateway.open")) >= opens + 2, WAIT_S, "new connections"
    )
    await it.clock.advance(60)
    # Two connections, a minute, pauses that double from half a second.
    assert len(it.dd.recorder.of("gateway.open")) - opens <= 40
    it.dd.gateway.clean_closes = 0
    await lines(it)


def test_stream__pauses_grow_with_jitter_and_begin_anew_after_a_steady_connection() -> None:
    pauses = ReconnectBackoff()
    assert pauses.next_pause_s(3.0) == 0.0  # The first quick ending is forgiven,
    grown = [pauses.next_pause_s(0.5) for _ in range(12)]  # the next ones are not.
    assert all(0.2 <= pause <= RECONNECT_MOST_S for pause in grown)
    assert max(grown[-4:]) >= RECONNECT_MOST_S / 2
    assert pauses.next_pause_s(STABLE_AFTER_S) == 0.0
    assert ReconnectBackoff().next_pause_s(0.0) > 0  # A connection that never stood is not tried again at once.


async def test_stream__gateway_that_fails_is_tried_again(it: AdapterHarness) -> None:
    for fault in (
        faults.status(503),
        faults.code("ServiceUnavailable"),
        faults.DROP_BEFORE,
        faults.status(200, b"<html>"),
    ):
        it.dd.faults.add("gateway.open", fault)
    it.dd.faults.add("gateway.connect", faults.status(401))
    await cut(it)
    await lines(it)
    await it.li.say(it.chat, "好了吗").acked(WAIT_S)


async def test_stream__credentials_refused_later_on_are_waited_out(it: AdapterHarness) -> None:
    it.dd.faults.add("gateway.open", faults.code("authFailed"), times=2)
    await cut(it)
    await lines(it)
    assert it.told("dingtalk-credentials-refused")


async def test_stream__operator_is_told_of_a_long_silence_and_of_its_end(it: AdapterHarness) -> None:
    heard = ("dingtalk-silent", "dingtalk-heard")
    await it.dd.core.changed.wait_until(lambda: it.host.ended == [heard], WAIT_S, "the end of what was reported before")
    it.dd.faults.add("gateway.open", faults.status(503), times=100)
    await cut(it)
    began = it.clock.monotonic()
    for _ in range(100):
        try:
            await it.dd.core.changed.wait_until(lambda: bool(it.told("dingtalk-silent")), 0.1, "the alert")
            break
        except TimeoutError:
            await it.clock.advance(10)
    assert it.told("dingtalk-silent")[0]["seconds"]
    assert it.clock.monotonic() - began >= SILENT_AFTER_S
    assert len(it.host.ended) == 1
    it.dd.faults.clear()
    await lines(it)
    await it.dd.core.changed.wait_until(lambda: it.host.ended == [heard] * 2, WAIT_S, "the end of the silence")


async def test_stream__wrong_credentials_end_it_with_a_word_for_the_operator(tmp_path: Path) -> None:
    async with adapter_harness(tmp_path, listen=False, client_secret="wrong") as it:
        with pytest.raises(PermissionError, match="DINGTALK_CLIENT_SECRET"):
            await asyncio.wait_for(it.adapter.listen(), WAIT_S)


async def test_stream__frame_over_a_mebibyte_arrives(it: AdapterHarness) -> None:
    said = it.li.say(it.chat, "画" * 500_000)
    await said.acked(WAIT_S)
    assert len(it.dd.gateway.connections) == 2
    assert len(it.dd.recorder.of("gateway.open")) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"msgtype": "text"},
        {"msgtype": "picture"},
        {"msgtype": "text", "text": None, "sessionWebhookExpiredTime": None},
        {"msgtype": "nonsense", "content": [1, {"a": None}]},
        {"msgtype": "text", "text": {"content": "a\x00b"}, "senderNick": 7, "createAt": "soon"},
        {"conversationType": 2, "conversationId": None, "senderId": None, "senderStaffId": None},
    ],
)
async def test_stream__odd_payloads_are_acknowledged_all_the_same(it: AdapterHarness, body: dict[str, Any]) -> None:
    said = it.li.send_odd(it.chat, body)
    assert (await said.acked(WAIT_S))["code"] == 200
    assert len(it.host.saved) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "null",
        '{"type": "CALLBACK"}',
        '{"type": "CALLBACK", "headers": {"topic": "/v1.0/im/bot/messages/get"}, "data": "not json"}',
        '{"type": "SYSTEM", "headers": {"topic": "REGISTERED"}, "data": "{}"}',
        '{"type": "CALLBACK", "headers": {"topic": "/unknown", "time": "soon"}, "data": "{}"}',
        '{"type": "EVENT", "headers": null, "data": 7}',
    ],
)
async def test_stream__garbage_does_not_take_the_line_down(it: AdapterHarness, text: str) -> None:
    it.dd.gateway.send_raw(text)
    await it.li.say(it.chat, "还在").acked(WAIT_S)
    assert len(it.dd.gateway.connections) == 2
    assert len(it.dd.recorder.of("gateway.open")) == 2


async def test_stream__data_that_the_sdk_cannot_read_is_kept_and_acknowledged(it: AdapterHarness) -> None:
    headers = {
        "topic": "/v1.0/im/bot/messages/get",
        "messageId": "odd-1",
        "time": "soon",
        "contentType": "application/json",
    }
    it.dd.delivery.unanswerable.add("odd-1")
    it.dd.gateway.send_raw(json.dumps({"type": "CALLBACK", "headers": headers, "data": '{"cut": '}))
    await it.dd.core.changed.wait_until(
        lambda: any('"odd-1"' in frame.text for frame in it.dd.recorder.frames if frame.way == "out"), WAIT_S, "an ack"
    )
    assert it.host.saved["odd-1"]


async def test_stream__burst_is_acknowledged_whole(it: AdapterHarness) -> None:
    said = [it.li.say(it.chat, f"画 {n}") for n in range(300)]
    for message in said:
        await message.acked(WAIT_S)
    assert len(it.host.saved) == 300


async def test_stream__two_processes_share_the_stream(tmp_path: Path, it: AdapterHarness) -> None:
    other = tmp_path / "other"
    other.mkdir()
    async with adapter_harness(other, listen=False) as second:
        second.adapter._gateway = it.adapter._gateway  # The same app at the same service,
        second.adapter._intake._host = it.host  # and the same inbox.
        task = asyncio.create_task(second.adapter.listen())
        await it.dd.gateway.connected(4, timeout=WAIT_S)
        said = [it.li.say(it.chat, f"画 {n}") for n in range(40)]
        for message in said:
            await message.acked(WAIT_S)
        used = {push.sendings[0].connection_id for push in it.dd.delivery.pushes}
        assert len(used) == 4
        assert len(it.host.saved) == 40
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_stream__stops_when_told(tmp_path: Path) -> None:
    async with adapter_harness(tmp_path) as it:
        lines_open = it.dd.gateway.connections
    assert all(connection.closed for connection in lines_open)


async def test_stream__sdks_blocking_calls_are_never_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a blocking call of the SDK")

    for name in ("open_connection", "get_host_ip", "get_access_token", "upload_to_dingtalk", "start", "start_forever"):
        monkeypatch.setattr(DingTalkStreamClient, name, forbidden)
    monkeypatch.setattr("requests.post", forbidden)
    async with adapter_harness(tmp_path, liveness=Liveness(1)) as it:
        await it.li.say(it.chat, "画一只猫").acked(WAIT_S)
