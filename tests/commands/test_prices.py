"""No picture is painted for more than usual without a press, and none above the operator's limit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.sessions.model import load
from bot.store import Tx
from bot.store.rows import BatchRow, JobRow, SessionRow
from studio.server import Studio
from tests.conftest import RunningApp, running_app
from tests.raw_rows import raw_rows
from tests.scripted import APPEND_ONLY, ScriptedPlatform

DEAR = "wan2.2-t2i-plus"  # ¥0.20; a picture of the role's model costs ¥0.16.


async def models(shenbi: RunningApp) -> list[str]:
    """The models of all jobs, oldest first."""
    rows = await shenbi.app.store.read(
        lambda tx: [tx.get(JobRow, "jobs.get", id=i) for i in range(1, 30) if tx.one(JobRow, "jobs.get", id=i)]
    )
    return [row.model for row in rows]


async def test_price__dearer_than_usual_is_asked_once_and_its_repetition_never(shenbi: RunningApp) -> None:
    await shenbi.chat.say(f"/imagine a fox --model {DEAR}")
    question = await shenbi.chat.text("¥0.2 a picture; usually one costs ¥0.16")
    assert question.view.text == (
        f"a fox\n{DEAR} would paint this at 1024×1024, for ¥0.2 a picture; usually one costs ¥0.16. Paint it?"
    )
    assert await models(shenbi) == []
    await shenbi.chat.press(question, "Paint")
    shown = await shenbi.chat.picture()
    await shenbi.chat.until(lambda: question.gone)
    assert await models(shenbi) == [DEAR]
    await shenbi.chat.press(shown, "Again")
    await shenbi.chat.picture(count=2)
    await shenbi.chat.say("/again 1")
    await shenbi.chat.picture(count=3)
    assert await models(shenbi) == [DEAR] * 3


async def test_price__not_now_costs_nothing_and_a_later_press_does_nothing(shenbi: RunningApp) -> None:
    await shenbi.chat.say(f"/imagine a fox --model {DEAR}")
    question = await shenbi.chat.text("usually one costs")
    await shenbi.chat.press(question, "Not now")
    await shenbi.chat.until(lambda: "I won't paint it" in question.view.text)
    await shenbi.chat.say("/many yes 1")
    await shenbi.chat.say("/cost")
    await shenbi.chat.text("What your pictures cost")
    assert await models(shenbi) == []


async def test_price__what_one_person_agreed_to_another_is_asked_about(shenbi: RunningApp) -> None:
    await shenbi.chat.say(f"/imagine a fox --model {DEAR}", chat="club", group=True)
    question = await shenbi.chat.text("usually one costs", "club")
    await shenbi.chat.press(question, "Paint", user="bob")
    await shenbi.chat.text("Only the person who asked", "club")
    await shenbi.chat.press(question, "Paint")
    shown = await shenbi.chat.picture("club")
    await shenbi.chat.press(shown, "Again", user="bob")
    await shenbi.chat.text("usually one costs", "club")
    assert await models(shenbi) == [DEAR]


async def test_price__dearer_repetition_of_an_usual_job_is_asked(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox")
    await shenbi.chat.picture()
    await shenbi.chat.say(f"/again 1 --model {DEAR}")
    await shenbi.chat.text("usually one costs ¥0.16")
    assert await models(shenbi) == ["wanx-v1"]


async def test_price__platform_without_buttons_gets_the_words(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as shenbi:
        await shenbi.chat.say(f"/画 狐狸 --模型 {DEAR}", language="zh")
        question = await shenbi.chat.text("每张 0.2 元；平时一张 0.16 元")
        await shenbi.chat.say(question.view.buttons[0][0].typed, language="zh")
        await shenbi.chat.picture()
        assert await models(shenbi) == [DEAR]


async def test_price__question_is_answered_by_a_typed_yes_or_no(shenbi: RunningApp) -> None:
    await shenbi.chat.say(f"/imagine a fox --model {DEAR}")
    question = await shenbi.chat.text("usually one costs")
    await shenbi.chat.say("no")
    await shenbi.chat.until(lambda: "I won't paint it" in question.view.text)
    await shenbi.chat.say(f"/imagine a bear --model {DEAR}")
    await shenbi.chat.text("a bear")
    await shenbi.chat.say("yes")
    await shenbi.chat.picture()
    assert await models(shenbi) == [DEAR]


async def test_price__of_a_batch_is_asked_for_one_picture_and_for_all(shenbi: RunningApp) -> None:
    await shenbi.chat.say(f"/imagine {{red, blue}} fox --model {DEAR}")
    question = await shenbi.chat.text("for ¥0.2 a picture")
    assert "This makes 2 pictures for ¥0.4." in question.view.text
    await shenbi.chat.press(question, "Paint them")
    await shenbi.chat.picture(count=2)
    assert await models(shenbi) == [DEAR] * 2


async def test_price__more_pictures_than_are_painted_unasked_are_asked_about(shenbi: RunningApp) -> None:
    """wanx-v1 paints four at once; a model that paints five is no reason to paint five without a word."""
    await shenbi.chat.say("/imagine a fox --n 5")
    await shenbi.chat.text("This makes 5 pictures for ¥0.5.")
    assert await models(shenbi) == []


async def test_price__that_has_risen_since_the_question_is_asked_about_again(shenbi: RunningApp) -> None:
    await shenbi.chat.say(f"/imagine a fox --model {DEAR}")
    question = await shenbi.chat.text("usually one costs")

    def cheaper(tx: Tx) -> None:
        requests = json.loads(tx.get(BatchRow, "batches.get", id=1).requests)
        requests[0]["agreed_li"] = 180
        raw_rows(tx, "UPDATE batch SET requests = :requests WHERE id = 1 RETURNING id", requests=json.dumps(requests))

    await shenbi.app.store.write(cheaper)
    await shenbi.chat.press(question, "Paint")
    again = await shenbi.chat.until(
        lambda: next((m for m in shenbi.chat.visible() if "usually" in m.view.text and m is not question), None)
    )
    assert await models(shenbi) == []
    await shenbi.chat.press(again, "Paint")
    await shenbi.chat.picture()


async def test_price__what_the_roles_model_cannot_paint_goes_to_the_cheapest_and_the_price_says_so(
    tmp_path: Path, studio: Studio
) -> None:
    upstream = {"allowed_models": ["wanx-v1", "wanx2.1-t2i-turbo", "wan2.7-image-pro"]}
    async with running_app(tmp_path, studio, upstream=upstream) as shenbi:
        await shenbi.chat.say("/imagine a fox --size 640x640 --no text")
        await shenbi.chat.text("1 picture with wanx2.1-t2i-turbo · ¥0.14")
        shown = await shenbi.chat.picture()
        await shenbi.chat.say("/similar a bear", reply_to=shown.id)  # Of a model that takes the style of a picture.
        await shenbi.chat.picture(count=2)
        assert await models(shenbi) == ["wanx2.1-t2i-turbo", "wanx-v1"]


@pytest.mark.parametrize(
    ("written", "answers"),
    [
        (
            f"/imagine a fox --model {DEAR}",
            (
                "costs ¥0.2; here one may cost at most ¥0.18",
                "Without --model, wanx-v1 would do it for ¥0.16 a picture.",
            ),
        ),
        (
            "/imagine a fox --size 4096x4096",
            ("wanx-v1 does not paint 4096x4096", "wan2.7-image-pro could do it, but for ¥0.5 a picture"),
        ),
        (
            f"/imagine a fox --style sketch --model {DEAR}",
            (f"{DEAR} has no fixed styles", "Without --model, wanx-v1 would do it"),
        ),
        ("/imagine a fox --model gpt", ("There is no model called “gpt”", "wanx-v1")),
    ],
)
async def test_price__limit_of_a_picture_is_said_with_the_cheapest_way(
    tmp_path: Path, studio: Studio, written: str, answers: tuple[str, ...]
) -> None:
    async with running_app(tmp_path, studio, upstream={"max_picture_yuan": "0.18"}) as shenbi:
        await shenbi.chat.say(written)
        for answer in answers:
            await shenbi.chat.text(answer)
        assert await models(shenbi) == []


async def test_price__limit_stops_also_what_was_agreed_to_before_it(tmp_path: Path, studio: Studio) -> None:
    chat = ScriptedPlatform()
    async with running_app(tmp_path, studio, chat) as shenbi:
        await shenbi.chat.say(f"/imagine a fox --model {DEAR}")
        question = await shenbi.chat.text("usually one costs")
        await shenbi.chat.press(question, "Paint")
        await shenbi.chat.picture()
        await shenbi.chat.say(f"/imagine a bear --model {DEAR}")
        await shenbi.chat.text("a bear")
    async with running_app(tmp_path, studio, chat, upstream={"max_picture_yuan": "0.18"}) as shenbi:
        await shenbi.chat.say("/again 1")  # Its model was not named this time.
        await shenbi.chat.picture(count=2)
        await shenbi.chat.say("/many yes 2")
        await shenbi.chat.text("here one may cost at most ¥0.18")
        assert await models(shenbi) == [DEAR, "wanx-v1"]


async def test_allowed_models__others_are_neither_painted_with_nor_named(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, upstream={"allowed_models": ["wanx-v1"]}) as shenbi:
        await shenbi.chat.say(f"/imagine a fox --model {DEAR}")
        note = await shenbi.chat.text(f"{DEAR} is not offered here")
        assert "These can be used: wanx-v1\n" in note.view.text
        await shenbi.chat.say("/imagine a fox --size 640x640 --no text")
        await shenbi.chat.text("wanx2.1-t2i-turbo could do it (¥0.14 a picture), but it is not offered here")
        assert await models(shenbi) == []


async def test_price__of_a_session_is_asked_of_its_host_at_the_start(shenbi: RunningApp) -> None:
    await shenbi.chat.say(f"/session start the sea --model {DEAR} --per-round 1", chat="club", group=True)
    question = await shenbi.chat.text("each picture of the session costs ¥0.2; usually one costs ¥0.16", "club")
    assert not await shenbi.app.store.read(lambda tx: tx.one(SessionRow, "sessions.get", id=1))
    await shenbi.chat.press(question, "Go ahead")
    await shenbi.chat.say("/idea boats", chat="club", group=True)
    await shenbi.chat.say("/session paint", chat="club", group=True)
    await shenbi.chat.picture("club")
    assert await models(shenbi) == [DEAR]


async def test_price__of_a_session_can_be_agreed_to_in_words_and_rises_only_with_the_hosts_word(
    shenbi: RunningApp,
) -> None:
    await shenbi.chat.say("/session start the sea --per-round 1")
    await shenbi.chat.text("Round 1 of 3")
    await shenbi.chat.say(f"/session settings --model {DEAR} --rounds 5")
    await shenbi.chat.text("each picture of the session costs ¥0.2")
    await shenbi.chat.say("yes")
    await shenbi.chat.until(lambda: any("5 rounds" in m.view.text for m in shenbi.chat.visible()))
    document = (await shenbi.app.store.read(lambda tx: tx.get(SessionRow, "sessions.get", id=1))).document
    rules = load(document).rules
    assert (rules.model, rules.agreed_li, rules.rounds) == (DEAR, 200, 5)


async def test_price__of_a_session_by_need_is_that_of_the_model_that_can(tmp_path: Path, studio: Studio) -> None:
    async with running_app(
        tmp_path, studio, upstream={"default_model": DEAR, "allowed_models": [DEAR, "wanx-v1"]}
    ) as app:
        await app.chat.say("/session start the sea --style sketch")
        await app.chat.text("Round 1 of 3")
        document = (await app.app.store.read(lambda tx: tx.get(SessionRow, "sessions.get", id=1))).document
        assert load(document).rules.model == "wanx-v1"
