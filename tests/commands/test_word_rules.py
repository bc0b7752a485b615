"""Rules about words: no way to a picture passes them by; what is refused, held and noted; the moderators' part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.jobs import moderation
from bot.store import Tx
from bot.store.rows import AuditEntryRow, JobRow, ModerationCaseRow, PersonRow
from studio.server import Studio
from tests.conftest import RunningApp, running_app

MODERATOR = {"moderators": ["scripted:mo"]}
REFUSED = "This bot's rules do not allow that"


@pytest.fixture
async def shenbi(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    file = tmp_path / "words.txt"
    file.write_text("refuse gore*\n送审 soldier\nnote knife\n", encoding="utf-8")
    rules: dict[str, Any] = {"words_file": str(file)}
    async with running_app(tmp_path, studio, access=MODERATOR, moderation=rules) as made:
        yield made


async def cases(shenbi: RunningApp) -> list[tuple[str, int, str]]:
    def found(tx: Tx) -> list[tuple[str, int, str]]:
        rows = (tx.one(ModerationCaseRow, "moderation.case", id=number) for number in range(1, 20))
        return [(row.kind, row.job_id, row.words) for row in rows if row]

    return await shenbi.app.store.read(found)


@pytest.mark.parametrize(
    "said",
    [
        "/imagine goreful sea",
        "/imagine GO\u200bRE",
        "/imagine a sea {gore, red}",
        "/imagine {a, b, c, d, gore} sea",
        "/compare gore",
        "/session start gore",
        "/improve gore",
    ],
)
async def test_word_rules__no_words_pass_them_by(shenbi: RunningApp, said: str) -> None:
    await shenbi.chat.say(said)
    answer = await shenbi.chat.text(REFUSED)
    assert "gore" not in answer.view.text
    assert [(kind, job) for kind, job, _ in await cases(shenbi)] == [("refused", 0)]
    assert await shenbi.jobs() == []


async def test_word_rules__what_was_painted_before_a_rule_is_not_painted_again(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a wolf")
    await shenbi.chat.picture()
    await shenbi.chat.say("/admin word add refuse wolf", user="mo", chat="mo")
    await shenbi.chat.press(await shenbi.chat.text("Refuse prompts with", "mo"), "Yes, do it", user="mo")
    await shenbi.chat.text("✓ Refuse prompts with", "mo")
    for said in ("/again 1", "/restyle --from 1 a wolf", "/similar --from 1", "/edit --from 1 make it a wolf"):
        before = len(shenbi.chat.visible())
        await shenbi.chat.say(said)
        await shenbi.chat.until(lambda before=before: len(shenbi.chat.visible()) > before)  # type: ignore[misc]
        assert REFUSED in shenbi.chat.visible()[-1].view.text, said
    assert len(await shenbi.jobs()) == 1


async def test_word_rules__idea_is_refused_to_its_author(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/session start the sea", chat="group")
    await shenbi.chat.say("/idea a gory goreful boat", user="bob", chat="group")
    await shenbi.chat.text(REFUSED, "group")
    assert await cases(shenbi) == [("refused", 0, "a gory goreful boat")]


async def test_word_rules__held_job_waits_for_a_moderator_who_releases_it(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/help", user="mo", chat="mo")
    await shenbi.chat.say("/imagine a soldier in the snow", user="ann", chat="ann")
    await shenbi.chat.text("A moderator looks at this one", "ann")
    await shenbi.chat.text("Something waits for the moderators", "mo")
    await shenbi.chat.say("/admin reports", user="mo", chat="mo")
    listed = await shenbi.chat.text("For the moderators: 1", "mo")
    assert "a soldier in the snow" in listed.view.text
    await shenbi.chat.say("/admin report dismiss 1", user="mo", chat="mo")
    await shenbi.chat.text("#1 still waits", "mo")
    await shenbi.chat.say("/release 1", user="mo", chat="mo")
    await shenbi.chat.press(await shenbi.chat.text("Release #1?", "mo"), "Yes, do it", user="mo")
    await shenbi.chat.picture("ann")
    await shenbi.chat.say("/admin reports", user="mo", chat="mo")
    await shenbi.chat.text("Nothing waits for moderators", "mo")
    entries = await shenbi.app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=9))
    assert [(entry.action, entry.actor) for entry in entries] == [("release", "scripted:mo"), ("look", "scripted:mo")]


async def test_word_rules__held_job_is_ended_by_a_moderator_and_costs_nothing(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a soldier", user="ann", chat="ann")
    await shenbi.chat.text("A moderator looks at this one", "ann")
    await shenbi.chat.say("/admin fail 1", user="mo", chat="mo")
    await shenbi.chat.press(await shenbi.chat.text("End #1 as failed?", "mo"), "Yes, do it", user="mo")
    await shenbi.chat.text("A moderator decided that this is not painted", "ann")
    await shenbi.chat.say("/cost", user="ann", chat="ann")
    await shenbi.chat.text("in all: ¥0.00", "ann")


async def test_word_rules__moderator_decides_about_no_other_job(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a soldier", user="ann", chat="ann")
    await shenbi.chat.text("A moderator looks at this one", "ann")
    await shenbi.app.store.write(lambda tx: tx.run("jobs.hold_back", id=1, error="job-held-back"))
    await shenbi.chat.say("/release 1", user="mo", chat="mo")
    await shenbi.chat.text("Your rank does not allow that", "mo")


async def test_word_rules__noted_job_is_painted_and_listed(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a knife and bread", user="ann", chat="ann")
    await shenbi.chat.picture("ann")
    assert await cases(shenbi) == [("noted", 1, "")]
    await shenbi.chat.say("/admin reports", user="mo", chat="mo")
    assert "a knife and bread" in (await shenbi.chat.text("For the moderators: 1", "mo")).view.text
    await shenbi.chat.say("/admin report dismiss 1", user="mo", chat="mo")
    await shenbi.chat.press(await shenbi.chat.text("off the list?", "mo"), "Yes, do it", user="mo")
    await shenbi.chat.text("✓ Take no. 1", "mo")


async def test_word_rules__nobody_else_sees_the_lists(shenbi: RunningApp) -> None:
    for said in ("/admin reports", "/admin word list", "/admin word add refuse sea"):
        before = len(shenbi.chat.visible())
        await shenbi.chat.say(said)
        await shenbi.chat.until(lambda before=before: len(shenbi.chat.visible()) > before)  # type: ignore[misc]
        assert "for admins and moderators" in shenbi.chat.visible()[-1].view.text


async def test_word_rules__rule_of_a_chat_holds_there_alone(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a tree", user="ann", chat="group")
    await shenbi.chat.picture("group")
    await shenbi.chat.say("/管理 词语 群内添加 #1 拒绝 大海", user="mo", chat="mo")
    question = await shenbi.chat.until(lambda: next((m for m in shenbi.chat.visible("mo") if m.view.buttons), None))
    assert question
    await shenbi.chat.press(question, question.view.buttons[0][0].label, user="mo")
    await shenbi.chat.until(lambda: any("✓" in m.view.text for m in shenbi.chat.visible("mo")))
    await shenbi.chat.say("/imagine 大 海", user="ann", chat="group")
    await shenbi.chat.until(
        lambda: any("rules" in m.view.text or "规定" in m.view.text for m in shenbi.chat.visible("group"))
    )
    await shenbi.chat.say("/imagine 大海", user="ann", chat="ann")
    await shenbi.chat.picture("ann")


async def test_reports__picture_is_reported_once_by_a_person_in_its_menu_and_deleted_by_a_moderator(
    shenbi: RunningApp,
) -> None:
    await shenbi.chat.say("/help", user="mo", chat="mo")
    await shenbi.chat.say("/imagine a boat", user="ann", chat="group", group=True)
    picture = await shenbi.chat.picture("group")
    await shenbi.chat.press(picture, "Restyle", user="bob")
    await shenbi.chat.until(lambda: any(b.label == "⚑ Report" for row in picture.view.buttons for b in row))
    await shenbi.chat.press(picture, "report:1", user="bob")
    await shenbi.chat.text("Thank you. The moderators", "group")

    def report_again(tx: Tx) -> bool:
        bob = tx.get(PersonRow, "people.find_person", platform="scripted", user_id="bob")
        return moderation.report(tx, tx.get(JobRow, "jobs.get", id=1), bob.id)

    assert not await shenbi.app.store.write(report_again)
    await shenbi.chat.text("Something waits for the moderators", "mo")
    await shenbi.chat.say("/admin reports", user="mo", chat="mo")
    assert "⚑ reported" in (await shenbi.chat.text("For the moderators: 1", "mo")).view.text
    await shenbi.chat.say("/admin report remove 1", user="mo", chat="mo")
    await shenbi.chat.press(await shenbi.chat.text("Delete the pictures of #1", "mo"), "Yes, do it", user="mo")
    await shenbi.chat.text("✓ Delete the pictures of #1", "mo")
    await shenbi.chat.until(lambda: not any(m.view.picture for m in shenbi.chat.visible("group")))
    await shenbi.chat.say("/admin report remove 1", user="mo", chat="mo")
    await shenbi.chat.text("There is nothing with the number 1", "mo")
