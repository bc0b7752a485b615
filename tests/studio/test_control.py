"""The control endpoint: access, and the functions that the tests of faults and limits do not cover."""

import json

import pytest

from tests.studio.client import KEY, StudioClient


async def test_control__not_from_a_web_page(client: StudioClient) -> None:
    status, _ = await client.control("POST", "/faults", json={"scenario": "outage"}, headers={"Origin": "http://evil"})
    assert status == 403
    assert (await client.create(n=1)).status == 200


async def test_control__record_lists_tasks_and_bills(client: StudioClient) -> None:
    answer = await client.create("一幅画", n=3, size="720*1280", seed=8, style="<anime>")
    await client.until_finished(answer.task_id)
    await client.create(n=9)
    status, record = await client.control("GET", "/record")
    assert (status, record) == (200, client.studio.record())
    (task,) = record["tasks"]
    assert task["request_id"] == answer.body["request_id"]
    assert (task["n"], task["size"], task["seed"], task["style"]) == (3, "720*1280", 8, "anime")
    assert (task["image_count"], task["status"], task["answer_lost"]) == (3, "SUCCEEDED", False)
    assert task["submitted"] <= task["scheduled"] <= task["ended"]
    summary = (await client.control("GET", "/summary"))[1]
    assert (summary["pictures_billed"], summary["yuan_billed"]) == (3, "0.48")
    assert summary["refused"] == {"InvalidParameter": 1}


async def test_control__no_key_is_ever_shown(client: StudioClient) -> None:
    await client.control("PATCH", "/settings", json={"accounts": {KEY: "main"}})
    await client.control("POST", "/faults", json={"on": "any", "do": "drop", "times": 5, "probability": 0, "key": KEY})
    await client.done(n=1)
    shown = [(await client.control("GET", path))[1] for path in ("/record", "/faults", "/settings", "/summary")]
    assert KEY not in json.dumps(shown)
    assert shown[0]["tasks"][0]["account"] == "main"


async def test_control__faults_can_be_seen_and_removed(client: StudioClient) -> None:
    rows = [{"on": "create", "do": "error", "code": "Throttling", "times": 2}, {"on": "query", "do": "drop"}]
    assert (await client.control("POST", "/faults", json=rows))[1] == {"ids": [1, 2]}
    await client.create(n=1)
    faults = (await client.control("GET", "/faults"))[1]["faults"]
    assert [(one["id"], one["fired"], one["spent"]) for one in faults] == [(1, 1, False), (2, 0, False)]
    await client.control("DELETE", "/faults/1")
    assert [one["id"] for one in (await client.control("GET", "/faults"))[1]["faults"]] == [2]


async def test_control__settings(client: StudioClient) -> None:
    wanted = {"min_task_s": 3, "durations": {"kind": "uniform", "a": 1, "b": 2}, "strict_concurrency": True}
    status, settings = await client.control("PATCH", "/settings", json=wanted)
    assert status == 200
    assert {name: settings[name] for name in ("min_task_s", "strict_concurrency")} == {
        "min_task_s": 3,
        "strict_concurrency": True,
    }
    assert (await client.control("GET", "/settings"))[1] == settings


@pytest.mark.parametrize(
    "wanted",
    [
        {"mystery": 1},
        {"min_task_s": "1"},
        {"min_task_s": -1},
        {"canned": 1},
        {"durations": {"kind": "x"}},
        {"durations": {"kind": "fixed", "a": "1"}},
        {"accounts": []},
        {"accounts": {"sk-a": 1}},
        {"tasks_at_once": {"wanx-v1": "2"}},
        {"min_task_s": float("inf")},
        {"list_lag_s": float("nan")},
        {"submissions_per_second": {"wanx-v1": 10**400}},
        {"accounts": {"sk-a": "\ud800"}},
        [],
    ],
)
async def test_control__settings_that_make_no_sense(client: StudioClient, wanted: object) -> None:
    before = client.studio.settings
    status, body = await client.control("PATCH", "/settings", json=wanted)
    assert status == 400 and body["error"]
    assert client.studio.settings == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/faults", "[" * 100_000),
        ("/faults", '{"scenario": ["chaos"]}'),
        ("/faults", '{"on": "create", "do": "error", "code": "X", "message": "\\ud800"}'),
        ("/faults", '{"on": "create", "do": "wait", "seconds": 1e999}'),
        ("/expire", '{"task": "one letter short of all"}'),
        ("/expire", "[]"),
    ],
)
async def test_control__nonsense_is_answered_and_leaves_nothing_behind(
    client: StudioClient, path: str, body: str
) -> None:
    status, answer = await client.control("POST", path, data=body)
    assert status == 400 and answer["error"]
    assert (await client.control("GET", "/faults"))[1]["faults"] == []
    assert (await client.create(n=1)).status == 200
