"""Moderation over both databases: who is slowed down, what the service declined, what an erasure leaves."""

from __future__ import annotations

from pathlib import Path

from bot.jobs import life_cycle, moderation
from bot.jobs.limits import Denied
from bot.jobs.moderation import DAY_S, WordPolicy
from bot.store import Store, Tx
from bot.store.rows import JobRow, ModerationCaseRow
from config.settings import Moderation
from tests.conformance.store.kit import Kit

SLOWED = WordPolicy(Moderation(cool_down_after=2, cool_down_min=60))


def _rule(tx: Tx, text: str, conversation_id: int = 0) -> None:
    facts = {"conversation_id": conversation_id, "kind": "word", "action": "refuse", "text": text, "person_id": 0}
    assert tx.values("moderation.add_rule", now=tx.now, **facts)
    tx.memo.clear()


async def test_moderation__repeated_refusals_slow_a_person_down_and_nobody_else(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)

    def live(tx: Tx) -> None:
        _rule(tx, "gore")
        ann, place, _ = kit.meet(tx, "ann")
        bob, _, _ = kit.meet(tx, "bob")
        for _ in range(2):
            assert moderation.refusal(tx, SLOWED, "a sea", ann.id, place.id) is None
            assert moderation.refusal(tx, SLOWED, "gore", ann.id, place.id) == Denied("words-refused", {})
        denied = moderation.refusal(tx, SLOWED, "a sea", ann.id, place.id)
        assert denied == Denied("words-break", {"count": 2}, tx.now + 3600)
        assert moderation.refusal(tx, SLOWED, "a sea", bob.id, place.id) is None
        tx._run("UPDATE moderation_case SET at = at - 3601", {})
        assert moderation.refusal(tx, SLOWED, "a sea", ann.id, place.id) is None
        tx._run(f"UPDATE moderation_case SET at = at - {DAY_S}", {})
        assert moderation.refusal(tx, SLOWED, "gore", ann.id, place.id) == Denied("words-refused", {})
        assert moderation.refusal(tx, SLOWED, "a sea", ann.id, place.id) is None  # Those of yesterday count no more.

    await store.write(live)


async def test_moderation__what_the_service_declines_counts_as_a_refusal(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)

    def live(tx: Tx) -> None:
        job = kit.accepted(tx, "ann")
        life_cycle.fail(tx, job, "upstream-moderation-prompt", "DataInspectionFailed")
        other = kit.accepted(tx, "ann")
        life_cycle.fail(tx, other, "upstream-busy")
        case = tx.get(ModerationCaseRow, "moderation.case", id=1)
        assert (case.kind, case.job_id, case.is_open) == ("declined", job.id, 0)
        assert tx.one(ModerationCaseRow, "moderation.case", id=2) is None
        once = Moderation(cool_down_after=1)
        assert moderation.cool_down(tx, once, tx.get(JobRow, "jobs.get", id=job.id).person_id)

    await store.write(live)


async def test_moderation__rule_of_a_chat_holds_in_its_topics_alone(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)

    def live(tx: Tx) -> None:
        ann, _, _ = kit.meet(tx, "ann")
        ids = [
            int(tx.values("people.conversation", platform="test", chat_id=chat, thread_id=thread, direct=0)[0])
            for chat, thread in (("-1", ""), ("-1", "7"), ("-2", ""))
        ]
        _rule(tx, "gore", ids[0])
        found = [moderation.refusal(tx, kit.manager.words, "gore", ann.id, where) is not None for where in ids]
        assert found == [True, True, False]

    await store.write(live)


async def test_moderation__words_are_blanked_for_their_person_and_dropped_when_old(
    store: Store, tmp_path: Path
) -> None:
    kit = await Kit.make(store, tmp_path)

    def live(tx: Tx) -> None:
        _rule(tx, "gore")
        ann, place, _ = kit.meet(tx, "ann")
        moderation.refusal(tx, kit.manager.words, "gore of ann", ann.id, place.id)
        tx.run("moderation.blank_cases_of_person", person_id=ann.id)
        case = tx.get(ModerationCaseRow, "moderation.case", id=1)
        assert (case.words, case.person_id) == ("", ann.id)
        tx.run("moderation.drop_old_cases", before=tx.now)
        assert tx.one(ModerationCaseRow, "moderation.case", id=1)
        tx.run("moderation.drop_old_cases", before=tx.now + 1)
        assert tx.one(ModerationCaseRow, "moderation.case", id=1) is None

    await store.write(live)
