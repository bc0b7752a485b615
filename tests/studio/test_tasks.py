"""Create, query and cancel: request and response bodies."""

import re
from typing import Any

import pytest

from studio.server import Settings, StudioOptions
from tests.clock import DrivenClock
from tests.studio.client import CANNED, StudioClient, studio_client

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}")


async def test_task__accepted_creation_is_pending(client: StudioClient) -> None:
    answer = await client.create(n=1)
    assert answer.status == 200
    assert set(answer.body) == {"output", "request_id"}
    assert answer.body["output"] == {"task_status": "PENDING", "task_id": answer.task_id}
    assert UUID.fullmatch(answer.task_id)
    assert answer.headers["x-request-id"] == answer.body["request_id"]
    assert answer.headers["x-dashscope-call-gateway"] == "true"


async def test_task__succeeded_task(client: StudioClient) -> None:
    answer = await client.done(n=2)
    output = answer.body["output"]
    assert answer.task_status == "SUCCEEDED"
    assert output["task_metrics"] == {"TOTAL": 2, "SUCCEEDED": 2, "FAILED": 0}
    assert answer.body["usage"] == {"image_count": 2}
    assert all(TIME.fullmatch(output[name]) for name in ("submit_time", "scheduled_time", "end_time"))
    pictures = [await client.get(item["url"]) for item in output["results"]]
    assert [status for status, _ in pictures] == [200, 200]
    assert len({data for _, data in pictures}) == 2


async def test_task__times_are_beijing_time(driven: StudioClient, clock: DrivenClock) -> None:
    clock.advance_to(1_795_370_605.142)  # 18:03:25 UTC
    output = (await driven.done(n=1)).body["output"]
    assert output["submit_time"] == "2026-11-23 02:03:25.142"


async def test_task__default_of_n_bills_four(client: StudioClient) -> None:
    bodies: tuple[dict[str, Any], ...] = ({}, {"parameters": {}}, {"parameters": None})
    for body in bodies:
        created = await client.post({"model": "wanx-v1", "input": {"prompt": "日出"}, **body})
        assert (await client.until_finished(created.task_id)).body["usage"] == {"image_count": 4}
        client.studio.change_settings(submissions_per_second={"wanx-v1": 100})
    edit = {"function": "description_edit", "base_image_url": "data:image/png;base64,"}
    created = await client.create(model="wanx2.1-imageedit", endpoint="image2image", input=edit)
    assert (await client.query(created.task_id)).body["output"]["task_metrics"]["TOTAL"] == 1


async def test_task__one_runs_and_the_rest_are_pending_in_order(driven: StudioClient, clock: DrivenClock) -> None:
    driven.studio.change_settings(min_task_s=10)
    ids = []
    for _ in range(3):
        ids.append((await driven.create(n=1)).task_id)
        clock.advance(1)

    async def states() -> list[str]:
        return [(await driven.query(task_id)).task_status for task_id in ids]

    assert await states() == ["RUNNING", "PENDING", "PENDING"]
    assert "task_metrics" in (await driven.query(ids[1])).body["output"]
    clock.advance(7)
    await driven.until_finished(ids[0])
    assert await states() == ["SUCCEEDED", "RUNNING", "PENDING"]
    clock.advance(10)
    await driven.until_finished(ids[1])
    assert await states() == ["SUCCEEDED", "SUCCEEDED", "RUNNING"]
    assert driven.studio.record()["summary"]["pools"][0]["most_running"] == 1


async def test_task__accounts_and_models_do_not_wait_for_each_other() -> None:
    settings = Settings(min_task_s=1000, canned=True, accounts={"sk-a": "main", "sk-b": "main"})
    async with studio_client(StudioOptions(settings=settings)) as client:
        first = await client.with_key("sk-a").create()
        same = await client.with_key("sk-b").create()
        other = await client.with_key("sk-c").create()
        model = await client.with_key("sk-a").create(model="wan2.2-t2i-flash")
        states = [
            (await client.with_key(key).query(answer.task_id)).task_status
            for key, answer in (("sk-b", first), ("sk-a", same), ("sk-c", other), ("sk-b", model))
        ]
        assert states == ["RUNNING", "PENDING", "RUNNING", "RUNNING"]


async def test_task__another_accounts_task_is_unknown_with_status_200(client: StudioClient) -> None:
    mine = await client.done(n=1)
    for answer in (await client.with_key("sk-other").query(mine.task_id), await client.query("no-such-task")):
        assert answer.status == 200
        assert answer.body["output"]["task_status"] == "UNKNOWN"
        assert set(answer.body["output"]) == {"task_id", "task_status"}


async def test_task__only_pending_can_be_cancelled(driven: StudioClient, clock: DrivenClock) -> None:
    driven.studio.change_settings(min_task_s=10)
    running, pending = [(await driven.create(n=1)).task_id for _ in range(2)]
    done = await driven.cancel(pending)
    assert (done.status, set(done.body)) == (200, {"request_id"})
    assert (await driven.query(pending)).task_status == "CANCELED"
    refused = "Failed to cancel the task, please confirm if the task is in PENDING status."
    for task_id in (running, pending, "no-such-task"):
        assert (await driven.cancel(task_id)).refusal == (400, "UnsupportedOperation", refused)
    other = driven.with_key("sk-other")
    assert (await other.cancel(running)).code == "UnsupportedOperation"
    clock.advance(10)
    await driven.until_finished(running)
    assert (await driven.query(pending)).task_status == "CANCELED"
    assert driven.studio.record()["summary"]["pictures_billed"] == 1


async def test_task__wrong_size_fails_inside_the_task(client: StudioClient) -> None:
    created = await client.create(size="512*512", n=3)
    assert created.body["output"]["task_status"] == "PENDING"
    failed = await client.until_finished(created.task_id)
    assert failed.status == 200
    assert failed.body["output"]["code"] == "InvalidParameter"
    assert failed.body["output"]["message"].startswith("The size does not match the allowed size ['1024*1024', ")
    assert failed.body["output"]["task_metrics"] == {"TOTAL": 3, "SUCCEEDED": 0, "FAILED": 3}
    assert "usage" not in failed.body
    assert client.studio.record()["summary"]["pictures_billed"] == 0


@pytest.mark.parametrize(
    ("model", "size", "ends"),
    [
        ("wanx-v1", "768*1152", "SUCCEEDED"),
        ("wanx-v1", "1024x1024", "FAILED"),
        ("wan2.2-t2i-plus", "512*1440", "SUCCEEDED"),
        ("wan2.2-t2i-plus", "511*1440", "FAILED"),
        ("wan2.5-t2i-preview", "2560*640", "SUCCEEDED"),
        ("wan2.5-t2i-preview", "1024*1024", "FAILED"),
        ("wan2.5-t2i-preview", "**", "FAILED"),
    ],
)
async def test_task__sizes(client: StudioClient, model: str, size: str, ends: str) -> None:
    assert (await client.done(model=model, size=size, n=1)).task_status == ends


async def test_task__long_prompt_is_cut_silently(client: StudioClient) -> None:
    await client.done("花" * 1000, n=1, input={"negative_prompt": "x" * 900})
    assert client.studio.record()["tasks"][0]["prompt"] == "花" * 800


async def test_task__extended_prompt_is_told_by_models_that_extend(client: StudioClient) -> None:
    (result,) = (await client.done("海", model="wan2.2-t2i-flash", n=1)).body["output"]["results"]
    assert (result["orig_prompt"], result["actual_prompt"]) == ("海", "海")


async def test_task__what_the_real_service_tolerates(client: StudioClient) -> None:
    body = {
        "model": "wanx-v1",
        "task_group": "aigc",
        "input": {"prompt": "日出", "mystery": [1]},
        "parameters": {"n": 1, "prompt_extend": True, "is_async": True, "mystery": {}},
    }
    headers = {"X-DashScope-WorkSpace": "llm-x", "X-DashScope-DataInspection": "enable", "X-Mystery": "1"}
    created = await client.call(
        "POST",
        "/services/aigc/text2image/image-synthesis/?mystery=1",
        json=body,
        headers={"X-DashScope-Async": "enable", **headers},
    )
    answer = await client.until_finished(created.task_id)
    assert answer.task_status == "SUCCEEDED"
    for path in ("", "/", "/?size=1024*1024&n=1&mystery=x"):
        assert (await client.call("GET", f"/tasks/{created.task_id}{path}")).task_status == "SUCCEEDED"
    cancel = await client.call("POST", f"/tasks/{created.task_id}/cancel/", json={"model": "", "parameters": {}})
    assert cancel.code == "UnsupportedOperation"


async def test_task__seeds_of_a_seeded_studio_repeat() -> None:
    async def run() -> list[Any]:
        async with studio_client(StudioOptions(settings=CANNED, seed=7)) as client:
            await client.done(n=1)
            await client.done(n=1)
            return [(task["task_id"], task["seed"]) for task in client.studio.record()["tasks"]]

    assert await run() == await run()
