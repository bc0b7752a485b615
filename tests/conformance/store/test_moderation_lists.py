"""What moderators read, over both databases: each list has what belongs on it, and each look is recorded for its person."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.access import Principal, Rank
from bot.access.roles import OPERATOR
from bot.intake.admission import Admission
from bot.jobs import life_cycle, moderation
from bot.operating import Installation, Surface
from bot.operating import moderation_lists as lists
from bot.store import Store, Tx
from bot.store.rows import AuditEntryRow, JobRow
from config.settings import Access
from tests.conformance.store.kit import Kit

MODERATOR = Principal(person=900, rank=Rank.MODERATOR)


def _rule(tx: Tx, action: str, text: str) -> None:
    facts = {"conversation_id": 0, "kind": "word", "action": action, "text": text, "person_id": 0}
    assert tx.values("moderation.add_rule", now=tx.now, **facts)
    tx.memo.clear()


def _looks(tx: Tx) -> list[tuple[str, int, str]]:
    return [(each.kind, each.object_id, each.surface) for each in tx.all(AuditEntryRow, "access.entries", limit=50)]


async def test_lists__have_what_belongs_on_them_and_record_a_look_at_each_person(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)
    made = Installation(kit.manager, Admission(Access()))

    def live(tx: Tx) -> None:
        _rule(tx, "refuse", "gore")
        _rule(tx, "hold", "soldier")
        ann, bob = kit.meet(tx, "ann")[0].id, kit.meet(tx, "bob")[0].id
        kit.enqueue(tx, "ann", prompt="gore of ann")
        kit.enqueue(tx, "bob", prompt="a soldier of bob")
        painted = kit.accepted(tx, "ann")
        life_cycle.fail(tx, painted, "upstream-moderation-prompt", "DataInspectionFailed")
        assert moderation.report(tx, painted, bob)
        by = (MODERATOR, Surface.CONSOLE)
        [held] = lists.held_prompts(tx, made, *by)
        assert (held.words, held.kind, held.verbs) == ("a soldier of bob", "held", ("release", "fail"))
        [reported] = lists.reports(tx, made, *by)
        assert (reported.job_id, reported.words, reported.verbs) == (
            painted.id,
            "a sea of roses",
            ("report-remove", "report-dismiss"),
        )
        assert lists.held_images(tx, made, *by) == []
        assert [(each.kind, each.words) for each in lists.refusals(tx, made, *by)] == [
            ("declined", "a sea of roses"),
            ("refused", "gore of ann"),
        ]
        assert lists.held_prompts(tx, made, *by, after_id=held.case_id) == []
        assert _looks(tx) == [("person", who, "console") for who in (ann, ann, bob)]
        said = lists.said_by(tx, MODERATOR, Surface.CHAT, ann)
        assert sorted((each.kind, each.words) for each in said) == [
            ("job", "a sea of roses"),
            ("refused", "gore of ann"),
        ]
        assert _looks(tx)[0] == ("person", ann, "chat")

    await store.write(live)


async def test_lists__nobody_below_moderator_reads_them(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)
    made = Installation(kit.manager, Admission(Access()))

    def live(tx: Tx) -> None:
        for rank in Rank:
            reader = Principal(person=900, rank=rank)
            for read in (lists.reports, lists.held_prompts, lists.held_images, lists.refusals):
                if rank >= Rank.MODERATOR:
                    assert read(tx, made, reader, Surface.CHAT) == []
                else:
                    with pytest.raises(lists.MayNotLook):
                        read(tx, made, reader, Surface.CHAT)
        with pytest.raises(lists.MayNotLook):
            lists.said_by(tx, Principal(person=900, rank=Rank.MODERATOR, banned=True), Surface.CHAT, 1)
        assert _looks(tx) == []

    await store.write(live)


async def test_lists__what_was_erased_is_not_found(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)
    made = Installation(kit.manager, Admission(Access()))

    def live(tx: Tx) -> None:
        _rule(tx, "hold", "soldier")
        person = kit.meet(tx, "ann")[0]
        job = kit.enqueue(tx, "ann", prompt="a soldier of ann")
        assert isinstance(job, JobRow)
        tx.run("erasure.begin", person_id=person.id, up_to_job=job.id, unlink_at=tx.now)
        assert lists.said_by(tx, OPERATOR, Surface.SHELL, person.id) == []
        [held] = lists.held_prompts(tx, made, OPERATOR, Surface.SHELL)
        assert (held.words, held.pictures) == ("", ())

    await store.write(live)
