"""The path of winners: in `/history`, taken back, in the album, without a person who is erased, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sessions.model import Session
from studio.server import Studio
from studio.server.faults import Fault
from tests.conftest import photo
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
from tests.scripted import ScriptedPlatform
from tests.sessions.group import Group, group
from tests.sessions.second_round import START, first_round, request_of


async def change(at: Group, round_: int, **ideas: str) -> Session:
    """A round in which these ideas change the winner; returns the session in its vote."""
    await at.say("ann", "/session change")
    await at.until(lambda s: s.current_round.way == "change")
    for place, (person, words) in enumerate(ideas.items(), 1):
        await at.say(person, f"/idea {words}")
        await at.ideas(place)
    await at.say("ann", "/session paint")
    return await at.phase("voting", round_)


async def four_rounds(at: Group) -> None:
    """Painted, changed by words, blended of two winners, and that one taken back."""
    before = await first_round(at, 2, start=f"{START} --rounds 4")
    changed = await change(at, 2, bob="make it night", cat="add a moon")
    night, moon, _ = changed.current_round.candidates
    await at.vote("ann", 2)
    await at.vote("bob", 1)
    await at.until(lambda s: len(s.current_round.votes) == 2)
    await at.say("ann", "/session close")
    await at.phase("gathering", 3)
    await at.say("ann", "/session blend")
    blended = await at.phase("gathering", 4)
    await at.shown(lambda m: m.view.text.startswith("🏆 make it night + add a moon in one — by Bob, Cat"))

    # Everybody means the winner that all have in front of them, whoever's picture it is.
    (blend,) = blended.rounds[2].candidates
    await at.say("ann", "/history")
    path = [
        f"1 · #{before.rounds[0].candidates[1].job} · autumn in the city, a boat",
        f"2 · #{night.job} · make it night",
    ]
    path += [f"3 · #{moon.job} · add a moon", f"4 · #{blend.job} = 2 + 3 · Make one picture"]
    await at.shown(lambda m: all(line in m.view.text for line in path))
    await at.say("bob", "/undo")
    await at.text("Its host goes back to the picture before it with /session undo.")
    await at.say("bob", "/session undo")
    await at.text("Only the host (Ann)")
    await at.say("ann", "/session undo")
    after = await at.until(lambda s: s.current_round.reference == night.picture)
    assert after.current_round.base == night.parts
    assert after.cost_li == blended.cost_li
    await at.shown(
        lambda m: (
            "The winner of round 3 was taken back." in m.view.text and "builds on picture 1: make it" in m.view.text
        )
    )
    await at.say("cat", "/idea a red sky")
    await at.ideas(1)
    await at.say("ann", "/session paint")
    await at.phase("ended", 4)
    await at.shown(lambda m: "How we got here: a boat → make it night → a red sky" in m.view.text)
    album = await at.album()
    assert [step.label for step in album.path] == ["Round 1", "Round 2 · changed by words", "Round 4"]
    assert [each.origin for each in album.rounds] == [
        "",
        "Picture 2 of round 1, changed by these words",
        "Pictures 1 + 2 of round 2 in one",
        "",
    ]
    assert album.rounds[2].remark == "the winner was taken back"
    assert not album.rounds[2].pictures[0].won


async def test_four_rounds__show_their_path_on_sqlite(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await four_rounds(at)


async def test_four_rounds__show_their_path_on_postgresql(tmp_path: Path, studio: Studio, postgres_url: str) -> None:
    async with group(tmp_path, studio, ScriptedPlatform(), database_url=postgres_url) as at:
        await four_rounds(at)


async def test_winner_taken_back__as_often_as_there_is_one(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        first = await first_round(at, 2)
        await change(at, 2, bob="make it night")
        await at.say("ann", "/创作 截止")
        await at.phase("gathering", 3)
        await at.say("ann", "/session undo")
        await at.until(lambda s: s.current_round.references == first.current_round.references)
        await at.say("ann", "/创作 撤销")
        bare = await at.until(lambda s: not s.current_round.references)
        assert (bare.current_round.base, bare.current_round.way) == (("autumn in the city",), "anew")
        await at.say("ann", "/session undo")
        await at.text("There is no winner yet to go on from.")


async def test_erasure__of_who_painted_the_winner_takes_their_picture_and_words_out_of_the_path(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        before = await first_round(at, 2)
        await at.say("ann", "/session change make it night")
        await at.ideas(1)
        await at.chat.say("/forget yes", user="bob")
        await at.text("are deleted", chat="bob")
        await at.shown(lambda m: "The winner’s picture was deleted" in m.view.text)
        await at.say("ann", "/session paint")
        after = await at.phase("gathering", 3)
        (candidate,) = after.rounds[1].candidates
        job, request = await request_of(at, candidate.job)
        assert (job.kind, request.reference) == ("session", None)
        assert "boat" not in request.prompt
        assert "make it night" in request.prompt
        await at.say("ann", f"/history {candidate.job}")
        await at.shown(lambda m: "The path of this picture: 1 step." in m.view.text)
        await at.say("ann", f"/history {before.rounds[0].candidates[1].job}")
        album = await at.album()
        assert not [step for step in album.path if "boat" in step.idea or "Bob" in step.by]


async def test_erasure__of_one_of_two_blended_keeps_the_blend_of_the_others(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await first_round(at, 3, 2, start=f"{START} --rounds 4")
        await at.say("ann", "/session blend 2 3")
        blended = await at.phase("gathering", 3)
        (blend,) = blended.rounds[1].candidates
        await at.chat.say("/forget yes", user="cat")
        await at.text("are deleted", chat="cat")
        after = await at.until(lambda s: "an owl" not in str(s))
        assert after.rounds[1].candidates[0].picture == blend.picture
        await at.say("bob", f"/history {blend.job}")
        await at.shown(lambda m: "2 · deleted" in m.view.text and f"#{blend.job} = 1 + 2" in m.view.text)


async def test_change__one_that_is_refused_by_moderation_leaves_the_others_and_the_picture_as_it_was(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await first_round(at, 2)
        voting = await change(at, 2, bob="make it gore", cat="add a moon")
        moon, unchanged = voting.current_round.candidates
        assert (moon.parts[-1], unchanged.unchanged) == ("add a moon", True)
        assert [c.problem for c in voting.current_round.missed] == ["upstream-moderation-input"]


async def test_blend__picture_that_moderation_refuses_is_told_to_the_host_and_costs_nothing(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        before = await first_round(at, 3, 1)
        studio.add_faults(
            Fault(
                "create", "error", code="DataInspectionFailed", message="Input data may contain inappropriate content."
            )
        )
        await at.say("ann", "/session blend")
        await at.text("The winners could not be blended.")
        after = await at.phase("gathering", 2)
        assert (after.cost_li, after.current_round.references) == (before.cost_li, before.current_round.references)
        await at.say("ann", "/session blend")
        await at.phase("gathering", 3)


@pytest.mark.parametrize("words", ["/session paint", "/session blend"])
async def test_round__whose_model_cannot_change_pictures_any_more_is_painted_after_the_winner(
    tmp_path: Path, studio: Studio, words: str
) -> None:
    chat, upstream = ScriptedPlatform(), {"base_url": studio.base_url, "allowed_models": ["wanx-v1"]}
    accounts = [{"name": "main", "keys": ["sk-test-0001"]}]
    async with group(tmp_path, studio, chat) as at:
        before = await first_round(at, 3, 1)
        await at.say("ann", "/session change make it night")
        await at.ideas(1)
    async with group(tmp_path, studio, chat, upstream=upstream | {"accounts": accounts}) as at:
        await at.say("ann", words)
        if "blend" in words:
            await at.text("Pictures cannot be changed by words here")
            assert (await at.session()).phase == "gathering"
            return
        after = await at.phase("gathering", 3)
        (candidate,) = after.rounds[1].candidates
        job, request = await request_of(at, candidate.job)
        assert (job.kind, job.model) == ("session", "wanx-v1")
        assert request.reference is not None
        assert request.reference.image == before.current_round.reference
        assert (await at.album()).rounds[1].origin == (
            "Pictures cannot be changed or blended here any more, so this round is painted anew."
        )


async def test_blend__of_more_pictures_than_the_model_takes_is_not_begun(tmp_path: Path, studio: Studio) -> None:
    accounts = [{"name": "main", "keys": ["sk-test-0001"]}]
    upstream = {"base_url": studio.base_url, "accounts": accounts, "edit_model": "wanx2.1-imageedit"}
    async with group(tmp_path, studio, ScriptedPlatform(), upstream=upstream) as at:
        await first_round(at, 3, 1)
        card = await at.shown(lambda m: "builds on picture 1" in m.view.text and bool(m.view.buttons))
        labels = [b.label for row in card.view.buttons for b in row]
        assert [label for label in labels if "Change it" in label]
        assert not [label for label in labels if "Blend" in label]
        await at.say("ann", "/session blend 1 3")
        await at.text("takes one picture at a time")
        await at.say("ann", "/session change")
        await at.until(lambda s: s.current_round.way == "change")
        await at.say("bob", "/idea put this into it", image=photo())
        await at.text("An idea takes no picture here")
        assert not (await at.session()).current_round.ideas
