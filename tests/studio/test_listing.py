"""Listings: filters, pages, windows."""

from datetime import datetime

import pytest

from studio.server.responses import BEIJING
from tests.clock import DrivenClock
from tests.studio.client import StudioClient


def stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, BEIJING).strftime("%Y%m%d%H%M%S")


async def ids(client: StudioClient, query: str = "") -> list[str]:
    answer = await client.call("GET", f"/tasks{query}")
    assert answer.status == 200, answer.body
    return [row["task_id"] for row in answer.body["data"]]


async def test_listing__row(driven: StudioClient, clock: DrivenClock) -> None:
    created = await driven.create(n=1)
    await driven.until_finished(created.task_id)
    (row,) = (await driven.call("GET", "/tasks/")).body["data"]
    assert row["request_id"] == created.body["request_id"]
    assert (row["status"], row["model_name"], row["region"]) == ("SUCCEEDED", "wanx-v1", "cn-beijing")
    assert row["gmt_create"] == row["start_time"] == row["end_time"] == round(clock.now() * 1000)
    assert row["user_api_unique_key"] == "apikey:v1:aigc:text2image:image-synthesis:wanx-v1"
    assert "results" not in row and "output" not in row
    assert (await driven.with_key("sk-other").call("GET", "/tasks")).body["data"] == []


async def test_listing__pending_and_running_have_no_end(driven: StudioClient) -> None:
    driven.studio.change_settings(min_task_s=100)
    running, pending = [(await driven.create(n=1)).task_id for _ in range(2)]
    rows = {row["task_id"]: row for row in (await driven.call("GET", "/tasks")).body["data"]}
    assert "start_time" in rows[running] and "end_time" not in rows[running]
    assert "start_time" not in rows[pending]


async def test_listing__filters_and_pages(driven: StudioClient, clock: DrivenClock) -> None:
    made = []
    for number in range(25):
        model = "wanx-v1" if number % 5 else "wan2.2-t2i-flash"
        made.append((await driven.done(model=model, n=1)).body["output"]["task_id"])
        clock.advance(1)
    newest_first = made[::-1]
    assert await ids(driven) == newest_first[:10]
    pages = [await ids(driven, f"?page_no={page}&page_size=10") for page in (1, 2, 3, 4)]
    assert [task for page in pages for task in page] == newest_first and len(pages[2]) == 5
    answer = (await driven.call("GET", "/tasks?page_size=10&api_key_id=1&region=x")).body
    assert (answer["total"], answer["total_page"], answer["page_no"], answer["page_size"]) == (25, 3, 1, 10)
    assert len(await ids(driven, "?model_name=wan2.2-t2i-flash")) == 5
    assert await ids(driven, "?status=FAILED") == []
    assert await ids(driven, f"?task_id={made[3]}&status=FAILED") == [made[3]]


async def test_listing__windows(driven: StudioClient, clock: DrivenClock) -> None:
    start = clock.now()
    first = (await driven.done(n=1)).body["output"]["task_id"]
    clock.advance(3600)
    second = (await driven.done(n=1)).body["output"]["task_id"]
    middle = stamp(start + 1800)
    assert await ids(driven, f"?start_time={middle}") == [second]
    assert await ids(driven, f"?end_time={middle}") == [first]
    assert await ids(driven, f"?start_time={stamp(start)}&end_time={stamp(start)}") == [first]
    assert await ids(driven, f"?start_time={stamp(start + 3600)}&end_time={stamp(start + 3600)}") == [second]


@pytest.mark.parametrize(
    "query",
    [
        "start_time=2026",
        "start_time=20261399000000",
        "end_time=x",
        "start_time=20261120000000&end_time=20261121000001",
        "start_time=20261121000000&end_time=20261120000000",
        "page_no=0",
        "page_size=-1",
        "page_no=x",
    ],
)
async def test_listing__bad_queries(client: StudioClient, query: str) -> None:
    assert (await client.call("GET", f"/tasks?{query}")).refusal[:2] == (400, "InvalidParameter")


async def test_listing__lagging_listing(driven: StudioClient, clock: DrivenClock) -> None:
    driven.studio.change_settings(list_lag_s=5)
    task = (await driven.done(n=1)).body["output"]["task_id"]
    assert await ids(driven) == [] == await ids(driven, f"?task_id={task}")
    clock.advance(5)
    assert await ids(driven) == [task]
