"""Pictures that come with ideas or are replied to, and words that name pictures by number, while a session goes on."""

from __future__ import annotations

from pathlib import Path

from bot.sessions.model import Candidate, Session
from bot.store.rows import JobRow
from studio.server import Studio
from tests.conftest import photo
from tests.scripted import BotMessage, ScriptedPlatform
from tests.sessions.group import CHAT, Group, group
from tests.sessions.second_round import first_round, request_of


async def changing(at: Group) -> tuple[Session, Candidate]:
    """A session whose second round changes the winner, which is the second picture of the first."""
    before = await first_round(at, 2)
    await at.say("ann", "/session change")
    await at.until(lambda s: s.current_round.way == "change")
    return before, before.rounds[0].candidates[1]


async def revealed(at: Group, part: str) -> BotMessage:
    """Wait for a picture of the first round as it is shown after the vote."""
    return await at.shown(lambda m: part in m.view.text and m.view.picture is not None and not m.view.title)


async def images_of(at: Group) -> tuple[str, ...]:
    """Paint the one idea of the round; the images of its request."""
    await at.say("ann", "/session paint")
    painted = await at.phase("voting", 2)
    _, request = await request_of(at, painted.current_round.candidates[0].job)
    return request.reference.images if request.reference else ()


async def test_idea__its_pictures_go_along_with_the_winner_in_their_order(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        _, winner = await changing(at)
        await at.say_with("bob", "/idea the hat of picture 2, the coat of picture 4", photo(colour="red"), photo())
        await at.text("There is no picture 4 in this idea: picture 1 is the winner, and those you sent with it count")
        await at.say_with("bob", "/idea the hat of picture 2, the coat of picture 3", photo(colour="red"), photo())
        idea = (await at.ideas(1)).current_round.ideas[0]
        assert len(idea.images) == 2
        await at.shown(lambda m: "📎 2 pictures" in m.view.text)
        assert await images_of(at) == (winner.picture, *idea.images)


async def test_idea__more_pictures_than_the_round_takes_are_told(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await first_round(at, 2)
        await at.say_with("bob", "/idea both of them", photo(colour="red"), photo())
        await at.text("An idea takes one picture here; yours has 2.")
        await at.say("ann", "/session change")
        await at.until(lambda s: s.current_round.way == "change")
        await at.say_with("bob", "/idea all of them", *(photo(colour=each) for each in ("red", "blue", "lime") * 3))
        await at.text("pictures in this round; yours has 9.")
        assert not (await at.session()).current_round.ideas


async def test_idea__number_of_a_picture_means_none_where_ideas_are_painted(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await first_round(at, 2)
        await at.say("bob", "/idea like picture 3, with snow", language="en")
        await at.text("so “picture 3” tells the painter nothing")
        await at.say("cat", "/点子 像图3那样，下雪", language="zh")
        await at.text("只说“图 3”画不出来")
        await at.say("cat", "/idea 3 owls in the snow")
        assert (await at.ideas(1)).current_round.ideas[0].text == "3 owls in the snow"


async def test_idea__words_name_pictures_by_the_numbers_of_the_vote(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        before, winner = await changing(at)
        owl = before.rounds[0].candidates[2]
        await at.say("ann", "/idea the whale of picture 5")
        await at.text("There is no picture 5 in the last vote.")
        await at.say("cat", "/idea put the owl of picture 3 into picture 2")
        await at.ideas(1)
        await at.say("bob", "/点子 把图2改成夜晚")
        await at.ideas(2)
        await at.say("ann", "/session paint")
        painted = await at.phase("voting", 2)
        beside, alone, _ = painted.current_round.candidates
        _, request = await request_of(at, beside.job)
        assert request.reference is not None
        assert request.reference.images == (winner.picture, owl.picture)
        assert request.prompt == "put the owl of picture 2 into picture 1"
        _, request = await request_of(at, alone.job)
        assert request.reference is not None
        assert request.reference.images == (winner.picture,)
        assert "2" not in request.prompt
        await at.shown(lambda m: "1 · put the owl of picture 3 into picture 2" in m.view.text)


async def test_idea__reply_to_another_picture_of_the_vote_brings_that_picture(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        before, winner = await changing(at)
        owl = await revealed(at, "3 · an owl")
        await at.say("cat", "/idea put picture 2 into it", reply_to=owl.id)
        await at.ideas(1)
        assert await images_of(at) == (winner.picture, before.rounds[0].candidates[2].picture)


async def test_idea__reply_to_the_sheet_or_to_the_winner_brings_no_picture_more(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        _, winner = await changing(at)
        boat, sheet = await revealed(at, "🏆 2 · a boat"), await at.shown(lambda m: "the result" in m.view.text)
        await at.say("cat", "/idea make it night", reply_to=boat.id)
        await at.say("bob", "/idea make it stormy", reply_to=sheet.id, reply_image=photo())
        ideas = (await at.ideas(2)).current_round.ideas
        assert [idea.images for idea in ideas] == [(), ()]
        assert await images_of(at) == (winner.picture,)


async def test_idea__reply_to_a_photo_of_a_person_brings_it(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        _, winner = await changing(at)
        await at.say("cat", "/idea put this into it", reply_image=photo())
        idea = (await at.ideas(1)).current_round.ideas[0]
        assert await images_of(at) == (winner.picture, idea.image)


async def test_reply_to_the_card__with_several_pictures_is_one_idea_with_all_of_them(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await changing(at)
        card = await at.shown(lambda m: "each idea changes that picture" in m.view.text)
        quote = {"keys": [card.id], "images": [], "withheld": False}
        for order, (words, colour) in enumerate((("all of them on the shore", "red"), ("", "blue"), ("", "lime"))):
            await at.say_with("bob", words, photo(colour=colour), quote=quote, album="7", album_order=order)
        idea = (await at.ideas(1)).current_round.ideas[0]
        assert (idea.text, len(idea.images)) == ("all of them on the shore", 3)
        await at.say_with("bob", "", photo(colour="pink"), quote=quote, album="7", album_order=3)
        await at.text("came too late")
        assert (await at.session()).current_round.ideas == (idea,)


async def test_words_under_the_winner__are_an_idea_only_if_they_say_what_to_change(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        before, _ = await changing(at)
        boat, owl = await revealed(at, "🏆 2 · a boat"), await revealed(at, "3 · an owl")
        await at.say("bob", "how lovely!", reply_to=boat.id)
        await at.say("bob", "make it night", reply_to=boat.id)
        assert [idea.text for idea in (await at.ideas(1)).current_round.ideas] == ["make it night"]
        # Under a picture that the round does not change they are this person's own order.
        await at.say("cat", "/edit make it snow", reply_to=owl.id)
        own = await at.shown(lambda m: m.view.picture is not None and "make it snow" in m.view.text)
        assert own.chat == CHAT
        session = await at.session()
        assert len(session.current_round.ideas) == 1
        job = await at.app.store.read(
            lambda tx: tx.get(JobRow, "jobs.get", id=max(c.job for c in session.candidates()) + 1)
        )
        assert (job.kind, job.session_id) == ("edit", 0)
        assert before.cost_li == session.cost_li
