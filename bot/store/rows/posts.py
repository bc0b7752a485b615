"""Rows of posts and what is shown."""

from typing import Literal, NamedTuple

PostStatus = Literal["idle", "pending", "sending", "closed"]
"""`pending`: to be reconciled when due; `sending`: leased by a reconciler; `closed`: never touched again."""
PostDesired = Literal["shown", "gone"]
RenderedSheetState = Literal["wanted", "ready", "failed"]


class PostRow(NamedTuple):
    """Desired state of one message, and what of it is known to be shown."""

    id: int
    conversation_id: int
    platform: str
    subject: str
    payload: str
    desired: PostDesired
    importance: int
    revision: int
    shown_revision: int
    shown_milestone: str
    delivered: int
    handle: str
    status: PostStatus
    due_at: float
    fence: int
    tries: int
    unconfirmed_creates: int
    recreated: int
    problem: str
    created_at: float
    sent_at: float
    refused_at: float
    refusals: int
    words_only: str
    private_copy: int
    kind: str
    job_id: int
    session_id: int
    shows: str


class SendWindowRow(NamedTuple):
    """When a scope has sent within its window (a JSON list), and until when it may not send."""

    sent: str
    closed_until: float


class ShownMessageRow(NamedTuple):
    """What a platform's message is: the post it belongs to, the image it shows."""

    post_id: int | None
    image: str
    subject: str | None


class RenderedSheetRow(NamedTuple):
    """A contact sheet drawn on demand for one post: of a gallery, a batch, or the scenes."""

    key: str
    subject: str
    person_id: int
    spec: str
    state: RenderedSheetState
    mime: str
    width: int
    height: int
    tries: int
    due_at: float
    created_at: float


class AlertRow(NamedTuple):
    """A problem that the operator is told about, until it has ended."""

    cause: str
    text_id: str
    arguments: str
    first_at: float
    last_at: float
    occurrences: int
    told_at: float
    told_occurrences: int
    times_told: int
    hook_due_at: float
    hook_tries: int
