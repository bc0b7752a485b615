"""What goes wrong when pictures are changed by words, on every platform, in Chinese and English: each has its own answer, nothing
is lost, nothing is charged that was not painted."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.jobs.states import State
from bot.store.rows import JobRow
from studio.server import Fault, Studio
from tests.conformance.platforms.user_chats import DingTalkChat, ShownMessage, TelegramChat, UserChat, WebChat
from tests.pictures import coloured

PHOTOS = [coloured("red"), coloured("green"), coloured("blue")]


class ChineseWebChat(WebChat):
    """The web room of somebody who reads Chinese."""

    language = "zh"


@pytest.fixture(params=[WebChat, ChineseWebChat, TelegramChat, DingTalkChat], ids=lambda chat: str(chat.__name__))
async def chat(request: pytest.FixtureRequest, tmp_path: Path, studio: Studio) -> AsyncIterator[UserChat]:
    made: UserChat = request.param(tmp_path, studio)
    async with made.open():
        yield made


async def jobs(chat: UserChat) -> list[JobRow]:
    """All jobs, newest first."""
    assert chat.app is not None
    return await chat.app.store.read(lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=1, limit=100))


def references(job: JobRow) -> list[str]:
    reference = json.loads(job.request)["reference"]
    return [reference["image"], *reference.get("more", ())]


async def painted(chat: UserChat, number: int) -> ShownMessage:
    """Wait until job `number` shows its picture."""
    found: ShownMessage = await chat.until(
        lambda seen: next((one for one in seen if f"#{number} ·" in one.text and one.pictures), None)
    )
    return found


def either(chat: UserChat, english: str, chinese: str) -> str:
    return chinese if chat.language == "zh" else english


async def agree(chat: UserChat) -> None:
    """Press that the list which is shown be painted."""
    paint = chat.words("blend-button-paint")
    shown = await chat.until(lambda seen: next((one for one in seen if one.pictures and paint in one.buttons), None))
    await chat.press(shown, paint)


async def test_change__without_a_picture(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say(either(chat, "/edit make it night", "/改成夜晚"))
        await chat.text(chat.words("no-image-edit"))
        await chat.say(either(chat, "/blend put her there", "/融合 把她放进去"))
        await chat.text(chat.words("blend-how"))
        assert await jobs(chat) == []


async def test_change__more_pictures_than_the_model_takes(chat: UserChat) -> None:
    async with chat.bot():
        words = either(
            chat, "/edit put them together --model wan2.5-i2i-preview", "/改 合在一起 --模型 wan2.5-i2i-preview"
        )
        await chat.say(words, *PHOTOS * 3, PHOTOS[0])
        refused = await chat.text(
            chat.words("refusal-images", model="wan2.5-i2i-preview", max=3, count=10, models="").split("\n")[0][:25]
        )
        assert "10" in refused.text
        assert "qwen-image" in refused.text
        assert await jobs(chat) == []


async def test_change__words_that_name_picture_four_of_three(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say(either(chat, "put picture 1 into picture 4", "把图1放到图4里"), *PHOTOS)
        await chat.text(chat.words("blend-no-such-number", number=4, count=3)[:15])
        assert await jobs(chat) == []


async def test_change__an_answer_that_is_lost_in_the_middle_of_a_chain(chat: UserChat) -> None:
    chat.waits = {"create_timeout_s": 5.0, "send_window_s": 1.0, "listing_margin_s": 1.0, "between_listings_s": 1.0}
    async with chat.bot():
        await chat.say("/imagine a fox")
        await painted(chat, 1)
        chat.studio.add_faults(Fault("create", "lose"))
        await chat.say(either(chat, "/edit make it night", "/改成夜晚"))
        await painted(chat, 2)
        await chat.say(either(chat, "/edit add a boat", "/改 加一条船"))
        await painted(chat, 3)
        newest, second, _ = await jobs(chat)
        assert references(newest)[0].startswith("jobs/2/")
        assert references(second)[0].startswith("jobs/1/")
    record = chat.studio.record()
    assert (len(record["tasks"]), record["summary"]["answers_lost"]) == (3, 1)


async def test_change__moderation_of_one_of_three_pictures(chat: UserChat) -> None:
    async with chat.bot():
        fault = Fault(
            "task", "fail", code="DataInspectionFailed", message="Input image data may contain inappropriate content."
        )
        chat.studio.add_faults(fault)
        await chat.say(either(chat, "put her in this room", "把她放进这个房间"), *PHOTOS)
        await agree(chat)
        await chat.text(chat.words("upstream-moderation-reference-several", count=3))
        (job,) = await jobs(chat)
        assert State(job.state) is State.FAILED
        assert len(references(job)) == 3
    assert chat.studio.record()["summary"]["pictures_billed"] == 0


async def test_change__of_a_picture_that_was_deleted_and_of_what_was_made_from_it(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say("/imagine a fox")
        await painted(chat, 1)
        await chat.say(either(chat, "/edit make it night", "/改成夜晚"))
        await painted(chat, 2)
        await chat.say("/delete 1")
        await _sure(chat)
        await chat.say(either(chat, "/edit --from 1 make it winter", "/改 变成冬天 --来源 1"))
        await chat.text(chat.words("no-such-picture", id=1, pick=1))
        await chat.say(either(chat, "/edit --from 2 make it winter", "/改 变成冬天 --来源 2"))
        await painted(chat, 3)
        await chat.say(either(chat, "/blend --from 1,2 side by side", "/融合 并排 --来源 1,2"))
        await chat.until(lambda seen: sum(chat.words("no-such-picture", id=1, pick=1) in one.text for one in seen) == 2)
        assert [job.kind for job in await jobs(chat)] == ["edit", "edit", "imagine"]


async def _sure(chat: UserChat) -> None:
    """Where a link may have sent the words, deleting asks first."""
    if not chat.capabilities.callbacks:
        shown = await chat.until(
            lambda seen: next(
                (
                    one
                    for one in seen
                    if any("删除" in b for b in one.buttons) and "#1" in one.text and not one.pictures
                ),
                None,
            )
        )
        await chat.press(shown, next(b for b in shown.buttons if "删除" in b))
    await chat.until(lambda seen: not any("#1 ·" in one.text and one.pictures for one in seen))


async def test_change__praise_and_questions_under_a_picture_paint_nothing(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say("/imagine a fox")
        shown = await painted(chat, 1)
        await chat.say(either(chat, "wow, so beautiful!", "太好看了！"), reply_to=shown.native)
        await chat.text(chat.words("talk-thanks"))
        await chat.say(either(chat, "what animal is this?", "这是什么动物？"), reply_to=shown.native)
        await chat.text(chat.words("talk-question-under-picture"))
        assert len(await jobs(chat)) == 1
