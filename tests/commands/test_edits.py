"""Pictures changed by words: `/edit`, plain words under a picture and after one, and the question where that is not clear."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapter_api import GenerationRequest, Reference
from bot.commands.paint.sources import picture_of_job
from bot.jobs import intervention
from bot.jobs.stored_request import request_of
from bot.store.rows import JobRow
from studio.server import Studio
from tests.conftest import RunningApp, photo, running_app
from tests.scripted import APPEND_ONLY, BotMessage, ScriptedPlatform


@pytest.fixture
async def known(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    """A room of Ann's, with a picture of hers."""
    async with running_app(tmp_path, studio) as running:
        await running.chat.say("/imagine a fox --ar 16:9")
        await running.chat.picture()
        yield running


async def reply(
    known: RunningApp, text: str, to: BotMessage | None = None, language: str = "en", chat: str = "ann"
) -> None:
    """Ann writes to the bot, as a reply to a message of it if there is one; outside her own chat it is mentioned."""
    await known.chat.push(
        {
            "text": text, "images": [], "quote": to and {"keys": [to.id], "images": [], "from_bot": True}, "user": "ann",
            "chat": chat, "language": language, "admin": False, "direct": chat == "ann", "addressed": True,
        }
    )  # fmt: skip


async def newest(known: RunningApp) -> JobRow:
    return (await known.jobs())[0]


def edit_of(job: JobRow) -> tuple[GenerationRequest, Reference]:
    request = request_of(job)
    assert request.reference
    assert (job.kind, request.reference.mode) == ("edit", "edit")
    return request, request.reference


async def key_of(known: RunningApp, job: int, number: int = 1) -> str:
    picture = await known.app.store.read(picture_of_job, job, number)
    assert picture
    return picture.key


async def test_edit__of_the_newest_picture_keeps_its_shape_and_makes_one(known: RunningApp) -> None:
    await known.chat.say("/settings --style watercolor --n 2")
    await known.chat.text("Your settings")
    await known.chat.say("/edit make it night")
    await known.chat.picture(count=2)
    request, reference = edit_of(await newest(known))
    assert (request.prompt, request.n, request.style) == ("make it night", 1, "auto")
    assert reference.image == await key_of(known, 1)
    assert request.size.ratio == pytest.approx(16 / 9, rel=0.05)


async def test_edit__goes_on_from_the_last_change_and_from_any_picture(known: RunningApp) -> None:
    await known.chat.say("make it night")
    await known.chat.picture(count=2)
    await known.chat.say("add a boat")
    await known.chat.picture(count=3)
    assert edit_of(await newest(known))[1].image == await key_of(known, 2)
    await known.chat.say("/edit --from 1 make it winter")
    await known.chat.picture(count=4)
    assert edit_of(await newest(known))[1].image == await key_of(known, 1)


async def test_edit__in_chinese_with_the_verb_as_the_command(known: RunningApp) -> None:
    await known.chat.say("/改成夜晚", language="zh")
    await known.chat.picture(count=2)
    assert edit_of(await newest(known))[0].prompt == "改成夜晚"


async def test_edit__of_a_photo_by_its_caption_and_after_it(known: RunningApp) -> None:
    await known.chat.say("a dragon in the sky", image=photo())
    await known.chat.picture(count=2)
    first = edit_of(await newest(known))[1]
    assert first.image.startswith("images/")
    await known.chat.say("", image=photo(colour="navy"))
    await known.chat.text("Which style?")
    await known.chat.say("把天空变成紫色", language="zh")
    await known.chat.picture(count=3)
    second = edit_of(await newest(known))[1]
    assert second.image.startswith("images/")
    assert second.image != first.image


async def test_edit__by_a_style_alone_is_a_restyle(known: RunningApp) -> None:
    for text in ("/edit watercolor", "水彩"):
        before = len(await known.jobs())
        await known.chat.say(text)
        await known.chat.picture(count=before + 1)
        job = await newest(known)
        assert (job.kind, job.style) == ("restyle", "watercolor")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/edit", "Say what to change"),
        ("/edit make picture 4 darker", "There is no picture 4 here: there is only one"),
        ("/edit --from 99 make it night", "no picture"),
    ],
)
async def test_edit__that_cannot_be_is_answered(known: RunningApp, text: str, answer: str) -> None:
    await known.chat.say(text)
    await known.chat.text(answer)
    assert len(await known.jobs()) == 1


async def test_edit__without_any_picture_is_answered(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/edit make it night")
    await shenbi.chat.text("Which picture?")
    assert await shenbi.jobs() == []


async def test_edit__of_one_of_several_pictures(known: RunningApp) -> None:
    await known.chat.say("/imagine two owls --n 3")
    sheet = await known.chat.picture(count=2)
    await reply(known, "make picture 2 darker", sheet)
    await known.chat.picture(count=3)
    assert edit_of(await newest(known))[1].image == await key_of(known, 2, 2)
    await reply(known, "make it night", sheet)
    question = await known.chat.text("which of these pictures shall I change?")
    await known.chat.press(question, "3")
    await known.chat.picture(count=4)
    request, reference = edit_of(await newest(known))
    assert (request.prompt, reference.image) == ("make it night", await key_of(known, 2, 3))
    await known.chat.until(lambda: question.gone)


async def test_edit__while_the_newest_is_still_painted_says_so(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio) as known:
        await known.app.store.write(lambda tx: intervention.set_account(tx, "main", live=False))
        await known.chat.say("/imagine a fox")
        await known.chat.text("a fox")
        await known.chat.say("make it night")
        await known.chat.text("#1 is still being painted")
        assert len(await known.jobs()) == 1


async def test_edit__of_a_photo_that_was_asked_about_while_a_picture_of_before_was_painted(
    tmp_path: Path, studio: Studio
) -> None:
    async with running_app(tmp_path, studio) as known:
        await known.app.store.write(lambda tx: intervention.set_account(tx, "main", live=False))
        await known.chat.say("/imagine a fox")
        await known.chat.text("a fox")
        await known.chat.say("", image=photo())
        await known.chat.text("Which style?")
        await known.app.store.write(lambda tx: intervention.set_account(tx, "main", live=True))
        await known.chat.picture()
        await known.chat.say("make the sky violet")
        await known.chat.picture(count=2)
        assert edit_of(await newest(known))[1].image.startswith("images/")


async def test_words_under_a_picture__are_asked_about_once_and_remembered(known: RunningApp) -> None:
    shown = known.chat.visible()[0]
    await reply(known, "a dragon above the roofs", shown)
    question = await known.chat.text("shall I change this picture (¥0.2), or paint a new one?")
    await known.chat.press(question, "Change this one")
    await known.chat.picture(count=2)
    await reply(known, "snowy mountains", shown)
    await known.chat.picture(count=3)
    assert edit_of(await newest(known))[0].prompt == "snowy mountains"
    await known.chat.say("/settings reply paint")
    await known.chat.text("Words under a picture: paint a new one")
    await reply(known, "a purple cow", shown)
    await known.chat.picture(count=4)
    assert request_of(await newest(known)).reference is None


async def test_words_under_a_picture__of_the_question_for_a_new_one(known: RunningApp) -> None:
    await reply(known, "雪山", known.chat.visible()[0], language="zh")
    question = await known.chat.text("要修改这张图（¥0.2），还是另画一张？")
    await known.chat.press(question, "当作新图来画")
    await known.chat.picture(count=2)
    assert request_of(await newest(known)).reference is None


async def test_words_after_a_picture__in_a_group_are_asked_about(known: RunningApp) -> None:
    await known.chat.say("/imagine a bear", chat="club", group=True)
    await known.chat.picture("club")
    await reply(known, "make it night", chat="club")
    question = await known.chat.text("shall I change this picture", "club")
    assert len(await known.jobs()) == 2
    await known.chat.press(question, "Change this one", user="bob")
    await known.chat.text("Only the person who asked", "club")
    await known.chat.press(question, "Change this one")
    await known.chat.picture("club", count=2)
    assert edit_of(await newest(known))[1].image == await key_of(known, 2)


async def test_words__where_no_model_edits_styles_are_offered(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, upstream={"edit_model": "", "allowed_models": ["wanx-v1"]}) as known:
        await known.chat.say("/imagine a fox")
        await known.chat.picture()
        await known.chat.say("make it night")
        note = await known.chat.text("None of the models here changes a picture by words")
        await known.chat.press(note, "watercolor")
        await known.chat.picture(count=2)
        await known.chat.say("/edit make it night")
        await known.chat.text("wanx-v1")
        assert len(await known.jobs()) == 2


async def test_edit__on_a_platform_without_buttons(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as known:
        await known.chat.say("/画 狐狸", language="zh")
        shown = await known.chat.picture()
        await reply(known, "雪山", shown, language="zh")
        question = await known.chat.text("要修改这张图")
        await known.chat.say(question.view.buttons[0][0].typed, language="zh")
        await known.chat.picture(count=2)
        assert edit_of(await newest(known))[0].prompt == "雪山"
