"""What `/admin` shows: the panel and its views, by rank; looking at what others asked for; acts from its buttons."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.jobs import intervention, pauses
from bot.store.rows import AuditEntryRow, PersonRow
from studio.server import Studio
from tests.commands.test_holding import account, waiting
from tests.conftest import RunningApp, running_app
from tests.scripted import APPEND_ONLY, BotMessage, ScriptedPlatform

ACCESS = {"admins": ["scripted:boss"], "moderators": ["scripted:mod"], "admin_chats": ["scripted:staff"]}


@pytest.fixture
async def shenbi(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    async with running_app(tmp_path, studio, access=ACCESS) as made:
        yield made


def labels(message: BotMessage) -> list[str]:
    return [button.label for row in message.view.buttons for button in row]


async def entries(shenbi: RunningApp) -> list[tuple[str, str, int]]:
    """Who did what to which row, by the audit, newest first."""
    found = await shenbi.app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=20))
    return [(each.actor, each.action, each.object_id) for each in found]


async def turned(shenbi: RunningApp, panel: BotMessage, label: str, part: str) -> None:
    """The admin presses a button of the panel, which then shows `part` in place."""
    await shenbi.chat.press(panel, label, user="boss")
    await shenbi.chat.until(lambda: part in panel.view.text)


async def test_panel__is_turned_in_place_and_its_buttons_lead_to_acts(shenbi: RunningApp) -> None:
    await waiting(shenbi)
    assert await shenbi.app.store.write(intervention.hold, 1) is intervention.InterventionResult.DONE
    await shenbi.chat.say("/admin", user="boss", chat="boss")
    panel = await shenbi.chat.text("1 held", "boss")
    await turned(shenbi, panel, "Held (1)", "an admin holds it back")
    assert "secret" not in panel.view.text
    assert "¥0.16" in panel.view.text
    await turned(shenbi, panel, "#1", "by Ann (scripted:ann)")
    assert "reserved ¥0.16" in panel.view.text
    assert "held" in panel.view.text.splitlines()[-2]
    assert labels(panel) == ["Release", "End as failed", "👁 Words and pictures", "Person", "Held"]
    await turned(shenbi, panel, "Person", "Jobs: 1 today, 1 in all")
    assert "Spent: ¥0.16 today, ¥0.16 this month" in panel.view.text
    await turned(shenbi, panel, "#1", "by Ann (scripted:ann)")
    await shenbi.chat.press(panel, "Release", user="boss")
    asked = await shenbi.chat.text("Release #1?", "boss")
    await account(shenbi, live=True)
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.picture("ann")
    await turned(shenbi, panel, "Held", "Nothing is held")
    await turned(shenbi, panel, "Overview", "0 held")
    await turned(shenbi, panel, "Audit", "1. ")
    assert "scripted:boss: Release #1" in panel.view.text
    assert panel.edits >= 7
    assert len([m for m in shenbi.chat.visible("boss") if "⌂ Overview" in labels(m)]) == 1


async def test_panel__undo_from_the_audit(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/admin pause all", user="boss", chat="boss")
    await shenbi.chat.press(await shenbi.chat.text("Pause all painting?", "boss"), "Yes, do it", user="boss")
    await shenbi.chat.text("✓ Pause", "boss")
    await shenbi.chat.say("/admin audit", user="boss", chat="boss")
    panel = await shenbi.chat.text("newest first", "boss")
    await shenbi.chat.press(panel, "↩ 1", user="boss")
    await shenbi.chat.press(await shenbi.chat.text("Resume all painting?", "boss"), "Yes, do it", user="boss")
    await shenbi.chat.text("✓ Resume", "boss")
    assert await shenbi.app.store.read(pauses.paused) == frozenset()
    await turned(shenbi, panel, "Overview", "0 waiting")
    await turned(shenbi, panel, "Audit", "taken back by no. 2")


async def test_look__shows_words_and_pictures_and_is_recorded_each_time(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a secret fox", user="ann", chat="ann")
    await shenbi.chat.picture("ann")
    await shenbi.chat.say("/admin look 1", user="eve", chat="eve")
    await shenbi.chat.text("for admins and moderators", "eve")
    for time in (1, 2):
        await shenbi.chat.say("/admin look 1", user="mod", chat="mod")
        await shenbi.chat.until(
            lambda time=time: len([m for m in shenbi.chat.visible("mod") if m.view.files]) == time  # type: ignore[misc]
        )
    shown = await shenbi.chat.text("a secret fox", "mod")
    assert len(shown.view.files) == 1
    ann = await shenbi.app.store.read(
        lambda tx: tx.get(PersonRow, "people.find_person", platform="scripted", user_id="ann")
    )
    assert await entries(shenbi) == [("scripted:mod", "look", ann.id)] * 2
    await shenbi.chat.say("/delete 1", user="ann", chat="ann")
    await shenbi.chat.until(lambda: not [m for m in shenbi.chat.visible("mod") if m.view.files])


async def test_look__what_was_erased_does_not_exist(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a secret fox", user="ann", chat="ann")
    await shenbi.chat.picture("ann")
    await shenbi.chat.say("/forget yes", user="ann", chat="ann")
    await shenbi.chat.until(lambda: not [m for m in shenbi.chat.visible("ann") if m.view.picture])
    await shenbi.chat.say("/admin look 1", user="mod", chat="mod")
    await shenbi.chat.text("no such job", "mod")
    assert {action for _, action, _ in await entries(shenbi)} == {"erase"}  # Not one look.


async def test_panel__is_its_openers_alone_and_follows_their_rank(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/admin", user="boss", chat="staff", group=True)
    panel = await shenbi.chat.text("0 waiting", "staff")
    await shenbi.chat.press(panel, "Audit", user="mod")
    await shenbi.chat.text("Only the person who opened this", "staff")
    await shenbi.chat.press(panel, "Audit", user="eve")
    await shenbi.chat.text("for admins and moderators", "staff")
    await shenbi.chat.say("/help", user="new", chat="new")
    await shenbi.chat.text("I paint what you describe", "new")
    new = await shenbi.app.store.read(
        lambda tx: tx.get(PersonRow, "people.find_person", platform="scripted", user_id="new")
    )
    await shenbi.app.store.write(lambda tx: tx.run("people.set_rank", id=new.id, rank="admin"))
    await shenbi.chat.say("/admin pause all", user="new", chat="new")
    asked = await shenbi.chat.text("Pause all painting?", "new")
    await shenbi.app.store.write(lambda tx: tx.run("people.set_rank", id=new.id, rank="moderator"))
    await shenbi.chat.press(asked, "Yes, do it", user="new")
    await shenbi.chat.text("Your rank does not allow that", "new")
    assert await shenbi.app.store.read(pauses.paused) == frozenset()
    assert await entries(shenbi) == [("scripted:new", "refused", 0)]


async def test_buttons__are_refused_where_others_read_and_without_rank(shenbi: RunningApp) -> None:
    """What a client sends as a button's action may be anything."""
    await waiting(shenbi)
    for action in ("order:hold:1", "admin:0:audit", "admin:0:look:1", "admin:0:job:1", "unact:1"):
        await shenbi.chat.push(
            {"action": action, "under": "bot-1", "user": "eve", "chat": f"eve-{action}", "language": "en", "admin": True,
             "direct": True}
        )  # fmt: skip
        await shenbi.chat.text("for admins and moderators", f"eve-{action}")
        if action != "unact:1":
            await shenbi.chat.push(
                {"action": action, "under": "bot-1", "user": "boss", "chat": f"club-{action}", "language": "en",
                 "admin": True, "direct": False}
            )  # fmt: skip
            await shenbi.chat.text("read along", f"club-{action}")
    for action in ("order:adopt:1", "order:explode:1", "order:hold:99", "order:pause:1"):
        await shenbi.chat.push(
            {"action": action, "under": "bot-1", "user": "boss", "chat": f"boss-{action}", "language": "en",
             "admin": True, "direct": True}
        )  # fmt: skip
        part = "TASK" if "adopt" in action else "There is no"
        message = await shenbi.chat.text(part, f"boss-{action}")
        assert not labels(message)
    # What was tried without a rank, and nothing else.
    assert await entries(shenbi) == [("scripted:eve", "refused", 0)] * 2


async def test_question__of_an_older_version_and_a_replayed_answer_do_nothing(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/admin pause all", user="boss", chat="boss")
    asked = await shenbi.chat.text("Pause all painting?", "boss")
    typed = next(b.typed for row in asked.view.buttons for b in row if "Yes" in b.label)
    await shenbi.chat.say(typed, user="mod", chat="mod")
    await shenbi.chat.text("not open any more", "mod")
    await shenbi.chat.say(typed, user="boss", chat="boss")
    await shenbi.chat.text("✓ Pause", "boss")
    await shenbi.chat.say("/admin resume all", user="boss", chat="boss")
    resume = await shenbi.chat.text("Resume all painting?", "boss")
    await shenbi.chat.press(resume, "Yes, do it", user="boss")
    await shenbi.chat.text("✓ Resume", "boss")
    await shenbi.chat.say(typed, user="boss", chat="boss")
    await shenbi.chat.text("is settled", "boss")
    assert await shenbi.app.store.read(pauses.paused) == frozenset()
    await shenbi.chat.say("/admin pause all", user="boss", chat="boss2")
    asked = await shenbi.chat.text("Pause all painting?", "boss2")
    await shenbi.app.store.write(
        lambda tx: tx._run("UPDATE post SET payload = replace(payload, 'pause', 'halt')", {}).rowcount
    )
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.text("not open any more", "boss2")
    assert await shenbi.app.store.read(pauses.paused) == frozenset()


async def test_panel__where_nothing_is_edited_its_buttons_are_words_with_a_code_for_acts(
    tmp_path: Path, studio: Studio
) -> None:
    chat = ScriptedPlatform(capabilities=APPEND_ONLY)
    async with running_app(tmp_path, studio, chat, access=ACCESS) as shenbi:
        await waiting(shenbi)
        await shenbi.chat.say("/管理", user="boss", chat="boss", language="zh")
        panel = await shenbi.chat.text("1 张排队", "boss")
        typed = {b.label: b.typed for row in panel.view.buttons for b in row}
        assert typed == {
            "队列": "/admin queue",
            "待处理": "/admin held",
            "⏸ 暂停…": "/admin pause",
            "审计": "/admin audit",
            "待审": "/admin reports",
        }
        await shenbi.chat.say(typed["队列"], user="boss", chat="boss", language="zh")
        await shenbi.chat.text("#1 排队中", "boss")
        await shenbi.chat.say("/管理 任务 1", user="boss", chat="boss", language="zh")
        panel = await shenbi.chat.text("预留 ¥0.16", "boss")
        hold = next(b.typed for row in panel.view.buttons for b in row if b.label == "暂扣")
        assert hold == "/admin hold 1"
        await shenbi.chat.say(hold, user="boss", chat="boss", language="zh")
        asked = await shenbi.chat.text("暂扣 #1？", "boss")
        yes, no = (b.typed for row in asked.view.buttons for b in row)
        await shenbi.chat.say(" ".join(yes.split()[:-1]), user="boss", chat="boss", language="zh")
        await shenbi.chat.text("重新", "boss")
        assert (await shenbi.jobs())[0].state == "queued"
        await shenbi.chat.say(no, user="mod", chat="mod", language="zh")
        await shenbi.chat.say(yes, user="boss", chat="boss", language="zh")
        await shenbi.chat.text("✓ 暂扣 #1", "boss")
        assert (await shenbi.jobs())[0].state == "held"
