"""Rows of pictures, links and batches. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

BatchKind = Literal["many", "compare"]
"""`many`: each job has its own post; `compare`: one sheet shows the pictures of all."""


class ImageRow(NamedTuple):
    """An image that a person sent."""

    key: str  # images/DIGEST.jpg or .png, by the content: equal images are one row
    sha256: str  # the digest in the key (40 hex digits)
    mime: str
    width: int
    height: int
    bytes: int
    created_at: float  # renewed when it is sent again


class PictureRow(NamedTuple):
    """A picture that a job made."""

    id: int
    job_id: int
    idx: int  # its place among the job's pictures, from 0; people see 1 more
    key: str  # jobs/JOB/IDX.png, .jpg or .webp
    sha256: str  # of the file, 64 hex digits
    mime: str
    width: int
    height: int
    bytes: int
    seed: int  # with which it was painted: that of the request plus `idx`
    created_at: float
    deleted_at: float | None  # None: not deleted; set as well while a deletion can still be undone


class ContactSheetRow(NamedTuple):
    """The contact sheet of a job's pictures."""

    job_id: int
    key: str  # jobs/JOB/sheet.jpg
    mime: str
    width: int
    height: int


class PlacedPictureRow(NamedTuple):
    """A picture, with the conversation and the person of its job."""

    id: int
    job_id: int
    idx: int  # as in PictureRow
    key: str
    sha256: str
    mime: str
    width: int
    height: int
    bytes: int
    seed: int
    created_at: float
    deleted_at: float | None  # None: not deleted
    conversation_id: int
    person_id: int


class PathPictureRow(NamedTuple):
    """A picture of a path, with what its job asked for."""

    id: int
    job_id: int
    idx: int  # as in PictureRow
    key: str
    width: int
    height: int
    deleted_at: float | None  # None: not deleted
    request: str  # JobRow.request: JSON of GenerationRequest
    n: int  # JobRow.n
    model: str


class OldRow(NamedTuple):
    """A job, or a picture, that is older than the retention time."""

    id: int
    at: float  # by what it is old
    job_id: int
    is_kept: int  # 1: nevertheless, for now


class GalleryPictureRow(NamedTuple):
    """A picture, with what its job asked for."""

    id: int
    job_id: int
    idx: int  # as in PictureRow
    key: str
    mime: str
    width: int
    height: int
    n: int  # JobRow.n
    request: str  # JobRow.request: JSON of GenerationRequest
    model: str


class FoundPictureRow(NamedTuple):
    """A picture that a search found, with its job and its person."""

    id: int
    job_id: int
    idx: int  # as in PictureRow
    key: str
    mime: str
    width: int
    height: int
    seed: int
    created_at: float
    job_at: float  # JobRow.created_at
    request: str  # JobRow.request: JSON of GenerationRequest
    n: int  # JobRow.n
    model: str
    person_id: int
    person_name: str
    user_id: str  # PersonRow.user_id: the platform's id
    starred: int  # by the person who searches
    cover: int  # JobRow.cover
    person_settings: str  # PersonRow.settings


class DeletionRow(NamedTuple):
    """A job whose pictures were deleted, and until when that can be undone."""

    job_id: int
    at: float
    final_at: float  # until when it can be undone; then the files are removed
    hidden: str  # JSON: `posts` (subjects), `boards` (subject, key, key instead or '') and `albums` (SessionSheetRow)


class ShareRow(NamedTuple):
    """A link to one picture."""

    id: int
    digest: str  # SHA-256 of the secret in the link, as hex: the link cannot be made from it
    picture_id: int
    person_id: int  # who made it
    with_prompt: int  # 1: its page shows the prompt
    created_at: float
    expires_at: float


class SharedPictureRow(NamedTuple):
    """A link, and the picture that it leads to."""

    id: int
    digest: str  # as in ShareRow
    picture_id: int
    person_id: int  # who made the link
    with_prompt: int  # 1: its page shows the prompt
    created_at: float
    expires_at: float
    job_id: int
    idx: int  # as in PictureRow
    key: str
    mime: str
    width: int
    height: int
    n: int  # JobRow.n
    request: str  # JobRow.request: JSON of GenerationRequest
    banned: int  # of the person who made the link


class OwnShareRow(NamedTuple):
    """A link as its owner sees it."""

    id: int
    picture_id: int
    with_prompt: int  # 1: its page shows the prompt
    created_at: float
    expires_at: float
    job_id: int
    idx: int  # as in PictureRow
    n: int  # JobRow.n


class BatchRow(NamedTuple):
    """Requests that were accepted together and are queued one by one."""

    id: int
    kind: BatchKind
    person_id: int
    conversation_id: int
    payer_id: int
    language: str  # of the texts about it: zh, en
    reply_to: str  # the platform's id of the message that asked; '': answers none
    job_kind: str  # JobRow.kind of its jobs
    requests: str  # JSON list of BatchItem (bot/commands/batch/batches.py)
    jobs: str  # JSON list of the ids of the jobs so far, in the order of `requests`
    state: str  # BatchState (bot/commands/batch/batches.py)
    problem: str  # JSON list: text id and arguments of the limit that ended it; '': none did
    created_at: float
    checked_at: float  # when `BatchFeeder` last looked at it; 0: never
    posted_progress: str  # what its post said last: the numbers of jobs queued and ended; '': nothing


class BlendRow(NamedTuple):
    """The list of pictures that a person collects in a conversation, to have one picture made of them."""

    id: int
    person_id: int
    conversation_id: int
    language: str  # of its post: zh, en
    reply_to: str  # the platform's id of the message that asked last; '': of none
    asked: str  # JSON list of what is to be painted (bot/commands/blend/asked.py); '[]': no words yet
    offer: str  # JSON of the requests and the price that were shown (bot/commands/blend/offers.py); '': none were
    turn: int  # incremented with each change
    lost: int  # how many of its pictures were deleted since its person changed it
    changed_at: float
