"""A message is shown if and only if the bot saved it, wherever the process dies; exactly once."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from adapters.web import WebAdapter, rooms
from adapters.web.decode import decode
from adapters.web.submission import Submission, Submissions
from bot.adapter_api import Conversation, Create, Message, PostView, Press
from bot.store import open_store
from tests.clock import DrivenClock
from tests.web.host import WebHost, listening, png, running, settings
from tests.web.visitor import Visitor, visiting

SAID = Submission(room="team", person="ab12", language="zh", nonce="n1", text="/画 猫")


async def entry_texts(host: WebHost, room: str = "team") -> list[str]:
    page = await host.store.read(rooms.page, room=room)
    return [entry["text"] for entry in page.entries]


def saved_texts(host: WebHost) -> list[str]:
    return [said.text for said in map(decode, host.saved.values()) if isinstance(said, Message)]


async def test_submission__message_is_saved_and_shown(visitor: Visitor, host: WebHost) -> None:
    kept = await visitor.say("/画 猫")
    entries = await visitor.entries()
    assert [(entry["id"], entry["seq"], entry["text"]) for entry in entries] == [(kept["id"], kept["seq"], "/画 猫")]
    (said,) = map(decode, host.saved.values())
    assert isinstance(said, Message)
    assert (said.message_id, said.direct, said.sender.language) == (kept["id"], True, "zh")


async def test_submission__same_nonce_is_the_same_message(visitor: Visitor, host: WebHost) -> None:
    first = await visitor.say("/画 猫", nonce="same")
    again = await asyncio.gather(*(visitor.say("/画 猫", nonce="same") for _ in range(5)))
    assert again == [first] * 5
    assert saved_texts(host) == ["/画 猫"]
    assert len(await visitor.entries()) == 1
    await visitor.say("/画 猫", nonce="another")
    assert len(await visitor.entries()) == 2


async def test_submission__same_nonce_of_somebody_else_is_another_message(adapter: WebAdapter, host: WebHost) -> None:
    async with visiting(adapter.address, "team") as one, visiting(adapter.address, "team") as two:
        first, second = await one.say("a", "team", nonce="n"), await two.say("b", "team", nonce="n")
    assert first["id"] != second["id"]
    assert await entry_texts(host) == ["a", "b"]


class ProcessKilled(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("point", ["before the save", "after the save"])
async def test_submission__cut_off_between_it_is_finished_at_the_next_start(tmp_path: Path, point: str) -> None:
    clock = DrivenClock()
    store = await open_store(f"sqlite:///{tmp_path / 'room.db'}", clock)
    host = WebHost(store, tmp_path, clock)
    await rooms.attach(store)
    save = host.save

    async def save_and_die(updates: list[object]) -> list[bool]:
        if point == "after the save":
            await save(updates)  # type: ignore[arg-type]
        raise ProcessKilled

    host.save = save_and_die  # type: ignore[assignment,method-assign]
    with pytest.raises(ProcessKilled):
        await Submissions(host).submit(SAID)
    assert await entry_texts(host) == []  # not shown, because it is not known to be handled

    host.save = save  # type: ignore[method-assign]
    adapter = WebAdapter.create(settings(), host)
    async with listening(adapter):
        live = host.store.hints.event(rooms.TOPIC)
        if await entry_texts(host) == []:
            async with asyncio.timeout(10):
                await live.wait()
        assert await entry_texts(host) == saved_texts(host) == ["/画 猫"]
        # The browser never got an answer, so it sends it again.
        await Submissions(host).submit(SAID)
    assert await entry_texts(host) == saved_texts(host) == ["/画 猫"]
    await store.close()


async def test_submission__what_another_process_is_just_saving_is_left_to_it(tmp_path: Path) -> None:
    clock = DrivenClock()
    async with running(tmp_path, clock=clock) as (_, host):
        clock.advance(1)  # What is said from here on was not cut off before the start.
        host.fail_saves = 1
        with pytest.raises(OSError, match="space"):
            await Submissions(host).submit(SAID)
        assert await Submissions(host).finish_pending(clock.now() - 10) == 0
        clock.advance(11)
        host.store.hints.event(rooms.TOPIC)
        await Submissions(host).finish_pending(clock.now() - 10)
        assert await entry_texts(host) == saved_texts(host) == ["/画 猫"]


async def test_submission__full_disk_is_said_and_trying_again_helps(visitor: Visitor, host: WebHost) -> None:
    host.fail_saves = 1
    body = {"text": "hallo", "nonce": "n", "language": "zh"}
    refused = await visitor.post("api/rooms/~/messages", body)
    assert (refused.status, (await refused.json())["error"]) == (503, "not-saved")
    assert await visitor.entries() == []
    assert (await visitor.post("api/rooms/~/messages", body)).status == 200
    assert len(await visitor.entries()) == 1
    assert saved_texts(host) == ["hallo"]


async def test_submission__answer_that_overtakes_its_question_stands_below_it(
    adapter: WebAdapter, host: WebHost
) -> None:
    answers: list[asyncio.Task[object]] = []

    def answer(update: object) -> None:
        call = Create(1, PostView("schon da"))
        answers.append(asyncio.create_task(adapter.post(Conversation("web", "team"), call)))

    host.on_save = answer
    async with visiting(adapter.address, "team") as someone:
        await someone.say("/画 猫", "team")
        await asyncio.gather(*answers)
        assert [entry["text"] for entry in await someone.entries("team")] == ["/画 猫", "schon da"]


async def test_submission__answer_quotes_what_it_answers(adapter: WebAdapter, visitor: Visitor, host: WebHost) -> None:
    image = await visitor.upload(png(30, 20))
    photo = await visitor.say("mein Bild", images=[image])
    await visitor.say("/重绘 水彩", reply_to=photo["id"])
    last = decode(list(host.saved.values())[-1])
    assert isinstance(last, Message)
    assert last.reply_to is not None
    assert (last.reply_to.keys, last.reply_to.text, last.reply_to.from_bot) == ((photo["id"],), "mein Bild", False)
    (source,) = last.reply_to.images
    assert await adapter.fetch_image(source, 1_000_000) == png(30, 20)
    with pytest.raises(ValueError, match="bytes"):
        await adapter.fetch_image(source, 10)
    shown_quote = (await visitor.entries())[-1]["quote"]
    assert (shown_quote["id"], shown_quote["text"]) == (photo["id"], "mein Bild")
    assert "in-" not in json.dumps(await visitor.entries())  # a handle is the server's business


async def test_submission__one_cannot_send_somebody_elses_upload_or_answer_in_another_room(adapter: WebAdapter) -> None:
    async with visiting(adapter.address) as one, visiting(adapter.address) as two:
        image = await one.upload(png(30, 20))
        body = {"text": "", "nonce": "n", "images": [image]}
        refused = await two.post("api/rooms/~/messages", body)
        assert (refused.status, (await refused.json())["error"]) == (409, "upload-gone")
        secret = await one.say("geheim")
        await two.say("was?", reply_to=secret["id"])
        assert (await two.entries())[0]["quote"] is None


async def test_submission__press_is_handed_on_only_for_a_button_that_stands_there(
    adapter: WebAdapter, visitor: Visitor, host: WebHost
) -> None:
    from bot.adapter_api import Button, Edit

    room = f"~{(await visitor.start())['me']['id']}"
    buttons = ((Button("Nochmal", "again:1"), Button("Kopie", "copy:1", copy="Text")),)
    await adapter.post(Conversation("web", room), Create(1, PostView("fertig", buttons=buttons)))
    body = {"entry": "p1", "action": "again:1", "nonce": "n", "language": "en"}
    assert (await visitor.post("api/rooms/~/presses", body)).status == 200
    assert (await visitor.post("api/rooms/~/presses", body)).status == 200
    (press,) = map(decode, host.saved.values())
    assert isinstance(press, Press)
    assert (press.action, press.message_id, press.sender.language, press.direct) == ("again:1", "p1", "en", True)
    for wrong in ({"action": "delete:1"}, {"action": "copy:1"}, {"entry": "p2"}):
        refused = await visitor.post("api/rooms/~/presses", {**body, **wrong})
        assert (refused.status, (await refused.json())["error"]) == (409, "button-gone")
    await adapter.post(Conversation("web", room), Edit(1, "p1", PostView("weg")))
    assert (await visitor.post("api/rooms/~/presses", {**body, "nonce": "m"})).status == 409
    assert len(host.saved) == 1
