"""Conversation, not a slot machine: plain words in a chat of one's own and in groups (issue 14, the finding "every word is a
purchase" of the newcomer's log, and D8 of the cases)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.commands.paint.sources import picture_of_job
from bot.jobs.stored_request import request_of
from studio.server import Studio
from tests.conftest import RunningApp, photo, running_app
from tests.scripted import BotMessage


@pytest.fixture
async def known(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    """A house that Ann has had a picture of: she is no new person any more."""
    async with running_app(tmp_path, studio) as running:
        await running.chat.say("/imagine the first one")
        await running.chat.picture()
        yield running


async def answer(shenbi: RunningApp, text: str, **more: Any) -> BotMessage:
    """The answer to a line in a chat of one's own."""
    before = {message.id for message in shenbi.chat.visible()}
    await shenbi.chat.say(text, **more)
    found: list[BotMessage] = await shenbi.chat.until(lambda: [m for m in shenbi.chat.visible() if m.id not in before])
    return found[0]


TALK = {
    "hello": "Write what",
    "Hi!": "Write what",
    "你好": "Write what",
    "thank you!": "next",
    "谢谢": "next",
    "nice": "next",
    "哈哈哈": "next",
    "?": "Write what",
    "猫": "Shall I paint",
    "🐱": "Shall I paint",
    "is this real?": "Shall I paint",
    "好看吗？": "Shall I paint",
    "help": "/imagine",
    "帮助": "/imagine",
    "what can you do?": "/imagine",
    "取消": "nothing waiting",
    "cancel": "nothing waiting",
    "jobs": "the first one",
    "任务": "the first one",
    "styles": "watercolor",
    "gallery": "Do you mean the command",
    "删除 1": "Do you mean the command",
    "delete": "Do you mean the command",
    "hey bot, how are you?": "Write what",
    "大家好呀": "Write what",
    "谢谢你啦，太好看了！": "next",
    "wow so pretty 😍": "next",
    "👍": "next",
    "哈哈哈，太好笑了": "next",
    "太丑了": "Sorry",
    "not what I wanted": "Sorry",
    "画好了吗": "Shall I paint",
    "how long does it take": "Shall I paint",
    "2024": "Shall I paint",
    "https://example.com/cat": "don't open links",
    "https://example.com/cat.png as a watercolor": "don't open links",
    "/imagine https://example.com/cat.png as a watercolor": "don't open links",
    "/画 。": "Say what you would like to see",
    "no": "next",
}


async def test_conversation__talk_is_answered_not_painted(known: RunningApp) -> None:
    for text, part in TALK.items():
        assert part in (await answer(known, text)).view.text, text
    assert len(await known.jobs()) == 1


async def test_conversation__again_alone_is_the_command(known: RunningApp) -> None:
    await known.chat.say("再来一张")
    await known.chat.picture(count=2)


async def test_conversation__question_is_answered_by_a_press_and_then_goes(known: RunningApp) -> None:
    question = await answer(known, "猫")
    await known.chat.press(question, "Paint it")
    await known.chat.picture(count=2)
    assert (await known.jobs())[0].request.find("猫") > 0
    assert question.gone


@pytest.mark.parametrize("text", ["yes", "Yes please!", "好的", "画吧", "嗯"])
async def test_conversation__question_is_answered_by_yes(known: RunningApp, text: str) -> None:
    question = await answer(known, "猫")
    await known.chat.say(text)
    await known.chat.picture(count=2)
    assert (await known.jobs())[0].request.find("猫") > 0
    await known.chat.until(lambda: question.gone)


@pytest.mark.parametrize("text", ["no", "No thanks.", "不用了", "取消", "算了"])
async def test_conversation__question_is_answered_by_no(known: RunningApp, text: str) -> None:
    question = await answer(known, "猫")
    await known.chat.say(text)
    await known.chat.text("I won't paint it")
    await known.chat.until(lambda: question.gone)
    assert len(await known.jobs()) == 1


async def test_conversation__yes_decides_nothing_where_there_are_two_ways(known: RunningApp) -> None:
    question = await answer(known, "gallery")
    assert "next" in (await answer(known, "yes")).view.text
    assert not question.gone


async def test_conversation__yes_of_somebody_else_answers_nothing(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio) as shenbi:
        to_us: dict[str, Any] = {
            "images": [],
            "quote": None,
            "chat": "room",
            "language": "en",
            "admin": False,
            "direct": False,
        }
        await shenbi.chat.push({**to_us, "text": "猫", "user": "ann", "addressed": True})
        await shenbi.chat.text("Shall I paint", "room")
        await shenbi.chat.push({**to_us, "text": "yes", "user": "eve", "addressed": True})
        await shenbi.chat.text("next", "room")
        assert await shenbi.jobs() == []


async def test_conversation__question_goes_when_it_is_answered_by_a_command(shenbi: RunningApp) -> None:
    """The question before the first picture kept its button, so that the picture could be painted twice."""
    question = await answer(shenbi, "a lighthouse at dusk")
    await shenbi.chat.say("/imagine a lighthouse at dusk")
    await shenbi.chat.picture()
    await shenbi.chat.until(lambda: question.gone)
    assert len(await shenbi.jobs()) == 1


async def test_conversation__order_in_plain_words_is_its_subject(known: RunningApp) -> None:
    for text, subject in {"画一只猫": "一只猫", "draw me a whale": "a whale", "帮我画雪山 --比例 16:9": "雪山"}.items():
        before = len(await known.jobs())
        await known.chat.say(text)
        await known.chat.picture(count=before + 1)
        assert f'"prompt": "{subject}"' in (await known.jobs())[0].request


async def test_conversation__somebody_elses_question_is_not_theirs_to_answer(known: RunningApp) -> None:
    question = await answer(known, "猫")
    await known.chat.press(question, "Paint it", user="eve")
    await known.chat.text("Only the person who asked")
    assert len(await known.jobs()) == 1


async def test_conversation__what_destroys_is_asked_about(known: RunningApp) -> None:
    question = await answer(known, "delete 1")
    await known.chat.press(question, "/delete")
    await known.chat.until(
        lambda: known.chat.messages["bot-2"].gone or any("deleted" in m.view.text for m in known.chat.visible())
    )


async def test_conversation__first_line_of_a_new_person_is_confirmed_once_with_its_price(shenbi: RunningApp) -> None:
    question = await answer(shenbi, "a lighthouse at dusk")
    assert "¥0.16" in question.view.text
    assert await shenbi.jobs() == []
    await shenbi.chat.press(question, "Paint it")
    await shenbi.chat.picture()
    await shenbi.chat.say("a ship in the fog")
    await shenbi.chat.picture(count=2)


async def test_conversation__instruction_without_a_picture_to_it_changes_the_newest(known: RunningApp) -> None:
    await known.chat.say("make it more blue")
    await known.chat.picture(count=2)
    newest, first = await known.jobs()
    assert newest.kind == "edit"
    assert request_of(newest).prompt == "make it more blue"
    reference, picture = request_of(newest).reference, await known.app.store.read(picture_of_job, first.id, 1)
    assert reference
    assert picture
    assert (reference.mode, reference.image) == ("edit", picture.key)


Reply = Callable[..., Awaitable[str]]


async def replied(known: RunningApp, text: str, *, group: bool = False) -> str:
    """Ann replies to the bot's picture; the scripted platform marks it as the bot's."""
    shown = known.chat.visible("room" if group else "ann")[0]
    return await known.chat.push(
        {
            "text": text, "images": [], "quote": {"keys": [shown.id], "images": [], "from_bot": True}, "user": "ann",
            "chat": shown.chat, "language": "en", "admin": False, "direct": not group, "addressed": True,
        }
    )  # fmt: skip


@pytest.mark.parametrize("text", ["水彩", "watercolor", "make it watercolor", "换成水彩", "in watercolor please"])
async def test_conversation__style_under_a_picture_of_ours_is_an_order(known: RunningApp, text: str) -> None:
    await replied(known, text)
    await known.chat.picture(count=2)
    assert '"style": "watercolor"' in (await known.jobs())[0].request


async def test_conversation__only_a_style_under_a_picture_of_ours_is_an_order(known: RunningApp) -> None:
    for text, part in {
        "thanks!": "next",
        "太好看了": "next",
        "a dragon above the roofs": "shall I change this picture (¥0.2), or paint a new one?",
    }.items():
        before = len(known.chat.visible())
        await replied(known, text)
        (note, *_) = await known.chat.until(lambda: known.chat.visible()[before:])  # noqa: B023 - waited for here
        assert part in note.view.text, text
    assert len(await known.jobs()) == 1
    await known.chat.press(known.chat.visible()[-1], "Change this one")
    await known.chat.picture(count=2)
    newest = (await known.jobs())[0]
    assert (newest.kind, newest.prompt) == ("edit", "a dragon above the roofs")


@pytest.mark.parametrize("text", ["make it night", "把背景换成雪山"])
async def test_conversation__instruction_under_a_picture_of_ours_changes_it(known: RunningApp, text: str) -> None:
    await replied(known, text)
    await known.chat.picture(count=2)
    newest = (await known.jobs())[0]
    assert (newest.kind, newest.prompt) == ("edit", text)


async def test_conversation__in_a_group_talk_about_a_picture_is_left_alone(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio) as known:
        await known.chat.say("/imagine ours", chat="room", group=True)
        await known.chat.picture("room")
        for text in ("thanks!", "哈哈哈", "so cute", "is this real?", "好看吗？", "👍"):
            await replied(known, text, group=True)
        await replied(known, "make it night", group=True)
        await known.chat.picture("room", count=2)
        assert len(known.chat.visible("room")) == 2
        assert [job.kind for job in await known.jobs()] == ["edit", "imagine"]


@pytest.mark.parametrize("text", ["make it snow", "把背景换成雪山"])
async def test_conversation__instruction_with_a_photo_changes_the_photo(known: RunningApp, text: str) -> None:
    await known.chat.say(text, image=photo())
    await known.chat.picture(count=2)
    newest = (await known.jobs())[0]
    assert (newest.kind, newest.prompt) == ("edit", text)


LONG = "a harbour at dawn with forty boats, each of another colour; " * 12


async def test_conversation__long_prompt_can_be_had_again_whole(known: RunningApp) -> None:
    """TheMurusTeam/PromptToImage#14 (M8): of 719 characters 300 were shown, and no button copied them."""
    await known.chat.say(f"/imagine {LONG}")
    shown = await known.chat.picture(count=2)
    assert LONG.strip() not in shown.view.text
    await known.chat.press(shown, "Whole prompt")
    await known.chat.text(LONG.strip())
    before = len(known.chat.visible())
    await known.chat.say("/show 2")
    await known.chat.until(lambda: any(LONG.strip() in m.view.text for m in known.chat.visible()[before:]))


async def test_conversation__direction_controls_in_a_name_turn_nothing_around(known: RunningApp) -> None:
    """Dragory/modmailbot#620 (M9): they were posted in the card of a session as they were."""
    who = {"user": "\u202eeve\u2066", "chat": "room", "language": "en", "admin": True, "direct": False}
    await known.chat.push({"text": "/session start the \u202esea", "images": [], "quote": None, **who})
    (card,) = await known.chat.until(lambda: known.chat.visible("room"))
    shown = card.view.title + card.view.text
    assert "Eve" in shown
    assert "the sea" in shown
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f") & set(shown)
