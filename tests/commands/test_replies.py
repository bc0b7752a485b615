"""Replies to one of our pictures in other words than a command's: another one, a style, back, undo, the original file, praise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.jobs.stored_request import request_of
from bot.store.rows import JobRow
from studio.server import Studio
from tests.commands.test_history import heads
from tests.conftest import RunningApp, running_app
from tests.scripted import BotMessage


@pytest.fixture
async def known(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    """A room of Ann's, with a picture of hers and a change of it."""
    async with running_app(tmp_path, studio) as running:
        await running.chat.say("/imagine a fox")
        await running.chat.picture()
        await running.chat.say("make it night")
        await running.chat.picture(count=2)
        yield running


async def reply(known: RunningApp, text: str, to: BotMessage) -> None:
    """Ann answers a picture, in her own chat."""
    language = "en" if text.isascii() else "zh"
    await known.chat.push(
        {
            "text": text, "images": [], "quote": {"keys": [to.id], "images": [], "from_bot": True}, "user": "ann",
            "chat": "ann", "language": language, "admin": False, "direct": True, "addressed": True,
        }
    )  # fmt: skip


async def newest(known: RunningApp) -> JobRow:
    return (await known.jobs())[0]


@pytest.mark.parametrize("text", ["再来一张吧", "another one please", "can you do one more?", "换一张"])
async def test_reply__for_another_one_repeats_the_request_of_that_picture(known: RunningApp, text: str) -> None:
    await reply(known, text, known.chat.visible()[0])
    await known.chat.picture(count=3)
    request = request_of(await newest(known))
    assert (request.prompt, request.reference) == ("a fox", None)


@pytest.mark.parametrize("text", ["in watercolor", "水彩风格", "can you make this a watercolor?"])
async def test_reply__with_a_style_of_ours_restyles_that_picture(known: RunningApp, text: str) -> None:
    await reply(known, text, known.chat.visible()[0])
    await known.chat.picture(count=3)
    job = await newest(known)
    assert (job.kind, job.style) == ("restyle", "watercolor")


@pytest.mark.parametrize("text", ["梵高风格", "in the style of Hokusai"])
async def test_reply__with_any_other_style_changes_that_picture_by_these_words(known: RunningApp, text: str) -> None:
    await reply(known, text, known.chat.visible()[0])
    await known.chat.picture(count=3)
    job = await newest(known)
    assert (job.kind, request_of(job).prompt) == ("edit", text)


@pytest.mark.parametrize("text", ["undo", "撤销", "undo that please", "撤回一下"])
async def test_reply__that_undoes_deletes_the_change_and_shows_what_it_was_made_from(
    known: RunningApp, text: str
) -> None:
    await reply(known, text, known.chat.visible()[-1])
    await known.chat.until(lambda: heads(known) == ["#1", "#1"])


@pytest.mark.parametrize("text", ["back", "变回去", "go back to the previous version"])
async def test_reply__that_goes_back_shows_the_picture_before_and_keeps_both(known: RunningApp, text: str) -> None:
    await reply(known, text, known.chat.visible()[-1])
    await known.chat.until(lambda: sorted(heads(known)) == ["#1", "#1", "#2"])
    assert len(await known.jobs()) == 2


@pytest.mark.parametrize("text", ["发我原图", "can I get the original?", "原图"])
async def test_reply__for_the_original_sends_the_file(known: RunningApp, text: str) -> None:
    shown = len(known.chat.visible())
    await reply(known, text, known.chat.visible()[0])
    await known.chat.until(lambda: len(known.chat.visible()) > shown)
    assert len(await known.jobs()) == 2


@pytest.mark.parametrize(
    "text", ["太好看了", "love it", "哈哈哈", "why six fingers?", "怎么做到的", "my mom will love this"]
)
async def test_reply__that_comments_or_asks_is_answered_and_paints_nothing(known: RunningApp, text: str) -> None:
    shown = len(known.chat.visible())
    await reply(known, text, known.chat.visible()[0])
    await known.chat.until(lambda: len(known.chat.visible()) > shown)
    assert len(await known.jobs()) == 2
