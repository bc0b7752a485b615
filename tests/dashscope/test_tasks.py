"""Query, cancel and list: the documented answers, the odd ones, and garbage."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dashscope import DashScopeClient
from bot.dashscope.wire import read_page, read_task
from bot.upstream import (
    CallFailed,
    Cancelled,
    Catalogue,
    ListedTask,
    NotCancellable,
    ResultItem,
    TaskReport,
    TaskStatus,
    Treatment,
)
from tests.clock import DrivenClock
from tests.dashscope.server import KEY, Scripted, raw

TASK = "86ecf553-d340-4e21-af6e-a0c6a421c010"
URL = "https://dashscope-result-bj.oss-cn-beijing.aliyuncs.com/a.png?Expires=1&OSSAccessKeyId=k&Signature=a%2Bb%3D"


def output(status: str, **more: Any) -> dict[str, Any]:
    return {"request_id": "r-1", "output": {"task_id": TASK, "task_status": status, **more}}


# --- query ------------------------------------------------------------------------------------------------------------


async def test_task__what_a_query_sends(client: DashScopeClient, server: Scripted) -> None:
    server.answer(output("PENDING"))
    await client.query(TASK)
    (call,) = server.calls
    assert (call.method, call.raw_path, call.body) == ("GET", f"/api/v1/tasks/{TASK}", b"")
    assert call.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "SUSPENDED", "CANCELED", "UNKNOWN"])
async def test_task__bare_state(client: DashScopeClient, server: Scripted, status: str) -> None:
    server.answer(output(status))
    assert await client.query(TASK) == TaskReport(TASK, TaskStatus(status), "r-1")


async def test_task__success(client: DashScopeClient, server: Scripted) -> None:
    times = {
        "submit_time": "2024-11-01 09:50:56.081",
        "scheduled_time": "2024-11-01 09:50:56.104",
        "end_time": "2024-11-01 09:51:22.740",
    }
    server.answer({**output("SUCCEEDED", results=[{"url": URL}], **times), "usage": {"image_count": 1}})
    report = await client.query(TASK)
    submitted = datetime(2024, 11, 1, 1, 50, 56, 81_000, tzinfo=UTC).timestamp()
    assert report == TaskReport(
        TASK,
        TaskStatus.SUCCEEDED,
        "r-1",
        results=(ResultItem(0, URL),),
        image_count=1,
        submitted_at=submitted,
        scheduled_at=datetime(2024, 11, 1, 1, 50, 56, 104_000, tzinfo=UTC).timestamp(),
        ended_at=datetime(2024, 11, 1, 1, 51, 22, 740_000, tzinfo=UTC).timestamp(),
    )


def test_task__result_in_a_log_does_not_open_the_picture() -> None:
    assert "Signature" not in repr(TaskReport(TASK, TaskStatus.SUCCEEDED, results=(ResultItem(0, URL),)))


async def test_task__success_in_part(client: DashScopeClient, server: Scripted) -> None:
    results = [
        {"url": URL},
        {"code": "InternalError.Timeout", "message": "An internal timeout error"},
        {"url": "", "code": "DataInspectionFailed", "message": "Output data may contain inappropriate content."},
        {"url": None},
        "what?",
    ]
    server.answer({**output("SUCCEEDED", results=results), "usage": {"image_count": 1}})
    report = await client.query(TASK)
    assert isinstance(report, TaskReport)
    assert (report.verdict, report.image_count) == (None, 1)
    assert [item.url for item in report.results] == [URL, None, None, None, None]
    assert [item.index for item in report.results] == [0, 1, 2, 3, 4]
    verdicts = [item.verdict.text_id if item.verdict else None for item in report.results]
    assert verdicts == [
        None,
        "upstream-broke-down",
        "upstream-moderation-output",
        "upstream-no-picture",
        "upstream-no-picture",
    ]


@pytest.mark.parametrize(
    ("code", "message", "treatment"),
    [
        ("InvalidParameter", "The size does not match the allowed size ['1024*1024']", Treatment.TELL_PERSON),
        ("DataInspectionFailed", "Input data may contain inappropriate content.", Treatment.TELL_PERSON),
        ("InternalError.Algo", "inference internal error.", Treatment.NEW_TASK_ONCE),
        ("SystemError", "", Treatment.NEW_TASK_ONCE),
        ("Arrearage", "", Treatment.TELL_OPERATOR),
        ("", "", Treatment.TELL_PERSON),
    ],
)
async def test_task__failure(
    client: DashScopeClient, server: Scripted, code: str, message: str, treatment: Treatment
) -> None:
    server.answer(output("FAILED", code=code, message=message))
    report = await client.query(TASK)
    assert isinstance(report, TaskReport)
    assert report.verdict is not None
    assert (report.status, report.verdict.treatment) == (TaskStatus.FAILED, treatment)
    assert report.message == message
    assert report.image_count is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {}),
        (200, []),
        (200, {"output": None}),
        (200, {"output": {"task_id": TASK}}),
        (200, {"output": {"task_id": TASK, "task_status": "DANCING"}}),
        (200, {"output": {"task_id": TASK, "task_status": ["PENDING"]}}),
        (200, {"output": {"task_id": "another", "task_status": "PENDING"}}),
        (500, {"output": {"task_id": TASK, "task_status": "SUCCEEDED"}}),
        (404, {}),
    ],
)
async def test_task__no_report(client: DashScopeClient, server: Scripted, status: int, body: Any) -> None:
    server.answer(body, status)
    assert isinstance(await client.query(TASK), CallFailed)


async def test_task__error_has_its_verdict(client: DashScopeClient, server: Scripted) -> None:
    server.answer({"code": "Throttling.RateQuota", "message": "slow", "request_id": "r-9"}, 429, {"Retry-After": "1"})
    failed = await client.query(TASK)
    assert isinstance(failed, CallFailed)
    assert failed.verdict is not None
    assert failed.verdict.treatment is Treatment.RETRY_LATER
    assert (failed.retry_after_s, failed.request_id) == (1.0, "r-9")
    assert failed.reason == "HTTP 429 Throttling.RateQuota: slow"


@pytest.mark.parametrize("task_id", ["", "..", "a/b", "a b", "a?b", "任务", "x" * 300])
async def test_task__what_is_no_task_id(client: DashScopeClient, server: Scripted, task_id: str) -> None:
    for verb in (client.query, client.cancel):
        with pytest.raises(ValueError):
            await verb(task_id)
    assert not server.calls


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
# Bodies of the right shape with anything at all in every place.
ANY_REPORT = st.fixed_dictionaries(
    {
        "output": JSON
        | st.fixed_dictionaries(
            {"task_id": st.just(TASK) | JSON, "task_status": st.sampled_from([*TaskStatus]) | JSON},
            optional={
                "results": st.lists(st.fixed_dictionaries({}, optional={"url": JSON, "code": JSON, "message": JSON}))
                | JSON,
                "code": JSON,
                "message": JSON,
                "submit_time": JSON | st.datetimes().map(str),
                "scheduled_time": st.sampled_from(["0001-01-01 00:00:00", "9999-12-31T23:59:59-23:59", "2024"]),
                "end_time": JSON,
                "task_metrics": JSON,
            },
        )
    },
    optional={"usage": JSON | st.fixed_dictionaries({"image_count": JSON}), "request_id": JSON},
)


@given(ANY_REPORT)
def test_task__any_body_becomes_a_value(body: dict[str, Any]) -> None:
    report = read_task(TASK, json.loads(json.dumps(body)), lambda text: text)
    if isinstance(report, TaskReport):
        assert (report.verdict is not None) == (report.status is TaskStatus.FAILED)
        assert all((item.url is None) == (item.verdict is not None) for item in report.results)
        assert report.image_count is None or report.image_count >= 0


@given(JSON)
def test_task__any_listing_becomes_a_value(row: Any) -> None:
    good = {"task_id": "t", "gmt_create": 1, "status": "RUNNING"}
    for body in (
        {"data": row, "total": row},
        {"data": [row], "total": 1},
        {"data": [{**good, "gmt_create": row}], "total": 1},
    ):
        page = read_page(json.loads(json.dumps(body)), "wanx-v1")
        assert page is None or page[1] >= 0


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\xff\xfe\xfd",
        b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b"[" * 200_000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + b"9" * 20_000,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 4\r\n\r\nnope",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b" " * 2_000_000,
        b"nonsense\r\n\r\n",
    ],
    ids=lambda reply: str(reply[:50]),
)
async def test_task__broken_answers(clock: DrivenClock, catalogue: Catalogue, reply: bytes) -> None:
    async with raw(reply) as server, DashScopeClient(server.base, KEY, clock=clock, catalogue=catalogue) as client:
        assert isinstance(await client.query(TASK), CallFailed)
        assert isinstance(await client.cancel(TASK), CallFailed)
        assert isinstance(await client.list_tasks(0, 1, "wanx-v1"), CallFailed)
        assert isinstance(await client.upload(b"x", "a.png", "image/png", "wanx-v1"), CallFailed)


# --- cancel -----------------------------------------------------------------------------------------------------------


async def test_task__cancelled(client: DashScopeClient, server: Scripted) -> None:
    server.answer({"request_id": "r"})
    assert await client.cancel(TASK) == Cancelled()
    assert (server.calls[0].method, server.calls[0].raw_path) == ("POST", f"/api/v1/tasks/{TASK}/cancel")


async def test_task__too_late_to_cancel(client: DashScopeClient, server: Scripted) -> None:
    message = "Failed to cancel the task, please confirm if the task is in PENDING status."
    server.answer({"request_id": "r", "code": "UnsupportedOperation", "message": message}, 400)
    assert await client.cancel(TASK) == NotCancellable(message)


@pytest.mark.parametrize(("status", "body"), [(500, {}), (404, {"code": "NotFound"}), (200, "yes"), (302, {})])
async def test_task__cancel_failed(client: DashScopeClient, server: Scripted, status: int, body: Any) -> None:
    server.answer(body, status)
    assert isinstance(await client.cancel(TASK), CallFailed)


# --- list -------------------------------------------------------------------------------------------------------------

START = datetime(2026, 11, 18, 16, 0, 0, tzinfo=UTC).timestamp()  # Midnight in Beijing.


def row(number: int, model: str | None = "wanx-v1", at: float = START + 1) -> dict[str, Any]:
    named = {} if model is None else {"model_name": model}
    return {
        "task_id": f"t-{number}",
        "request_id": f"r-{number}",
        "gmt_create": int(at * 1000),
        "status": "RUNNING",
        **named,
    }


def page(*numbers: int, total: int) -> tuple[int, Any]:
    return 200, {"total": total, "data": [row(number) for number in numbers], "total_page": 9, "page_size": 10}


async def test_task__empty_listing(client: DashScopeClient, server: Scripted) -> None:
    server.answer({"total": 0, "data": [], "total_page": 0, "page_no": 1, "page_size": 10})
    assert await client.list_tasks(START - 0.5, START + 90.2, "wanx-v1") == ()
    (call,) = server.calls
    assert (call.method, call.raw_path.split("?")[0]) == ("GET", "/api/v1/tasks/")
    assert call.query == {
        "start_time": "20261118235959",
        "end_time": "20261119000131",
        "model_name": "wanx-v1",
        "page_size": "10",
        "page_no": "1",
    }


async def test_task__all_pages(client: DashScopeClient, server: Scripted) -> None:
    server.answer_each(page(*range(10), total=23), page(*range(10, 20), total=23), page(20, 21, 22, total=23))
    tasks = await client.list_tasks(START, START + 60, "wanx-v1")
    assert isinstance(tasks, tuple)
    assert [task.task_id for task in tasks] == [f"t-{number}" for number in range(23)]
    assert tasks[0] == ListedTask("t-0", "r-0", START + 1, TaskStatus.RUNNING, "wanx-v1")
    assert [call.query["page_no"] for call in server.calls] == ["1", "2", "3"]


async def test_task__other_models_are_left_out_if_they_are_certain_to_be_others(
    client: DashScopeClient, server: Scripted
) -> None:
    rows = [row(1), row(2, None), row(3, "wan2.2-t2i-plus"), row(4, "an alias that we do not know")]
    server.answer({"total": 4, "data": rows})
    tasks = await client.list_tasks(START, START + 60, "wanx-v1")
    assert isinstance(tasks, tuple)
    assert [task.task_id for task in tasks] == ["t-1", "t-2", "t-4"]


@pytest.mark.parametrize(
    "answers",
    [
        [page(1, 2, total=3), page(total=3)],
        [page(1, 2, total=3), page(2, total=3), page(total=3)],
        [page(1, 2, total=3), page(3, 4, total=4)],
        [page(1, 2, total=1)],
        [page(1, 2, total=3), (500, {})],
        [page(1, 2, total=3), (429, {"code": "Throttling"})],
        [(200, {"data": [row(1)]})],
        [(200, {"total": 1})],
        [(200, {"total": 1, "tasks": [row(1)]})],
        [(200, {"total": 1, "data": [{"status": "RUNNING"}]})],
        [(200, {"total": 1, "data": [row(1, at=START + 8 * 3600)]})],
    ],
)
async def test_task__half_a_listing_is_none(
    client: DashScopeClient, server: Scripted, answers: list[tuple[int, Any]]
) -> None:
    server.answer_each(*answers)
    assert isinstance(await client.list_tasks(START, START + 60, "wanx-v1"), CallFailed)
    assert len(server.calls) == len(answers)


async def test_task__listing_without_end(client: DashScopeClient, server: Scripted) -> None:
    server.answer({"total": 99_999, "data": [row(1)]})
    assert isinstance(await client.list_tasks(START, START + 60, "wanx-v1"), CallFailed)
    assert len(server.calls) == 200


@pytest.mark.parametrize(("start", "end"), [(START, START - 5), (START, START + 86_402)])
async def test_task__what_is_no_window(client: DashScopeClient, start: float, end: float) -> None:
    with pytest.raises(ValueError):
        await client.list_tasks(start, end, "wanx-v1")


@pytest.mark.parametrize(
    ("told", "unread"),
    [
        (["skateboard", "road"], ("skateboard", "road")),
        (["x" * 500], ("x" * 100,)),
        ([str(n) for n in range(50)], tuple(str(n) for n in range(12))),
        (["", 7, None, "road"], ("road",)),
        ("road", ()),
        (None, ()),
    ],
)
def test_task__what_the_studio_does_not_know_is_bounded(told: Any, unread: tuple[str, ...]) -> None:
    result = {"url": "http://127.0.0.1/results/t/0.png", "studio_unread": told}
    body = {"output": {"task_id": TASK, "task_status": "SUCCEEDED", "results": [result]}}
    report = read_task(TASK, body, lambda text: text)
    assert isinstance(report, TaskReport)
    assert report.results[0].unread == unread
