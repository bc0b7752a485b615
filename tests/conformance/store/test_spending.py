"""Who spent what, by each of the ways to list it, adds up to the ledger; people with what they have used."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.access import Principal
from bot.access.roles import OPERATOR
from bot.intake.admission import Admission
from bot.jobs import money
from bot.jobs.spending import By, Days, days_named, spending
from bot.operating.people import list_people, report_person
from bot.store import Store
from bot.store.rows import AuditEntryRow, PersonRow
from config.settings import Access
from tests.conformance.store.kit import Kit

ALWAYS = Days("0000-00-00", "9999-99-99")


@pytest.fixture
async def kit(store: Store, tmp_path: Path) -> Kit:
    """Ann was painted two pictures of three, Bob waits for one."""
    kit = await Kit.make(store, tmp_path)
    await store.write(kit.accepted, "ann", 3)
    await store.write(kit.finish, 1)
    await store.write(kit.accepted, "bob", 1)
    return kit


@pytest.mark.parametrize("by", list(By))
async def test_spending__rows_add_up_to_the_ledger(kit: Kit, by: By) -> None:
    found = await kit.store.read(spending, by, ALWAYS)
    assert found.total.amount_li == 4 * 160
    assert sum(row.amount_li for row in found.rows) == found.total.amount_li
    assert sum(row.pictures for row in found.rows) == found.total.pictures == 4
    amounts = [row.amount_li for row in found.rows]
    assert amounts == sorted(amounts, reverse=True)
    assert len(found.rows) == (1 if by is By.MODEL else 2)
    assert found.rows[0].name == ("wanx-v1" if by is By.MODEL else "ann" if by is By.PERSON else "")


@pytest.mark.parametrize("by", list(By))
async def test_spending__what_was_deleted_since_is_still_in_the_sum(kit: Kit, by: By) -> None:
    await kit.store.write(lambda tx: tx.run("erasure.unlink_payer", person_id=1))
    await kit.store.write(lambda tx: tx._run("UPDATE charge SET job_id = 999 WHERE job_id = 1", {}))
    await kit.store.write(lambda tx: tx._run("DELETE FROM running_total WHERE scope = 'conversation:1'", {}))
    found = await kit.store.read(spending, by, ALWAYS)
    assert sum(row.amount_li for row in found.rows) == found.total.amount_li == 4 * 160
    # The ledger knows the model of a job that is gone.
    assert ("" in {row.name for row in found.rows}) == (by is not By.MODEL)


async def test_spending__other_days_are_not_counted(kit: Kit) -> None:
    day = money.day_of(await kit.store.read(lambda tx: tx.now), kit.manager.settings.zone)
    assert (await kit.store.read(spending, By.PERSON, Days(day, day))).total.amount_li == 4 * 160
    assert (await kit.store.read(spending, By.PERSON, Days("2001-01-01", "2001-01-31"))).rows == ()


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("2024-02", Days("2024-02-01", "2024-02-29")),
        ("2026-12", Days("2026-12-01", "2026-12-31")),
        ("2026-12-31", Days("2026-12-31", "2026-12-31")),
    ],
)
def test_spending__days_that_are_named(word: str, days: Days) -> None:
    assert days_named(word) == days


@pytest.mark.parametrize("word", ["", "2026", "2026-13", "2026-02-30", "26-02-01", "2026-1-01", "yesterday", "٢٠٢٦-١٢"])
def test_spending__what_is_no_day_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="is not a day"):
        days_named(word)


async def test_people__have_ranks_and_what_they_used(kit: Kit) -> None:
    admission = Admission(Access(admins=frozenset({"test:bob"})))
    await kit.store.write(lambda tx: tx.run("people.set_banned", id=1, banned=1))
    ann, bob = await kit.store.read(list_people, admission, 10)
    assert (ann.person, ann.name, ann.rank, ann.banned, ann.pictures, ann.amount_li) == (
        "test:ann", "ann", "person", True, 3, 480,
    )  # fmt: skip
    assert (bob.person, bob.rank, bob.banned, bob.pictures, bob.amount_li) == ("test:bob", "admin", False, 1, 160)
    assert bob.last_at > 0
    assert [each.name for each in await kit.store.read(list_people, admission, 1)] == ["ann"]


@pytest.mark.parametrize("looker", [OPERATOR, Principal(person=2)])
async def test_people__looking_at_one_is_audited(kit: Kit, looker: Principal) -> None:
    admission = Admission(Access())
    person = await kit.store.read(lambda tx: tx.get(PersonRow, "people.person_by_id", id=1))
    report = await kit.store.write(report_person, admission, person, looker)
    assert report.summary == (await kit.store.read(list_people, admission, 10))[0]
    assert {each.state: each.jobs for each in report.jobs} == {"done": 1}
    (entry,) = await kit.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=9))
    assert (entry.action, entry.kind, entry.object_id) == ("see", "person", 1)
    assert entry.actor == ("operator" if looker is OPERATOR else "test:bob")


async def test_people__erased_ones_are_not_listed(kit: Kit) -> None:
    await kit.store.write(lambda tx: tx.run("erasure.unlink_person", person_id=1, up_to_job=9))
    assert [each.name for each in await kit.store.read(list_people, Admission(Access()), 10)] == ["bob"]
