"""What moderators read, whichever surface they read it on: reports, prompts and images that wait for them, refusals, and what a
person said. Each function records a look at every person whose words or pictures it returns, so it needs a transaction that
writes, and it returns nothing to those whose rank does not allow the look (`MayNotLook`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.access import Action, Kind, Principal, Resource, allows
from bot.intake.permissions import job_resource
from bot.jobs import audit
from bot.jobs.stored_request import request_or_blank
from bot.jobs.stored_results import results_of
from bot.operating.act import Installation, Performer, Surface
from bot.operating.case_acts import DismissCase, RemoveReported
from bot.operating.job_acts import FailJob, ReleaseJob
from bot.operating.performing import Proposal, propose
from bot.store import Tx
from bot.store.rows import JobRow, ModerationCaseRow, PictureRow, SaidRow
from bot.store.rows.moderation import CaseAbout, CaseKind

NEWEST = 2**62


class MayNotLook(Exception):
    """The rank does not allow to read what others said."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """Something that moderators look at. `words` and `pictures` (keys of the picture store) are empty if they are gone;
    `verbs` are the acts that can be done about it now by who reads: each about `case_id`, those in `OF_JOB` about `job_id`."""

    case_id: int
    kind: CaseKind
    about: CaseAbout
    at: float
    person_id: int
    conversation_id: int
    job_id: int
    words: str
    reason: str
    pictures: tuple[str, ...]
    verbs: tuple[str, ...]


OF_JOB = frozenset({ReleaseJob.verb, FailJob.verb})
"""The verbs of `CaseView.verbs` that are about the job."""


def reports(
    tx: Tx, made: Installation, by: Principal, surface: Surface, *, after_id: int = 0, limit: int = 15
) -> list[CaseView]:
    """What people reported and rules noted, the oldest first, with numbers above `after_id`."""
    return _cases(tx, made, by, surface, "moderation.reported_cases", after_id=after_id, limit=limit)


def open_cases(
    tx: Tx, made: Installation, by: Principal, surface: Surface, *, after_id: int = 0, limit: int = 15
) -> list[CaseView]:
    """Everything that waits for moderators, the oldest first: reports, what was noted, held prompts and images."""
    return _cases(tx, made, by, surface, "moderation.open_cases", after_id=after_id, limit=limit)


def held_prompts(
    tx: Tx, made: Installation, by: Principal, surface: Surface, *, after_id: int = 0, limit: int = 15
) -> list[CaseView]:
    """Jobs that a rule about words holds, the oldest first, with numbers above `after_id`."""
    return _cases(tx, made, by, surface, "moderation.held_prompt_cases", after_id=after_id, limit=limit)


def held_images(
    tx: Tx, made: Installation, by: Principal, surface: Surface, *, after_id: int = 0, limit: int = 15
) -> list[CaseView]:
    """Images that wait for a moderator, those that came in and those that were painted, the oldest first."""
    return _cases(tx, made, by, surface, "moderation.held_image_cases", after_id=after_id, limit=limit)


def refusals(
    tx: Tx, made: Installation, by: Principal, surface: Surface, *, before_id: int = NEWEST, limit: int = 15
) -> list[CaseView]:
    """What rules, the hook for images and the service refused, the newest first, with numbers below `before_id`."""
    return _cases(tx, made, by, surface, "moderation.refusals_before", before_id=before_id, limit=limit)


def said_by(
    tx: Tx, by: Principal, surface: Surface, person_id: int, *, before: float = NEWEST, limit: int = 15
) -> list[SaidRow]:
    """What a person said before a moment (unix seconds), the newest first, for as long as it is kept: prompts, questions to the
    chat model, and what was refused."""
    _check(by)
    found = tx.all(SaidRow, "moderation.said_by", person_id=person_id, before=before, limit=limit)
    record_looks(tx, by, surface, [person_id], f"{len(found)} prompts")
    return found


def record_looks(tx: Tx, by: Principal, surface: Surface, people: Iterable[int], what: str) -> None:
    """Record that somebody looked at words or pictures of these people; `what` names no words."""
    for person_id in sorted(set(people)):
        audit.record(tx, by, Action.LOOK, audit.PERSON, person_id, what, surface=surface)


def pictures_of_case(tx: Tx, case: ModerationCaseRow) -> tuple[str, ...]:
    """The keys of the pictures that a case is about; none once they are deleted or their person is erased."""
    job = _job_of(tx, case)
    if job is None:
        return ()
    if case.about == "image-in":
        reference = request_or_blank(job).reference
        return reference.images if reference else ()
    if stored := tx.all(PictureRow, "pictures.of_job", job_id=job.id):
        return tuple(picture.key for picture in stored)
    if case.about == "image-out" and case.is_open:
        return tuple(result.kept.key for result in results_of(job) if result.kept)
    return ()


def _cases(tx: Tx, made: Installation, by: Principal, surface: Surface, statement: str, **place: int) -> list[CaseView]:
    _check(by)
    rows = tx.all(ModerationCaseRow, statement, **place)
    record_looks(tx, by, surface, (row.person_id for row in rows), _numbers(rows))
    return [_view(tx, made, Performer(by, surface), row) for row in rows]


def _check(by: Principal) -> None:
    if not allows(by, Action.LOOK, Resource(Kind.INSTANCE)):
        raise MayNotLook


def _numbers(rows: Sequence[ModerationCaseRow]) -> str:
    """What was looked at: the numbers of the first and the last case."""
    return f"cases {rows[0].id} to {rows[-1].id}" if rows else ""


def _view(tx: Tx, made: Installation, reader: Performer, case: ModerationCaseRow) -> CaseView:
    job = _job_of(tx, case)
    return CaseView(
        case_id=case.id,
        kind=case.kind,
        about=case.about,
        at=case.at,
        person_id=case.person_id,
        conversation_id=case.conversation_id,
        job_id=case.job_id,
        words=job.prompt if job else case.words,
        reason=case.reason,
        pictures=pictures_of_case(tx, case),
        verbs=_verbs(tx, made, reader, case),
    )


def _verbs(tx: Tx, made: Installation, reader: Performer, case: ModerationCaseRow) -> tuple[str, ...]:
    if not case.is_open:
        return ()
    if case.kind == "held":
        acts = (ReleaseJob(job=case.job_id), FailJob(job=case.job_id))
        return tuple(act.verb for act in acts if isinstance(propose(tx, made, act, reader), Proposal))
    offered = (RemoveReported(number=case.id), DismissCase(number=case.id))
    return tuple(act.verb for act in offered if isinstance(propose(tx, made, act, reader), Proposal))


def _job_of(tx: Tx, case: ModerationCaseRow) -> JobRow | None:
    """The job of a case; None if there is none, or its person had it erased."""
    resource = job_resource(tx, case.job_id) if case.job_id else None
    return tx.get(JobRow, "jobs.get", id=case.job_id) if resource and not resource.erased else None
