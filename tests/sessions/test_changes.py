"""Rounds that go on from the winner's picture itself: changed by words, several blended, and what happens if it is gone."""

from __future__ import annotations

from pathlib import Path

from bot.jobs.workers import Submitter
from bot.retention.deletion import hide_pictures, undo_deletion
from studio.server import Studio
from tests.conftest import photo
from tests.scripted import APPEND_ONLY, ScriptedPlatform
from tests.sessions.group import group
from tests.sessions.second_round import START, first_round, request_of


async def test_session__winner_is_changed_by_words_and_the_picture_as_it_was_takes_part(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        before = await first_round(at, 2, 2)
        winner = before.rounds[0].candidates[1]
        card = await at.shown(lambda m: "builds on picture 2" in m.view.text and bool(m.view.buttons))
        await at.chat.press(card, "Change it by words")
        await at.until(lambda s: s.current_round.way == "change")
        await at.shown(lambda m: "each idea changes that picture" in m.view.text and "¥0.2" in m.view.text)
        await at.say("bob", "/idea", image=photo())
        await at.text("Say in words what should change")
        await at.say("bob", "/idea make it night")
        await at.ideas(1)
        await at.say("cat", "/idea put this into it", image=photo())
        await at.ideas(2)
        await at.say("ann", "/session paint")
        voting = await at.phase("voting", 2)
        night, added, unchanged = voting.current_round.candidates
        job, request = await request_of(at, night.job)
        assert (job.kind, job.model, request.prompt) == ("edit", "wan2.7-image", "make it night")
        assert request.reference is not None
        assert (request.reference.mode, request.reference.images) == ("edit", (winner.picture,))
        assert request.size.ratio == 1
        _, request = await request_of(at, added.job)
        assert request.reference is not None
        assert request.reference.images == (winner.picture, added.image)
        assert (unchanged.unchanged, unchanged.picture, unchanged.job) == (True, winner.picture, 0)
        await at.shown(lambda m: "3 · as it was" in m.view.text)
        assert voting.cost_li == 3 * 160 + 2 * 200
        await at.vote("ann", 3)
        await at.until(lambda s: len(s.current_round.votes) == 1)
        await at.say("ann", "/session close")
        third = await at.phase("gathering", 3)
        assert (third.current_round.reference, third.current_round.base) == (winner.picture, before.current_round.base)
        assert third.current_round.way == "anew"
        album = await at.album()
        assert album.rounds[1].origin == "Picture 2 of round 1, changed by these words"
        assert [picture.idea for picture in album.rounds[1].pictures] == [
            "make it night",
            "put this into it",
            "as it was",
        ]
        assert [step.label for step in album.path] == ["Round 1"], "nothing was changed"
        assert sum(int(count.split()[0]) for _, count, _ in album.shares) == 5


async def test_session__option_change_makes_every_round_a_change_of_the_winner(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as at:
        await first_round(at, 1, start=f"{START.replace('/session start', '/创作 开始')} --修改")
        session = await at.session()
        assert (session.rules.change, session.rules.agreed_li, session.current_round.way) == (True, 200, "change")
        asks = await at.shown(lambda m: "Host, with the winner: /session anew" in m.view.text)
        assert "/session blend 1 2" in asks.view.text
        assert [b.typed for row in asks.view.buttons for b in row] == ["/session join", "/session anew"]
        await at.say("ann", "/session change make it night")
        await at.ideas(1)
        await at.say("ann", "/session paint")
        await at.phase("voting", 2)
        await at.say("ann", "/session close")
        session = await at.phase("gathering", 3)
        album = await at.album()
        assert [(step.label, step.idea) for step in album.path] == [
            ("Round 1", "a fox"),
            ("Round 2 · changed by words", "make it night"),
        ]
        assert session.rounds[1].winner == 1, "of a change and the picture as it was the change wins a tie"
        await at.say("bob", "/session anew")
        await at.text("Only the host (Ann)")
        await at.say("ann", "/session anew")
        await at.until(lambda s: s.current_round.way == "anew")


async def test_session__winners_that_tied_become_one_picture(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        before = await first_round(at, 3, 1)
        fox, _, owl = before.rounds[0].candidates
        card = await at.shown(lambda m: "builds on picture 1" in m.view.text and bool(m.view.buttons))
        await at.chat.press(card, "Blend the winners")
        after = await at.phase("gathering", 3)
        (blend,) = after.rounds[1].candidates
        job, request = await request_of(at, blend.job)
        assert job.kind == "blend"
        assert request.reference is not None
        assert (request.reference.mode, request.reference.images) == ("edit", (fox.picture, owl.picture))
        assert request.prompt == "Make one picture of these pictures: autumn in the city, a fox, an owl"
        assert {after.name_of(person) for person in blend.authors} == {"Ann", "Cat"}
        assert after.current_round.reference == blend.picture
        await at.shown(lambda m: m.view.text.startswith("🏆 a fox + an owl in one — by Ann, Cat"))
        album = await at.album()
        assert album.rounds[1].origin == "Pictures 1 + 3 of round 1 in one"
        assert album.path[-1].label == "Round 2 · blended"
        await at.say("ann", "/session blend 1 2")
        await at.text("There is no picture 2")


async def test_session__host_picks_pictures_by_their_numbers_with_a_sentence(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        before = await first_round(at, 3, 3, 2)
        _, boat, owl = before.rounds[0].candidates
        await at.say("ann", "/session blend")
        await at.text("Which ones?")
        await at.say("ann", "/session blend 2 3 like picture 1")
        await at.text("Picture 1 is not in this blend of 2 + 3.")
        await at.say("ann", "/创作 融合3和2 the owl of picture 3 steers the boat")
        after = await at.phase("gathering", 3)
        (blend,) = after.rounds[1].candidates
        _, request = await request_of(at, blend.job)
        assert request.reference is not None
        assert request.reference.images == (boat.picture, owl.picture)
        assert request.prompt == "Make one picture of these pictures: the owl of picture 2 steers the boat"
        assert after.rounds[1].blended == (2, 3)


async def test_session__blend_that_is_refused_is_told_to_the_host_and_the_round_begins_again(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        before = await first_round(at, 3, 1)
        await at.say("ann", "/session blend 1 3 gore")
        await at.text("The winners could not be blended.")
        after = await at.phase("gathering", 2)
        assert (after.current_round.way, after.current_round.base) == ("anew", before.current_round.base)
        assert after.current_round.references == before.current_round.references
        assert not after.current_round.ideas


async def test_session__winner_that_was_deleted_is_said_and_the_round_is_painted_from_words(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        before = await first_round(at, 2)
        winner = before.rounds[0].candidates[1]
        await at.say("ann", "/session change make it night")
        await at.until(lambda s: len(s.current_round.ideas) == 1)
        await at.app.store.write(hide_pictures, winner.job)
        await at.shown(lambda m: "The winner’s picture was deleted" in m.view.text and "Round 2" in m.view.text)
        await at.app.store.write(undo_deletion, winner.job)
        card = await at.shown(lambda m: "builds on picture 2" in m.view.text and "each idea changes" in m.view.text)
        assert [b for row in card.view.buttons for b in row if "Paint anew" in b.label]
        await at.app.store.write(hide_pictures, winner.job)
        await at.say("ann", "/session paint")
        after = await at.phase("gathering", 3)
        (candidate,) = after.rounds[1].candidates
        job, request = await request_of(at, candidate.job)
        assert (job.kind, request.reference) == ("session", None)
        assert request.prompt == "autumn in the city, a boat, make it night"
        assert (await at.album()).rounds[1].origin == (
            "The winner’s picture was deleted, so this round is painted from the words."
        )


async def test_session__winner_that_is_deleted_while_its_change_waits_is_painted_from_words(
    tmp_path: Path, studio: Studio
) -> None:
    chat = ScriptedPlatform()
    async with group(tmp_path, studio, chat) as at:
        before = await first_round(at, 2)
        await at.say("ann", "/session change make it night")
        await at.ideas(1)
    async with group(tmp_path, studio, chat, without=(Submitter,)) as at:
        await at.say("ann", "/session paint")
        waiting = await at.until(lambda s: any(c.state == "ordered" for c in s.current_round.candidates))
        first = waiting.current_round.candidates[0].job
        key = before.current_round.reference
        await at.app.store.write(hide_pictures, before.rounds[0].candidates[1].job)
        await at.app.pictures.delete(key)
    async with group(tmp_path, studio, chat) as at:
        after = await at.phase("gathering", 3)
        (candidate,) = after.rounds[1].candidates
        job, request = await request_of(at, candidate.job)
        assert (candidate.job > first, job.kind, request.reference) == (True, "session", None)
        failed, _ = await request_of(at, first)
        assert (failed.state, failed.error) == ("failed", "reference-gone")
        assert after.cost_li == 3 * 160 + 160


async def test_session__without_a_model_for_changes_nothing_of_it_is_offered(tmp_path: Path, studio: Studio) -> None:
    upstream = {
        "base_url": studio.base_url,
        "accounts": [{"name": "main", "keys": ["sk-test-0001"]}],
        "allowed_models": ["wanx-v1"],
    }
    async with group(tmp_path, studio, ScriptedPlatform(), upstream=upstream) as at:
        await at.say("ann", f"{START} --change")
        await at.text("the operator offers no model for it")
        await first_round(at, 3, 1)
        card = await at.shown(lambda m: "builds on picture 1" in m.view.text and bool(m.view.buttons))
        labels = [b.label for row in card.view.buttons for b in row]
        assert not [label for label in labels if "Change" in label or "Blend" in label]
        await at.say("ann", "/session change")
        await at.until(lambda s: s.current_round.way == "anew")


async def test_session__change_by_a_dearer_model_is_asked_about_with_its_price(tmp_path: Path, studio: Studio) -> None:
    upstream = {
        "base_url": studio.base_url,
        "accounts": [{"name": "main", "keys": ["sk-test-0001"]}],
        "edit_model": "qwen-image-3.0",
    }
    async with group(tmp_path, studio, ScriptedPlatform(), upstream=upstream) as at:
        before = await first_round(at, 2)
        card = await at.shown(lambda m: "builds on picture 2" in m.view.text and bool(m.view.buttons))
        await at.chat.press(card, "Change it by words")
        question = await at.text("With qwen-image-3.0 each picture that is changed costs up to ¥0.24")
        assert (await at.session()).current_round.way == "anew"
        await at.chat.press(question, question.view.buttons[0][0].label)
        after = await at.until(lambda s: s.current_round.way == "change")
        assert (before.rules.agreed_li, after.rules.agreed_li) == (160, 240)
