"""Points in time that the bot names stand beside its words, so that a page can tell them by its reader's own clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from bot.outbox.renderers import moments_of, times_in
from studio.server import Studio
from tests.conftest import running_app
from tests.scripted import ScriptedPlatform
from tests.sessions.group import group
from tests.sessions.test_players import LONG


def test_time_argument__what_people_wrote_is_not_taken_for_it() -> None:
    text = "#1 · a clock at 11:44\nslow since 11:44, until 11:50"
    assert times_in(text, [("11:44", 1.0), ("11:50", 2.0)]) == ((33, "11:44", 1.0), (46, "11:50", 2.0))
    text = "ideas until 11:44\na clock at 11:44"
    assert times_in(text, [("11:44", 1.0)], from_end=False) == ((12, "11:44", 1.0),)
    assert times_in("nothing", [("11:44", 1.0)]) == ()
    assert times_in("twice 11:44 and 11:44", [("11:44", 1.0), ("11:44", 1.0)])[0][0] == 6


def test_time_argument__arguments_that_mean_a_point_in_time() -> None:
    assert moments_of({"again": "11:44", "again_at": "7.5", "limit": 3, "left_at": 1}) == [("11:44", 7.5)]


async def test_time_argument__limit_says_when_it_ends(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, limits={"pictures_per_day": 1}) as shenbi:
        await shenbi.chat.say("/imagine a fox")
        await shenbi.chat.picture()
        await shenbi.chat.say("/imagine an owl")
        told = await shenbi.chat.text("Daily limit reached")
        ((start, words, at),) = told.view.times
        assert told.view.text[start:].startswith(words)
        zone = shenbi.app.settings.zone
        then = datetime.fromtimestamp(at, zone)
        assert (then.hour, then.minute) == (0, 0)
        assert timedelta() < then - datetime.now(zone) <= timedelta(days=1, hours=1)


async def test_time_argument__session_says_until_when(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", f"/session start a sea {LONG}")
        card = await at.card()
        session = await at.session()
        ((start, words, until),) = card.view.times
        assert until == session.due_at
        assert card.view.text[start:].startswith(words)
        assert words == datetime.fromtimestamp(until, at.app.settings.zone).strftime("%H:%M")
