"""Whom an installation has: people with their rank, whether they are banned, and what they have used."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access.ranks import rank_of
from bot.access.roles import Action, Principal
from bot.intake.admission import Admission
from bot.jobs import audit
from bot.store import Tx
from bot.store.rows import PersonOverviewRow, PersonRow, StateCountRow


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A person in a list. `rank`: with what the settings name; `amount_li` and `pictures`: of all days."""

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
    """People, those who spent most first; not those whose data were erased."""
    return [_summary(row, admission) for row in tx.all(PersonOverviewRow, "people.overview", limit=limit)]


def report_person(tx: Tx, admission: Admission, person: PersonRow, by: Principal) -> PersonReport:
    """One person. Recorded in the audit: somebody looked at what this person does."""
    audit.record(tx, by, Action.SEE, audit.PERSON, person.id)
    row = tx.get(PersonOverviewRow, "people.overview_of", id=person.id)
    jobs = tx.all(StateCountRow, "jobs.states_of_person", person_id=person.id)
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
