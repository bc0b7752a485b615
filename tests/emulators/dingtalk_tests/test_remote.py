"""The emulator in a separate process, driven over its control endpoint."""

import asyncio
import base64
import json
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.emulators.dingtalk import RemoteDingTalk

from .conftest import picture

_START_S = 60.0


@pytest.fixture
async def remote() -> AsyncIterator[RemoteDingTalk]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.emulators.dingtalk",
        "--manual-clock",
        "--seed",
        "7",
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        addresses = json.loads(await asyncio.wait_for(process.stdout.readline(), _START_S))
        async with RemoteDingTalk(addresses["openapi_endpoint"]) as client:
            yield client
    finally:
        process.terminate()
        assert await asyncio.wait_for(process.wait(), _START_S) == 0


async def test_remote_client__conversation_from_another_process(remote: RemoteDingTalk) -> None:
    app = (await remote.call("add_app", client_id="ding-app", client_secret="sec"))["app"]
    await remote.call("add_person", name="小李", staff_id="0147")
    await remote.call("add_template", template_id="job.schema", texts=["title"])
    chat = (await remote.call("one_to_one", app=app, person="小李"))["chat"]
    group = (await remote.call("group", title="画图群", members=["小李"], app=app))["chat"]
    said = await remote.call("say", person="小李", chat=chat, text="画一只猫")
    assert said["pushed"] is True
    assert (await remote.call("say", person="小李", chat=group, text="among us"))["pushed"] is False
    encoded = base64.b64encode(picture()).decode()
    sent = await remote.call("send_picture", person="小李", chat=chat, data=encoded)
    await remote.call("rich_text", person="小李", chat=group, parts=["照", {"data": encoded}], at=True)
    await remote.call("quote", person="小李", chat=chat, message=sent["message"], text="变蓝", shape="only-id")
    standing = (await remote.call("chat", chat=chat))["messages"]
    assert [message["kind"] for message in standing] == ["text", "picture", "text"]
    assert standing[1]["pictures"] == [encoded]
    state = await remote.call("state")
    assert (state["pushes"], state["lost"], state["violations"]) == (4, 4, [])


async def test_remote_client__faults_time_and_mistakes(remote: RemoteDingTalk) -> None:
    await remote.call("add_app", client_id="ding-app", client_secret="sec")
    await remote.call("fault", endpoint="oauth2.accessToken", fault={"code": "system.busy"})
    await remote.call("fault", endpoint="oauth2.accessToken", fault="drop-before", skip=1)
    url = f"{remote.openapi_endpoint}/v1.0/oauth2/accessToken"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json={"appKey": "ding-app", "appSecret": "sec"}) as response:
            assert response.status == 500
        async with session.post(url, json={"appKey": "ding-app", "appSecret": "sec"}) as response:
            assert (await response.json())["expireIn"] == 7200
        with pytest.raises(aiohttp.ClientError):
            await session.post(url, json={})
    before = (await remote.call("state"))["now"]
    assert (await remote.call("advance", seconds=60))["now"] == before + 60
    assert (await remote.call("gateway", do="disconnect", duplicates=1)) == {"connections": 0}
    await remote.call("outage", down=True)
    await remote.call("outage", down=False)
    assert (await remote.call("settings", dtmd_adds_at=False))["dtmd_adds_at"] is False
    with pytest.raises(ValueError, match="no person"):
        await remote.call("say", person="nobody", chat="cid", text="x")
    with pytest.raises(ValueError, match="no setting"):
        await remote.call("settings", nonsense=1)
