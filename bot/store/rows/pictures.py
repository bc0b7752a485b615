"""Rows of pictures, links and batches."""

from typing import Literal, NamedTuple

BatchKind = Literal["many", "compare"]


class ImageRow(NamedTuple):
    """An image that a person sent."""

    key: str
    sha256: str
    mime: str
    width: int
    height: int
    bytes: int
    created_at: float


class PictureRow(NamedTuple):
    """A picture that a job made."""

    id: int
    job_id: int
    idx: int
    key: str
    sha256: str
    mime: str
    width: int
    height: int
    bytes: int
    seed: int
    created_at: float
    deleted_at: float | None


class ContactSheetRow(NamedTuple):
    """The contact sheet of a job's pictures."""

    job_id: int
    key: str
    mime: str
    width: int
    height: int


class PlacedPictureRow(NamedTuple):
    """A picture, with the conversation and the person of its job."""

    id: int
    job_id: int
    idx: int
    key: str
    sha256: str
    mime: str
    width: int
    height: int
    bytes: int
    seed: int
    created_at: float
    deleted_at: float | None
    conversation_id: int
    person_id: int


class ExpiredPictureRow(NamedTuple):
    """A picture older than the retention time."""

    id: int
    key: str
    job_id: int


class GalleryPictureRow(NamedTuple):
    """A picture, with what its job asked for."""

    id: int
    job_id: int
    idx: int
    key: str
    mime: str
    width: int
    height: int
    n: int
    request: str
    model: str


class FoundPictureRow(NamedTuple):
    """A picture that a search found, with its job and its person."""

    id: int
    job_id: int
    idx: int
    key: str
    mime: str
    width: int
    height: int
    seed: int
    created_at: float
    job_at: float
    request: str
    n: int
    model: str
    person_id: int
    person_name: str
    user_id: str
    starred: int


class DeletionRow(NamedTuple):
    """A job whose pictures were deleted, and until when that can be undone."""

    job_id: int
    at: float
    final_at: float
    hidden: str


class ShareRow(NamedTuple):
    """A link to one picture."""

    id: int
    digest: str
    picture_id: int
    person_id: int
    with_prompt: int
    created_at: float
    expires_at: float


class SharedPictureRow(NamedTuple):
    """A link, and the picture that it leads to."""

    id: int
    digest: str
    picture_id: int
    person_id: int
    with_prompt: int
    created_at: float
    expires_at: float
    job_id: int
    idx: int
    key: str
    mime: str
    width: int
    height: int
    n: int
    request: str
    banned: int


class OwnShareRow(NamedTuple):
    """A link as its owner sees it."""

    id: int
    picture_id: int
    with_prompt: int
    created_at: float
    expires_at: float
    job_id: int
    idx: int
    n: int


class BatchRow(NamedTuple):
    """Requests that were accepted together and are queued one by one."""

    id: int
    kind: BatchKind
    person_id: int
    conversation_id: int
    payer_id: int
    language: str
    reply_to: str
    job_kind: str
    requests: str
    jobs: str
    state: str
    problem: str
    created_at: float
    checked_at: float
    posted_progress: str
