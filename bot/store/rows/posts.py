"""Rows of posts and what is shown. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

PostStatus = Literal["idle", "pending", "sending", "closed"]
"""`pending`: to be reconciled when due; `sending`: leased by a reconciler; `closed`: never touched again."""
PostDesired = Literal["shown", "gone"]
RenderedSheetState = Literal["wanted", "ready", "failed"]


class PostRow(NamedTuple):
    """Desired state of one message, and what of it is known to be shown."""

    id: int
    conversation_id: int
    platform: str  # that of the conversation; its reconciler sends the post
    subject: str  # unique; what it is about: `job:42`, `bell:42`, `note:17`, `session:3:card:...`
    payload: str  # JSON object for the renderer; its keys depend on the kind of subject
    desired: PostDesired
    importance: int  # of what is to be sent: 3 a result, 2 an answer, 1 progress (bot/outbox/desired.py)
    revision: int  # incremented when what the post shows has changed
    shown_revision: int  # the revision that the platform shows; 0: none
    shown_milestone: str  # `PostView.mark` of what is shown, so that each milestone is sent once; '': none
    delivered: int  # 1: its final form (a picture, a last word) was shown; a message deleted since is not posted again
    handle: str  # the adapter's reference to the message, for edits (`Delivered.handle`); '': there is none
    status: PostStatus
    due_at: float  # not to be touched before; while `sending`, when the lease ends
    fence: int  # incremented with each lease and each outcome; an outcome with an older one is refused
    tries: int  # leases since the post was last shown
    unconfirmed_creates: int  # calls without an answer that may have left a second message
    recreated: int  # 1: posted a second time, since the first message was deleted before its result
    problem: str  # for the operator: why the last call failed, or why it is closed; '': no problem
    created_at: float
    sent_at: float  # when the platform last showed what it should; 0: never
    refused_at: float  # since when its final form has failed; 0: it has not
    refusals: int  # in a row, each followed by another try
    words_only: str  # why its picture or files are left out (`PostRefused.why`); '': they are not
    private_copy: int  # 1: its owner was sent what it cannot show, in their direct chat
    kind: str  # the part of `subject` before the first colon; it chooses the renderer
    job_id: int  # whose pictures or state it shows, or whose originals it carries (a `note`); 0: no job's
    session_id: int  # 0: of no session
    shows: str  # which of its session's messages it is: card, reveal, album, page, ...; '': of no session
    person_id: int  # whom it answers: an erasure blanks it; 0: nobody, or a job, a batch, a session as a whole


class SendWindowRow(NamedTuple):
    """When a scope has sent within its window (a JSON list), and until when it may not send."""

    sent: str  # JSON list of the newest calls (unix seconds), oldest first
    closed_until: float  # 0: never closed


class ShownMessageRow(NamedTuple):
    """What a platform's message is: the post it belongs to, the image it shows."""

    post_id: int | None  # None: of no post
    image: str  # key of the picture that a reply to it means; '': none
    subject: str | None  # PostRow.subject; None: no post, or its row is deleted


class RenderedSheetRow(NamedTuple):
    """A contact sheet drawn on demand for one post: of a gallery, a batch, or the scenes."""

    key: str  # of the file in the picture store: boards/DIGEST.jpg
    subject: str  # of the post that shows it
    person_id: int  # who asked for it; an erasure deletes it
    spec: str  # JSON: `columns`, and `places`, a list of SheetCell (bot/outbox/sheets.py)
    state: RenderedSheetState
    mime: str  # '' until it is ready
    width: int  # 0 until it is ready
    height: int  # 0 until it is ready
    tries: int  # how often it was leased to be drawn
    due_at: float  # not to be touched before; the end of a lease
    created_at: float  # renewed when it is asked for again


class AlertRow(NamedTuple):
    """A problem that the operator is told about, until it has ended."""

    cause: str  # the text id and what it is about (account, model, platform, ...), joined by |
    text_id: str  # of config/locales
    arguments: str  # JSON object: the text's arguments, of those in bot.store.alerts.ARGUMENTS
    first_at: float  # of the first occurrence
    last_at: float  # of the last occurrence
    occurrences: int
    told_at: float  # when it was last sent; 0: never; 1: it has ended since, and is sent at once if it comes back
    told_occurrences: int  # `occurrences` when it was last sent; more than that: a reminder is due
    times_told: int
    hook_due_at: float  # when the operator's webhook is to be called, or its lease ends; 0: not to be called
    hook_tries: int  # calls of the webhook for the present message
