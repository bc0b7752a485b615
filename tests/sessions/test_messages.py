"""Texts in the group: how the winner was decided, what to do next, modifiers, refused ideas, shares, wrong actions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapter_api import GenerationRequest
from bot.outbox.chat_migration import move_chat
from bot.sessions.model import Session
from bot.sessions.posts import PROGRESS_MIN_DELAY_S
from bot.sessions.shares import shares_of
from bot.store import Tx
from bot.store.rows import JobRow, PostRow
from studio.server import Studio
from tests.scripted import APPEND_ONLY, EDITABLE, ScriptedPlatform
from tests.sessions.group import CHAT, Group, group

START = "/session start a sea --ideas 2h --vote 2h --early no"


async def requests(at: Group, session: Session) -> list[GenerationRequest]:
    """The upstream requests of the current round's candidates."""

    def look(tx: Tx) -> list[GenerationRequest]:
        jobs = [
            tx.get(JobRow, "jobs.get", id=c.job)
            for c in (*session.current_round.candidates, *session.current_round.missed)
        ]
        return [GenerationRequest.from_json(json.loads(job.request)) for job in jobs]

    return await at.app.store.read(look)


async def test_session_messages__rule_that_decides_is_said_and_so_is_the_winner(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", f"{START} --rounds 2 --per-round 1")
        card = await at.card()
        assert "(2 h left)" in card.view.text
        await at.say("ann", "/idea a whale")
        await at.say("bob", "/idea a fox")
        await at.ideas(2)
        await at.say("ann", "/session paint")
        await at.phase("voting")
        card = await at.shown(lambda m: "press a number" in m.view.text)
        assert "1 · a whale\n2 · a fox\n0 of 2 have voted" in card.view.text, (
            "by whom they are is told when all have voted"
        )
        assert "Write: vote" not in card.view.text, "in a group a bot in privacy mode hears no plain words"
        await at.say("ann", "/session close")
        await at.phase("gathering", 2)
        await at.shown(lambda m: "Nobody voted: the idea that came first wins." in m.view.text and m.view.extra)
        await at.say("bob", "/idea red")
        await at.say("ann", "/idea blue")
        await at.ideas(2)
        await at.say("ann", "/session paint")
        await at.phase("voting", 2)
        await at.vote("ann", 1)
        await at.vote("bob", 2)
        await at.until(lambda s: len(s.current_round.votes) == 2)
        await at.say("ann", "/session close")
        await at.phase("ended", 2)
        card = await at.shown(lambda m: "The winner is picture 1: red (Bob, 1 vote)" in m.view.text)
        tie = "It was a tie, 1 vote each: the idea that came first wins."
        await at.shown(lambda m: tie in m.view.text and m.view.extra)
        assert tie not in card.view.text, "it is said once, with the picture that has won"
        assert "a whale → red" in card.view.text


async def test_session_messages__that_stands_as_it_was_sent_counts_nothing_and_painting_is_said(
    tmp_path: Path, studio: Studio
) -> None:
    chat = ScriptedPlatform(capabilities=replace(APPEND_ONLY, mentions_needed=True))
    async with group(tmp_path, studio, chat) as at:
        await at.say("ann", f"{START} --per-round 1 --strict")
        assert "mention me (@)" in (await at.card()).view.text
        for person in ("ann", "bob"):
            await at.say(person, f"/idea {person}'s fox")
        await at.ideas(2)
        # Said once, when there was time for more than the first.
        posts = await at.app.store.read(
            lambda tx: [
                p for n in range(1, 40) if (p := tx.one(PostRow, "posts.by_id", id=n)) and ":news:" in p.subject
            ]
        )
        assert [p.subject.split(":")[4] for p in posts] == ["gathering"]
        assert posts[0].due_at >= posts[0].created_at + PROGRESS_MIN_DELAY_S
        await at.say("ann", "/session paint")
        painting = await at.text("ideas are closed, painting 2 pictures now")
        assert "• ann's fox\n• bob's fox" in painting.view.text, "whose idea is in sees it here"
        voting = await at.shown(lambda m: "vote until" in m.view.text)
        assert "1 · ann's fox\n2 · bob's fox\n" in voting.view.text
        assert "Nobody may vote for their own idea." in voting.view.text
        assert "mention me (@)" in voting.view.text


async def test_session_messages__session_that_goes_on_after_a_pause_says_so_where_messages_stand(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as at:
        await at.say("ann", START)
        await at.card()
        await at.say("ann", "/session pause")
        await at.text("paused by the host")
        await at.say("ann", "/session resume")
        await at.chat.until(lambda: sum("ideas until" in m.view.text for m in at.chat.visible(CHAT)) == 2)


async def test_session_messages__modifiers_in_a_theme_and_in_ideas(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("bob", "/mod add glow neon lights --style anime --no text")
        await at.text("Saved.")
        await at.say("ann", "/session start a sea +dusk --ideas 2h --vote 2h --early no --per-round 1")
        card = await at.card()
        assert card.view.title == "🎨 a sea +dusk"
        await at.say("bob", "/idea a fox +glow, running")
        await at.say("cat", "/idea C++ on a +1 flag")
        await at.say("dan", "/idea a bear +glwo")
        await at.text("There is no modifier +glwo")
        session = await at.until(lambda s: len(s.current_round.ideas) == 2)
        await at.chat.until(lambda: "• Bob: a fox +glow, running" in card.view.text)
        await at.say("ann", "/session paint")
        session = await at.phase("voting")
        first, second = await requests(at, session)
        theme = "a sea, dusk, golden slanting light, long shadows"
        assert first.prompt == f"{theme}, a fox running, neon lights"
        assert (first.style, first.negative_prompt) == ("anime", "text")
        assert second.prompt == f"{theme}, C++ on a +1 flag"
        assert (second.style, second.negative_prompt) == ("auto", "")


async def test_session_messages__picture_of_all_ideas_leaves_out_one_that_was_refused(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", f"{START} --per-round 4")
        for person, idea in (("ann", "a fox"), ("bob", "gore and a fox"), ("cat", "a bear")):
            await at.say(person, f"/idea {idea}")
        await at.ideas(3)
        await at.say("ann", "/session paint")
        session = await at.phase("voting")
        hung = session.current_round.candidates
        assert [c.parts[1:] for c in hung] == [("a fox",), ("a bear",), ("a fox", "a bear")]
        assert [session.name_of(p) for p in hung[2].authors] == ["Ann", "Cat"]
        await at.text("1 more picture could not be painted.")
        await at.text("“gore and a fox” could not be painted")


async def test_session_messages__idea_of_several_pictures_is_refused_with_one_word(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", f"{START} --per-round 4")
        await at.say("bob", "/idea gore and a fox")
        await at.ideas(1)
        await at.say("ann", "/session paint")
        await at.until(lambda s: len(s.current_round.missed) == 4)
        await at.text("could not be painted")
        await at.say("ann", "/session kick nobody")
        await at.text("Nobody in this session is called that")
        assert sum("could not be painted" in m.view.text for m in at.chat.visible(CHAT)) == 1


async def test_session_messages__shares_are_whole_fen(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", f"{START} --rounds 1 --per-round 4")
        for person in ("ann", "bob", "cat"):
            await at.say(person, f"/idea {person}'s fox")
        await at.ideas(3)
        await at.say("ann", "/session paint")
        await at.phase("voting")
        await at.say("ann", "/session close")
        session = await at.until(lambda s: s.phase == "ended" and s.cost_li == 640)
        assert sorted(share.amount_li for share in shares_of(session)) == [210, 210, 220]


@pytest.mark.parametrize("wrong, meant", [("开使 海", "开始"), ("strat a sea", "start"), ("pasue", "pause")])
async def test_session_messages__action_that_was_written_wrongly(
    tmp_path: Path, studio: Studio, wrong: str, meant: str
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform(capabilities=EDITABLE)) as at:
        await at.say("ann", f"/session {wrong}")
        await at.text(f"Did you mean “/session {meant}”?")
        await at.say("ann", "/session autumn in the city")
        await at.text("Paint together: everyone gives an idea")


async def test_session_messages__what_was_set_and_shared_in_a_chat_moves_with_it(
    tmp_path: Path, studio: Studio
) -> None:
    """Both addresses are known: a person spoke at the new one before the news of the move came."""
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        for words in ("/settings here style watercolor", "/settings here n 2", "/mod add glow neon", "/mod share glow"):
            await at.say("ann", words, admin=True)
        await at.text("Everyone here can now write +glow")
        await at.chat.say("/settings here n 3", user="ann", chat="super", group=True, admin=True)
        await at.text("Settings of this chat", "super")

        def move(tx: Tx) -> None:
            for _ in range(2):  # it is told from both sides
                move_chat(tx, at.chat.name, CHAT, "super")

        await at.app.store.write(move)
        await at.chat.say("/settings here", user="bob", chat="super", group=True, admin=True)
        panel = await at.chat.until(
            lambda: next((m for m in at.chat.visible("super") if "watercolor" in m.view.text.split("\n")[1]), None)
        )
        assert "Pictures: 3" in panel.view.text, "what was set at the new address is newer"
        await at.chat.say("/mod", user="bob", chat="super", group=True)
        await at.text("+glow · neon", "super")
