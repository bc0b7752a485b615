"""What calls hold goes with the person, with the picture, and with time; limits and ledgers stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapter_api import PostView
from bot.assistant.calls import CALL_PRICE_LI
from bot.jobs import money
from bot.retention import deletion
from bot.retention.expiry import DataExpiry
from bot.store import Tx
from bot.store.rows import ChatCallRow, PostRow
from studio.server import Fault, Studio
from tests.assistant.test_calls import SAID, answers, booked, calls
from tests.conftest import RunningApp, photo, running_app
from tests.raw_rows import raw_rows
from tests.retention.deleting import delete_all_due
from tests.retention.test_deletion import delete
from tests.retention.test_erasure import swept


def holds(call: ChatCallRow) -> str:
    """All words and pictures of a call."""
    return call.words + call.image + call.answer + call.reply_to + call.options.strip("{}")


async def test_forget__calls_are_blank_their_messages_gone_and_the_limit_holds(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, limits={"calls_per_hour": 2}) as shenbi:
        await shenbi.chat.say("/improve a secretword fox --no secretword")
        await shenbi.chat.say("/describe secretword", image=photo())
        shown = await answers(shenbi, 2)
        await shenbi.chat.say("/forget yes")
        await shenbi.chat.text("are deleted")
        await swept(shenbi)
        assert [holds(call) for call in await calls(shenbi)] == ["", ""]
        assert all(message.gone for message in shown)
        assert await booked(shenbi) == (2, 2)
        await shenbi.chat.say("/improve a fox")
        await shenbi.chat.text("within an hour")
        await shenbi.chat.press(shown[0], "Paint")
        await shenbi.chat.text("no longer here")


async def test_forget__call_that_is_being_asked_is_given_up_and_given_back(shenbi: RunningApp) -> None:
    shenbi.studio.add_faults(Fault("chat", "wait", seconds=1.0))
    await shenbi.chat.say("/improve a secretword fox")
    await shenbi.chat.text("Improving")
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("are deleted")
    await shenbi.chat.until(lambda: not [m for m in shenbi.chat.visible() if "Improving" in m.view.text])
    await swept(shenbi)
    [call] = await calls(shenbi)
    assert (call.state, holds(call)) == ("failed", "")
    assert (await booked(shenbi))[0] == 0


async def test_forget__what_others_learnt_of_their_image_goes_too(shenbi: RunningApp) -> None:
    sent = await shenbi.chat.say("/describe", image=photo(), chat="club", group=True)
    await answers(shenbi, 1, "club")
    await shenbi.chat.say("/describe", user="bob", chat="club", group=True, reply_image=None)
    await answers(shenbi, 2, "club")
    assert sent
    await shenbi.chat.say("/forget yes", chat="club", group=True)
    await shenbi.chat.text("are deleted", "club")
    await swept(shenbi)
    # Bob has sent the image too by asking about it in the group: nothing of it is Ann's alone.
    assert [bool(holds(call)) for call in await calls(shenbi)] == [False, True]


async def test_delete__description_goes_comes_back_and_is_gone_for_good(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shenbi.chat.say("/imagine a fox")
    picture = await shenbi.chat.picture()
    await shenbi.chat.say("/describe 1")
    [shown] = await answers(shenbi, 1)
    question = await delete(shenbi, picture)
    await shenbi.chat.until(lambda: shown.gone)
    await shenbi.chat.press(question, "Undo")
    await answers(shenbi, 1)
    monkeypatch.setattr(deletion, "UNDO_S", 0.0)
    await shenbi.chat.say("/delete 1")
    await shenbi.chat.until(lambda: not [m for m in shenbi.chat.visible() if SAID in m.view.text])
    await delete_all_due(shenbi.app)
    [call] = await calls(shenbi)
    assert holds(call) == ""


async def test_expiry__old_calls_go_with_their_posts(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/describe", image=photo())
    await answers(shenbi, 1)

    def age(tx: Tx) -> None:
        for table in ("chat_call", "post", "image"):
            raw_rows(tx, f"UPDATE {table} SET created_at = 1 RETURNING created_at")

    async def expire(**kept: int) -> None:
        keeping = shenbi.app.settings.keeping.model_copy(update=kept)
        await DataExpiry(shenbi.app.store, shenbi.app.pictures, keeping).once()

    await shenbi.app.store.write(age)
    await expire(jobs_days=0, pictures_days=1)
    [call] = await calls(shenbi)
    assert holds(call) == ""
    await expire(jobs_days=1, pictures_days=1)
    assert await calls(shenbi) == []
    posts = await shenbi.app.store.read(lambda tx: tx.one(PostRow, "posts.by_subject", subject="call:1"))
    assert posts is None
    assert await booked(shenbi) == (CALL_PRICE_LI, CALL_PRICE_LI)
    assert await shenbi.app.store.read(money.compare_totals) == []
    assert isinstance(shenbi.chat.visible()[0].view, PostView)
