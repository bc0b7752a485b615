"""Going back along the path of a picture: the picture before it, undoing a change, the whole path, continuing from any point."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapter_api import Reference
from bot.intake.last_images import LastImages
from bot.jobs import create_answer
from bot.jobs.manager import NewJob
from bot.jobs.stored_request import request_of
from bot.store import Tx
from bot.store.rows import ConversationRow, JobRow, PayerRow, PersonRow
from studio.server import Studio
from tests.commands.test_gallery import paint
from tests.conftest import RunningApp, photo, running_app
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
from tests.scripted import APPEND_ONLY, BotMessage, ScriptedPlatform


def heads(shenbi: RunningApp, chat: str = "ann") -> list[str]:
    """The pictures that a chat shows, by the numbers in their first lines."""
    return [m.view.text.split(" ")[0] for m in shenbi.chat.visible(chat) if m.view.picture]


def labels(shown: BotMessage) -> list[str]:
    return [button.label for row in shown.view.buttons for button in row]


async def painted(shenbi: RunningApp, text: str, count: int, **how: object) -> BotMessage:
    """Say something that is painted; the picture."""
    await shenbi.chat.say(text, **how)  # type: ignore[arg-type]
    return await shenbi.chat.picture(str(how.get("chat", "ann")), count)


async def last_image(shenbi: RunningApp, chat: str = "ann") -> str:
    """The one image that words without an image mean."""
    row = await shenbi.app.store.read(
        lambda tx: tx.get(ConversationRow, "people.find_conversation", platform="scripted", chat_id=chat, thread_id="")
    )
    (image,) = LastImages.parse(row.last_image).images
    return image


async def test_back__posts_what_it_was_made_from_as_the_current_picture(shenbi: RunningApp) -> None:
    first = await painted(shenbi, "/imagine a fox", 1)
    assert "Back" not in " ".join(labels(first))
    changed = await painted(shenbi, "/restyle --from 1 sketch", 2)
    assert labels(changed)[3:5] == ["⏪ Back", "↩️ Undo"]
    await shenbi.chat.press(changed, "Back")
    again = await shenbi.chat.picture(count=3)
    assert again.view.text.startswith("#1 · a fox")
    assert labels(again) == labels(first)
    assert await last_image(shenbi) == "jobs/1/0.png"
    third = await painted(shenbi, "/restyle watercolor", 4)
    assert third.view.text.startswith("#3")
    job = (await shenbi.jobs())[0]
    assert request_of(job).reference.image == "jobs/1/0.png"  # type: ignore[union-attr]


async def test_back__in_words_goes_on_from_where_one_is(shenbi: RunningApp) -> None:
    await paint(shenbi, "a fox")
    await painted(shenbi, "/restyle --from 1 sketch", 2)
    await painted(shenbi, "/restyle --from 2 anime", 3)
    await painted(shenbi, "/back", 4)
    await painted(shenbi, "/返回", 5)
    assert heads(shenbi) == ["#1", "#2", "#3", "#2", "#1"]
    await shenbi.chat.say("/返回上一张")
    await shenbi.chat.text("#1 was painted from words; there is no picture before it.")
    shown = await painted(shenbi, "/back 3", 6)
    assert shown.view.text.startswith("#2")
    await painted(shenbi, "/back", 7, reply_to=shown.id)
    assert heads(shenbi)[-1] == "#1"


async def test_back__of_one_of_several_pictures_shows_that_one_alone(shenbi: RunningApp) -> None:
    await painted(shenbi, "/imagine a fox --n 4", 1)
    changed = await painted(shenbi, "/restyle --from 1.3 sketch", 2)
    await shenbi.chat.press(changed, "Back")
    shown = await shenbi.chat.picture(count=3)
    assert shown.view.text.startswith("#1.3 · a fox")
    assert shown.view.picture
    assert shown.view.picture.key == "jobs/1/2.png"
    actions = [button.action for row in shown.view.buttons for button in row]
    assert {"menu:1:3", "similar:1:3", "originals:1:3"} <= set(actions)
    await shenbi.chat.press(shown, "Restyle")
    await shenbi.chat.until(lambda: "watercolor" in labels(shown))
    await shenbi.chat.press(shown, "watercolor")
    await shenbi.chat.picture(count=4)
    await painted(shenbi, "/restyle anime", 5, reply_to=shown.id)
    for job in (await shenbi.jobs())[:2]:
        assert request_of(job).reference.image == "jobs/1/2.png"  # type: ignore[union-attr]


async def test_undo__takes_the_change_away_and_can_be_taken_back(shenbi: RunningApp) -> None:
    await undo_and_take_back(shenbi)


async def test_undo__same_on_postgresql(tmp_path: Path, studio: Studio, postgres_url: str) -> None:
    async with running_app(tmp_path, studio, database_url=postgres_url) as shenbi:
        await undo_and_take_back(shenbi)
        await shenbi.chat.say("/history 2")
        sheet = await shenbi.chat.picture(count=4)
        assert labels(sheet) == ["1", "2"]


async def undo_and_take_back(shenbi: RunningApp) -> None:
    await paint(shenbi, "a fox")
    changed = await painted(shenbi, "/restyle --from 1 sketch", 2)
    await shenbi.chat.press(changed, "Undo")
    said = await shenbi.chat.text("The pictures of #2 are deleted.")
    await shenbi.chat.until(lambda: heads(shenbi) == ["#1", "#1"])
    assert await last_image(shenbi) == "jobs/1/0.png"
    await shenbi.chat.press(said, "Undo")
    await shenbi.chat.until(lambda: sorted(heads(shenbi)) == ["#1", "#1", "#2"])
    assert await last_image(shenbi) == "jobs/2/0.png"


async def test_undo__in_words(shenbi: RunningApp) -> None:
    await paint(shenbi, "a fox")
    await painted(shenbi, "/restyle --from 1 sketch", 2)
    await shenbi.chat.say("/撤销")  # Clients make a command without a number clickable in any text.
    asked = await shenbi.chat.text("Delete #2 and go back to the picture before it?")
    assert heads(shenbi) == ["#1", "#2"]
    await shenbi.chat.press(asked, "Undo it")
    await shenbi.chat.until(lambda: heads(shenbi) == ["#1", "#1"])
    await shenbi.chat.say("/撤销删除 2")
    await shenbi.chat.picture(count=3)
    await shenbi.chat.say("/撤销修改 2")
    await shenbi.chat.until(lambda: heads(shenbi) == ["#1", "#1", "#1"])


async def test_undo__without_a_picture_to_go_back_to_deletes_nothing(shenbi: RunningApp) -> None:
    await paint(shenbi, "a fox")
    await shenbi.chat.say("/undo 1")
    await shenbi.chat.text("#1 was painted from words; there is no picture before it.\n#1 stays.")
    changed = await painted(shenbi, "/restyle --from 1 sketch", 2)
    await shenbi.chat.say("/delete 1")
    await shenbi.chat.until(lambda: heads(shenbi) == ["#2"])
    await shenbi.chat.press(changed, "Undo")
    await shenbi.chat.text("The picture before #2 was deleted.")
    assert heads(shenbi) == ["#2"]


async def test_undo__of_a_change_that_is_still_waiting_cancels_it(
    tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(create_answer, "PENDING_POLL_S", 0.02)
    async with running_app(tmp_path, studio) as shenbi:
        await paint(shenbi, "a fox")
        studio.change_settings(min_task_s=60.0)
        await shenbi.chat.say("/imagine an owl")
        await shenbi.chat.say("/restyle --from 1 sketch")
        await shenbi.chat.text("#3")
        await shenbi.chat.say("/undo 3")
        await shenbi.chat.text("Cancelled")
        await shenbi.chat.until(lambda: heads(shenbi) == ["#1", "#1"])


async def test_back__from_what_was_made_of_an_image_that_was_sent(shenbi: RunningApp) -> None:
    changed = await painted(shenbi, "/restyle sketch", 1, image=photo())
    assert "⏪ Back" not in labels(changed)  # There is no picture of ours to post.
    await shenbi.chat.say("/undo 1")
    await shenbi.chat.text("#1 was made from the image that you sent; that one is current again.")
    await shenbi.chat.until(lambda: heads(shenbi) == [])
    assert (await last_image(shenbi)).startswith("images/")
    await shenbi.chat.say("/history", reply_image=photo(colour="red"))
    await shenbi.chat.text("That is not one of my pictures.")


async def test_history__is_a_sheet_with_words_and_a_button_for_each_step(shenbi: RunningApp) -> None:
    await painted(shenbi, "/restyle in the snow", 1, image=photo())
    await painted(shenbi, "/restyle --from 1 make it night", 2)
    await painted(shenbi, "/restyle --from 2 add a boat --n 2", 3)
    await shenbi.chat.say("/历史")
    sheet = await shenbi.chat.picture(count=4)
    assert sheet.view.text.split("\n")[:5] == [
        "The path of this picture: 4 steps.",
        "1 · an image that was sent",
        "2 · #1 · in the snow",
        "3 · #2 · make it night",
        "4 · #3.1 · add a boat",
    ]
    assert labels(sheet) == ["2", "3", "4"]
    await shenbi.chat.press(sheet, "2")
    shown = await shenbi.chat.picture(count=5)
    assert shown.view.text.startswith("#1 · in the snow")
    assert await last_image(shenbi) == "jobs/1/0.png"
    await painted(shenbi, "/接着改 3.2", 6)
    assert await last_image(shenbi) == "jobs/3/1.png"
    before = sheet.view.picture
    await shenbi.chat.say("/delete 2")
    await shenbi.chat.until(lambda: "3 · deleted" in sheet.view.text and sheet.view.picture != before)
    assert labels(sheet) == ["2", "4"]
    assert "make it night" not in sheet.view.text


async def test_history__is_forgotten_with_its_words(shenbi: RunningApp) -> None:
    await painted(shenbi, "/imagine secretword", 1, chat="club", group=True)
    await painted(shenbi, "/restyle --from 1 sketch", 2, user="bob", chat="club", group=True)
    await painted(shenbi, "/history 2", 3, user="bob", chat="club", group=True)
    assert any("secretword" in m.view.text for m in shenbi.chat.visible("club"))
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("are deleted")
    await shenbi.chat.until(lambda: all("secretword" not in m.view.text for m in shenbi.chat.visible("club")))
    specs = await shenbi.app.store.read(lambda tx: tx._run("SELECT spec FROM rendered_sheet", {}).fetchall())
    assert specs
    assert "secretword" not in str([tuple(row) for row in specs])


async def test_history__group_sees_only_what_all_of_it_may_see(shenbi: RunningApp) -> None:
    club = {"chat": "club", "group": True}
    await paint(shenbi, "private words")
    changed = await painted(shenbi, "/restyle --from 1 sketch", 1, **club)
    assert "⏪ Back" not in labels(changed)
    await shenbi.chat.say("/history 2", **club)  # type: ignore[arg-type]
    sheet = await shenbi.chat.picture("club", 2)
    assert "1 · 🔒 not shown here" in sheet.view.text
    assert labels(sheet) == ["2"]
    await shenbi.chat.say("/back 2", **club)  # type: ignore[arg-type]
    await shenbi.chat.text("was made elsewhere. If everyone here may see it: /show 1", "club")
    await shenbi.chat.say("/back 2", user="bob", **club)  # type: ignore[arg-type]
    await shenbi.chat.text("The picture before #2 is somebody else's and not shown here.", "club")
    await shenbi.chat.say("/continue 1", user="bob", **club)  # type: ignore[arg-type]
    await shenbi.chat.text("There is no #1 here.", "club")
    await shenbi.chat.say("/undo 2", user="bob", **club)  # type: ignore[arg-type]
    await shenbi.chat.text("#2 belongs to somebody else", "club")
    assert "private words" not in " ".join(m.view.text for m in shenbi.chat.visible("club"))


async def test_history__what_has_no_path_is_answered(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/history")
    await shenbi.chat.text("You have no picture here yet.")
    for words in ("/history 99", "/back 99", "/undo 99", "/continue 99", "/history fox"):
        await shenbi.chat.say(words)
        await shenbi.chat.text(f"There is no #{words.split()[1]} here.")
    await paint(shenbi, "a fox")
    await shenbi.chat.say("/delete 1")
    await shenbi.chat.text("The pictures of #1 are deleted.")
    await shenbi.chat.say("/history 1")
    await shenbi.chat.text("#1 has no picture, so there is no path to show.")
    await shenbi.chat.say("/continue 1.7")
    await shenbi.chat.text("There is no picture 7 of #1")


def blend(tx: Tx, shenbi: RunningApp, *images: str) -> int:
    """Order what is made of several pictures, as `/blend` does."""
    job = tx.get(JobRow, "jobs.get", id=1)
    request = replace(
        request_of(job), model="wan2.7-image", prompt="both", reference=Reference(images[0], "edit", more=images[1:])
    )
    new = NewJob(
        request,
        tx.get(PayerRow, "people.payer_by_id", id=job.payer_id),
        tx.get(PersonRow, "people.person_by_id", id=job.person_id),
        tx.get(ConversationRow, "people.conversation_by_id", id=job.conversation_id),
        "en",
        kind="blend",
        agreed_li=10_000,
    )
    accepted = shenbi.app.manager.accept(tx, new)
    assert isinstance(accepted, JobRow), accepted
    return accepted.id


async def test_back__from_several_pictures_asks_which(shenbi: RunningApp) -> None:
    await paint(shenbi, "a fox", "an owl", "a house")
    await shenbi.app.store.write(blend, shenbi, "jobs/1/0.png", "jobs/2/0.png", "jobs/3/0.png")
    blended = await shenbi.chat.picture(count=4)
    await shenbi.chat.press(blended, "Back")
    asked = await shenbi.chat.text("#4 was made from 3 pictures. Which one?")
    await shenbi.chat.press(asked, "#2")
    await shenbi.chat.until(lambda: heads(shenbi)[-1] == "#2")
    await shenbi.chat.say("/history 4")
    sheet = await shenbi.chat.text("4 · #4 = 1 + 2 + 3 · both")
    await shenbi.chat.say("/delete 2")
    await shenbi.chat.until(lambda: "2 · deleted" in sheet.view.text)
    await shenbi.chat.say("/delete 3")
    await shenbi.chat.until(lambda: "3 · deleted" in sheet.view.text)
    await shenbi.chat.press(blended, "Undo")
    await shenbi.chat.until(lambda: heads(shenbi)[-1] == "#1")


async def test_history__of_many_steps_shows_the_newest_and_says_so(shenbi: RunningApp) -> None:
    await paint(shenbi, "a fox")
    for number in range(2, 16):
        await painted(shenbi, f"/restyle --from {number - 1} step {number}", number)
    await shenbi.chat.say("/history 15")
    sheet = await shenbi.chat.text("These are the newest 12 of 15 steps. /history 4 shows what came before.")
    assert "12 · #15 · step 15" in sheet.view.text
    assert len(sheet.view.text) <= shenbi.chat.capabilities.caption_limit
    assert [len(row) for row in sheet.view.buttons] == [6, 6]


async def test_history__where_messages_cannot_be_changed(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as shenbi:
        await paint(shenbi, "a fox")
        changed = await painted(shenbi, "/restyle --from 1 sketch", 2)
        typed = [button.typed for row in changed.view.buttons for button in row]
        assert typed == [
            "/again 2", "/restyle --from 2", "/similar --from 2", "/back 2", "/undo 2", "/originals 2", "/star 2",
        ]  # fmt: skip
        await shenbi.chat.say("/history 2")
        sheet = await shenbi.chat.picture(count=3)
        assert [button.typed for row in sheet.view.buttons for button in row] == ["/continue 1", "/continue 2"]
        await painted(shenbi, "/continue 1", 4)
        await shenbi.chat.say("/undo 2")  # A link in anybody's message could have sent this.
        asked = await shenbi.chat.text("Delete #2 and go back")
        (confirm,) = [button.typed for row in asked.view.buttons for button in row]
        await shenbi.chat.say(confirm)
        await shenbi.chat.text("The pictures of #2 are deleted.")
        await shenbi.chat.picture(count=4)


async def made_from(shenbi: RunningApp) -> list[str]:
    """What the newest job was made from."""
    reference = request_of((await shenbi.jobs())[0]).reference
    assert reference
    return list(reference.images)


async def test_history__words_after_going_back_change_the_picture_that_one_went_back_to(shenbi: RunningApp) -> None:
    await paint(shenbi, "a fox in the snow")
    await painted(shenbi, "make it night", 2)
    boat = await painted(shenbi, "add a boat", 3)
    assert await made_from(shenbi) == ["jobs/2/0.png"]
    await shenbi.chat.press(boat, "Undo")
    await shenbi.chat.until(lambda: heads(shenbi) == ["#1", "#2", "#2"])
    await painted(shenbi, "add a house", 4)
    assert await made_from(shenbi) == ["jobs/2/0.png"]
    sheet = await painted(shenbi, "/history", 5)
    await shenbi.chat.press(sheet, "1")
    await shenbi.chat.picture(count=6)
    await painted(shenbi, "make it winter", 7)
    assert await made_from(shenbi) == ["jobs/1/0.png"]


async def test_history__one_of_several_that_was_gone_back_to_is_meant_without_a_question(shenbi: RunningApp) -> None:
    await painted(shenbi, "/imagine a fox --n 4", 1)
    for number, (pick, reply) in enumerate(((3, False), (1, False), (2, True), (1, True))):
        changed = await painted(shenbi, f"/edit --from 1.{pick} make it night", 3 * number + 2)
        await shenbi.chat.press(changed, "Back")
        shown = await shenbi.chat.picture(count=3 * number + 3)
        await painted(shenbi, "add a boat", 3 * number + 4, **({"reply_to": shown.id} if reply else {}))
        assert await made_from(shenbi) == [f"jobs/1/{pick - 1}.png"]
