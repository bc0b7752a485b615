"""The message protocol: faults, limits and restarts, of answers that bring the pictures above all."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from studio.server import Fault, Settings, StudioOptions
from tests.clock import DrivenClock
from tests.studio.client import CANNED, StudioClient, studio_client, summary
from tests.studio.test_faults import until_clock_is_awaited
from tests.studio.test_messages import pictures

MODEL = "wan2.7-image"


def only_task(client: StudioClient) -> dict[str, Any]:
    (task,) = client.studio.record()["tasks"]
    assert isinstance(task, dict)
    return task


@pytest.mark.parametrize("do", ["lose", "cut"])
async def test_message_faults__answer_lost_after_painting_is_billed(client: StudioClient, do: str) -> None:
    client.studio.add_faults(Fault.from_json({"on": "create", "do": do}))
    with pytest.raises(aiohttp.ClientError):
        await client.paint("海", MODEL, n=2)
    task = only_task(client)
    assert (task["status"], task["image_count"], task["answer_lost"]) == ("SUCCEEDED", 2, True)
    assert (summary(client)["pictures_billed"], summary(client)["yuan_billed"]) == (2, "0.40")
    assert summary(client)["answers_lost"] == 1


async def test_message_faults__cut_answer_is_half_of_one(client: StudioClient) -> None:
    client.studio.add_faults(Fault("create", "cut"))
    url = f"{client.studio.base_url}/services/aigc/multimodal-generation/generation"
    body = {"model": MODEL, "input": {"messages": [{"role": "user", "content": [{"text": "海"}]}]}}
    async with client.http.post(url, json=body, headers={"Authorization": "Bearer sk-one"}) as response:
        assert (response.status, response.content_type) == (200, "application/json")
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()
    client.studio.add_faults(Fault("create", "cut"))
    with pytest.raises(aiohttp.ClientError):
        await client.create(n=1)
    assert [task["answer_lost"] for task in client.studio.record()["tasks"]] == [True, True]


async def test_message_faults__connection_dropped_before_painting_costs_nothing(client: StudioClient) -> None:
    client.studio.add_faults(Fault("create", "drop"))
    with pytest.raises(aiohttp.ClientError):
        await client.paint("海", MODEL)
    assert client.studio.record()["tasks"] == []


async def test_message_faults__refused_creation_is_not_a_lost_answer(client: StudioClient) -> None:
    client.studio.add_faults(Fault("create", "lose"))
    assert (await client.paint("海", MODEL, n=9)).status == 400
    with pytest.raises(aiohttp.ClientError):
        await client.paint("海", MODEL)


async def test_message_faults__caller_that_goes_away_has_lost_an_answer(
    driven: StudioClient, clock: DrivenClock
) -> None:
    driven.studio.change_settings(min_task_s=20)
    call = asyncio.create_task(driven.paint("海", MODEL))
    await until_clock_is_awaited(clock)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    clock.advance(20)
    for _ in range(200):
        await driven.query("anything")
        if only_task(driven)["status"] == "SUCCEEDED" and only_task(driven)["answer_lost"]:
            break
    assert (only_task(driven)["image_count"], only_task(driven)["answer_lost"]) == (1, True)


async def test_message_faults__slow_answer(driven: StudioClient, clock: DrivenClock) -> None:
    driven.studio.add_faults(Fault("task", "slow", seconds=299))
    call = asyncio.create_task(driven.paint("海", MODEL))
    await until_clock_is_awaited(clock)
    clock.advance(298)
    await driven.query("anything")
    assert not call.done()
    clock.advance(1)
    assert (await call).status == 200


async def test_message_faults__answer_that_takes_too_long_is_ended_by_the_service(
    driven: StudioClient, clock: DrivenClock
) -> None:
    driven.studio.add_faults(Fault("task", "stuck", times=2))
    for limit_s in (300, 600):
        driven.studio.change_settings(sync_limit_s=limit_s)
        call = asyncio.create_task(driven.paint("海", MODEL))
        await until_clock_is_awaited(clock)
        clock.advance(limit_s - 1)
        await driven.query("anything")
        assert not call.done()
        clock.advance(1)
        assert (await call).refusal == (500, "RequestTimeOut", "Request timed out, please try again later.")
    assert summary(driven)["pictures_billed"] == 0
    assert summary(driven)["refused"] == {"RequestTimeOut": 2}


@pytest.mark.parametrize(
    ("code", "status"), [("RequestTimeOut", 500), ("InternalError.Algo", 500), ("DataInspectionFailed", 400)]
)
async def test_message_faults__failure_in_the_task_is_the_answer(client: StudioClient, code: str, status: int) -> None:
    client.studio.add_faults(Fault("task", "fail", code=code))
    assert (await client.paint("海", MODEL)).refusal[:2] == (status, code)
    assert only_task(client)["status"] == "FAILED"
    assert summary(client)["pictures_billed"] == 0


async def test_message_faults__error_at_once(client: StudioClient) -> None:
    client.studio.add_faults(Fault("create", "error", code="RequestTimeOut", model=MODEL))
    assert (await client.paint("海", "wan2.7-image-pro")).status == 200
    assert (await client.paint("海", MODEL)).refusal[:2] == (500, "RequestTimeOut")


async def test_message_faults__are_chosen_by_words_and_images(client: StudioClient) -> None:
    client.studio.add_faults(
        Fault("create", "error", code="Throttling", prompt="猫"),
        Fault("create", "error", code="ModelUnavailable", reference=True),
    )
    assert (await client.paint("狗", MODEL)).status == 200
    assert (await client.paint("猫", MODEL)).status == 429
    assert (await client.paint("狗", MODEL, images=["oss://x"])).status == 503


async def test_message_faults__trial_words(client: StudioClient) -> None:
    body = await client.made("studio-block-one 海", MODEL, sync=True, n=2)
    assert len(pictures(body)) == 1
    refused = await client.paint("studio-block-all 海", MODEL, n=2)
    assert refused.refusal == (400, "DataInspectionFailed", "Output data may contain inappropriate content.")


async def test_message_faults__calls_at_once_beyond_the_limit_are_refused(
    driven: StudioClient, clock: DrivenClock
) -> None:
    driven.studio.change_settings(min_task_s=10, submissions_per_second={"z-image-turbo": 100})
    calls = [asyncio.create_task(driven.paint("海", "z-image-turbo")) for _ in range(4)]
    while len(driven.studio.record()["tasks"]) < 4:
        await driven.query("anything")
    assert (await driven.paint("海", "z-image-turbo")).refusal[:2] == (429, "Throttling.Concurrency")
    assert (await driven.with_key("sk-other").query("anything")).status == 200
    clock.advance(10)
    assert [answer.status for answer in await asyncio.gather(*calls)] == [200] * 4
    assert summary(driven)["pools"][0]["most_running"] == 4


async def test_message_faults__tasks_beyond_the_limit_wait(driven: StudioClient) -> None:
    driven.studio.change_settings(min_task_s=10, submissions_per_second={MODEL: 100})
    tasks = [(await driven.say("海", MODEL)).task_id for _ in range(6)]
    assert [(await driven.query(task)).task_status for task in tasks] == ["RUNNING"] * 5 + ["PENDING"]
    assert (await driven.cancel(tasks[5])).status == 200
    # Tasks and answers share the limit.
    assert (await driven.paint("海", MODEL)).code == "Throttling.Concurrency"


@pytest.mark.parametrize(("model", "per_minute"), [("qwen-image-3.0-pro", 5), ("qwen-image-3.0", 20)])
async def test_message_faults__rates_a_minute(
    driven: StudioClient, clock: DrivenClock, model: str, per_minute: int
) -> None:
    """Enforced by the second, as the service may: one in so many seconds."""
    accepted = 0
    for _ in range(120):
        accepted += (await driven.say("海", model, size="1024*1024")).status == 200
        clock.advance(0.5)
    assert accepted == per_minute


async def test_message_faults__restart_paints_what_nobody_waits_for_any_more(tmp_path: Path) -> None:
    options = StudioOptions(data_dir=tmp_path, settings=Settings(min_task_s=3600, canned=True))
    async with studio_client(options) as client:
        call = asyncio.create_task(client.paint("海", MODEL, n=2))
        while not client.studio.record()["tasks"]:
            await client.query("anything")
        await client.studio.stop()
        with pytest.raises(aiohttp.ClientError):
            await call
    again = StudioOptions(data_dir=tmp_path, settings=CANNED)
    async with studio_client(again) as client:
        task = only_task(client)
        assert (task["status"], task["answer_lost"], task["sync"]) == ("RUNNING", True, True)
