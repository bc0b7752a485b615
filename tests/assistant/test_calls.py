"""`/improve` and `/describe` from the message to the picture, against the real studio."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.jobs import money
from bot.runtime import failpoints
from bot.store import Tx
from bot.store.rows import ChargeRow, ChatCallRow
from studio.server import Fault, Studio
from tests.conftest import RunningApp, photo, running_app
from tests.raw_rows import raw_rows
from tests.scripted import APPEND_ONLY, BotMessage, ScriptedPlatform

SAID = "Under ¥0.01"
SAID_ZH = "不到 ¥0.01"


async def calls(shenbi: RunningApp) -> list[ChatCallRow]:
    """All calls, oldest first."""

    def look(tx: Tx) -> list[ChatCallRow]:
        ids = [row["id"] for row in raw_rows(tx, "SELECT id FROM chat_call ORDER BY id")]
        return [tx.get(ChatCallRow, "calls.get", id=call_id) for call_id in ids]

    return await shenbi.app.store.read(look)


async def answers(shenbi: RunningApp, count: int, chat: str = "ann") -> list[BotMessage]:
    """Wait until so many answers are shown."""

    def shown() -> list[BotMessage]:
        found = [message for message in shenbi.chat.visible(chat) if SAID in message.view.text]
        return found if len(found) >= count else []

    found: list[BotMessage] = await shenbi.chat.until(shown)
    return found


async def booked(shenbi: RunningApp) -> tuple[int, int]:
    """What the payers were charged for calls, and what the accounts were: in li. The ledgers are sound."""

    def look(tx: Tx) -> tuple[int, int]:
        assert money.compare_totals(tx) == []
        charged = raw_rows(tx, "SELECT COALESCE(sum(amount_li), 0) AS li FROM charge WHERE call_id > 0")
        paid = raw_rows(tx, "SELECT COALESCE(sum(amount_li), 0) AS li FROM cost WHERE task_id LIKE 'call:%'")
        return int(charged[0]["li"]), int(paid[0]["li"])

    return await shenbi.app.store.read(look)


def asked(studio: Studio) -> list[dict[str, Any]]:
    """The chats that the studio has answered."""
    return list(studio.record()["chats"])


async def test_improve__better_prompt_is_shown_then_painted(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/improve a fox in the snow --style watercolor --n 2")
    shown = await shenbi.chat.text(SAID)
    prompt = shown.view.text.partition("\n")[0]
    assert prompt.startswith("a fox in the snow, ")
    assert await shenbi.jobs() == []
    [chat] = asked(shenbi.studio)
    assert (chat["model"], chat["thinks"], chat["images"]) == ("qwen3.7-flash", False, 0)
    assert await booked(shenbi) == (1, 1)
    await shenbi.chat.press(shown, "Paint")
    await shenbi.chat.picture()
    [job] = await shenbi.jobs()
    assert (job.prompt, job.style, job.n, job.kind) == (prompt, "watercolor", 2, "imagine")


async def test_improve__own_words_are_painted_as_they_are(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/improve a fox --ar 16:9")
    shown = await shenbi.chat.text(SAID)
    await shenbi.chat.press(shown, "My own words")
    await shenbi.chat.picture()
    [job] = await shenbi.jobs()
    assert job.prompt == "a fox"


async def test_improve__again_asks_once_more_and_keeps_the_first(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/improve a fox --style sketch")
    first = await shenbi.chat.text(SAID)
    await shenbi.chat.press(first, "Again")
    await answers(shenbi, 2)
    assert [call.words for call in await calls(shenbi)] == ["a fox", "a fox"]
    assert await booked(shenbi) == (2, 2)
    await shenbi.chat.say("/cost")
    told = await shenbi.chat.text("What your pictures cost")
    assert "today: ¥0.002, 0 pictures" in told.view.text
    assert "descriptions and better prompts: ¥0.002" in told.view.text


async def test_improve__chinese_person_reads_and_types_chinese(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY), language="zh") as shenbi:
        await shenbi.chat.say("/润色一只狐狸", language="zh")
        shown = await shenbi.chat.text(SAID_ZH)
        assert len(shenbi.chat.visible()) == 1  # Where nothing can be edited, no word before the answer.
        prompt = shown.view.text.partition("\n")[0]
        assert prompt.startswith("一只狐狸，")
        typed = {button.label: button.typed for row in shown.view.buttons for button in row}
        assert typed == {"🖌 就画这个": "/润色 画 1", "🔁 重写一次": "/润色 重写 1", "画我的原文": "/润色 原文 1"}
        await shenbi.chat.say("/润色 画 1", language="zh")
        await shenbi.chat.picture()
        [job] = await shenbi.jobs()
        assert job.prompt == prompt


async def test_describe__picture_of_ours_and_a_photo(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a sailing boat at sunset")
    picture = await shenbi.chat.picture()
    await shenbi.chat.say("/describe", reply_to=picture.id)
    shown = await shenbi.chat.text(SAID)
    [chat] = asked(shenbi.studio)
    assert chat["images"] == 1
    prompt = shown.view.text.partition("\n")[0]
    assert prompt == chat["answer"]
    await shenbi.chat.press(shown, "Paint this")
    await shenbi.chat.picture(count=2)
    assert [job.prompt for job in reversed(await shenbi.jobs())] == ["a sailing boat at sunset", prompt]
    await shenbi.chat.say("/describe", image=photo(900, 600), user="bob")
    told = await shenbi.chat.text(SAID, "bob")
    assert "900 by 600 pixels" in told.view.text
    await shenbi.chat.say("/describe", user="bob")  # The newest picture here.
    await answers(shenbi, 2, "bob")


async def test_describe__by_number_and_not_what_is_somebody_elses(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox")
    await shenbi.chat.picture()
    for number, words in enumerate(("/describe 1", "/describe --from 1.1"), 1):
        await shenbi.chat.say(words)
        await answers(shenbi, number)
    await shenbi.chat.say("/describe 1", user="bob")
    await shenbi.chat.text("There is no picture 1 of #1", "bob")
    await shenbi.chat.say("/describe", user="bob")
    await shenbi.chat.text("Which picture?", "bob")
    assert len(asked(shenbi.studio)) == 2


async def test_call__lost_answer_is_asked_for_once_more(shenbi: RunningApp) -> None:
    shenbi.studio.add_faults(Fault("chat", "lose"))
    await shenbi.chat.say("/improve a fox")
    await shenbi.chat.text(SAID)
    assert len(asked(shenbi.studio)) == 2
    assert await booked(shenbi) == (1, 2)  # The service may bill both, the person is charged for one.


async def test_call__answer_lost_twice_is_told_and_costs_the_person_nothing(shenbi: RunningApp) -> None:
    shenbi.studio.add_faults(Fault("chat", "lose", times=2))
    await shenbi.chat.say("/improve a fox")
    told = await shenbi.chat.text("got lost, twice")
    assert "you are not charged" in told.view.text
    assert await booked(shenbi) == (0, 2)
    await shenbi.chat.press(told, "Again")
    await shenbi.chat.text(SAID)
    assert await booked(shenbi) == (1, 3)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("chat", "error", code="DataInspectionFailed"), "moderation turned your words down"),
        (
            Fault(
                "chat", "error", code="DataInspectionFailed", message="Output data may contain inappropriate content."
            ),
            "held its answer back",
        ),
        (Fault("chat", "error", code="Throttling", times=None), "too busy"),
        (Fault("chat", "error", code="ModelNotFound", times=None), "cannot be used at the moment"),
        (Fault("chat", "error", code="Arrearage", times=None), "cannot be used at the moment"),
        (Fault("chat", "error", code="InvalidApiKey", times=None), "cannot be used at the moment"),
        (Fault("chat", "error", code="InvalidParameter", message="Something is wrong."), "our fault"),
    ],
)
async def test_call__refusal_is_told_and_nothing_is_booked(shenbi: RunningApp, fault: Fault, said: str) -> None:
    shenbi.studio.add_faults(fault)
    await shenbi.chat.say("/improve a fox")
    told = await shenbi.chat.text(said)
    assert "othing was charged" in told.view.text
    assert await booked(shenbi) == (0, 0)


async def test_call__busy_for_a_moment_is_asked_again(shenbi: RunningApp) -> None:
    shenbi.studio.add_faults(Fault("chat", "error", code="Throttling.RateQuota"))
    await shenbi.chat.say("/improve a fox")
    await shenbi.chat.text(SAID)
    assert await booked(shenbi) == (1, 1)


async def test_call__refused_account_gives_way_to_another(tmp_path: Path, studio: Studio) -> None:
    accounts = [{"name": "main", "keys": ["sk-test-0001"]}, {"name": "spare", "keys": ["sk-test-0002"]}]
    studio.add_faults(Fault("chat", "error", code="Arrearage", times=None, key_id="sk-test-0001"))
    async with running_app(tmp_path, studio, upstream={"accounts": accounts}) as shenbi:
        for number in (1, 2):
            await shenbi.chat.say("/improve a fox")
            await answers(shenbi, number)


async def test_call__limits_of_one_person(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, limits={"calls_per_hour": 2}) as shenbi:
        for number in (1, 2):
            await shenbi.chat.say("/improve a fox")
            await answers(shenbi, number)
        await shenbi.chat.say("/improve a fox")
        told = await shenbi.chat.text("2 descriptions and better prompts within an hour")
        assert "Nothing was queued or charged" in told.view.text
        await shenbi.chat.say("/improve a fox", user="bob")
        await shenbi.chat.text(SAID, "bob")
        assert await booked(shenbi) == (3, 3)


async def test_call__at_once_and_a_budget(tmp_path: Path, studio: Studio) -> None:
    studio.add_faults(Fault("chat", "wait", seconds=0.3, times=None))
    async with running_app(tmp_path, studio, limits={"calls_at_once": 1, "daily_yuan": "0.002"}) as shenbi:
        await asyncio.gather(shenbi.chat.say("/improve a fox"), shenbi.chat.say("/improve a bear"))
        await shenbi.chat.text("still working on 1 of these")
        await shenbi.chat.text(SAID)
        await shenbi.chat.say("/improve a bear")
        await answers(shenbi, 2)
        await shenbi.chat.say("/improve an owl")
        await shenbi.chat.text("budget is used up")


async def test_call__switched_off_is_said(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, upstream={"chat_model": ""}) as shenbi:
        await shenbi.chat.say("/improve a fox")
        await shenbi.chat.say("/describe", image=photo())
        await shenbi.chat.until(lambda: len(shenbi.chat.visible()) == 2)
        assert {m.view.text.partition(" are ")[0] for m in shenbi.chat.visible()} == {
            "Describing pictures and improving prompts"
        }
    assert asked(studio) == []


async def test_call__in_a_group_others_read_it_and_paint_at_their_own_cost(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/improve a fox", chat="club", group=True)
    shown = await shenbi.chat.text(SAID, "club")
    stranger = BotMessage("bot-99", "eve", shown.view)
    await shenbi.chat.press(stranger, "Paint", user="eve")
    await shenbi.chat.text("The prompt 1 is no longer here", "eve")
    await shenbi.chat.push(
        {
            "action": "call:1:paint", "under": shown.id, "user": "bob", "chat": "club", "language": "en", "admin": False,
            "direct": False,
        }
    )  # fmt: skip
    await shenbi.chat.picture("club")

    def payers(tx: Tx) -> list[ChargeRow]:
        return tx.all(ChargeRow, "money.charges_of_job", job_id=1)

    [call] = await calls(shenbi)
    assert {row.payer_id for row in await shenbi.app.store.read(payers)} != {call.payer_id}


@pytest.mark.parametrize("point", ["call.intended", "call.answered"])
async def test_call__process_that_ends_in_between_is_followed_by_another(
    tmp_path: Path, studio: Studio, point: str
) -> None:
    reached = asyncio.Event()

    def stop() -> None:
        reached.set()
        raise asyncio.CancelledError

    chat = ScriptedPlatform()
    async with running_app(tmp_path, studio, chat) as shenbi:
        failpoints.on(point, stop)
        try:
            await shenbi.chat.say("/improve a fox")
            await asyncio.wait_for(reached.wait(), 60)
        finally:
            failpoints.on(point, None)
    async with running_app(tmp_path, studio, chat) as shenbi:
        await shenbi.chat.text(SAID)
        assert await booked(shenbi) == (1, 2)
        [call] = await calls(shenbi)
        assert (call.state, call.lost, call.tries) == ("answered", 1, 2)


async def test_describe__which_of_several_pictures(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine two foxes --n 2")
    picture = await shenbi.chat.picture()
    await shenbi.chat.say("/describe the second picture", reply_to=picture.id)
    await answers(shenbi, 1)
    await shenbi.chat.say("/describe", reply_to=picture.id)
    await shenbi.chat.text("took picture 1 of 2. For another one: /describe picture 2")
    await answers(shenbi, 2)
    await shenbi.chat.say("/describe picture 2 and picture 1", reply_to=picture.id)
    await answers(shenbi, 3)
    await shenbi.chat.say("/describe picture 4", reply_to=picture.id)
    await shenbi.chat.text("Nothing was queued or charged")
    assert [call.image for call in await calls(shenbi)] == ["jobs/1/1.png", "jobs/1/0.png", "jobs/1/0.png"]
