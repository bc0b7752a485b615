"""What people are told about a job whose answer brings the pictures, in each state and language."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.jobs.buttons import JobButtons
from bot.commands.jobs.text import JobText
from bot.jobs import life_cycle
from bot.jobs.states import State
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import JobRow
from config.settings import LOCALES_FOLDER
from tests.jobs.bench import Bench, bench
from tests.transitions import move_through

MODEL = "z-image-turbo"
MONEY = ("¥", "money", "price", "charge", "费")
TEXTS = Texts(LOCALES_FOLDER)


async def _texts(
    at: Bench, number: int, language: str, *, free: bool = False, cancelled: bool = False
) -> dict[str, str]:
    """The text of a job in each state that it can be in after its claim."""

    def read(tx: Tx) -> dict[str, str]:
        text = JobText(at.manager, TEXTS)
        job = tx.get(JobRow, "jobs.get", id=number)._replace(language=language, protocol="answer")
        job = job._replace(price_li=0 if free else job.price_li, cancel_requested=int(cancelled))
        job = job._replace(submitted_at=tx.now, task_started_at=tx.now, due_at=tx.now + 300)
        held = job._replace(error=life_cycle.UNSURE)
        closed = job._replace(error=life_cycle.UNSURE_CLOSED)
        return {
            "submitting": text.of_state(tx, job, State.SUBMITTING),
            "unknown": text.of_state(tx, job, State.UNKNOWN),
            "held": text.of_state(tx, held, State.HELD),
            "failed": text.of_state(tx, closed, State.FAILED),
        }

    return await at.store.read(read)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_text__of_a_free_job_says_nothing_of_money_but_that_none_is_taken(tmp_path: Path, language: str) -> None:
    async with bench(tmp_path, model=MODEL) as at:
        number = await at.enqueue("ann")
        paid = await _texts(at, number, language)
        free = await _texts(at, number, language, free=True)
        cancelled = await _texts(at, number, language, free=True, cancelled=True)
    assert any(word in paid["held"] for word in MONEY)
    assert not any(word in free["held"] for word in MONEY), free["held"]
    assert not any(word in cancelled["held"] for word in MONEY), cancelled["held"]
    assert cancelled["held"] != free["held"], "nobody is asked whether to paint again what they cancelled"
    for texts in (paid, free):
        assert len(set(texts.values())) == len(texts)


async def test_text__of_a_job_in_flight_that_was_cancelled_says_so(tmp_path: Path) -> None:
    async with bench(tmp_path, model=MODEL) as at:
        number = await at.enqueue("ann")
        running = (await _texts(at, number, "en"))["submitting"]
        stopping = (await _texts(at, number, "en", cancelled=True))["submitting"]
    assert "Painting" in running
    assert "Stopping" in stopping


@pytest.mark.parametrize("cancelled", [0, 1])
async def test_button__again_is_offered_unless_the_person_cancelled(tmp_path: Path, cancelled: int) -> None:
    async with bench(tmp_path, model=MODEL) as at:
        number = await at.enqueue("ann")

        def lose(tx: Tx) -> JobRow:
            job = tx.get(JobRow, "jobs.get", id=number)
            held = move_through(tx, job, State.SUBMITTING, State.UNKNOWN, State.HELD)
            tx.run("jobs.set_error", id=number, error=life_cycle.UNSURE, code="")
            return held._replace(error=life_cycle.UNSURE, cancel_requested=cancelled)

        held = await at.store.write(lose)
        buttons = JobButtons(at.manager.catalogue, TEXTS).of_state(held, State.HELD)
    assert [button.action for row in buttons for button in row] == ([] if cancelled else [f"again:{number}"])
