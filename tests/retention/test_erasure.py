"""Forgetting: what goes, what stays without a name, and that it is not a way around limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.access.roles import OPERATOR
from bot.adapter_api import Blocked
from bot.intake.admission import Admission
from bot.jobs import intervention, life_cycle, moderation, money
from bot.jobs.states import State
from bot.operating import Act, Installation, Performed, Performer, Surface, act_from_words, perform
from bot.retention import deletion
from bot.store import Tx, file_deletions
from bot.store.rows import AuditEntryRow, JobRow
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.conftest import RunningApp, photo, running_app
from tests.jobs.test_upstream_faults import spent, until_event
from tests.retention.deleting import delete_all_due
from tests.scripted import ScriptedPlatform
from tests.waiting import all_posted, stored

TABLES = (
    "person",
    "conversation",
    "inbox",
    "job",
    "job_event",
    "post",
    "modifier",
    "star",
    "rendered_sheet",
    "batch",
    "image_upload",
    "image",
    "chat_call",
)


async def everything(shenbi: RunningApp) -> str:
    """All that the database says, as one text."""

    def dump(tx: Tx) -> str:
        return json.dumps({table: [dict(row) for row in _rows(tx, table)] for table in TABLES}, ensure_ascii=False)

    return await shenbi.app.store.read(dump)


def _rows(tx: Tx, table: str) -> list[dict[str, Any]]:
    cursor = tx._run(f"SELECT * FROM {table}", {})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def files(shenbi: RunningApp) -> set[str]:
    folder = shenbi.app.settings.data_dir / "pictures"
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


async def swept(shenbi: RunningApp) -> None:
    """Let the sweeper work until nothing is left for it, when everything has been sent."""
    await all_posted(shenbi.app.store)
    for _ in range(4):
        await delete_all_due(shenbi.app)


async def a_life(shenbi: RunningApp) -> None:
    """Ann leaves traces of every kind."""
    await shenbi.chat.say("/settings no secretword")
    await shenbi.chat.text("Exclude: secretword")
    await shenbi.chat.say("/mod add mine secretword neon")
    await shenbi.chat.text("Write +mine")
    await shenbi.chat.say("/restyle anime secretword", reply_image=photo())
    await shenbi.chat.picture()
    await shenbi.chat.say("/imagine a secretword fox +mine --n 2")
    await shenbi.chat.picture(count=2)
    await shenbi.chat.say("/star 2")
    await shenbi.chat.text("Starred #")
    await shenbi.chat.say("/gallery secretword")
    await shenbi.chat.picture(count=3)
    await shenbi.chat.say("/compare {secretword, owl}")
    await shenbi.chat.picture(count=4)
    await shenbi.chat.say("/jobs")
    await shenbi.chat.text("Your newest pictures")


async def test_erasure__asks_and_then_nothing_is_left_but_the_sums(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine bob's owl", user="bob")
    await shenbi.chat.picture("bob")
    await a_life(shenbi)
    kept = {key for key in files(shenbi) if key.startswith("jobs/1/")}
    assert len(files(shenbi)) > len(kept) + 5
    assert "secretword" in await everything(shenbi)
    await shenbi.chat.say("/forget")
    question = await shenbi.chat.text("Delete your 5 pictures")
    await shenbi.chat.press(question, "Delete everything")
    proof = await shenbi.chat.text("Your pictures, words and settings are deleted")
    assert "pictures 5, images you sent 1, requests 4," in proof.view.text
    assert "This deletion is no. 1 there." in proof.view.text
    await swept(shenbi)
    ended, asked = await shenbi.app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=9))
    assert (asked.action, asked.details) == ("erase", "asked: pictures 5, images 1, requests 4, calls 0")
    assert (ended.action, ended.details) == ("erase", "ended")
    assert asked.actor == ended.actor == f"scripted:erased:{asked.object_id}"
    left = await everything(shenbi)
    assert "secretword" not in left
    assert "Ann" not in left
    # Her chat's address is known for as long as the posts that were taken away; nothing that was paid leads to it.
    people = json.loads(left)["person"]
    assert "ann" not in [person["user_id"] for person in people]
    bobs = [job["conversation_id"] for job in json.loads(left)["job"] if job["id"] == 1]
    chats = {chat["id"]: chat["chat_id"] for chat in json.loads(left)["conversation"]}
    assert {chats[job["conversation_id"]] for job in json.loads(left)["job"]} - {chats[bobs[0]]} == {""}
    assert files(shenbi) == kept
    assert "bob's owl" in left
    await shenbi.chat.until(lambda: not [m for m in shenbi.chat.visible() if m.view.picture])
    assert await shenbi.app.store.read(money.compare_totals) == []
    total = await shenbi.app.store.read(lambda tx: money.spent_between(tx, "all", "0000", "9999"))
    assert total.pictures == 6
    await shenbi.chat.say("/cost")
    await shenbi.chat.text("in all: ¥0.00, 0 pictures")


async def test_erasure__nothing_refers_to_an_image_that_only_they_sent(shenbi: RunningApp) -> None:
    """Rows are found by those that are deleted after them, so this also tests the order of the statements."""
    await shenbi.chat.say("/restyle anime", image=photo(), chat="club", group=True)
    await shenbi.chat.picture("club")
    await shenbi.chat.say("/forget yes", chat="club", group=True)
    await shenbi.chat.text("are deleted", "club")
    left = json.loads(await everything(shenbi))
    assert (left["image"], left["image_upload"]) == ([], [])
    assert [place["last_image"] for place in left["conversation"]] == [""] * len(left["conversation"])
    await swept(shenbi)
    assert files(shenbi) == set()


async def test_erasure__what_is_being_painted_is_stopped_and_forgotten_when_it_ends(tmp_path: Path) -> None:
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=1.0), seed=1)
    async with Studio(options) as studio, running_app(tmp_path, studio) as shenbi:
        await shenbi.chat.say("/imagine secretword")
        await shenbi.chat.text("Painting")
        await shenbi.chat.say("/forget yes")
        await shenbi.chat.text("are deleted")
        async for _ in _until_ended(shenbi):
            pass
        await swept(shenbi)
        assert "secretword" not in await everything(shenbi)
        assert files(shenbi) == set()


async def _until_ended(shenbi: RunningApp) -> Any:
    """Steps until no job is open; bounded by the test's own time."""
    while await shenbi.app.store.read(lambda tx: bool(tx.all(JobRow, "jobs.oldest_open", limit=1000))):
        await shenbi.app.clock.wait(shenbi.chat.changed, shenbi.app.clock.now() + 0.2)
        yield


async def test_erasure__no_is_no_and_nobody_presses_for_somebody_else(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox", chat="club", group=True)
    await shenbi.chat.picture("club")
    await shenbi.chat.say("/forget", chat="club", group=True)
    question = await shenbi.chat.text("Delete your 1 picture", "club")
    await shenbi.chat.press(question, "Delete everything", user="bob")
    await shenbi.chat.text("Only the person who asked", "club")
    await shenbi.chat.press(question, "Keep it")
    await shenbi.chat.text("Nothing was deleted", "club")
    assert len(files(shenbi)) == 1


@pytest.mark.parametrize("limit", ["pictures_per_day", "pictures_per_week", "pictures_per_month"])
async def test_erasure__limit_is_not_forgotten_before_its_time_is_over(
    tmp_path: Path, studio: Studio, limit: str
) -> None:
    async with running_app(tmp_path, studio, limits={limit: 2}) as shenbi:
        await shenbi.chat.say("/imagine a fox --n 2")
        await shenbi.chat.picture()
        await shenbi.chat.say("/forget yes")
        await shenbi.chat.text("are deleted")
        await swept(shenbi)
        await shenbi.chat.say("/imagine a fox")
        await shenbi.chat.until(lambda: any("0 left" in m.view.text for m in shenbi.chat.visible()))


async def test_erasure__image_that_somebody_else_sent_too_stays(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/restyle anime", reply_image=photo())
    await shenbi.chat.picture()
    await shenbi.chat.say("/restyle anime", reply_image=photo(), user="bob")
    await shenbi.chat.picture("bob")
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("are deleted")
    await swept(shenbi)
    assert [key for key in files(shenbi) if key.startswith("images/")]
    await shenbi.chat.say("/forget yes", user="bob")
    await shenbi.chat.text("are deleted", "bob")
    await swept(shenbi)
    assert files(shenbi) == set()


async def test_erasure__what_is_sent_again_before_it_is_swept_stays(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/restyle anime", reply_image=photo())
    await shenbi.chat.picture()
    image = next(key for key in files(shenbi) if key.startswith("images/"))
    await shenbi.app.store.write(lambda tx: file_deletions.enqueue(tx, image))
    await swept(shenbi)
    assert image in files(shenbi)


async def test_erasure__ban_outlives_forgetting(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/cost")
    await shenbi.chat.text("What your pictures cost")
    await shenbi.app.store.write(lambda tx: tx.run("people.set_banned", id=1, banned=1))
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("Your ban is kept")
    await swept(shenbi)
    await shenbi.chat.say("/imagine a fox")
    await shenbi.chat.text("You may not use this bot")


async def test_erasure__own_limit_outlives_forgetting(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/cost")
    await shenbi.chat.text("What your pictures cost")
    own = {"kind": "person", "ref_id": 1, "name": "pictures_per_week", "value": "1"}
    await shenbi.app.store.write(lambda tx: tx.run("limits.set_override", **own))
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("The limits that an admin set for you are kept")
    await swept(shenbi)
    await shenbi.chat.say("/imagine a fox --n 2")
    await shenbi.chat.text("at most one picture a week")


async def test_erasure__old_pictures_go_and_starred_ones_stay(tmp_path: Path, studio: Studio) -> None:
    chat = ScriptedPlatform()
    async with running_app(tmp_path, studio, chat) as shenbi:
        for prompt in ("a fox", "an owl"):
            await shenbi.chat.say(f"/imagine {prompt}")
            await shenbi.chat.text(prompt)
        await shenbi.chat.picture(count=2)
        await shenbi.chat.say("/star 2")
        await shenbi.chat.text("Starred #")

        def age(tx: Tx) -> None:
            tx._run("UPDATE picture SET created_at = created_at - 366 * 86400.0", {})

        await shenbi.app.store.write(age)
        await swept(shenbi)
        assert files(shenbi) == {"jobs/2/0.png"}
        assert len([m for m in shenbi.chat.visible() if m.view.picture]) == 2


async def test_erasure__delete_removes_the_file_and_every_post_of_it(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletion, "UNDO_S", 0.0)
    await shenbi.chat.say("/imagine a fox")
    await shenbi.chat.picture()
    await shenbi.chat.say("/show 1")
    await shenbi.chat.picture(count=2)
    await shenbi.chat.say("/delete 1")
    await shenbi.chat.until(lambda: not [m for m in shenbi.chat.visible() if m.view.picture])
    await swept(shenbi)
    assert files(shenbi) == set()


async def test_erasure__words_in_posts_that_were_closed_go_too(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/mod add mine secretword neon", chat="club", group=True)
    await shenbi.chat.text("Write +mine", "club")
    shenbi.chat.outcomes.append((Blocked("removed from the group"), False))
    await shenbi.chat.say("/mod show mine", chat="club", group=True)

    def closed(tx: Tx) -> list[str]:
        return [post["payload"] for post in _rows(tx, "post") if post["status"] == "closed"]

    assert "secretword" in "".join(await stored(shenbi.app.store, closed))
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("are deleted")
    await swept(shenbi)
    assert "secretword" not in await everything(shenbi)


async def test_erasure__question_about_an_album_goes_too(shenbi: RunningApp) -> None:
    """Its subject names the album, not an update of the person's."""
    forwarded: dict[str, Any] = {
        "text": "secretword castle", "images": [], "quote": None, "user": "ann", "chat": "club", "language": "en",
        "admin": False, "direct": False, "name": "", "addressed": True, "authorship": "forwarded", "album": "a1",
    }  # fmt: skip
    await shenbi.chat.push(forwarded)
    await shenbi.chat.text("secretword", "club")
    assert "note:album:" in await everything(shenbi)
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("are deleted")
    await swept(shenbi)
    assert "secretword" not in await everything(shenbi)


async def test_erasure__job_that_is_held_for_ever_keeps_neither_words_nor_identity(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps its money, and what comes of it is deleted when the operator has decided."""
    shenbi.studio.change_settings(min_task_s=6.0)
    await shenbi.chat.say("/restyle anime secretword", chat="club", group=True, image=photo())
    await shenbi.chat.text("Painting", "club")

    def hold(tx: Tx) -> None:
        assert life_cycle.transition(tx, tx.get(JobRow, "jobs.get", id=1), State.HELD, details="in doubt")

    def erasures(tx: Tx) -> list[str]:
        return tx.values("erasure.open", limit=10)

    await shenbi.app.store.write(hold)
    await shenbi.chat.text("not clear yet whether", "club")
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("are deleted")
    await swept(shenbi)
    assert "secretword" in await everything(shenbi), "its task may still be found"
    late_s = shenbi.app.settings.upstream.task_max_s + 1
    await shenbi.app.store.write(
        lambda tx: tx._run(f"UPDATE job SET submitted_at = submitted_at - {late_s}", {}) and None
    )
    await swept(shenbi)
    left = await everything(shenbi)
    assert "secretword" not in left
    assert "images/" not in left
    assert "ann" not in [person["user_id"] for person in json.loads(left)["person"]]
    assert await spent(shenbi) == 160
    assert len(await shenbi.app.store.read(erasures)) == 1
    await shenbi.chat.until(lambda: not [m for m in shenbi.chat.visible() if "#1" in m.view.text])
    # It does not keep those who want to be forgotten after her.
    monkeypatch.setattr("bot.retention.deletion_loop.BATCH_SIZE", 1)
    await shenbi.chat.say("/forget yes", user="bob")
    await shenbi.chat.text("are deleted", "bob")
    await swept(shenbi)
    assert len(await shenbi.app.store.read(erasures)) == 1
    # Somebody new is not touched by what is left of that erasure.
    await shenbi.chat.say("/settings no cats")
    await shenbi.chat.text("Exclude: cats")

    task = shenbi.studio.record()["tasks"][0]["task_id"]
    assert await shenbi.app.store.write(intervention.adopt, 1, task) is intervention.InterventionResult.DONE
    await until_event(shenbi, 1, "cancelled", hurry="running")
    await swept(shenbi)
    assert files(shenbi) == set()
    assert await shenbi.app.store.read(erasures) == []
    assert await shenbi.app.store.read(money.compare_totals) == []
    assert "cats" in await everything(shenbi)


async def test_erasure__reasons_of_acts_about_the_person_go_and_others_stay(shenbi: RunningApp) -> None:
    for user in ("ann", "bob"):
        await shenbi.chat.say("/imagine a fox --n 1", user=user, chat=user)
        await shenbi.chat.picture(user)

    def act(tx: Tx) -> None:
        made = Installation(shenbi.app.manager, Admission(shenbi.app.settings.access))
        assert moderation.report(tx, tx.get(JobRow, "jobs.get", id=1), 99)
        for order in (
            "gift scripted:ann 5",
            "ban scripted:ann",
            "unban scripted:ann",
            "refund 1",
            "keep scripted:ann 30",
            "report dismiss 1",
            "gift scripted:bob 5",
            "refund 2",
            "keep scripted:bob 30",
            "pause model:wanx-v1",
        ):
            found = act_from_words(tx, made, [*order.split(), "because", "Ann"])
            assert isinstance(found, Act), order
            assert isinstance(perform(tx, made, found, Performer(OPERATOR, Surface.SHELL)), Performed), order

    def reasons(tx: Tx) -> dict[tuple[str, int], str]:
        entries = tx.all(AuditEntryRow, "access.entries", limit=20)
        return {(entry.action, entry.object_id): entry.reason for entry in entries if entry.act}

    await shenbi.app.store.write(act)
    told = await shenbi.app.store.read(reasons)
    assert set(told.values()) == {"because Ann"}
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("are deleted")
    await swept(shenbi)
    left = await shenbi.app.store.read(reasons)
    assert left.keys() == told.keys()
    ann, hers = (min(about for action, about in told if action == verb) for verb in ("gift", "keep"))
    about_her = {("gift", ann), ("keep", hers), ("ban", ann), ("unban", ann), ("refund", 1), ("report-dismiss", 1)}
    assert {entry for entry, reason in left.items() if not reason} == about_her
    assert len(left) - len(about_her) == 4


async def test_erasure__held_job_is_not_submitted_again(shenbi: RunningApp) -> None:
    """Its words are gone: an empty request must not be painted, whatever the operator says."""
    shenbi.studio.change_settings(min_task_s=60.0)
    await shenbi.chat.say("/imagine secretword")
    await shenbi.chat.text("Painting")

    def hold(tx: Tx) -> None:
        assert life_cycle.transition(tx, tx.get(JobRow, "jobs.get", id=1), State.HELD, details="in doubt")
        tx._run("UPDATE job SET submitted_at = submitted_at - 100000", {})

    await shenbi.app.store.write(hold)
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("are deleted")
    await swept(shenbi)
    assert await shenbi.app.store.write(intervention.release, 1) is intervention.InterventionResult.DONE
    await until_event(shenbi, 1, "cancelled", hurry="")
    assert len(shenbi.studio.record()["tasks"]) == 1
    assert await spent(shenbi) == 0
