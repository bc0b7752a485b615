"""Players: phases end early when everyone has answered, results stay secret till then, equal names are told apart."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from adapters.dingtalk import limits as dingtalk_limits
from adapters.dingtalk.quota import Priority, priority_of
from bot.adapter_api import PlatformCapabilities, PostView, RateLimits
from bot.sessions import events as ev
from bot.sessions import rounds
from bot.sessions.effects import EventRefused, RevealRound, Transition
from bot.sessions.machine import new_session, step
from bot.sessions.model import Rules, Session
from bot.sessions.prompts import request_for
from bot.sessions.rounds import EARLY_CLOSE_DELAY_S
from bot.sessions.timing import LATE_GRACE_S, next_wakeup, phase_timed_out
from bot.store.rows import JobRow
from bot.upstream.catalogue import Catalogue
from studio.server import Studio
from tests.scripted import APPEND_ONLY, EDITABLE, BotMessage, ScriptedPlatform
from tests.sessions.group import CHAT, group
from tests.sessions.platforms import telegram_group

ANN, BOB, CAT = ev.Actor(1, "Ann"), ev.Actor(2, "Bob"), ev.Actor(3, "Cat")
NOW = 1_800_000_000.0
LONG = "--ideas 2h --vote 2h"


def after(session: Session, *events: ev.Event, at: float = NOW) -> Session:
    for event in events:
        outcome = step(session, event, at)
        assert isinstance(outcome, Transition), (event, outcome)
        session = outcome.session
    return session


def gathering(**rules: object) -> Session:
    return new_session(7, "autumn", "en", ANN, replace(Rules(ideas_s=100, vote_s=60, per_round=1), **rules), NOW)  # type: ignore[arg-type]


def voting(**rules: object) -> Session:
    """Two pictures, by Ann and Bob, to be voted for."""
    session = after(gathering(**rules), ev.IdeaGiven(ANN, "a fox"), ev.IdeaGiven(BOB, "a boat"), ev.StartPainting(ANN))
    for number in (1, 2):
        session = after(session, ev.JobAccepted(number, number), ev.JobPainted(number, f"jobs/{number}/0.png", 160))
    return after(session, ev.SheetReady(1, "sheet.jpg", 10, 10))


def test_players__round_goes_on_three_seconds_after_the_last_of_two_has_spoken() -> None:
    alone = after(gathering(), ev.IdeaGiven(BOB, "a fox"))
    assert alone.due_at == NOW + 100, "somebody alone is waited for: others may come"
    both = after(alone, ev.IdeaGiven(CAT, "a boat"))
    assert (both.due_at, next_wakeup(both, NOW)) == (NOW + EARLY_CLOSE_DELAY_S, NOW + EARLY_CLOSE_DELAY_S)
    assert phase_timed_out(both, NOW + EARLY_CLOSE_DELAY_S), "nobody can be late any more"
    assert not phase_timed_out(alone, NOW + 100 + LATE_GRACE_S - 0.1)
    assert after(both, ev.PhaseTimer(), at=NOW + EARLY_CLOSE_DELAY_S).phase == "painting"


def test_players__who_joins_is_waited_for_and_who_leaves_is_not() -> None:
    both = after(gathering(), ev.IdeaGiven(ANN, "a fox"), ev.IdeaGiven(BOB, "a boat"))
    waited = after(both, ev.Join(CAT), at=NOW + 2)
    assert (waited.due_at, waited.full_due_at) == (NOW + 100, 0)
    assert isinstance(step(waited, ev.Join(CAT), NOW), EventRefused)
    assert after(waited, ev.Kick(ANN, CAT.id), at=NOW + 9).due_at == NOW + 9 + EARLY_CLOSE_DELAY_S
    taken_back = after(both, ev.WithdrawIdea(BOB))
    assert taken_back.due_at == NOW + 100


def test_players__vote_closes_when_all_have_voted_and_may_be_changed_until_then() -> None:
    session = after(voting(), ev.Vote(ANN, 1, 1))
    assert session.due_at == NOW + 60
    all_in = after(session, ev.Vote(BOB, 1, 1))
    assert all_in.due_at == NOW + EARLY_CLOSE_DELAY_S
    changed = after(all_in, ev.Vote(BOB, 2, 1), ev.Vote(ANN, 2, 1), at=NOW + 1)
    assert changed.due_at == NOW + EARLY_CLOSE_DELAY_S
    outcome = step(changed, ev.PhaseTimer(), NOW + EARLY_CLOSE_DELAY_S)
    assert isinstance(outcome, Transition)
    assert RevealRound(1) in outcome.effects
    assert outcome.session.rounds[0].winner == 2


def test_players__host_may_switch_it_off_and_a_pause_gives_the_whole_time_back() -> None:
    slow = after(gathering(early=False), ev.IdeaGiven(ANN, "a fox"), ev.IdeaGiven(BOB, "a boat"))
    assert slow.due_at == NOW + 100
    fast = after(gathering(), ev.IdeaGiven(ANN, "a fox"), ev.IdeaGiven(BOB, "a boat"))
    off = after(fast, ev.ChangeRules(ANN, replace(fast.rules, early=False)))
    assert off.due_at == NOW + 100
    paused = after(fast, ev.Pause(ANN), at=NOW + 1)
    resumed = after(paused, ev.Resume(ANN), at=NOW + 50)
    assert (resumed.due_at, resumed.full_due_at) == (NOW + 50 + EARLY_CLOSE_DELAY_S, NOW + 50 + 99)


@pytest.mark.parametrize(
    ("model", "mode"), [("wanx-v1", "refonly"), ("wanx2.1-t2i-turbo", ""), ("wan2.5-i2i-preview", "")]
)
def test_players__next_round_keeps_the_winners_style_or_its_words(model: str, mode: str) -> None:
    session = after(voting(model=model), ev.Vote(ANN, 2, 1), ev.Close(ANN))
    session = after(session, ev.IdeaGiven(ANN, "on a tram"), ev.StartPainting(ANN))
    candidate = session.current_round.candidates[0]
    request = request_for(session, candidate, Catalogue.load())
    if model == "wan2.5-i2i-preview":  # It paints only from a picture.
        return
    assert not hasattr(request, "text_id"), request
    assert request.prompt == "autumn, a boat, on a tram"
    reference = request.reference
    assert (reference.mode if reference else "") == mode


def shows(text: str, message: BotMessage) -> bool:
    """Whether a message is a picture with this text."""
    return message.view.text.startswith(text) and message.view.picture is not None


async def test_players__round_by_itself_with_nothing_told_before_its_time(
    tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "EARLY_CLOSE_DELAY_S", EARLY_CLOSE_DELAY_S)  # So that the ideas are seen to be in.
    hiding = replace(EDITABLE, private_input="field")
    async with group(tmp_path, studio, ScriptedPlatform(capabilities=hiding)) as at:
        await at.say("ann", f"/session start a sea {LONG} --rounds 1 --per-round 1")
        card = await at.card()
        labels = {b.label: b for row in card.view.buttons for b in row}
        assert labels["💡 Give an idea"].ask
        assert labels["🖌 Paint now"].only == ("ann",)
        assert labels["✋ Join"].only == ()
        session = await at.session()
        for user, words in (("ann", "a whale"), ("bob", "a fox")):
            await at.chat.push(
                {"action": labels["💡 Give an idea"].action, "under": card.id, "user": user, "chat": CHAT, "language": "en",
                 "admin": False, "direct": False, "text": words}
            )  # fmt: skip
        gathered = await at.shown(lambda m: "2 ideas are in: Ann, Bob" in m.view.text)
        assert "whale" not in gathered.view.text
        voting = await at.shown(lambda m: "vote until" in m.view.text)  # Nobody had to say that it may begin.
        assert "1 · a whale\n2 · a fox\n0 of 2 have voted" in voting.view.text
        assert not {"Ann", "Bob"} & set(voting.view.text.split())
        for user in ("ann", "bob"):
            await at.vote(user, 2)
        await at.phase("ended")
        for text in ("1 · a whale — by Ann, 0 votes", "🏆 2 · a fox — by Bob, 2 votes"):
            await at.shown(partial(shows, text))
        shown = [m.view.text[:3] for m in at.chat.visible(CHAT) if m.view.picture and not m.view.title][:2]
        assert shown == ["1 ·", "🏆 2"], "the winner comes last"
        assert session.key not in card.view.text


@pytest.mark.parametrize("edits", [True, False])
async def test_players__where_messages_are_counted_a_round_is_four_of_them(
    tmp_path: Path, studio: Studio, edits: bool
) -> None:
    rates = RateLimits(chat_interval_s=0.01, chat_per_minute=100, platform_per_s=0)
    chat = ScriptedPlatform(
        capabilities=replace(EDITABLE, rates=rates) if edits else replace(APPEND_ONLY, metered=True)
    )
    async with group(tmp_path, studio, chat) as at:
        await at.say("ann", f"/session start a sea {LONG} --rounds 2 --per-round 4")
        await at.say("ann", "/idea a whale")
        await at.ideas(1)
        await at.say("ann", "/session paint")
        await at.phase("voting")
        await at.vote("ann", 3)
        await at.until(lambda s: len(s.current_round.votes) == 1)
        await at.say("ann", "/session close")
        await at.phase("gathering", 2)
        await at.shown(lambda m: "Round 2 of 2 · ideas until" in m.view.text)
        if edits:
            winner = await at.shown(lambda m: m.view.text.startswith("🏆 3 · a whale") and m.view.picture is not None)
            assert winner.view.extra
            result = await at.shown(lambda m: "Round 1, the result:" in m.view.text and m.view.picture is not None)
        else:
            result = await at.shown(lambda m: "🏆 3 · a whale — by Ann, 1 vote" in m.view.text)
            assert result.view.picture == replace(result.view.picture, width=1024, height=1024), "it is the winner's"  # type: ignore[type-var]
            assert "1 · a whale — by Ann, 0 votes" in result.view.text, "the vote's own message cannot tell it"
            assert "Round 2 of 2 · ideas until" in result.view.text
        before = [m.view.text for m in at.chat.visible(CHAT) if "Round 2 of 2" not in m.view.text]
        assert len(before) <= (4 if edits else 3), before


@pytest.mark.parametrize("edits", [True, False])
async def test_players__album_does_not_tell_who_has_won_before_it_is_revealed(
    tmp_path: Path, studio: Studio, edits: bool
) -> None:
    chat = ScriptedPlatform(capabilities=EDITABLE if edits else replace(APPEND_ONLY, metered=True))
    async with group(tmp_path, studio, chat) as at:
        await at.say("ann", f"/session start a sea {LONG} --rounds 1 --per-round 3")
        await at.say("ann", "/idea a whale")
        await at.ideas(1)
        await at.say("ann", "/session paint")
        await at.phase("voting")
        await at.vote("ann", 3)
        await at.until(lambda s: len(s.current_round.votes) == 1)
        await at.say("ann", "/session close")
        await at.shown(lambda m: bool(m.view.files))
        shown = [m.view.text for m in at.chat.visible(CHAT)]
        winner = next(i for i, text in enumerate(shown) if "🏆 3 · a whale" in text)
        album = next(i for i, text in enumerate(shown) if "the album" in text)
        assert winner < album, shown


@pytest.mark.parametrize("capabilities", [dingtalk_limits.PLAIN_CAPABILITIES, dingtalk_limits.CARD_CAPABILITIES])
def test_players__picture_each_is_no_message_each_on_dingtalk(capabilities: PlatformCapabilities) -> None:
    """DingTalk has a monthly quota of messages: four pictures would be four of them."""
    assert capabilities.is_paced


def test_players__short_of_quota_the_winners_message_is_left_out() -> None:
    assert priority_of(PostView("🏆", extra=True)) is Priority.PROGRESS


async def test_players__of_two_people_with_one_name_it_is_asked_which(tmp_path: Path, studio: Studio) -> None:
    """Xandaros/evolve#34: `/session kick Li` with two people called Li."""
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", f"/session start a sea {LONG} --early no --per-round 1")
        for user, words in (("li-1", "a fox"), ("li-2", "a boat")):
            await at.say(user, f"/idea {words}", name="Li")
        await at.ideas(2)
        await at.say("bob", "/session kick Li")
        await at.text("Only the host (Ann)")
        await at.say("ann", "/session kick Li")
        asked = await at.text("2 people here are called Li. Which one?")
        assert [b.label for row in asked.view.buttons for b in row] == ["1 · Li", "2 · Li"]
        await at.chat.press(asked, "2 · Li", user="ann")
        session = await at.until(lambda s: len(s.kicked) == 1)
        assert [i.text for i in session.current_round.ideas] == ["a fox"]
        await at.text("Li is out of the session")
        await at.say("ann", "/session kick Li")
        await at.until(lambda s: len(s.kicked) == 2)


async def test_players__idea_is_given_privately_on_telegram(tmp_path: Path, studio: Studio) -> None:
    async with telegram_group(tmp_path, studio) as at:
        ann, bob, _ = at.people
        at.say(ann, f"/session start a sea {LONG} --per-round 1 --early no")
        card = await at.card("send it to me privately")
        url = next(b.url for b in card.buttons if b.url)
        assert url.startswith("https://t.me/shenbi_bot?start=idea_1_")
        own = at.tg.private_chat(at.bot, bob)
        bob.start(at.bot, url.partition("start=")[2])
        await at.words("Your idea for “a sea”, please", own)
        bob.say(own, "a fox under lanterns")
        await at.words("Your idea for “a sea” is in", own)
        session = await at.ideas(1)
        assert (session.current_round.ideas[0].text, session.name_of(session.current_round.ideas[0].person)) == (
            "a fox under lanterns",
            "Bob",
        )
        await at.card("1 idea is in: Bob")
        assert not [m for m in at.chat.messages.by(at.bot) if "lanterns" in m.words]
        assert not await at.app.store.read(lambda tx: tx.all(JobRow, "jobs.oldest_open", limit=1000)), (
            "it was no order to paint"
        )
        bob.start(at.bot, "idea_1_0123456789ab")
        await at.words("There is no session here", own)
