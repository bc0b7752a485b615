"""The path of a picture: from its origin (words, or an image that was sent) over each picture that it was made from.

Nothing of it is stored. The request of a job names its reference images by their keys; by such a key the picture is
found, and with it the job that made that one. A picture that was made of several comes after all of them; the path goes
on from the first, since that is the one that was changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.access import Action, Principal, Resource, allows
from bot.adapter_api import GenerationRequest
from bot.intake.permissions import job_resource
from bot.jobs.stored_request import UnreadableJob, parsed_request
from bot.media.storage.picture_store import check_key
from bot.store import Tx
from bot.store.rows import ConversationRow, ImageRow, JobRow, PathPictureRow, PlacedPictureRow

SHOWN_STEPS = 12
MAX_STEPS = 100
"""The most steps for which a path is followed back."""
OF_JOB, SENT_IMAGE = "jobs/", "images/"
"""How the keys of pictures of jobs, and of images that people sent, begin."""
_UNREADABLE_KEY = ""


class StepState(StrEnum):
    """What can be said of a step."""

    PICTURE = "picture"
    DELETED = "deleted"
    """By its person, by `/forget`, or because of its age."""
    WITHHELD = "withheld"
    """The viewer may not see it. Neither is shown what came before it."""
    SENT = "sent"
    """An image that was sent to the bot."""
    EXPIRED = "expired"
    """An image that was sent, and is no longer kept."""
    UNREADABLE = "unreadable"
    """The request of the next step, or the key in it, cannot be read (any more)."""


@dataclass(frozen=True, slots=True)
class PictureStep:
    """One step of a path. `index` counts from 1 among the `of` pictures of its job; `made_from`: the steps, from 0, that it
    was made from, in the order in which its words count them. What a state does not have is empty: a deleted picture has no
    words."""

    state: StepState
    key: str = ""
    picture_id: int = 0
    job_id: int = 0
    index: int = 0
    of: int = 0
    width: int = 0
    height: int = 0
    request: GenerationRequest | None = None
    made_from: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PicturePath:
    """A path, oldest step first; `earlier` is the number of steps before those (`more`: or still more)."""

    steps: tuple[PictureStep, ...]
    earlier: int = 0
    more: bool = False


MaySee = Callable[[int, Resource], bool]
"""Whether the viewer may see a job, given by its number and as the policy sees it."""


def path_of(tx: Tx, key: str, may_see: MaySee, *, shown: int = SHOWN_STEPS) -> PicturePath:
    """The path of the picture with this key: its newest `shown` steps."""
    found: list[PictureStep] = []  # The newest first; `made_from` is how far behind.
    step, images = _read(tx, key, 0, may_see)
    while images and len(found) < MAX_STEPS:
        first, others = images[0], images[1:]
        distances = (len(others) + 1, *range(len(others), 0, -1))
        found.append(replace(step, made_from=distances))
        found += [_read(tx, each, step.job_id, may_see)[0] for each in reversed(others)]
        step, images = _read(tx, first, step.job_id, may_see)
    found.append(step)
    newest = found[:shown][::-1]
    steps = (_with_places(step, place) for place, step in enumerate(newest))
    return PicturePath(tuple(steps), len(found) - len(newest), bool(images))


def _with_places(step: PictureStep, place: int) -> PictureStep:
    """A step with `made_from` counted from the oldest step that is shown; what is not shown is left out."""
    return replace(step, made_from=tuple(place - far for far in step.made_from if far <= place))


def inputs_of(tx: Tx, job: JobRow, may_see: MaySee) -> tuple[PictureStep, ...]:
    """What a job's pictures are made from, in the order in which its words count the images; nothing if from words."""
    return tuple(_read(tx, key, job.id, may_see)[0] for key in _images(job.id, job.request))


def has_parent_here(tx: Tx, job: JobRow, request: GenerationRequest, conversation: ConversationRow) -> bool:
    """Whether a job was made from one of our pictures that everybody in the conversation may see."""
    reader = Principal(job.person_id if conversation.direct else 0, conversation.id)
    for key in request.reference.images if request.reference else ():
        picture = tx.one(PlacedPictureRow, "pictures.by_key", key=key) if key.startswith(OF_JOB) else None
        resource = job_resource(tx, picture.job_id) if picture else None
        if resource and allows(reader, Action.SEE, resource):
            return True
    return False


def _read(tx: Tx, key: str, made_job: int, may_see: MaySee) -> tuple[PictureStep, tuple[str, ...]]:
    """The step of an image, and the keys of the images that it was made from. `made_job`: the job that was made from it, 0 for
    none; a picture of a later job cannot be what an earlier one was made from, and so no path ever comes back to itself."""
    row = tx.one(PathPictureRow, "history.picture", key=key) if key else None
    if row is None:
        return _without_job(tx, key), ()
    if made_job and row.job_id >= made_job:
        return PictureStep(StepState.UNREADABLE), ()
    resource = job_resource(tx, row.job_id)
    if resource is None or resource.erased:
        return PictureStep(StepState.DELETED), ()
    if not may_see(row.job_id, resource):
        return PictureStep(StepState.WITHHELD, job_id=row.job_id), ()
    images = _images(row.job_id, row.request)
    if row.deleted_at is not None:
        return PictureStep(StepState.DELETED, job_id=row.job_id), images
    try:
        request = parsed_request(row.job_id, row.request)
    except UnreadableJob:
        request = None
    step = PictureStep(
        StepState.PICTURE, row.key, row.id, row.job_id, row.idx + 1, row.n, row.width, row.height, request
    )
    return step, images


def _without_job(tx: Tx, key: str) -> PictureStep:
    """The step of an image that is no stored picture of a job: an image that was sent, or a picture that is deleted or
    unknown."""
    if key.startswith(SENT_IMAGE):
        image = tx.one(ImageRow, "pictures.image", key=key)
        return (
            PictureStep(StepState.SENT, key, width=image.width, height=image.height)
            if image
            else PictureStep(StepState.EXPIRED)
        )
    return PictureStep(StepState.DELETED if key.startswith(OF_JOB) else StepState.UNREADABLE)


def _images(job_id: int, stored: str) -> tuple[str, ...]:
    """The keys of the images that a request refers to. If the request cannot be read: one key that stands for an unreadable
    image."""
    try:
        reference = parsed_request(job_id, stored).reference
    except UnreadableJob:
        return (_UNREADABLE_KEY,)
    return tuple(map(_checked, reference.images)) if reference else ()


def _checked(key: object) -> str:
    try:
        return check_key(str(key))
    except KeyError:
        return _UNREADABLE_KEY
