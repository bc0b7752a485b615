"""Reference pictures: whether they exist, and whether the policy lets the speaker use them."""

from __future__ import annotations

from bot.access import Action, Decision, decide
from bot.intake.images import size_of
from bot.intake.permissions import job_resource
from bot.intake.speaker import Speaker
from bot.store import Tx
from bot.store.rows import PictureRow, PlacedPictureRow


def picture_of_job(tx: Tx, job_id: int, number: int) -> PictureRow | None:
    """Picture `number` (from 1) of a job."""
    pictures = tx.all(PictureRow, "pictures.of_job", job_id=job_id)
    return next((picture for picture in pictures if picture.idx == number - 1), None)


def may_paint_from(tx: Tx, speaker: Speaker, key: str, *, stands_here: bool = True) -> bool:
    """Whether an image is still there, and if it is one of our pictures, whether the policy lets it be painted from.
    `stands_here`: the speaker sees it in this conversation."""
    if size_of(tx, key) is None:
        return False  # It was deleted meanwhile.
    picture = tx.one(PlacedPictureRow, "pictures.by_key", key=key)
    if picture is None:
        return True
    resource = job_resource(tx, picture.job_id, stands_here=stands_here)
    return decide(speaker.principal, Action.QUOTE, resource) is Decision.ALLOWED
