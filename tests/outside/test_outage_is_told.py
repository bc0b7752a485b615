"""An upstream that answers nothing, or only 5xx, for minutes: the operator is told once, reminded, and told when it is back.

A paused pool told only those who waited. Whoever runs the bot heard of an outage six hours later, from the first job given up.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.adapter_api import GenerationRequest
from bot.dashscope.transport import HttpAnswer
from bot.jobs import outage
from bot.jobs.states import State
from bot.outbox.alerter import Alerter
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import AlertRow, ConversationRow, PersonRow, PostRow
from bot.upstream import AnswerLost, CallFailed, NotSent
from config.settings import LOCALES_FOLDER, Settings
from tests.jobs.bench import Bench, Creation, bench, settled

HOUR_S = 3600.0
TEXTS = Texts(LOCALES_FOLDER)


def said(status: int, code: str) -> HttpAnswer:
    return HttpAnswer(status, json.dumps({"code": code, "message": "no", "request_id": "r"}).encode())


AWAY: dict[str, Creation] = {
    "not sent": NotSent("connection refused"),
    "no answer": AnswerLost("timeout"),
    "503": said(503, "ModelUnavailable"),
    "500 of an unknown code": said(500, "Brand.New"),
    "502 page": HttpAnswer(502, b"<html>bad gateway</html>"),
}
HERE: dict[str, Creation] = {
    "429": said(429, "Throttling.RateQuota"),
    "400": said(400, "InvalidParameter"),
    "403 page": HttpAnswer(403, b"<html>who are you</html>"),
}


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench(tmp_path) as made:
        await made.store.write(_meet_ann)
        made.loops.append(
            Alerter(made.store, Settings.model_validate({"language": "en", "access": {"admins": ["t:ann"]}}), TEXTS)
        )
        yield made


def _meet_ann(tx: Tx) -> None:
    person = tx.get(
        PersonRow, "people.person", platform="t", user_id="ann", name="ann", hint="", reply_key="", now=tx.now
    )
    place = tx.get(ConversationRow, "people.conversation", platform="t", chat_id="ann", thread_id="", direct=1)
    tx.run("people.set_dm_conversation", id=person.id, conversation_id=place.id)


async def told(work: Bench) -> list[str]:
    """The texts of the messages to the operator about outages, in order, by their ids."""

    def look(tx: Tx) -> list[PostRow]:
        numbers = range(1, 1 + int(tx.value("posts.count_open") or 0))
        return [tx.get(PostRow, "posts.by_id", id=number) for number in numbers]

    posts = await work.store.read(look)
    found = [json.loads(post.payload).get("lines", [["", {}]])[-1][0] for post in posts]
    return [text_id for text_id in found if text_id in (outage.OUTAGE_TEXT, outage.RECOVERED_TEXT)]


def until(moment: float, work: Bench, answer: Creation) -> Callable[[GenerationRequest], Creation]:
    return lambda request: answer if work.clock.now() < moment else None


@pytest.mark.parametrize("name", AWAY)
async def test_outage_notice__outage_of_minutes_is_told_once_and_its_end_too(work: Bench, name: str) -> None:
    began = work.clock.now()
    over = began + HOUR_S
    work.upstream.creation = until(over, work, AWAY[name])
    work.upstream.listing = lambda: CallFailed("timeout") if work.clock.now() < over else None
    for number in range(4):
        await work.enqueue(f"person-{number}")
    await work.run_for(outage.OUTAGE_AFTER_S - 1)
    assert await told(work) == [], "a restart on the other side concerns nobody"
    await work.run_for(4 * outage.OUTAGE_AFTER_S)
    assert await told(work) == [outage.OUTAGE_TEXT]
    await work.run_for(began + HOUR_S - work.clock.now())
    assert await told(work) == [outage.OUTAGE_TEXT]
    await work.run_for(6 * HOUR_S, settled)
    await work.run_for(60)
    assert await told(work) == [outage.OUTAGE_TEXT, outage.RECOVERED_TEXT]
    assert {job.state for job in await work.jobs()} == {State.DONE}


@pytest.mark.parametrize("name", HERE)
async def test_outage_notice__service_that_is_busy_or_says_no_is_not_away(work: Bench, name: str) -> None:
    work.upstream.creation = lambda request: HERE[name]
    for number in range(4):
        await work.enqueue(f"person-{number}")
    await work.run_for(HOUR_S)
    assert await told(work) == []


async def test_outage_notice__one_request_that_never_arrives_is_no_outage_while_others_do(work: Bench) -> None:
    work.upstream.creation = lambda request: AWAY["502 page"] if request.prompt == "poison" else None
    await work.enqueue("poisoner", "poison")
    for number in range(60):
        await work.enqueue(f"person-{number}")
    await work.run_for(10 * 60)
    assert await told(work) == []


async def test_outage_notice__next_outage_is_told_at_once_and_a_long_one_is_recalled(work: Bench) -> None:
    for _ in range(2):
        work.upstream.creation = until(work.clock.now() + HOUR_S, work, AWAY["503"])
        await work.enqueue("bob")
        await work.run_for(2 * HOUR_S, settled)
        await work.run_for(60)
    assert await told(work) == [outage.OUTAGE_TEXT, outage.RECOVERED_TEXT] * 2
    work.upstream.creation = lambda request: AWAY["503"]
    for _ in range(10):
        await work.enqueue("bob")
        await work.run_for(3 * HOUR_S)
    assert await told(work) == [
        *[outage.OUTAGE_TEXT, outage.RECOVERED_TEXT] * 2,
        outage.OUTAGE_TEXT,
        outage.OUTAGE_TEXT,
    ]


async def test_outage_notice__words_say_since_when_and_what_was_answered(work: Bench) -> None:
    work.upstream.creation = lambda request: AWAY["503"]
    await work.enqueue("bob")
    await work.run_for(HOUR_S)
    rows = await work.store.read(lambda tx: tx.all(AlertRow, "alerts.all"))
    (alert,) = [row for row in rows if row.text_id == outage.OUTAGE_TEXT]
    arguments = json.loads(alert.arguments)
    assert (arguments["account"], arguments["kind"]) == ("main", "HTTP 503")
    for language in ("en", "zh"):
        assert arguments["seconds"] in TEXTS.say(language, outage.OUTAGE_TEXT, **arguments)
        assert "main" in TEXTS.say(language, outage.RECOVERED_TEXT, **arguments)
