"""The images of a job that waits for a moderator: which they are, and what follows from the decision about them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.jobs import life_cycle, moderation
from bot.jobs.states import State
from bot.jobs.stored_request import request_or_blank
from bot.jobs.stored_results import results_of
from bot.screening import verdicts
from bot.screening.screener import digests_of
from bot.store import Tx
from bot.store.rows import ImageRow, JobRow, PlacedPictureRow


@dataclass(frozen=True, slots=True)
class HeldImage:
    """An image that somebody has to look at, with its number among those of its job, from 1."""

    number: int
    key: str
    mime: str
    width: int
    height: int


def held_images(tx: Tx, job: JobRow) -> tuple[HeldImage, ...]:
    """The images of a held job that nobody else has seen: all that came in, or all that were painted."""
    if job.state != State.HELD:
        return ()
    if job.error == life_cycle.AWAITS_PICTURE:
        stored = [result.kept for result in results_of(job) if result.kept]
        return tuple(HeldImage(each.index + 1, each.key, each.mime, each.width, each.height) for each in stored)
    reference = request_or_blank(job).reference if job.error == life_cycle.AWAITS_IMAGE else None
    found = [_stored(tx, key) for key in (reference.images if reference else ())]
    return tuple(HeldImage(n, row.key, row.mime, row.width, row.height) for n, row in enumerate(found, 1) if row)


def _stored(tx: Tx, key: str) -> ImageRow | PlacedPictureRow | None:
    """An image that a job is made from: one that a person sent, or a picture of an earlier job."""
    return tx.one(ImageRow, "pictures.image", key=key) or tx.one(PlacedPictureRow, "pictures.by_key", key=key)


def release(tx: Tx, job: JobRow, decided_by: int) -> bool:
    """Let the images of a held job through: it is painted, or its pictures are posted."""
    _decide(tx, job, allowed=True, decided_by=decided_by)
    if job.error == life_cycle.AWAITS_PICTURE:
        return life_cycle.continue_with_pictures(tx, job, "released by a moderator")
    return life_cycle.release(tx, job, "released by a moderator") is not None


def refuse(tx: Tx, job: JobRow, decided_by: int) -> bool:
    """Refuse them: it is not painted; or of its pictures only those are posted about which there was no doubt, if any."""
    _decide(tx, job, allowed=False, decided_by=decided_by)
    if job.error == life_cycle.AWAITS_PICTURE:
        return life_cycle.continue_with_pictures(tx, job, "refused by a moderator")
    if not life_cycle.fail(tx, job, life_cycle.IMAGE_NOT_APPROVED, "refused by a moderator"):
        return False
    moderation.refuse_image(tx, job, "image-in", "")
    return True


def _decide(tx: Tx, job: JobRow, *, allowed: bool, decided_by: int) -> None:
    if job.error == life_cycle.AWAITS_PICTURE:
        digests = [result.kept.sha256 for result in results_of(job) if result.kept]
    else:
        reference = request_or_blank(job).reference
        digests = digests_of(tx, reference.images) if reference else []
    verdicts.decide(tx, digests, "allow" if allowed else "refuse", decided_by)
