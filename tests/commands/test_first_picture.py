"""One message to one picture, and back."""

from __future__ import annotations

import json

import pytest

from bot.store.rows import PictureRow
from studio.server import Fault
from tests.conftest import RunningApp, photo


async def test_first_picture__words_become_a_picture(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a sea of roses --n 1")
    shown = await shenbi.chat.picture()
    assert shown.view.milestone == "done"
    assert "a sea of roses" in shown.view.text
    assert "¥0.16" in shown.view.text
    assert len(shenbi.chat.visible()) == 1
    assert shown.view.picture is not None
    assert (await shenbi.app.pictures.get(shown.view.picture.key))[:4] == b"\x89PNG"


async def test_first_picture__four_pictures_are_one_sheet_with_originals(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/画 四只猫 --数量 4", language="zh")
    shown = await shenbi.chat.picture()
    assert shown.view.picture is not None
    assert shown.view.picture.key.endswith("sheet.jpg")
    await shenbi.chat.press(shown, "原图")
    note = await shenbi.chat.until(lambda: next((m for m in shenbi.chat.visible() if m.view.files), None))
    assert len(note.view.files) == 4


async def test_first_picture__each_of_four_originals_has_a_button_and_can_be_typed(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine four cats --n 4")
    shown = await shenbi.chat.picture()
    labels = [b.label for row in shown.view.buttons for b in row if b.action.startswith("originals:1:")]
    assert labels == ["📎 1", "📎 2", "📎 3", "📎 4"]
    await shenbi.chat.press(shown, "originals:1:3")
    note = await shenbi.chat.text("#1.3, the original picture")
    assert [file.name for file in note.view.files] == ["shenbi-1-3.png"]
    await shenbi.chat.say("/originals 1.2")
    note = await shenbi.chat.text("#1.2, the original picture")
    assert [file.name for file in note.view.files] == ["shenbi-1-2.png"]
    await shenbi.chat.say("/originals 1.9")
    await shenbi.chat.text("no picture 9")


async def test_first_picture__of_four_the_third_is_still_the_third_when_the_second_did_not_come(
    shenbi: RunningApp,
) -> None:
    bad = Fault("task", "partial", code="DataInspectionFailed", message="Output data may contain ...", count=1)
    shenbi.studio.add_faults(bad)
    await shenbi.chat.say("/imagine four cats --n 4")
    shown = await shenbi.chat.picture()
    assert "3 of 4" in shown.view.text
    actions = [b.action for row in shown.view.buttons for b in row if b.action.startswith("originals:1:")]
    pictures = await shenbi.app.store.read(lambda tx: tx.all(PictureRow, "pictures.of_job", job_id=1))
    assert actions == [f"originals:1:{picture.idx + 1}" for picture in pictures]
    await shenbi.chat.press(shown, "Restyle")
    await shenbi.chat.until(lambda: any("oil painting" in b.label for row in shown.view.buttons for b in row))
    await shenbi.chat.press(shown, "oil painting")
    await shenbi.chat.picture(count=2)


@pytest.mark.parametrize(
    "words", ["/delete the last one", "/cancel that", "/show me", "/originals #", "/star the first"]
)
async def test_first_picture__words_that_are_no_number_never_mean_the_newest(shenbi: RunningApp, words: str) -> None:
    await shenbi.chat.say("/imagine a cat")
    shown = await shenbi.chat.picture()
    await shenbi.chat.say(words)
    await shenbi.chat.text("There is no #")
    assert not shown.gone
    assert len(shenbi.chat.visible()) == 2


async def test_first_picture__photo_is_repainted_by_reply(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/restyle watercolor", reply_image=photo())
    shown = await shenbi.chat.picture()
    assert "watercolor" in shown.view.text
    record = await shenbi.jobs()
    assert '"repaint"' in record[0].request


async def test_first_picture__bots_own_picture_is_restyled_by_reply_and_by_button(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox")
    first = await shenbi.chat.picture()
    await shenbi.chat.say("/similar a bear", reply_to=first.id)
    second = await shenbi.chat.picture(count=2)
    assert "a bear" in second.view.text
    await shenbi.chat.press(first, "Restyle")
    menu = await shenbi.chat.until(lambda: any("oil painting" in b.label for row in first.view.buttons for b in row))
    assert menu
    await shenbi.chat.press(first, "oil painting")
    third = await shenbi.chat.picture(count=3)
    assert "oil painting" in third.view.text


async def test_first_picture__words_about_an_earlier_picture_repaint_it(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox")
    await shenbi.chat.picture()
    await shenbi.chat.say("/imagine the fox in the snow --from 1")
    await shenbi.chat.picture(count=2)
    assert '"repaint"' in (await shenbi.jobs())[0].request


async def test_first_picture__again_is_another_seed_and_what_was_written_changed(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox --style anime --seed 5")
    await shenbi.chat.picture()
    await shenbi.chat.say("/imagine a bear --seed 6")
    await shenbi.chat.picture(count=2)
    await shenbi.chat.say("/again --from 1 --n 2 --style watercolor --ar 16:9 --no text")
    shown = await shenbi.chat.picture(count=3)
    assert "a fox" in shown.view.text
    made = json.loads((await shenbi.jobs())[0].request)
    assert (made["prompt"], made["n"], made["style"], made["negative_prompt"]) == ("a fox", 2, "watercolor", "text")
    assert made["seed"] not in (5, 6)
    assert made["size"] == "1280*720"
    await shenbi.chat.say("/again 1 --n 9")
    await shenbi.chat.text("1 to 4")
    await shenbi.chat.say("/again 99")
    await shenbi.chat.text("There is no #99")


async def test_first_picture__one_of_several_can_be_shown(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine two cats --n 2")
    await shenbi.chat.picture()
    await shenbi.chat.say("/show 1.2")
    note = await shenbi.chat.text("#1.2")
    assert [file.name for file in note.view.files] == ["shenbi-1-2.png"]


async def test_first_picture__similar_without_words_asks_for_them(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/similar", reply_image=photo())
    await shenbi.chat.text("Say what to paint")
