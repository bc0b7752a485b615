"""Reference pictures: which one words refer to, whether it exists, and whether the policy lets the speaker use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.access import Action, Decision, decide
from bot.grammar.parsing import Parsed
from bot.grammar.picture_numbers import numbers_named
from bot.grammar.renumbering import renumbered
from bot.intake.context import CommandContext
from bot.intake.images import ImageResult, Origin, size_of
from bot.intake.last_images import SOURCE, LastImages
from bot.intake.permissions import job_for, job_resource
from bot.intake.speaker import Speaker
from bot.jobs.states import ENDED, State
from bot.store import Tx
from bot.store.rows import JobRow, PictureRow, PlacedPictureRow

RECENT_JOBS = 10
"""How many of a person's newest jobs are looked through for the picture that words without one refer to."""


def picture_of_job(tx: Tx, job_id: int, number: int) -> PictureRow | None:
    """Picture `number` (from 1) of a job."""
    pictures = tx.all(PictureRow, "pictures.of_job", job_id=job_id)
    return next((picture for picture in pictures if picture.idx == number - 1), None)


def pictures_shown_with(tx: Tx, image: ImageResult) -> dict[int, PictureRow]:
    """The pictures of the job whose picture `image` is, by their numbers from 1: a post shows them together. Empty if it was
    shown alone, or is no picture of a job."""
    placed = None if image.alone else tx.one(PlacedPictureRow, "pictures.by_key", key=image.key)
    pictures = tx.all(PictureRow, "pictures.of_job", job_id=placed.job_id) if placed else []
    return {picture.idx + 1: picture for picture in pictures}


def images_of(origin: Origin, pictures: Sequence[PictureRow]) -> ImageResult:
    """Pictures of jobs, at least one, as the images that a message means."""
    first = pictures[0]
    more = tuple(picture.key for picture in pictures[1:])
    return ImageResult(origin, first.key, first.width, first.height, more=more)


def numbers_in(parsed: Parsed) -> list[int]:
    """The numbers of the pictures that words name, in any of their variants, ascending."""
    return sorted({number for each in parsed.variants or (parsed,) for number in numbers_named(each.text)})


def words_for(parsed: Parsed, kept: Sequence[int]) -> Parsed:
    """Words, each variant of them, about the pictures of the numbers `kept` alone, which a model counts from 1."""
    variants = tuple(words_for(each, kept) for each in parsed.variants)
    return replace(parsed, text=renumbered(parsed.text, kept), variants=variants)


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


def image_of_command(tx: Tx, context: CommandContext) -> ImageResult:
    """The image that a command refers to: the one named by `--from 42.1`, or that (or those) of its message; with a `problem`
    to tell if the speaker may not use it. No `key` and no `problem`: it refers to none."""
    image = context.image
    if source := context.parsed.options.get("source"):
        job = job_for(tx, context.speaker, source[0], Action.REFERENCE)
        picture = picture_of_job(tx, *source) if job else None
        if picture is None:
            return ImageResult("none", problem="no-such-picture", arguments={"id": source[0], "pick": source[1]})
        return ImageResult("quoted", picture.key, picture.width, picture.height)
    if not all(may_paint_from(tx, context.speaker, key) for key in image.images):
        return ImageResult(image.origin, problem="reference-gone")
    return image


def missing_image_text(context: CommandContext, text_id: str) -> str:
    """The text for a command that refers to no image; `text_id` where its message says nothing of one."""
    image = context.image
    withheld = str(image.arguments.get("advice", "reply-withheld"))  # (Rows of earlier versions have none.)
    return {"withheld": withheld, "no-image": "reply-no-image"}.get(image.origin, text_id)


def current_image(tx: Tx, speaker: Speaker, life_s: float) -> ImageResult | JobRow | None:
    """What words without an image refer to: the newer of the conversation's last images and the person's newest picture here,
    if it is not older than `life_s`. A job: theirs, ordered last, which is not painted yet.

    One to one, images are the newer ones if they were sent after the picture was ordered: the person was asked what to make of
    them, and a picture that comes between the question and the answer does not change what the answer is about."""
    here, since = speaker.conversation, tx.now - life_s
    remembered = LastImages.parse(here.last_image)
    last = remembered.images if here.last_image_at > since else ()
    if any(image.startswith(SOURCE) for image in last):
        last = ()
    for job in tx.all(JobRow, "jobs.recent_of_person", person_id=speaker.person.id, limit=RECENT_JOBS):
        if job.conversation_id != here.id or job.session_id or job.cancel_requested or State(job.state) is State.HELD:
            continue
        ended_at = job.ended_at if State(job.state) in ENDED else None
        if last and here.last_image_at > (job.created_at if here.direct else ended_at or job.created_at):
            break
        if ended_at is None:
            return job
        if State(job.state) is State.DONE and ended_at > since:
            for picture in tx.all(PictureRow, "pictures.of_job", job_id=job.id):
                return ImageResult("last", picture.key, picture.width, picture.height)
    sizes = [size_of(tx, image) for image in last]
    if not sizes or sizes[0] is None or None in sizes:
        return None
    return ImageResult("last", last[0], *sizes[0], more=last[1:], alone=remembered.alone)
