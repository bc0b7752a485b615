"""Limits of a person that did not hold: through sessions (finding H5), through batches (finding H6).

The mechanism, on both databases and with races, is tested in `tests/conformance/store/test_accountable.py`.
"""

from __future__ import annotations

from pathlib import Path

from bot.store import Tx
from bot.store.rows import JobRow
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.conftest import running_app

ROOMS = 10


async def test_person_limits__ten_rooms_are_one_persons_pictures_of_the_day(tmp_path: Path, studio: Studio) -> None:
    """H5: with two pictures a day, sessions in ten rooms had 22 painted and billed."""
    async with running_app(tmp_path, studio, limits={"pictures_per_day": 2, "hosted_sessions": 0}) as shenbi:
        for i in range(ROOMS):
            chat = f"room-{i}"
            await shenbi.chat.say("/session start autumn --rounds 1 --per-round 1", chat=chat, group=True)
            await shenbi.chat.text("Round 1", chat)
            await shenbi.chat.say("/idea a fox", chat=chat, group=True)
            await shenbi.chat.say("/session paint", chat=chat, group=True)
        for i in range(2, ROOMS):
            await shenbi.chat.text("limit", f"room-{i}")
        await shenbi.chat.say("/imagine a fox", chat="ann")
        await shenbi.chat.text("Daily limit reached (2 of 2 used", "ann")

        def painted(tx: Tx) -> int:
            return len(tx.all(JobRow, "jobs.recent_of_person", person_id=1, limit=100))

        assert await shenbi.app.store.read(painted) == 2


async def test_person_limits__fourth_session_at_once_is_refused_in_words(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio) as shenbi:
        for i in range(3):
            await shenbi.chat.say("/session start autumn", chat=f"room-{i}", group=True)
            await shenbi.chat.text("Round 1", f"room-{i}")
        await shenbi.chat.say("/session start autumn", chat="room-3", group=True)
        await shenbi.chat.text("You are hosting 3 sessions, the most at once", "room-3")
        await shenbi.chat.say("/session start autumn", chat="room-3", group=True, user="ben")
        await shenbi.chat.text("Round 1", "room-3")
        await shenbi.chat.say("/session end", chat="room-0", group=True)
        await shenbi.chat.text("Ended by the host", "room-0")
        await shenbi.chat.say("/session start winter", chat="room-4", group=True)
        await shenbi.chat.text("Round 1", "room-4")


async def test_person_limits__sixth_comparison_at_once_is_refused_and_anothers_is_shown(tmp_path: Path) -> None:
    """H6: 56 small batches of one person, and another's comparison was painted, charged and never shown."""
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.2), seed=1)
    async with Studio(options) as slow, running_app(tmp_path, slow, limits={"waiting_jobs": 1}) as shenbi:
        for i in range(56):
            await shenbi.chat.say(f"/compare a fox {i}", chat="ann", user="ann")
        await shenbi.chat.say("/compare {an owl, a bear}", chat="ben", user="ben")
        await shenbi.chat.text("You have 5 sets of pictures in the making, the most at once", "ann")
        await shenbi.chat.picture(chat="ben")
