"""What every platform must do, the same for all. Where platforms differ, they declare it (`PlatformCapabilities`).

A new platform adds a `UserChat`; docs/extend.md has the checklist.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.store.rows import JobRow
from studio.server import Fault, Studio
from tests.conformance.platforms.user_chats import USER_CHATS, ShownMessage, UserChat
from tests.conftest import photo
from tests.pictures import colour_of, coloured


@pytest.fixture(params=USER_CHATS, ids=lambda chat: chat.platform)
async def chat(request: pytest.FixtureRequest, tmp_path: Path, studio: Studio) -> AsyncIterator[UserChat]:
    made: UserChat = request.param(tmp_path, studio)
    async with made.open():
        yield made


def labels(chat: UserChat, name: str) -> str:
    """A button's label as this person reads it, without the sign before it (platforms draw their own)."""
    return chat.words(f"button-{name}", count=1).split(" ", 1)[-1]


async def test_platform__words_become_a_picture_with_buttons(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say("/imagine a fox in the snow")
        shown = await chat.picture()
        assert "a fox in the snow" in shown.text
        for name in ("again", "restyle", "similar", "originals", "delete"):
            assert any(labels(chat, name) in button for button in shown.buttons), (name, shown.buttons)
        if chat.capabilities.edits:
            assert len(await chat.visible()) == 1


async def test_platform__plain_words_in_a_one_to_one_chat_are_a_prompt(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say("/imagine a hen")  # Before their first picture people are asked.
        await chat.picture()
        await chat.say("just a fox")
        assert "just a fox" in (await chat.picture(2)).text


async def test_platform__chinese_commands_are_equal_citizens(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say("／画 雪地里的狐狸 ——风格 水彩 --数量 2")
        shown = await chat.picture()
        assert "雪地里的狐狸" in shown.text
        assert chat.words("style-watercolor") in shown.text


async def test_platform__photo_with_the_command_is_repainted(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say("/restyle watercolor", photo())
        assert chat.words("style-watercolor") in (await chat.picture()).text
    assert chat.studio.record()["tasks"][0]["reference"]


async def test_platform__several_photos_are_changed_together_in_their_order(chat: UserChat) -> None:
    """With the words in the same message or album, and in the message after it: once they were shown with the price."""
    words = {"en": "put her in this room", "zh": "把她放进这个房间"}[chat.language]
    photos = [coloured("red"), coloured("green"), coloured("blue")]
    async with chat.bot():
        paint = chat.words("blend-button-paint")
        for round in range(2):
            if round:
                await chat.say("", *reversed(photos))
                await chat.text(chat.words("ask-style-first", count=3))
                await chat.say(words)
            else:
                await chat.say(words, *photos)
            shown = await chat.until(
                lambda seen: next((s for s in reversed(seen) if s.pictures and paint in s.buttons), None)
            )
            assert chat.words("blend-head", count=3) in shown.text
            assert words in shown.text
            await chat.press(shown, paint)
            await chat.text(f"#{round + 1} ")
        assert chat.app is not None
        jobs = await chat.app.store.read(lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=1, limit=9))
        references = [json.loads(job.request)["reference"] for job in jobs]
        meant = [[reference["image"], *reference["more"]] for reference in references]
        colours = [[colour_of(await chat.app.pictures.get(key)) for key in keys] for keys in meant]
    assert colours == [["blue", "green", "red"], ["red", "green", "blue"]]  # The newest first.
    assert {reference["mode"] for reference in references} == {"edit"}


async def test_platform__bots_own_picture_is_restyled_by_reply(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say("/imagine a fox")
        first = await chat.picture()
        await chat.say("/restyle anime", reply_to=first.native)
        second = await chat.picture(2)
        assert chat.words("style-anime") in second.text
    assert chat.studio.record()["tasks"][1]["reference"]


async def test_platform__every_button_works_and_still_does_after_a_restart(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say("/imagine a fox")
        await chat.picture()
    async with chat.bot():
        await chat.press(await chat.picture(), labels(chat, "again"))
        await chat.picture(2)
        await chat.press(
            (await chat.visible())[0] if chat.capabilities.edits else await chat.picture(), labels(chat, "similar")
        )
        await chat.picture(3)
        before = len([one for one in await chat.visible() if one.pictures])
        await chat.press(await chat.picture(), labels(chat, "originals"))

        def files(seen: Sequence[ShownMessage]) -> bool:
            return len([one for one in seen if one.pictures]) > before

        await chat.until(files)


async def test_platform__deleting_takes_the_picture_away_where_the_platform_can_and_can_be_undone(
    chat: UserChat,
) -> None:
    async with chat.bot():
        await chat.say("/imagine fleeting")
        shown = await chat.picture()
        await chat.press(shown, labels(chat, "delete"))
        asked = chat.words("delete-ask", id=1, seconds=30)
        await chat.press(await chat.text(asked), labels(chat, "delete-yes"))
        said = await chat.text(chat.words("deleted", id=1))
        if chat.capabilities.removes:
            await chat.until(lambda seen: not [one for one in seen if one.id == shown.id and one.pictures])
        await chat.press(said, chat.words("button-undo"))
        await chat.picture()


async def test_platform__cancelling_while_waiting_costs_nothing(chat: UserChat) -> None:
    chat.studio.change_settings(min_task_s=30.0)
    async with chat.bot():
        for word in ("first", "second", "third"):
            await chat.say(f"/imagine {word}")
        await chat.text("third")
        await chat.say("/cancel 3")
        await chat.text(chat.words("cancel-cancelled", id=3))


async def test_platform__error_is_told_in_the_persons_language(chat: UserChat) -> None:
    chat.studio.add_faults(Fault("create", "error", code="DataInspectionFailed", message="Input data may contain ..."))
    async with chat.bot():
        await chat.say("/imagine something refused")
        await chat.text("something refused")
        await chat.say("/imagine fox --style cubism9")
        await chat.text(chat.words("problem-nothing-spent"))


async def test_platform__dearer_picture_is_painted_after_a_press(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say("/imagine a fox --model wan2.2-t2i-plus")
        await chat.press(await chat.text("wan2.2-t2i-plus"), chat.words("price-button-yes"))
        await chat.picture()


async def test_platform__model_is_chosen_from_the_list(chat: UserChat) -> None:
    async with chat.bot():
        await chat.say("/models")
        shown = await chat.text("qwen-image-3.0-pro")
        assert "z-image-turbo" in shown.text
        await chat.press(shown, "wan2.5-t2i-preview")
        await chat.text(chat.words("models-head-me", model="wan2.5-t2i-preview"))
        await chat.say("/models reset")
        await chat.text(chat.words("models-head-of-role", model="wanx-v1"))


async def test_platform__language_can_be_changed(chat: UserChat) -> None:
    async with chat.bot():
        for language, answer in (("en", "I’ll speak English"), ("zh", "以后跟你说中文")):
            await chat.say(f"/lang {language}")
            await chat.text(answer)


async def test_platform__restart_in_the_middle_loses_nothing(chat: UserChat) -> None:
    chat.studio.change_settings(min_task_s=0.5)
    async with chat.bot():
        await chat.say("/imagine before the restart")
        await chat.text("before the restart")
    async with chat.bot():
        shown = await chat.picture()
        assert "before the restart" in shown.text
    assert len(chat.studio.record()["tasks"]) == 1


async def test_platform__same_update_again_is_one_picture(chat: UserChat) -> None:
    async with chat.bot():
        if chat.platform == "dingtalk":
            await chat.redeliver()  # Set before: it doubles what is delivered next.
            await chat.say("/imagine once")
        else:
            await chat.say("/imagine once")
            await chat.text("once")
            await chat.redeliver()
        await chat.picture()
        await chat.say("/imagine after")
        await chat.picture(2)
    assert len(chat.studio.record()["tasks"]) == 2
