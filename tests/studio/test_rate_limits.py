"""Rate limits and concurrency, on a driven clock."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.server import Settings, StudioOptions
from studio.server.rate_limits import SlidingWindow
from tests.clock import DrivenClock
from tests.studio.client import Answer, StudioClient, studio_client, summary

RATE = (429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later.")


@given(st.lists(st.floats(0, 0.7), max_size=60), st.sampled_from([1, 2, 3, 5, 20]))
def test_rate_limits__no_second_ever_holds_more_than_the_limit(gaps: list[float], limit: int) -> None:
    window, now, admitted = SlidingWindow(), 0.0, list[float]()
    for gap in gaps:
        now += gap
        if window.admit(now, limit):
            admitted.append(now)
    for moment in admitted:
        assert sum(moment <= other < moment + 1 for other in admitted) <= limit
    assert window.refused == len(gaps) - len(admitted)


def test_rate_limits__less_than_one_a_second_is_a_longer_window() -> None:
    window = SlidingWindow()
    assert [window.admit(now, 0.5) for now in (0.0, 1.9, 2.0, 3.9, 4.1)] == [True, False, True, False, True]


async def test_rate_limits__two_submissions_a_second(driven: StudioClient, clock: DrivenClock) -> None:
    answers = [await driven.create(n=1) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[2].refusal == RATE
    clock.advance(0.9)
    assert (await driven.create(n=1)).status == 429
    clock.advance(0.2)
    assert (await driven.create(n=1)).status == 200
    pool = summary(driven)["pools"][0]
    assert (pool["accepted"], pool["submissions_over_the_rate"], pool["most_submissions_in_a_second"]) == (3, 2, 4)


async def test_rate_limits__rate_is_per_account_and_model_over_its_keys(clock: DrivenClock) -> None:
    settings = Settings(min_task_s=0, canned=True, accounts={"sk-a": "main", "sk-b": "main"})
    async with studio_client(StudioOptions(settings=settings), clock) as client:

        async def status(key: str, model: str) -> int:
            return (await client.with_key(key).create(model=model, n=1)).status

        calls = [("sk-a", "wanx-v1"), ("sk-b", "wanx-v1"), ("sk-b", "wanx-v1")]
        calls += [("sk-c", "wanx-v1"), ("sk-a", "wan2.2-t2i-flash")]
        assert [await status(*call) for call in calls] == [200, 200, 429, 200, 200]


async def test_rate_limits__refused_bodies_count_but_missing_headers_do_not(driven: StudioClient) -> None:
    await driven.post({"model": "wanx-v1", "input": {"prompt": "x"}}, headers={"X-DashScope-Async": "no"})
    assert (await driven.create(n=9)).status == 400
    assert (await driven.create(n=1)).status == 200
    assert (await driven.create(n=1)).refusal == RATE


@pytest.mark.parametrize(("method", "path"), [("GET", "/tasks/x"), ("GET", "/tasks"), ("POST", "/tasks/x/cancel")])
async def test_rate_limits__twenty_a_second_each_for_query_list_and_cancel(
    driven: StudioClient, clock: DrivenClock, method: str, path: str
) -> None:
    driven.studio.change_settings(queries_per_second=20)
    ordinary = 400 if method == "POST" else 200
    seen = [(await driven.call(method, path)).status for _ in range(21)]
    assert seen == [ordinary] * 20 + [429]
    assert (await driven.with_key("sk-other").call(method, path)).status == ordinary
    others = {("GET", "/tasks/x"), ("GET", "/tasks"), ("POST", "/tasks/x/cancel")} - {(method, path)}
    assert {(await driven.call(*other)).status for other in others} <= {200, 400}
    clock.advance(1.01)
    assert (await driven.call(method, path)).status == ordinary
    assert sum(summary(driven)["accounts_over_the_rate"].values()) == 1


async def test_rate_limits__strict_concurrency_is_a_429(driven: StudioClient, clock: DrivenClock) -> None:
    driven.studio.change_settings(strict_concurrency=True, min_task_s=10)
    first = await driven.create(n=1)
    answer = await driven.create(n=1)
    assert answer.refusal == (429, "Throttling.Concurrency", "Too many concurrent requests.")
    clock.advance(10)
    await driven.until_finished(first.task_id)
    assert (await driven.create(n=1)).status == 200


async def test_rate_limits__raised_limit_starts_what_waits(driven: StudioClient) -> None:
    driven.studio.change_settings(min_task_s=1000)
    ids = [(await driven.create(n=1)).task_id for _ in range(2)]

    async def states() -> Iterator[str]:
        answers: list[Answer] = [await driven.query(task_id) for task_id in ids]
        return iter([answer.task_status for answer in answers])

    assert list(await states()) == ["RUNNING", "PENDING"]
    driven.studio.change_settings(tasks_at_once={"wanx-v1": 2})
    assert list(await states()) == ["RUNNING", "RUNNING"]
