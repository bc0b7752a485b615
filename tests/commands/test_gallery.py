"""The gallery: pages, search, stars, and whose pictures others may see."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.commands.gallery.gallery_commands import parse_query
from bot.commands.gallery.queries import Query, search
from bot.commands.gallery.read_model import page_json
from bot.intake.preferences import Preferences
from bot.runtime.clock import SystemClock
from bot.store import open_store
from bot.store.rows import ConversationRow
from bot.store.sqlite import CORE_SQL
from bot.store.statements import Statements
from studio.server import Studio
from tests.conftest import RunningApp, running_app
from tests.scripted import APPEND_ONLY, ScriptedPlatform


async def paint(shenbi: RunningApp, *prompts: str, **how: Any) -> None:
    """Have pictures painted one after another."""
    chat = how.get("chat", how.get("user", "ann"))
    for prompt in prompts:
        count = sum(1 for m in shenbi.chat.visible(chat) if m.view.picture)
        await shenbi.chat.say(f"/imagine {prompt}", **how)
        await shenbi.chat.picture(chat, count + 1)


async def found(shenbi: RunningApp, query: Query, **how: Any) -> list[str]:
    page = await shenbi.app.store.read(lambda tx: search(tx, query, **how))
    return [shown.request.prompt for shown in page.pictures]


async def test_gallery__pages_turn_back_and_forth(shenbi: RunningApp) -> None:
    await paint(shenbi, "red fox --n 4", "blue fox --n 4")
    await shenbi.chat.say("/gallery")
    shown = await shenbi.chat.picture(count=3)
    assert "page 1" in shown.view.text
    for way, page in (("Older", 2), ("Newer", 1), ("Older", 2), ("Newer", 1)):
        before = shown.view.picture
        await shenbi.chat.press(shown, way)
        await shenbi.chat.until(lambda page=page: f"page {page}" in shown.view.text and shown.view.picture)  # type: ignore[misc]  # mypy cannot infer it
        assert shown.view.picture != before
    assert sum(1 for m in shenbi.chat.visible() if m.view.picture) == 3
    await shenbi.chat.press(shown, "#1")
    brought = await shenbi.chat.picture(count=4)
    assert "red fox" in brought.view.text


async def test_gallery__words_style_and_stars_are_searched_for(shenbi: RunningApp) -> None:
    await paint(
        shenbi, 'a "quoted" fox 100% --style watercolor --no owl', "an OWL at night --style sketch", "狐狸在雪地"
    )
    ann = 1
    assert await found(shenbi, Query(ann, words=("fox",))) == ['a "quoted" fox 100%']
    assert await found(shenbi, Query(ann, words=("owl",))) == ["an OWL at night"]
    assert await found(shenbi, Query(ann, words=("night", "owl"))) == ["an OWL at night"]
    assert await found(shenbi, Query(ann, words=("雪地",))) == ["狐狸在雪地"]
    assert await found(shenbi, Query(ann, words=("0%",))) == ['a "quoted" fox 100%']
    assert await found(shenbi, Query(ann, words=("1_0",))) == []
    assert await found(shenbi, Query(ann, words=("wanx-v1",))) == []
    assert await found(shenbi, Query(ann, style="watercolor")) == ['a "quoted" fox 100%']
    assert await found(shenbi, Query(ann, starred=True)) == []
    await shenbi.chat.say("/star 2")
    await shenbi.chat.text("Starred #2")
    assert await found(shenbi, Query(ann, starred=True)) == ["an OWL at night"]
    await shenbi.chat.say("/star 2")
    await shenbi.chat.text("Unstarred #2")
    assert await found(shenbi, Query(ann, starred=True)) == []
    await shenbi.chat.say("/gallery sketch")
    await shenbi.chat.text("Your pictures · sketch · page 1")
    await shenbi.chat.say("/gallery dinosaur")
    await shenbi.chat.text("No pictures match")
    await shenbi.chat.say("/gallery owl 7")
    await shenbi.chat.text("Your pictures · owl · page 1")


async def test_gallery__others_see_only_what_its_person_lets_them(shenbi: RunningApp) -> None:
    await paint(shenbi, "ann's fox", chat="club", group=True)
    await paint(shenbi, "bob's owl", user="bob", chat="club", group=True)
    await paint(shenbi, "ann's secret")
    club = await shenbi.app.store.read(
        lambda tx: (
            tx.get(ConversationRow, "people.find_conversation", platform="scripted", chat_id="club", thread_id="").id
        )
    )
    here = Query(2, own=False, conversation_id=club)
    assert await found(shenbi, here) == []
    await shenbi.chat.say("/settings here gallery yes", chat="club", group=True, admin=True)
    await shenbi.chat.text("Shown to others in the gallery: yes", "club")
    assert await found(shenbi, here) == ["bob's owl", "ann's fox"]
    await shenbi.chat.say("/settings gallery no", user="ann")
    await shenbi.chat.text("in the gallery: no")
    assert await found(shenbi, here) == ["bob's owl"]
    assert await found(shenbi, Query(2, own=False)) == []
    assert await found(shenbi, Query(1)) == ["ann's secret", "ann's fox"]


async def test_gallery__nobody_turns_somebody_elses_pages(shenbi: RunningApp) -> None:
    await paint(shenbi, "fox --n 4", "owl --n 4", chat="club", group=True)
    await shenbi.chat.say("/gallery", chat="club", group=True)
    shown = await shenbi.chat.picture("club", 3)
    await shenbi.chat.press(shown, "Older", user="bob")
    await shenbi.chat.text("somebody else's gallery", "club")


async def test_gallery__without_edits_it_is_one_message_a_page(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as shenbi:
        await paint(shenbi, "fox --n 4", "owl --n 4")
        before = len(shenbi.chat.visible())
        await shenbi.chat.say("/gallery")
        shown = await shenbi.chat.picture(count=3)
        typed = [b.typed for row in shown.view.buttons for b in row]
        assert typed == ["/show 2", "/show 1", "/gallery 2"]
        await shenbi.chat.say("/gallery 2")
        await shenbi.chat.picture(count=4)
        assert len(shenbi.chat.visible()) == before + 2


async def test_gallery__rooms_page_as_json(shenbi: RunningApp) -> None:
    await paint(shenbi, "fox --n 2")
    page = await shenbi.app.store.read(lambda tx: search(tx, Query(1), limit=1))
    data = page_json(page, 1, Preferences())
    assert data["next"]
    assert data["pictures"][0]["number"] == "1.2"
    assert data["pictures"][0]["by"] == "Ann"
    assert set(data["pictures"][0]) >= {"id", "mine", "width", "height", "prompt", "style", "starred"}
    assert "key" not in data["pictures"][0]
    behind = await shenbi.app.store.read(lambda tx: search(tx, Query(1), limit=1, after=page.end))
    assert (behind.pictures[0].number, behind.more) == ("1.1", False)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", Query(1)),
        ("狐狸 水彩", Query(1, words=("狐狸",), style="watercolor")),
        ("⭐ fox", Query(1, words=("fox",), starred=True)),
        ("here fox", Query(1, own=False, conversation_id=5, words=("fox",))),
        ("a b c d", Query(1, words=("a", "b", "c"))),
    ],
)
def test_gallery__what_is_looked_for(text: str, meant: Query) -> None:
    assert parse_query(1, 5, text, {}) == meant


@pytest.mark.parametrize(
    ("statement", "index"), [("search_own", "job_of_person"), ("search_here", "job_of_conversation")]
)
async def test_gallery__page_is_found_without_walking_through_everybodys_pictures(
    tmp_path: Path, statement: str, index: str
) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/plan.db", SystemClock())
    await store.close()
    names: dict[str, float] = {"viewer_id": 1, "conversation_id": 1, "starred": 0, "limit": 7, "offset": 0}
    names |= {"before_at": 2e9, "before_job": 9, "before_idx": 0}
    patterns = dict.fromkeys(("style", "first", "second", "third", "first_style", "second_style", "third_style"), "%")
    statements = Statements("sqlite")
    statements.add(CORE_SQL)
    with closing(sqlite3.connect(tmp_path / "plan.db")) as raw:
        plan = raw.execute(f"EXPLAIN QUERY PLAN {statements[f'gallery.{statement}']}", names | patterns).fetchall()
    steps = [step[-1] for step in plan]
    assert not [step for step in steps if step.startswith(("SCAN", "USE TEMP"))], steps
    assert any(index in step for step in steps), steps
