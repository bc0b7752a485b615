"""What the panel offers for a person, a conversation, a held job and painting as a whole, each from its button to its effect."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.jobs import pauses
from bot.store import Tx
from bot.store.rows import ConversationRow, JobRow
from studio.server import Studio
from tests.commands.test_holding import account, waiting
from tests.conftest import RunningApp, running_app
from tests.operating.test_views import ACCESS, labels, turned
from tests.scripted import BotMessage


@pytest.fixture
async def shenbi(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    async with running_app(tmp_path, studio, access=ACCESS) as made:
        yield made


async def done(shenbi: RunningApp, panel: BotMessage, label: str, asked: str, then: str) -> BotMessage:
    """The admin orders an act from the panel and confirms it; the panel shows `then`. Returns the answer."""
    await shenbi.chat.press(panel, label, user="boss")
    question = await shenbi.chat.text(asked, "boss")
    await shenbi.chat.press(question, "Yes, do it", user="boss")
    await shenbi.chat.until(lambda: then in panel.view.text)
    return await shenbi.chat.text("in the audit", "boss")


async def opened(shenbi: RunningApp, words: str, part: str) -> BotMessage:
    await shenbi.chat.say(f"/admin {words}", user="boss", chat="boss")
    return await shenbi.chat.text(part, "boss")


async def test_panel__pauses_and_resumes_all_a_model_and_an_account(shenbi: RunningApp) -> None:
    panel = await opened(shenbi, "", "0 waiting")
    await turned(shenbi, panel, "Pause…", "Nothing is paused")
    assert labels(panel)[:4] == ["⏸ Everything", "⏸ wanx-v1", "⏸ wan2.7-image", "⏸ z-image-turbo"]
    for label, asked, scope, said in (
        ("⏸ Everything", "Pause all painting?", "all", "All painting is paused"),
        ("⏸ wan2.7-image", "Pause the model wan2.7-image?", "model:wan2.7-image", "model wan2.7-image is paused"),
        ("⏸ main", "Pause the account main?", "account:main", "account main is paused"),
    ):
        await done(shenbi, panel, label, asked, said)
        assert scope in await shenbi.app.store.read(pauses.paused)
    await shenbi.chat.press(panel, "▶ main", user="boss")
    await shenbi.chat.press(await shenbi.chat.text("Resume the account main?", "boss"), "Yes, do it", user="boss")
    await shenbi.chat.until(lambda: "account main is paused" not in panel.view.text)
    assert await shenbi.app.store.read(pauses.paused) == {"all", "model:wan2.7-image"}


async def test_panel__gives_pictures_and_a_rank(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/help", user="ann", chat="ann")
    await shenbi.chat.text("I paint what you describe", "ann")
    panel = await opened(shenbi, "gift scripted:ann", "no given pictures left")
    await done(shenbi, panel, "+20", "Give Ann (scripted:ann) 20 pictures?", "20 given pictures left")
    await done(shenbi, panel, "Take 20 back", "Take 20 given pictures back", "no given pictures left")
    await turned(shenbi, panel, "Person", "ordinary user")
    await turned(shenbi, panel, "Rank", "It counts at once")
    assert labels(panel) == ["Guest", "Ordinary user", "Moderator", "Person"]
    await done(shenbi, panel, "Moderator", "Make Ann (scripted:ann) a moderator?", "Ann (scripted:ann) · moderator")
    assert "Ordinary user" in labels(panel)


async def test_panel__conversation_is_turned_off_moderated_and_as_usual_again(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox", user="ann", chat="club", group=True)
    await shenbi.chat.picture("club")
    panel = await opened(shenbi, "conversation scripted:club", "group")
    await turned(shenbi, panel, "Mode", "painted as elsewhere")
    await done(shenbi, panel, "Off", "Paint nothing in scripted:club?", "Nothing is painted there")
    await shenbi.chat.say("/imagine a hen", user="ann", chat="club", group=True)
    await shenbi.chat.text("turned painting off in this chat", "club")
    assert len(await shenbi.jobs()) == 1
    await done(shenbi, panel, "Moderated", "wait for a moderator?", "Each request waits")
    await shenbi.chat.say("/imagine a hen", user="ann", chat="club", group=True)
    await shenbi.chat.text("moderator", "club")
    held = await shenbi.app.store.read(lambda tx: tx.all(JobRow, "jobs.in_state", state="held", limit=9))
    assert [job.prompt for job in held] == ["a hen"]
    await shenbi.chat.say("/admin reports", user="mod", chat="mod")
    await shenbi.chat.text("a hen", "mod")
    await done(shenbi, panel, "As usual", "Paint in scripted:club as usual?", "painted as elsewhere")
    await shenbi.chat.say("/admin release 2", user="mod", chat="mod")
    await shenbi.chat.press(await shenbi.chat.text("Release #2?", "mod"), "Yes, do it", user="mod")
    await shenbi.chat.until(lambda: sum(bool(m.view.picture) for m in shenbi.chat.visible("club")) == 2)


async def test_panel__conversation_has_a_budget_and_is_kept_for_less(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox", user="ann", chat="club", group=True)
    await shenbi.chat.picture("club")
    panel = await opened(shenbi, "conversation scripted:club", "group")
    await turned(shenbi, panel, "Limits and budget", "scripted:club now")
    await turned(shenbi, panel, "Money a month", "money a month: no limit")
    await done(
        shenbi, panel, "¥50", "Limit the chat scripted:club to ¥50 (money a month)?", "money a month: ¥50, 0.16 used"
    )
    await turned(shenbi, panel, "Limits and budget", "Choose one to change it")
    await turned(shenbi, panel, "Conversation", "Spent: ¥0.16")
    await turned(shenbi, panel, "Keep for", "As long as elsewhere")
    answer = await done(
        shenbi, panel, "30 days", "Keep pictures and words of scripted:club for 30 days?", "for 30 days"
    )
    row = await shenbi.app.store.read(
        lambda tx: tx.all(ConversationRow, "people.conversations_of_chat", platform="scripted", chat_id="club")[0]
    )
    assert row.keep_days == 30
    answer = await shenbi.chat.text("for 30 days — done", "boss")
    await done(shenbi, answer, "Undo", "as long as elsewhere?", answer.view.text)
    await shenbi.chat.until(lambda: "As long as elsewhere." in panel.view.text)


async def test_panel__held_job_is_adopted_from_a_task_that_belongs_to_nobody(shenbi: RunningApp) -> None:
    await waiting(shenbi)

    def doubtful(tx: Tx) -> None:
        tx._run("UPDATE job SET state = 'held', error = 'job-held', submitted_at = 5 WHERE id = 1", {})
        pool = tx.get(JobRow, "jobs.get", id=1).pool_id
        for task, seen in (("task-old-000001", 4.0), ("task-mine-000002", 6.0), ("task-theirs-03", 7.0)):
            tx._run(
                "INSERT INTO unclaimed_task (task_id, pool_id, seen_at) VALUES (:task, :pool, :seen)",
                {"task": task, "pool": pool, "seen": seen},
            )
        tx._run(
            "INSERT INTO task (task_id, job_id, pool_id, at) VALUES ('task-theirs-03', 99, :pool, 1)", {"pool": pool}
        )

    await shenbi.app.store.write(doubtful)
    panel = await opened(shenbi, "job 1", "Task task-mine-000002 belongs to nobody")
    assert "task-old" not in panel.view.text
    assert "task-theirs" not in panel.view.text
    await done(shenbi, panel, "Fetch …000002", "Fetch #1 from the task task-mine-000002?", "being painted")
    assert (await shenbi.jobs())[0].task_id == "task-mine-000002"
    await account(shenbi, live=True)
