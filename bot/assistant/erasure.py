"""Deleting what calls hold: a person's words, what was said of a picture. Their rows stay, for the limits, until they expire."""

from __future__ import annotations

from collections.abc import Iterable

from bot.assistant.calls import call_subject, end_failed
from bot.outbox import desired
from bot.store import Tx
from bot.store.rows import ChatCallRow

GONE = "call-gone"


def erase_calls_of_person(tx: Tx, person_id: int) -> None:
    """Erase all calls of a person, and those of others about images that are deleted with this person. Call it before the
    person's uploads are forgotten."""
    calls = tx.all(ChatCallRow, "calls.of_person", person_id=person_id)
    _erase(tx, [*calls, *tx.all(ChatCallRow, "calls.of_uploads_of_person", person_id=person_id)])


def subjects_about_pictures(tx: Tx, job_id: int) -> list[str]:
    """The subjects of the posts that describe pictures of a job."""
    return [call_subject(call.id) for call in tx.all(ChatCallRow, "calls.of_job", job_id=job_id)]


def blank_calls_about_pictures(tx: Tx, job_id: int) -> None:
    """Blank what was said of a job's pictures. The messages stay."""
    _blank(tx, tx.all(ChatCallRow, "calls.of_job", job_id=job_id))


def blank_calls_about_image(tx: Tx, key: str) -> None:
    """Blank what was said of an image that somebody sent. The messages stay."""
    _blank(tx, tx.all(ChatCallRow, "calls.of_image", key=key))


def _erase(tx: Tx, calls: Iterable[ChatCallRow]) -> None:
    calls = list(calls)
    _blank(tx, calls)
    for call in calls:
        desired.mark_deleted(tx, call_subject(call.id))


def _blank(tx: Tx, calls: Iterable[ChatCallRow]) -> None:
    for call in calls:
        if call.ended_at is None:
            end_failed(tx, call, GONE)
        tx.run("calls.blank", id=call.id)
