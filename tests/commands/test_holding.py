"""`/hold` and `/release`: an admin keeps a waiting job from being painted, and lets it go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.jobs import intervention
from bot.jobs.intervention import InterventionResult
from bot.store import Tx
from bot.store.rows import AuditEntryRow, LaneStateRow
from studio.server import Studio
from tests.conftest import RunningApp, running_app
from tests.jobs.test_upstream_faults import ledger_is_sound, spent


@pytest.fixture
async def shenbi(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    async with running_app(tmp_path, studio, access={"admins": ["scripted:boss"]}) as made:
        yield made


async def account(shenbi: RunningApp, *, live: bool) -> None:
    """While the only account is set aside, everything waits."""
    assert await shenbi.app.store.write(lambda tx: intervention.set_account(tx, "main", live=live))


async def waiting(shenbi: RunningApp) -> None:
    """Ann's picture #1 waits."""
    await account(shenbi, live=False)
    await shenbi.chat.say("/imagine secret", user="ann", chat="ann")
    await shenbi.chat.text("out of order", "ann")


async def test_held_back_job__what_is_held_back_waits_for_its_release_and_is_then_painted(shenbi: RunningApp) -> None:
    await waiting(shenbi)
    await shenbi.chat.say("/hold 1", user="boss", chat="boss")
    asked = await shenbi.chat.text("Hold #1 back?", "boss")
    assert "secret" not in asked.view.text
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.text("✓ Hold #1 back", "boss")
    await shenbi.chat.text("An admin is holding this back", "ann")
    await account(shenbi, live=True)
    await shenbi.chat.say("/imagine another", user="ann", chat="ann")
    await shenbi.chat.picture("ann")  # The other one: it goes past.
    job = (await shenbi.jobs())[1]
    assert (job.id, job.state, job.slot_free) == (1, "held", 1)
    await shenbi.chat.say("/release 1", user="boss", chat="boss")
    asked = await shenbi.chat.text("Release #1?", "boss")
    assert "It waits for its turn again" in asked.view.text
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.text("✓ Release #1", "boss")
    await shenbi.chat.picture("ann", count=2)
    assert await spent(shenbi) == 320
    await ledger_is_sound(shenbi)
    notes = await shenbi.app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=9))
    assert [(note.action, note.object_id) for note in notes] == [("release", 1), ("hold", 1)]


async def test_held_back_job__whose_it_is_may_still_cancel_it_at_no_cost(shenbi: RunningApp) -> None:
    await waiting(shenbi)
    assert await shenbi.app.store.write(intervention.hold, 1) is InterventionResult.DONE
    await shenbi.chat.say("/cancel 1", user="ann", chat="ann")
    await shenbi.chat.text("#1 is cancelled. Nothing was charged", "ann")
    assert await shenbi.app.store.write(intervention.release, 1) is InterventionResult.WRONG_STATE
    assert await spent(shenbi) == 0


async def test_held_back_job__operator_may_close_it_in_true_words(shenbi: RunningApp) -> None:
    await waiting(shenbi)
    assert await shenbi.app.store.write(intervention.hold, 1) is InterventionResult.DONE
    assert await shenbi.app.store.write(intervention.give_up, 1) is InterventionResult.DONE
    await shenbi.chat.text("closed this before it was painted", "ann")
    assert await spent(shenbi) == 0


async def test_held_back_job__only_what_waits_can_be_held_back_and_only_what_is_held_released(
    shenbi: RunningApp,
) -> None:
    await waiting(shenbi)
    await shenbi.chat.say("/放行 1", user="boss", chat="boss")
    await shenbi.chat.text("not go with #1 now: it is waiting", "boss")
    await account(shenbi, live=True)
    await shenbi.chat.picture("ann")
    await shenbi.chat.say("/hold 1", user="boss", chat="boss")
    await shenbi.chat.text("not go with #1 now: it is done", "boss")
    await shenbi.chat.say("/hold", user="boss", chat="boss")
    await shenbi.chat.text("/admin hold 42", "boss")
    await shenbi.chat.say("/hold soon", user="boss", chat="boss")
    await shenbi.chat.text("There is no job “soon”", "boss")


async def test_held_back_job__lane_loses_nothing_and_wins_nothing_by_being_held(shenbi: RunningApp) -> None:
    await waiting(shenbi)

    def tags(tx: Tx) -> list[float]:
        return [
            lane.finish_tag
            for lane in tx.all(LaneStateRow, "queue.look_at_lanes", payer_id=1, limit_name="running_jobs")
        ]

    before = await shenbi.app.store.write(tags)
    for _ in range(3):
        assert await shenbi.app.store.write(intervention.hold, 1) is InterventionResult.DONE
        assert await shenbi.app.store.write(intervention.release, 1) is InterventionResult.DONE
    assert await shenbi.app.store.write(tags) == before


async def test_held_back_job__help_tells_admins_of_it_and_nobody_else(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/help", user="boss", chat="boss")
    await shenbi.chat.text("/hold 42", "boss")
    await shenbi.chat.say("/help", user="ann", chat="ann")
    assert "/hold" not in (await shenbi.chat.text("I paint what you describe", "ann")).view.text
