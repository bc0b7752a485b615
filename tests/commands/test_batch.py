"""Many at once: combinations with their price asked first, and comparisons on one sheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.commands.batch.batches import Batches
from bot.commands.batch.feeder import BatchFeeder
from bot.store import Tx
from bot.store.rows import JobRow, PostRow
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.conftest import RunningApp, running_app
from tests.scripted import APPEND_ONLY, BotMessage, ScriptedPlatform


async def jobs(shenbi: RunningApp) -> list[JobRow]:
    """All jobs, oldest first."""
    found = await shenbi.app.store.read(lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=1, limit=100))
    return found[::-1]


def pictures(shenbi: RunningApp, chat: str = "ann") -> list[BotMessage]:
    return [m for m in shenbi.chat.visible(chat) if m.view.picture]


async def test_batch__four_are_painted_without_asking_each_with_its_own_post(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine {red, blue} fox in {snow, desert}")
    await shenbi.chat.picture(count=4)
    prompts = {json.loads(job.request)["prompt"] for job in await jobs(shenbi)}
    assert prompts == {"red fox in snow", "red fox in desert", "blue fox in snow", "blue fox in desert"}
    assert len(shenbi.chat.visible()) == 4


async def test_batch__above_four_the_price_is_asked_and_a_double_yes_is_one(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine {red, blue, green} fox in {snow, desert}")
    question = await shenbi.chat.text("This makes 6 pictures for ¥0.96")
    assert "red · snow / red · desert" in question.view.text
    assert await jobs(shenbi) == []
    await shenbi.chat.press(question, "Paint them")
    await shenbi.chat.say("/many yes 1")
    await shenbi.chat.picture(count=6)
    assert len(await jobs(shenbi)) == 6
    await shenbi.chat.until(lambda: "6 of 6" in question.view.text)
    assert question.view.buttons == ()


async def test_batch__no_means_no(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine {1a, 2a, 3a} fox --n 2")
    question = await shenbi.chat.text("6 pictures")
    await shenbi.chat.press(question, "No")
    await shenbi.chat.until(lambda: "Stopped" in question.view.text)
    await shenbi.chat.press(question, "batch:1:yes") if question.view.buttons else None
    await shenbi.chat.say("/many yes 1")
    await shenbi.chat.say("/cost")
    await shenbi.chat.text("in all: ¥0.00")
    assert await jobs(shenbi) == []


async def test_batch__only_who_asked_may_say_yes(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine {1a, 2a, 3a} fox --n 2", chat="club", group=True)
    question = await shenbi.chat.text("6 pictures", "club")
    await shenbi.chat.press(question, "Paint them", user="bob")
    await shenbi.chat.text("Only the person who asked", "club")
    assert await jobs(shenbi) == []


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("{1a,2a,3a,4a,5a} {1b,2b,3b,4b}", "20 combinations; 16 at most"),
        ("{1a,2a,3a,4a,5a} fox --n 4", "20 pictures; 16 at most"),
        ("{red, blue} fox --style {watercolor, watercolr}", "Did you mean “watercolor”"),
        ("/many yes 7", "Nothing to confirm under #7"),
        ("/many perhaps", "all combinations"),
        ("/compare", "Add what to compare"),
    ],
)
async def test_batch__what_is_not_painted(shenbi: RunningApp, written: str, answer: str) -> None:
    await shenbi.chat.say(written)
    await shenbi.chat.text(answer)
    assert await jobs(shenbi) == []


async def test_batch__days_limit_counts_the_whole_before_anything_is_queued(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, limits={"daily_yuan": "0.5"}) as shenbi:
        await shenbi.chat.say("/imagine {1a, 2a, 3a, 4a} fox")
        await shenbi.chat.text("This costs ¥0.64, and the budget is ¥0.5 a day")
        assert await jobs(shenbi) == []
        await shenbi.chat.say("/imagine {1a, 2a, 3a} fox")
        await shenbi.chat.picture(count=3)


async def test_batch__waits_for_its_persons_places_and_leaves_one_free(tmp_path: Path) -> None:
    """With three waiting places a batch takes two, so that there is room for something else."""
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=30.0), seed=1)
    async with Studio(options) as slow, running_app(tmp_path, slow, limits={"waiting_jobs": 3}) as shenbi:
        await shenbi.chat.say("/imagine {1a, 2a, 3a, 4a, 5a, 6a, 7a, 8a} fox")
        question = await shenbi.chat.text("8 pictures")
        await shenbi.chat.press(question, "Paint them")
        await shenbi.chat.until(lambda: "of 8 are in the queue" in question.view.text)
        await shenbi.chat.say("/imagine something else")
        await shenbi.chat.text("something else")

        def waiting(tx: Tx) -> int:
            return int(tx.value("jobs.waiting_of_payer", payer_id=1))

        assert await shenbi.app.store.read(waiting) <= 3
        await shenbi.chat.press(question, "Stop")
        await shenbi.chat.until(lambda: "What had not begun was not charged" in question.view.text)
        states = [job.state for job in await jobs(shenbi)]
        assert states.count("queued") <= 1
        assert len(states) < 9


async def test_batch__what_was_made_and_not_told_is_told_once_by_the_next_worker(tmp_path: Path) -> None:
    """Made at its start, by another process, or before a restart: else the card would say '5 of 6' for ever."""
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=30.0), seed=1)
    async with Studio(options) as slow, running_app(tmp_path, slow, limits={"waiting_jobs": 3}) as shenbi:
        await shenbi.chat.say("/imagine {1a, 2a, 3a, 4a, 5a, 6a, 7a, 8a} fox")
        question = await shenbi.chat.text("8 pictures")
        await shenbi.chat.press(question, "Paint them")
        await shenbi.chat.text(
            "Painting"
        )  # The first has begun and the spare is upstream: nothing moves for half a minute.
        await shenbi.chat.until(lambda: "4 of 8 are in the queue" in question.view.text)
        feeder = BatchFeeder(shenbi.app.store, Batches(shenbi.app.manager))

        async def revision() -> int:
            return await shenbi.app.store.read(
                lambda tx: int(tx.get(PostRow, "posts.by_subject", subject="batch:1").revision)
            )

        before = await revision()
        await shenbi.app.store.write(lambda tx: tx.run("batches.set_checked", id=1, progress="", now=0.0))
        await feeder.once()
        assert await revision() == before + 1
        await feeder.once()
        assert await revision() == before + 1


async def test_batch__comparison_is_one_sheet_of_the_same_seed(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/compare a fox --n 3 --seed 11")
    shown = await shenbi.chat.picture()
    requests = [json.loads(job.request) for job in await jobs(shenbi)]
    assert [r["style"] for r in requests] == ["photography", "watercolor", "anime", "oil painting"]
    assert {(r["seed"], r["n"], r["prompt"]) for r in requests} == {(11, 1, "a fox")}
    assert len(shenbi.chat.visible()) == 1
    assert shown.view.picture is not None
    assert shown.view.picture.key.startswith("boards/")
    assert "¥0.64" in shown.view.text
    await shenbi.chat.press(shown, "#2 watercolor")
    brought = await shenbi.chat.picture(count=2)
    assert "watercolor" in brought.view.text
    assert any("Original" in b.label for row in brought.view.buttons for b in row)


async def test_batch__all_styles_are_asked_about_first(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/对比 全部 一只狐狸", language="zh")
    question = await shenbi.chat.text("一共 9 张，1.44 元")
    assert "摄影 / 人像写真" in question.view.text


async def test_batch__words_can_be_compared_and_what_failed_is_said(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/compare {a fox, gore, an owl}")
    shown = await shenbi.chat.picture()
    assert "1 of them did not work out and was not charged" in shown.view.text
    assert "¥0.32" in shown.view.text
    labels = [b.label for row in shown.view.buttons for b in row]
    assert labels == ["#1 a fox", "#3 an owl"]


async def test_batch__without_edits_a_comparison_is_two_messages(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as shenbi:
        await shenbi.chat.say("/compare a fox")
        await shenbi.chat.picture()
        assert [bool(m.view.picture) for m in shenbi.chat.visible()] == [False, True]


async def test_batch__restart_in_the_middle_finishes_a_comparison(tmp_path: Path, studio: Studio) -> None:
    chat = ScriptedPlatform()
    async with running_app(tmp_path, studio, chat, limits={"waiting_jobs": 2}) as shenbi:
        await shenbi.chat.say("/compare a fox")
        await shenbi.chat.text("Comparison")
    async with running_app(tmp_path, studio, chat, limits={"waiting_jobs": 2}) as shenbi:
        await shenbi.chat.picture()
        assert len(await jobs(shenbi)) == 4
        assert len(pictures(shenbi)) == 1
