"""`/quota` says what is left where it is asked, and what the check of a request then allows."""

from __future__ import annotations

from pathlib import Path

from bot.jobs import gifts
from bot.store import Tx
from studio.server import Studio
from tests.conftest import running_app

FREE = {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 0}


async def test_quota__nothing_is_limited(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, limits=FREE, access={"people": ["scripted:ann"]}) as shenbi:
        await shenbi.chat.say("/quota")
        await shenbi.chat.text("Nothing limits how many pictures you may paint here.")


async def test_quota__what_is_left_shrinks_and_gifts_are_shown(tmp_path: Path, studio: Studio) -> None:
    limits = {**FREE, "pictures_per_week": 5, "conversation_yuan_per_month": 3, "daily_yuan": 10, "cooldown_s": 1}
    async with running_app(tmp_path, studio, limits=limits) as shenbi:
        await shenbi.chat.say("/quota")
        await shenbi.chat.text("You, this week: 5 of 5 pictures left, renewed at 2026-")
        await shenbi.chat.text("This chat, this month: ¥3 of ¥3 left")
        await shenbi.chat.text("Everybody together, today: ¥10 of ¥10 left")
        await shenbi.chat.say("/imagine a fox --n 2")
        await shenbi.chat.text("a fox")

        def give(tx: Tx) -> None:
            payer_id = tx._run("SELECT id FROM payer WHERE kind = 'person'", {}).fetchall()[0][0]
            gifts.give(tx, payer_id, 3)

        await shenbi.app.store.write(give)
        await shenbi.chat.say("/额度")
        await shenbi.chat.text("You, this week: 3 of 5 pictures left")
        await shenbi.chat.text("This chat, this month: ¥2.68 of ¥3 left")
        await shenbi.chat.text("3 given pictures are left")
