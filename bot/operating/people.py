"""Whom an installation has: people with their rank, whether they are banned, and what they have used. What `shenbi people` and
the console's list and page of a person read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access.ranks import rank_of
from bot.access.roles import Action, Principal
from bot.intake.admission import Admission
from bot.jobs import audit
from bot.operating.search import pattern_of
from bot.store import Tx
from bot.store.rows import PersonOverviewRow, PersonRow, StateCountRow

NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A person in a list. `rank`: with what the settings name; `amount_li` and `pictures`: of the days that were asked for."""

    id: int
    person: str
    name: str
    rank: str
    banned: bool
    pictures: int
    amount_li: int
    created_at: float
    last_at: float


@dataclass(frozen=True, slots=True)
class PersonReport:
    """A person with how many jobs they have in each state."""

    summary: PersonSummary
    jobs: tuple[StateCountRow, ...]


def list_people(tx: Tx, admission: Admission, limit: int) -> list[PersonSummary]:
    """People, those who spent most first, with what they spent on all days; not those whose data were erased."""
    return [_summary(row, admission) for row in tx.all(PersonOverviewRow, "people.overview", limit=limit)]


def people_before(
    tx: Tx,
    admission: Admission,
    first: str,
    last: str,
    *,
    search: str = "",
    before_id: int = NEWEST,
    limit: int = 50,
) -> list[PersonSummary]:
    """People, the newest first, with what they spent from day `first` to day `last`; with `search` those whose name or address
    contains it."""
    rows = tx.all(
        PersonOverviewRow,
        "people.people_before",
        before_id=before_id,
        pattern=pattern_of(search),
        first=first,
        last=last,
        limit=limit,
    )
    return [_summary(row, admission) for row in rows]


def read_person(tx: Tx, admission: Admission, person_id: int) -> PersonReport | None:
    """One person, without words of theirs; None if there is none (any more)."""
    row = tx.one(PersonOverviewRow, "people.overview_of", id=person_id)
    if row is None or not row.user_id or row.user_id.startswith("erased:"):
        return None
    return _report(tx, admission, row)


def report_person(tx: Tx, admission: Admission, person: PersonRow, by: Principal) -> PersonReport:
    """One person. Recorded in the audit: somebody looked at what this person does."""
    audit.record(tx, by, Action.SEE, audit.PERSON, person.id)
    return _report(tx, admission, tx.get(PersonOverviewRow, "people.overview_of", id=person.id))


def _report(tx: Tx, admission: Admission, row: PersonOverviewRow) -> PersonReport:
    jobs = tx.all(StateCountRow, "jobs.states_of_person", person_id=row.id)
    return PersonReport(_summary(row, admission), tuple(jobs))


def _summary(row: PersonOverviewRow, admission: Admission) -> PersonSummary:
    address = f"{row.platform}:{row.user_id}"
    return PersonSummary(
        id=row.id,
        person=address,
        name=row.name,
        rank=rank_of(admission.membership.named, address, row.rank).word,
        banned=bool(row.banned),
        pictures=row.pictures,
        amount_li=row.amount_li,
        created_at=row.created_at,
        last_at=row.last_at,
    )
