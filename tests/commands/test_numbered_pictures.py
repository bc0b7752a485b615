"""Words that name pictures of a result by number: which are changed or blended, and what the service is then asked for."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.commands.paint.sources import picture_of_job
from studio.server import Studio
from studio.server.tasks import TaskRegistry
from tests.conftest import RunningApp, photo, running_app
from tests.scripted import APPEND_ONLY, BotMessage, ScriptedPlatform


class Wire:
    """What the service was asked for: the words, and the images by the colour of their middle, as they came over the wire."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[str, list[tuple[int, ...]]]] = []
        accept = TaskRegistry.accept

        async def accepted(tasks: TaskRegistry, order: Any, *rest: Any, **more: Any) -> Any:
            self.asked.append((order.prompt, [middle(image) for image in more.get("references", ())]))
            return await accept(tasks, order, *rest, **more)

        monkeypatch.setattr(TaskRegistry, "accept", accepted)


def middle(data: bytes) -> tuple[int, ...]:
    """The colour of a picture's middle, coarse enough for a JPEG."""
    with Image.open(io.BytesIO(data)) as image:
        found = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
    assert isinstance(found, tuple)
    return tuple(round(part / 16) for part in found)


@pytest.fixture
async def result(tmp_path: Path, studio: Studio) -> AsyncIterator[tuple[RunningApp, BotMessage]]:
    """Ann's room, with a result of four pictures."""
    async with running_app(tmp_path, studio) as shenbi:
        await shenbi.chat.say("/imagine two owls --n 4")
        yield shenbi, await shenbi.chat.picture()


async def is_gone(shenbi: RunningApp, *messages: BotMessage) -> None:
    """Wait until messages are deleted."""
    await shenbi.chat.until(lambda: all(message.gone for message in messages))


async def pictures_of(shenbi: RunningApp, *numbers: int) -> list[tuple[int, ...]]:
    found = [await shenbi.app.store.read(picture_of_job, 1, number) for number in numbers]
    return [middle(await shenbi.app.pictures.get(picture.key)) for picture in found if picture]


async def listed(shenbi: RunningApp, count: int) -> BotMessage:
    """The post of a list with so many pictures and its sheet."""
    found: BotMessage = await shenbi.chat.until(
        lambda: next(
            (
                m
                for m in shenbi.chat.visible()
                if m.view.picture and (f"{count} picture" in m.view.text or f"共 {count} 张" in m.view.text)
                and any(b.action.startswith("blend:") for row in m.view.buttons for b in row)
            ),
            None,
        )
    )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("words", "number", "asked"),
    [
        ("make picture 2 darker", 2, "make this picture darker"),
        ("把第三张改成夜晚", 3, "把这张改成夜晚"),
        ("/edit make the 4th one red", 4, "make this one red"),
    ],
)
async def test_one__is_sent_alone_and_the_words_say_this_picture(
    result: tuple[RunningApp, BotMessage], monkeypatch: pytest.MonkeyPatch, words: str, number: int, asked: str
) -> None:
    shenbi, shown = result
    wire = Wire(monkeypatch)
    await shenbi.chat.say(words, reply_to=shown.id)
    await shenbi.chat.picture(count=2)
    assert wire.asked == [(asked, await pictures_of(shenbi, number))]


@pytest.mark.parametrize(
    ("words", "numbers", "asked"),
    [
        ("put picture 4 into picture 2", (2, 4), "put picture 2 into picture 1"),
        ("put 1 in 3", (1, 3), "put 1 in 2"),
        ("blend 2, 3 and 4 into a poster", (2, 3, 4), "blend 1, 2 and 3 into a poster"),
        ("把图4放到图1里", (1, 4), "把图2放到图1里"),
        ("/融合 3和4融合成海报", (3, 4), "1和2融合成海报"),
        ("/blend the owl of picture 3 on picture 1", (1, 3), "the owl of picture 2 on picture 1"),
        ("/blend as a poster", (1, 2, 3, 4), "as a poster"),
    ],
)
async def test_several__are_shown_in_their_order_and_the_words_count_them_so(
    result: tuple[RunningApp, BotMessage],
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    numbers: tuple[int, ...],
    asked: str,
) -> None:
    shenbi, shown = result
    wire = Wire(monkeypatch)
    await shenbi.chat.say(words, reply_to=shown.id)
    offer = await listed(shenbi, len(numbers))
    assert f"“{asked}”" in offer.view.text
    assert "¥0.2" in offer.view.text
    assert wire.asked == []
    await shenbi.chat.press(offer, "Paint")
    await shenbi.chat.until(lambda: any("#2 ·" in m.view.text and m.view.picture for m in shenbi.chat.visible()))
    await is_gone(shenbi, offer)
    assert wire.asked == [(asked, await pictures_of(shenbi, *numbers))]


@pytest.mark.parametrize(
    "words", ["put picture 1 into picture 5", "/edit 把图1放到图5里", "/blend picture 5 and picture 1"]
)
async def test_several__of_which_one_is_not_there_paint_nothing(
    result: tuple[RunningApp, BotMessage], words: str
) -> None:
    shenbi, shown = result
    await shenbi.chat.say(words, reply_to=shown.id)
    await shenbi.chat.text("There is no picture 5 here: there are")
    assert len(await shenbi.jobs()) == 1


async def test_blend_as_a_reply_to_several__asks_which_and_keeps_the_words(
    result: tuple[RunningApp, BotMessage],
) -> None:
    shenbi, shown = result
    await shenbi.chat.say("/blend", reply_to=shown.id)
    question = await shenbi.chat.text("Which of these pictures shall I put on your list?")
    await shenbi.chat.press(question, "2")
    await listed(shenbi, 1)
    await shenbi.chat.say("/blend at the sea", reply_to=shown.id)
    again = await shenbi.chat.until(
        lambda: next((m for m in shenbi.chat.visible() if "Which of these" in m.view.text and m is not question), None)
    )
    await shenbi.chat.press(again, "4")
    assert "“at the sea”" in (await listed(shenbi, 2)).view.text


async def test_edit__with_several_sources_or_one_and_a_photo_is_a_blend(
    result: tuple[RunningApp, BotMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    shenbi, _ = result
    wire = Wire(monkeypatch)
    await shenbi.chat.say("/edit --from 1.2,1.4 put the owl there")
    await shenbi.chat.press(await listed(shenbi, 2), "Paint")
    await shenbi.chat.until(lambda: any("#2 ·" in m.view.text and m.view.picture for m in shenbi.chat.visible()))
    await shenbi.chat.say("/edit --from 1.3 put the owl there", image=photo(colour="red"))
    offer = await listed(shenbi, 2)
    await shenbi.chat.press(offer, "Paint")
    await shenbi.chat.until(lambda: len(wire.asked) == 2)
    red = middle(photo(colour="red"))
    assert wire.asked == [
        ("put the owl there", await pictures_of(shenbi, 2, 4)),
        ("put the owl there", [*await pictures_of(shenbi, 3), red]),
    ]


async def test_list__is_answered_by_a_typed_yes_or_no(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as shenbi:
        await shenbi.chat.say("/imagine two owls --n 4")
        shown = await shenbi.chat.picture()
        await shenbi.chat.say("put picture 4 into picture 2", reply_to=shown.id)
        await listed(shenbi, 2)
        await shenbi.chat.say("不用了", language="zh")
        await shenbi.chat.text("清单已清空，没有收费")
        assert len(await shenbi.jobs()) == 1
        await shenbi.chat.say("blend picture 3 and picture 2", reply_to=shown.id)
        offer = await listed(shenbi, 2)
        await shenbi.chat.say("好", reply_to=offer.id, language="zh")
        await shenbi.chat.until(lambda: any("#2 ·" in m.view.text for m in shenbi.chat.visible()))
        assert [job.kind for job in await shenbi.jobs()] == ["blend", "imagine"]


async def test_photos_without_an_order__are_asked_about_with_a_blend_among_the_answers(shenbi: RunningApp) -> None:
    handles = [shenbi.chat._add_image(photo(colour=colour)) for colour in ("red", "navy")]
    for text, language, question, label in (
        ("", "en", "Or say what to make of both", "Combine both"),
        ("wow, so beautiful!", "en", "Or say what to make of both", "Combine both"),
        ("太好看了", "zh", "也可以说说要把这 2 张图做成什么", "融合这 2 张"),
    ):
        await shenbi.chat.push(
            {
                "text": text, "images": handles, "quote": None, "user": "ann", "chat": "ann", "language": language,
                "admin": False, "direct": True,
            }
        )  # fmt: skip
        asked = await shenbi.chat.text(question)
        await shenbi.chat.press(asked, label)
        offer = await listed(shenbi, 2)
        await shenbi.chat.press(offer, "Cancel")
        await is_gone(shenbi, asked, offer)
    assert await shenbi.jobs() == []
