"""Bad input: a clear answer in the asker's language, nothing queued, nothing charged."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.store.rows import InboxRow, QuarantinedUpdateRow
from tests.conftest import RunningApp, photo


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("/imagine", "en", "a sea of roses"),
        ("/画", "zh", "想画什么"),
        ("/imagine " + "x" * 801 + " --model wanx-v1", "en", "801"),
        ("/画 " + "画" * 900 + " --模型 wanx-v1", "zh", "900"),
        ("/画 " + "画" * 5001, "zh", "5,001"),
        ("/imagine cat --n 9", "en", "1 to 4"),
        ("/imagine cat --n 0", "en", "1 to 4"),
        ("/imagine cat --size 640x640 --model wanx-v1", "en", "1280x720"),
        ("/imagine cat --size 64x64", "en", "1280x720"),
        ("/imagine cat --style cubism", "en", "style"),
        ("/imagine cat --model gpt", "en", "wanx-v1"),
        ("/imagine cat --seed 99999999999", "en", "2147483647"),
        ("/imagine cat --model wanx-v1 --ar 21:9", "en", "--ar 16:9"),
        ("/画 猫 --模型 wanx-v1 --比例 4:3", "zh", "画不了 4:3"),
        ("/画 猫 --模型 wan2.7-image --4k", "zh", "wan2.7-image-pro"),
        ("/imagine cat --model wan2.7-image-pro --4k --set 4", "en", "neither does another model"),
        ("/imagine cat --model wan2.7-image --set 20", "en", "at most 12"),
        ("/imagine cat --model wan2.7-image --transparent", "en", "qwen-image-2.1-turbo"),
        ("/imagine cat --set 6 --n 2", "en", "contradict"),
        ("/imagine cat --set one", "en", "--set 6"),
        ("/imagine cat --4k=maybe", "en", "takes no value"),
        ("/imagin cat", "en", "/imagine"),
        ("/重画 猫", "zh", "/画"),
        ("/restyle watercolor", "en", "Which picture"),
        ("/仿 灯塔", "zh", "哪张图"),
        ("/show 99", "en", "no #99"),
        ("/cancel 99", "en", "no #99"),
        ("/cancel", "en", "You have nothing waiting"),
        ("/again", "en", "nothing to repeat"),
        ("/restyle --from 77 anime", "en", "no picture"),
        ("/imagine a fox --from 77", "en", "no picture"),
    ],
)
async def test_bad_input__answer_that_helps(shenbi: RunningApp, text: str, language: str, answer: str) -> None:
    await shenbi.chat.say(text, language=language)
    note = await shenbi.chat.until(lambda: next(iter(shenbi.chat.visible()), None))
    assert answer.lower() in note.view.text.lower()
    assert await shenbi.jobs() == []


async def test_bad_input__reply_to_a_message_without_a_picture(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/restyle anime", reply_to="somebody-elses-words")
    await shenbi.chat.text("no picture in the message")


async def test_bad_input__reply_whose_message_is_withheld(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/restyle anime", withheld=True)
    await shenbi.chat.text("I cannot see which picture")


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"", "empty"),
        (b"GIF89a but not really", "damaged"),
        (b"hello, I am a text", "not a picture"),
        (photo()[:500], "damaged"),
        (photo(30, 30), "only 30"),
        (photo(1600, 80), "too narrow"),
    ],
)
async def test_bad_input__image_that_cannot_be_used(shenbi: RunningApp, data: bytes, answer: str) -> None:
    await shenbi.chat.say("/restyle anime", image=data)
    await shenbi.chat.text(answer)
    assert await shenbi.jobs() == []


async def test_bad_input__somebody_elses_job_cannot_be_cancelled_or_deleted(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine mine", user="ann", chat="room", group=True)
    shown = await shenbi.chat.picture("room")
    await shenbi.chat.press(shown, "Delete", user="bob")
    await shenbi.chat.text("belongs to somebody else", "room")
    await shenbi.chat.say("/cancel 1", user="bob", chat="room", group=True)
    await shenbi.chat.text("only they or an admin", "room")
    assert not shown.gone


async def test_bad_input__same_button_ten_times_is_one_press(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine once")
    shown = await shenbi.chat.picture()
    for _ in range(10):
        await shenbi.chat.press(shown, "Again")
    await shenbi.chat.picture(count=2)
    await shenbi.chat.until(lambda: len(shenbi.chat.visible()) == 2)
    assert len(await shenbi.jobs()) == 2


async def test_bad_input__same_update_again_is_one_message(shenbi: RunningApp) -> None:
    for _ in range(3):
        await shenbi.chat.say("/imagine once", event_id="update-1")
    await shenbi.chat.picture()
    assert len(await shenbi.jobs()) == 1


async def test_bad_input__broken_update_is_quarantined_and_stops_nobody(shenbi: RunningApp) -> None:
    await shenbi.chat.push({"poison": True, "chat": "ann"})
    await shenbi.chat.say("/imagine after the poison")
    await shenbi.chat.picture()
    rows = await shenbi.app.store.read(lambda tx: tx.all(QuarantinedUpdateRow, "inbox.quarantined", limit=5))
    assert len(rows) == 1


async def test_bad_input__what_people_say_to_each_other_is_not_kept(shenbi: RunningApp) -> None:
    await shenbi.chat.say("a secret between us", chat="room", group=True)
    await shenbi.chat.say("/imagine something", chat="room", group=True)
    await shenbi.chat.picture("room")
    bodies = await shenbi.app.store.read(lambda tx: [tx.get(InboxRow, "inbox.by_id", id=n).body for n in (1, 2)])
    assert bodies[0] == ""
    assert "something" in bodies[1]


async def test_bad_input__limits_say_which_and_when(shenbi: RunningApp) -> None:
    shenbi.studio.change_settings(min_task_s=30.0)
    for number in range(8):
        await shenbi.chat.say(f"/imagine number {number}")
    await shenbi.chat.text("5 pictures waiting")


async def test_bad_input__full_disk_refuses_new_work_and_finishes_what_runs(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    shenbi.studio.change_settings(min_task_s=0.5)
    await shenbi.chat.say("/imagine before")
    await shenbi.chat.text("Painting")
    monkeypatch.setattr("bot.jobs.disk.shutil.disk_usage", lambda folder: SimpleNamespace(free=-1))
    assert not shenbi.app.manager.check_disk()
    await shenbi.chat.say("/imagine during", user="bob")
    await shenbi.chat.text("too little room", "bob")
    await shenbi.chat.picture()


async def test_bad_input__language_is_the_askers(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/lang zh", language="en")
    await shenbi.chat.text("以后跟你说中文")
    await shenbi.chat.say("/help", language="en")
    await shenbi.chat.text("你说，我画")


async def test_bad_input__deleting_takes_the_picture_away(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine fleeting")
    shown = await shenbi.chat.picture()
    await shenbi.chat.press(shown, "Delete")
    await shenbi.chat.until(lambda: "Keep it" in str(shown.view.buttons))
    await shenbi.chat.press(shown, "Delete it")
    await shenbi.chat.until(lambda: shown.gone)


async def test_bad_input__cancel_while_waiting_costs_nothing(shenbi: RunningApp) -> None:
    shenbi.studio.change_settings(min_task_s=30.0)
    await shenbi.chat.say("/imagine first")
    await shenbi.chat.text("Painting")
    await shenbi.chat.say("/imagine second")
    await shenbi.chat.say("/imagine third")
    third = await shenbi.chat.text("third")
    await shenbi.chat.press(third, "Cancel")
    await shenbi.chat.until(lambda: "Nothing was charged" in third.view.text)


async def test_bad_input__stopping_a_running_one_is_charged_and_said(shenbi: RunningApp) -> None:
    shenbi.studio.change_settings(min_task_s=1.0)
    await shenbi.chat.say("/imagine regretted")
    first = await shenbi.chat.text("Painting")
    await shenbi.chat.press(first, "Cancel")
    await shenbi.chat.until(lambda: "is charged" in first.view.text and "/show" in first.view.text)
    assert first.view.picture is None
    await shenbi.chat.say("/show 1")
    await shenbi.chat.picture()
