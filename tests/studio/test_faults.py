"""Fault injection: every operation and action."""

import asyncio
import math

import aiohttp
import pytest

from studio.server import Durations, Fault, Settings, StudioOptions
from studio.server.fault_types import SCENARIOS
from studio.server.faults import Call, Faults
from tests.clock import DrivenClock
from tests.studio.client import StudioClient, studio_client, summary


async def until_clock_is_awaited(clock: DrivenClock) -> None:
    """Return when a task waits for the clock; yields to the loop meanwhile."""
    for _ in range(100_000):
        if clock.next_due() != math.inf:
            return
        await asyncio.sleep(0)
    raise AssertionError("no task waits for the clock")


async def test_faults__errors_for_the_next_creations(client: StudioClient) -> None:
    client.studio.add_faults(
        Fault("create", "error", times=2, code="Throttling"), Fault("create", "error", code="ModelUnavailable")
    )
    answers = [await client.create(n=1) for _ in range(4)]
    assert [answer.status for answer in answers] == [429, 429, 503, 200]
    assert answers[0].body["message"] == "Requests throttling triggered."
    assert len(client.studio.record()["tasks"]) == 1
    # An injected 429 is not the caller's fault and does not use up its rate.
    assert summary(client)["pools"][0]["submissions_over_the_rate"] == 0


@pytest.mark.parametrize(
    ("scenario", "status", "code"),
    [
        ("arrears", 400, "Arrearage"),
        ("free_tier_used_up", 403, "AllocationQuota.FreeTierOnly"),
        ("dead_key", 401, "InvalidApiKey"),
        ("outage", 503, "ServiceUnavailable"),
        ("busy", 429, "Throttling"),
    ],
)
async def test_faults__scenarios(client: StudioClient, scenario: str, status: int, code: str) -> None:
    assert await client.control("POST", "/faults", json={"scenario": scenario, "key": "sk-one"}) == (200, {"ids": [1]})
    for _ in range(3):
        assert (await client.create(n=1)).refusal[:2] == (status, code)
    assert (await client.with_key("sk-other").create(n=1)).status == 200
    await client.control("DELETE", "/faults")
    assert (await client.create(n=1)).status == 200


async def test_faults__what_is_added_first_meets_a_request_before_what_was_there(client: StudioClient) -> None:
    client.studio.add_faults(Fault("create", "error", code="Throttling"))
    outage = client.studio.add_faults(Fault("any", "error", code="ServiceUnavailable", times=None), first=True)
    assert (await client.create(n=1)).status == 503
    client.studio.remove_faults(*outage)
    assert [(await client.create(n=1)).status for _ in range(2)] == [429, 200]


def test_faults__every_scenario_is_well_formed() -> None:
    for name, rows in SCENARIOS.items():
        assert [Fault.from_json(row) for row in rows], name


async def test_faults__answer_lost_after_acceptance(client: StudioClient) -> None:
    client.studio.add_faults(Fault("create", "lose"))
    with pytest.raises(aiohttp.ClientError):
        await client.create("消失", n=1)
    (task,) = client.studio.record()["tasks"]
    assert (task["prompt"], task["answer_lost"]) == ("消失", True)
    listed = (await client.call("GET", "/tasks")).body
    assert [row["task_id"] for row in listed["data"]] == [task["task_id"]]
    assert (await client.until_finished(task["task_id"])).task_status == "SUCCEEDED"


async def test_faults__refused_creation_is_not_a_lost_answer(client: StudioClient) -> None:
    client.studio.add_faults(Fault("create", "lose"))
    assert (await client.create(n=9)).status == 400
    with pytest.raises(aiohttp.ClientError):
        await client.create(n=1)


async def test_faults__connection_dropped_before_acceptance(client: StudioClient) -> None:
    client.studio.add_faults(Fault("create", "drop"))
    with pytest.raises(aiohttp.ClientError):
        await client.create(n=1)
    assert client.studio.record()["tasks"] == []


@pytest.mark.parametrize(("do", "accepted"), [("hang", 0), ("lose_late", 1)])
async def test_faults__answers_that_never_come(
    driven: StudioClient, clock: DrivenClock, do: str, accepted: int
) -> None:
    driven.studio.add_faults(Fault.from_json({"on": "create", "do": do, "seconds": 30}))
    call = asyncio.create_task(driven.create(n=1))
    await until_clock_is_awaited(clock)
    assert not call.done()
    assert len(driven.studio.record()["tasks"]) == accepted
    clock.advance(30)
    with pytest.raises(aiohttp.ClientError):
        await call


async def test_faults__hanging_request_does_not_delay_the_studios_end(clock: DrivenClock) -> None:
    async with aiohttp.ClientSession() as http:
        async with studio_client(clock=clock) as client:
            client.studio.add_faults(Fault("cancel", "hang"))
            call = asyncio.create_task(StudioClient(client.studio, http).cancel("x"))
            await until_clock_is_awaited(clock)
        with pytest.raises(aiohttp.ClientError):
            await call


async def test_faults__slow_answer_is_an_answer(driven: StudioClient, clock: DrivenClock) -> None:
    driven.studio.add_faults(Fault("query", "wait", seconds=5))
    call = asyncio.create_task(driven.query("x"))
    await until_clock_is_awaited(clock)
    clock.advance(5)
    assert (await call).task_status == "UNKNOWN"


async def test_faults__page_of_html_under_status_200(client: StudioClient) -> None:
    client.studio.add_faults(Fault("query", "nonsense"))
    with pytest.raises(aiohttp.ContentTypeError):
        await client.query("x")


async def test_faults__task_that_fails_is_not_billed(client: StudioClient) -> None:
    client.studio.add_faults(Fault("task", "fail", code="InternalError.Algo"))
    answer = await client.done(n=2)
    assert (answer.status, answer.task_status) == (200, "FAILED")
    assert (answer.body["output"]["code"], answer.body["output"]["message"]) == (
        "InternalError.Algo",
        "inference internal error.",
    )
    assert summary(client)["pictures_billed"] == 0


async def test_faults__some_pictures_fail(client: StudioClient) -> None:
    client.studio.add_faults(Fault("task", "partial", code="InternalError.Timeout", count=3))
    answer = await client.done(n=4)
    assert answer.task_status == "SUCCEEDED"
    assert [sorted(item) for item in answer.body["output"]["results"]] == [["code", "message"]] * 3 + [["url"]]
    assert answer.body["output"]["task_metrics"] == {"TOTAL": 4, "SUCCEEDED": 1, "FAILED": 3}
    assert answer.body["usage"] == {"image_count": 1}


async def test_faults__all_pictures_failing_is_a_failed_task(client: StudioClient) -> None:
    client.studio.add_faults(Fault("task", "partial", code="InternalError.Timeout", count=4))
    answer = await client.done(n=2)
    assert (answer.task_status, answer.body["output"]["code"]) == ("FAILED", "InternalError.Timeout")


async def test_faults__slow_and_stuck_tasks(driven: StudioClient, clock: DrivenClock) -> None:
    driven.studio.add_faults(Fault("task", "slow", seconds=50), Fault("task", "stuck"))
    driven.studio.change_settings(tasks_at_once={"wanx-v1": 2})
    slow, stuck = [(await driven.create(n=1)).task_id for _ in range(2)]
    clock.advance(49)
    assert (await driven.query(slow)).task_status == "RUNNING"
    clock.advance(1)
    assert (await driven.until_finished(slow)).task_status == "SUCCEEDED"
    clock.advance(3 * 3600 - 51)
    assert (await driven.query(stuck)).task_status == "RUNNING"
    clock.advance(1)
    assert (await driven.until_finished(stuck)).body["output"]["code"] == "InternalError.Timeout"


@pytest.mark.parametrize(("file", "start"), [("text", b"<html>"), ("cut", b"\x89PNG")])
async def test_faults__files_that_are_no_pictures(client: StudioClient, file: str, start: bytes) -> None:
    client.studio.add_faults(Fault("task", "spoil", file=file))
    (item,) = (await client.done(n=1)).body["output"]["results"]
    status, data = await client.get(item["url"])
    assert (status, data[: len(start)]) == (200, start)
    assert b"IEND" not in data


async def test_faults__downloads_that_fail(client: StudioClient) -> None:
    (item,) = (await client.done(n=1)).body["output"]["results"]
    client.studio.add_faults(
        # aiohttp repeats a GET once by itself when the connection breaks before the answer.
        Fault("result", "lose"),
        Fault("result", "drop", times=2),
        Fault("result", "error", code="InternalError"),
    )
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await client.get(item["url"])
    status, data = await client.get(item["url"])
    assert (status, data[:5]) == (500, b"<?xml")
    assert (await client.get(item["url"]))[0] == 200


async def test_faults__trial_words(driven: StudioClient, clock: DrivenClock) -> None:
    driven.studio.change_settings(submissions_per_second={"wanx-v1": 100}, tasks_at_once={"wanx-v1": 10})
    one = await driven.done("studio-block-one 海", n=2)
    assert one.body["output"]["results"][0]["code"] == "DataInspectionFailed"
    assert one.body["usage"] == {"image_count": 1}
    assert (await driven.done("studio-block-all 海", n=2)).body["output"]["code"] == "DataInspectionFailed"
    assert (await driven.done("studio-fail", n=1)).body["output"]["code"] == "InternalError.Algo"
    slow = await driven.create("studio-slow", n=1)
    clock.advance(59)
    assert (await driven.query(slow.task_id)).task_status == "RUNNING"


async def test_faults__durations_follow_the_seed(clock: DrivenClock) -> None:
    async def durations() -> list[float]:
        settings = Settings(min_task_s=0, canned=True, durations=Durations("lognormal", 12, 0.5))
        async with studio_client(StudioOptions(settings=settings, seed=3), clock) as client:
            seen = []
            for _ in range(4):
                created = await client.create(n=1)
                while (await client.query(created.task_id)).task_status != "SUCCEEDED":
                    clock.advance_to(min(clock.next_due(), clock.now() + 3600))
                (task,) = [t for t in client.studio.record()["tasks"] if t["task_id"] == created.task_id]
                seen.append(round(task["ended"] - task["scheduled"], 6))
            return seen

    first = await durations()
    assert first == await durations()
    assert len(set(first)) == 4 and all(1 < seconds < 120 for seconds in first)


def test_faults__chaos_repeats_by_seed_and_respects_its_probability() -> None:
    def draw(seed: str) -> list[bool]:
        faults = Faults(seed)
        faults.add(Fault("create", "drop", times=None, probability=0.3))
        return [faults.fire(Call("create")) is not None for _ in range(1000)]

    assert draw("a") == draw("a") != draw("b")
    assert 240 < sum(draw("a")) < 360


def test_faults__fault_meets_only_what_it_is_meant_for() -> None:
    faults = Faults("x")
    faults.add(Fault("any", "drop", times=None, model="wanx-v1", account="a", prompt="猫", reference=True, skip=1))
    hit = Call("create", account="a", model="wanx-v1", prompt="一只猫", reference=True)
    misses = [
        Call("create", account="b", model="wanx-v1", prompt="一只猫", reference=True),
        Call("create", account="a", model="other", prompt="一只猫", reference=True),
        Call("create", account="a", model="wanx-v1", prompt="狗", reference=True),
        Call("create", account="a", model="wanx-v1", prompt="猫"),
        Call("task", account="a", model="wanx-v1", prompt="猫", reference=True),
    ]
    assert faults.fire(hit) is None  # skipped once
    assert faults.fire(hit) is not None
    assert [faults.fire(miss) for miss in misses] == [None] * len(misses)


@pytest.mark.parametrize(
    "row",
    [
        {"on": "create"},
        {"on": "nowhere", "do": "drop"},
        {"on": "create", "do": "explode"},
        {"on": "create", "do": "error"},
        {"on": "create", "do": "error", "code": "NoSuchCode"},
        {"on": "create", "do": "stuck"},
        {"on": "task", "do": "drop"},
        {"on": "create", "do": "drop", "times": 0},
        {"on": "create", "do": "drop", "times": "1"},
        {"on": "create", "do": "drop", "times": True},
        {"on": "create", "do": "drop", "probability": 2},
        {"on": "create", "do": "drop", "seconds": -1},
        {"on": "create", "do": "nonsense", "status": 99},
        {"on": "create", "do": "drop", "mystery": 1},
        {"scenario": "doomsday"},
        [1],
        "x",
    ],
)
async def test_faults__that_make_no_sense_are_refused(client: StudioClient, row: object) -> None:
    status, body = await client.control("POST", "/faults", json=row)
    assert status == 400 and body["error"]
    assert (await client.control("GET", "/faults"))[1]["faults"] == []
