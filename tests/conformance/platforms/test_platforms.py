"""What every platform must do, the same for all. Where platforms differ, they differ by what they declare (`Abilities`).

A new platform adds a stage; docs/extend.md has the checklist.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from studio.server import Fault, Studio
from tests.conformance.platforms.stages import STAGES, Seen, Stage
from tests.conftest import photo


@pytest.fixture(params=STAGES, ids=lambda stage: stage.platform)
async def stage(request: pytest.FixtureRequest, tmp_path: Path, studio: Studio) -> AsyncIterator[Stage]:
    made: Stage = request.param(tmp_path, studio)
    async with made.open():
        yield made


def labels(stage: Stage, name: str) -> str:
    """A button's label as this person reads it, without the sign before it (platforms draw their own)."""
    return stage.words(f"button-{name}", count=1).split(" ", 1)[-1]


async def test_words_become_a_picture_with_buttons(stage: Stage) -> None:
    async with stage.bot():
        await stage.say("/imagine a fox in the snow")
        shown = await stage.picture()
        assert "a fox in the snow" in shown.text
        for name in ("again", "restyle", "similar", "originals", "delete"):
            assert any(labels(stage, name) in button for button in shown.buttons), (name, shown.buttons)
        if stage.capabilities.edits:
            assert len(await stage.look()) == 1


async def test_plain_words_in_a_one_to_one_chat_are_a_prompt(stage: Stage) -> None:
    async with stage.bot():
        await stage.say("/imagine a hen")  # Before their first picture people are asked.
        await stage.picture()
        await stage.say("just a fox")
        assert "just a fox" in (await stage.picture(2)).text


async def test_chinese_commands_are_equal_citizens(stage: Stage) -> None:
    async with stage.bot():
        await stage.say("／画 雪地里的狐狸 ——风格 水彩 --数量 2")
        shown = await stage.picture()
        assert "雪地里的狐狸" in shown.text
        assert stage.words("style-watercolor") in shown.text


async def test_a_photo_with_the_command_is_repainted(stage: Stage) -> None:
    async with stage.bot():
        await stage.say("/restyle watercolor", photo=photo())
        assert stage.words("style-watercolor") in (await stage.picture()).text
    assert stage.studio.record()["tasks"][0]["reference"]


async def test_the_bots_own_picture_is_restyled_by_reply(stage: Stage) -> None:
    async with stage.bot():
        await stage.say("/imagine a fox")
        first = await stage.picture()
        await stage.say("/restyle anime", reply_to=first.thing)
        second = await stage.picture(2)
        assert stage.words("style-anime") in second.text
    assert stage.studio.record()["tasks"][1]["reference"]


async def test_every_button_works_and_still_does_after_a_restart(stage: Stage) -> None:
    async with stage.bot():
        await stage.say("/imagine a fox")
        await stage.picture()
    async with stage.bot():
        await stage.press(await stage.picture(), labels(stage, "again"))
        await stage.picture(2)
        await stage.press(
            (await stage.look())[0] if stage.capabilities.edits else await stage.picture(), labels(stage, "similar")
        )
        await stage.picture(3)
        before = len([one for one in await stage.look() if one.pictures])
        await stage.press(await stage.picture(), labels(stage, "originals"))

        def files(seen: Sequence[Seen]) -> bool:
            return len([one for one in seen if one.pictures]) > before

        await stage.until(files)


async def test_deleting_takes_the_picture_away_where_the_platform_can_and_can_be_undone(stage: Stage) -> None:
    async with stage.bot():
        await stage.say("/imagine fleeting")
        shown = await stage.picture()
        await stage.press(shown, labels(stage, "delete"))
        asked = stage.words("delete-ask", id=1, seconds=30)
        await stage.press(await stage.text(asked), labels(stage, "delete-yes"))
        said = await stage.text(stage.words("deleted", id=1))
        if stage.capabilities.removes:
            await stage.until(lambda seen: not [one for one in seen if one.id == shown.id and one.pictures])
        await stage.press(said, stage.words("button-undo"))
        await stage.picture()


async def test_cancelling_while_waiting_costs_nothing(stage: Stage) -> None:
    stage.studio.change_settings(min_task_s=30.0)
    async with stage.bot():
        for word in ("first", "second", "third"):
            await stage.say(f"/imagine {word}")
        await stage.text("third")
        await stage.say("/cancel 3")
        await stage.text(stage.words("cancel-cancelled", id=3))


async def test_an_error_is_told_in_the_persons_language(stage: Stage) -> None:
    stage.studio.add_faults(Fault("create", "error", code="DataInspectionFailed", message="Input data may contain ..."))
    async with stage.bot():
        await stage.say("/imagine something refused")
        await stage.text("something refused")
        await stage.say("/imagine fox --style cubism9")
        await stage.text(stage.words("problem-nothing-spent"))


async def test_the_language_can_be_changed(stage: Stage) -> None:
    async with stage.bot():
        for language, answer in (("en", "I’ll speak English"), ("zh", "以后跟你说中文")):
            await stage.say(f"/lang {language}")
            await stage.text(answer)


async def test_a_restart_in_the_middle_loses_nothing(stage: Stage) -> None:
    stage.studio.change_settings(min_task_s=0.5)
    async with stage.bot():
        await stage.say("/imagine before the restart")
        await stage.text("before the restart")
    async with stage.bot():
        shown = await stage.picture()
        assert "before the restart" in shown.text
    assert len(stage.studio.record()["tasks"]) == 1


async def test_the_same_update_again_is_one_picture(stage: Stage) -> None:
    async with stage.bot():
        if stage.platform == "dingtalk":
            await stage.again()  # Set before: it doubles what is delivered next.
            await stage.say("/imagine once")
        else:
            await stage.say("/imagine once")
            await stage.text("once")
            await stage.again()
        await stage.picture()
        await stage.say("/imagine after")
        await stage.picture(2)
    assert len(stage.studio.record()["tasks"]) == 2
