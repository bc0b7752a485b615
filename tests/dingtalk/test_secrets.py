"""No token, ticket, secret or webhook in a log line, in the inbox, or in an object's repr."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.conftest import photo
from tests.dingtalk.host import WAIT_S, AdapterHarness, adapter_harness
from tests.emulators.dingtalk import faults


def secrets_of(it: AdapterHarness) -> set[str]:
    """Everything secret that went over the wire, as the emulator saw it."""
    found = {"very-secret", it.robot.token}
    for request in it.dd.recorder.requests:
        found |= {
            value for name, value in request.query.items() if name in ("ticket", "session", "Signature", "access_token")
        }
        if token := request.headers.get("x-acs-dingtalk-access-token"):
            found.add(token)
    for push in it.dd.delivery.pushes:
        found.add(push.payload["sessionWebhook"].partition("session=")[2])
    return {secret for secret in found if secret}


async def test_secrets__nothing_secret_is_logged_or_kept_in_the_inbox(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        async with adapter_harness(tmp_path) as it:
            said = it.li.send_picture(it.chat, photo())
            heard = await it.heard(said)
            await it.done(it.adapter.fetch_image(heard.images[0], 10**7))
            stranger = it.dd.one_to_one(it.robot, it.stranger)
            await it.heard(it.stranger.say(stranger, "画"))
            for endpoint, fault in (
                ("webhook.send", faults.errcode(300001)),
                ("robot.batchSend", faults.DROP_AFTER),
                ("robot.batchSend", faults.code("InvalidAuthentication", 401)),
                ("media.upload", faults.errcode(40014)),
                ("oauth2.accessToken", faults.code("system.error")),
                ("gateway.connect", faults.status(401)),
                ("gateway.connect", faults.DROP_BEFORE),
                ("gateway.open", faults.status(200, b"<html>")),
                ("file.get", faults.status(403)),
            ):
                it.dd.faults.add(endpoint, fault)
            await it.post(stranger, it.view(mention=None))
            for _ in range(4):
                await it.post(it.chat, it.view(picture=it.picture()))
            with pytest.raises(OSError, match="403"):
                await it.done(it.adapter.fetch_image(heard.images[0], 10**7))
            it.dd.gateway.send_raw('{"type": "CALLBACK", "headers": {"topic": "/unknown"}, "data": "{}"}')
            it.dd.gateway.disconnect()
            for _ in range(10):
                await it.clock.advance(20)
                try:
                    await it.dd.gateway.connected(2, timeout=0.3)
                except TimeoutError:
                    continue
                break
            await it.li.say(it.chat, "还在吗").acked(WAIT_S)
            secrets = secrets_of(it)
            kept = "".join(update.body for update in it.host.saved.values())
            shown = repr([vars(it.adapter._api), it.adapter._gateway, it.adapter._api.token])
            credentials = it.adapter._api._credentials
    assert len(secrets) >= 8
    logged = "\n".join([*map(str, lines), *(record.getMessage() for record in caplog.records)])
    assert "dingtalk" in logged
    for secret in secrets:
        assert secret not in logged
        assert secret not in kept
    assert credentials["appSecret"] == "very-secret"
    assert it.robot.token not in shown
