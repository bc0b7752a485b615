"""What follows for a job from what is known of its images: it goes on, fails, or waits for a moderator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.adapter_api import Reference
from bot.jobs import life_cycle, moderation
from bot.jobs.states import State
from bot.jobs.stored_results import REFUSED_PICTURE, CollectedPicture, StoredResult
from bot.jobs.workers.context import WorkerContext
from bot.screening.screener import ImageToScreen, Screened
from bot.store import Tx
from bot.store.rows import JobRow


async def screen_reference(context: WorkerContext, job: JobRow, reference: Reference) -> bool:
    """Screen the images that a job is made from; False if it must not go on. Raises KeyError, OSError."""
    images = [ImageToScreen(key, number) for number, key in enumerate(reference.images, 1)]
    found = await context.screener.screen(images, "in", job.id)
    return await context.store.write(_note_reference, job, found) if found else True


def _note_reference(tx: Tx, job: JobRow, found: Sequence[Screened]) -> bool:
    if refused := [each for each in found if each.verdict == "refuse"]:
        several = "-several" if len(found) > 1 else ""
        numbers = ", ".join(str(each.number) for each in refused)
        if life_cycle.fail(tx, job, f"{life_cycle.IMAGE_REFUSED}{several}", numbers):
            moderation.refuse_image(tx, job, "image-in", _reason(refused))
        return False
    if held := [each for each in found if each.verdict == "hold"]:
        if life_cycle.hold_back(tx, job, life_cycle.AWAITS_IMAGE):
            moderation.hold_image(tx, job, "image-in", _reason(held))
        return False
    return True


@dataclass(frozen=True, slots=True)
class ScreenedResults:
    """The results of a job with what may be shown (`kept`) and what may not (`refused`), which is charged, too."""

    results: list[StoredResult]
    kept: list[CollectedPicture]
    refused: list[CollectedPicture]
    reason: str = ""
    cover: bool = False


async def screen_results(
    context: WorkerContext, job: JobRow, results: list[StoredResult], kept: list[CollectedPicture]
) -> ScreenedResults | None:
    """Screen the pictures of a job that are stored; None if it waits for a moderator now, or another worker has it. Raises
    KeyError, OSError."""
    images = [ImageToScreen(picture.key, picture.index + 1, picture.sha256) for picture in kept]
    found = await context.screener.screen(images, "out", job.id)
    barred = [each for each in found if each.verdict != "allow"]
    held = [each for each in barred if each.verdict == "hold"]
    waits = await context.store.write(_hold_pictures, job, held) if held else False
    if waits:
        return None
    numbers = {each.number for each in barred}
    refused = [picture for picture in kept if picture.index + 1 in numbers]
    left = [picture for picture in kept if picture not in refused]
    marked = [
        replace(result, kept=None, url="", text_id=REFUSED_PICTURE) if result.index + 1 in numbers else result
        for result in results
    ]
    return ScreenedResults(marked, left, refused, _reason(barred), any(each.cover for each in found))


def _hold_pictures(tx: Tx, job: JobRow, held: Sequence[Screened]) -> bool:
    """Have a job wait for a moderator. False if its person has cancelled it: then nobody need look, and nobody will see it."""
    current = tx.get(JobRow, "jobs.lock", id=job.id)
    if current.state == State.COLLECTING and current.fence == job.fence and current.cancel_requested:
        return False
    if life_cycle.hold_pictures(tx, job, "held back for a moderator"):
        moderation.hold_image(tx, job, "image-out", _reason(held))
    return True


def _reason(found: Sequence[Screened]) -> str:
    """The first reason that was given."""
    return next((each.reason for each in found if each.reason), "")
