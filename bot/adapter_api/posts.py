"""What should stand in a conversation, rendered and ready for an adapter to encode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.adapter_api.updates import Sender

Milestone = Literal["notice", "accepted", "running", "done", "failed", "cancelled", "held"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button. `action` is at most 64 bytes (Telegram's limit) and is all that a press brings back.

    `typed` is the text that does the same when a person writes it: platforms without callbacks (DingTalk) send it.
    `copy` makes a button that copies that text instead of acting, where a platform can. `on` is the state of a button
    that turns something on and off. `ask` makes a button that asks for a line of words, which reaches the bot and nobody
    else in the conversation: see `Abilities.private_input`. `only`: the platform's ids of the people for whom it stands
    there (`Abilities.personal_buttons`); empty for all.
    """

    label: str
    action: str
    typed: str = ""
    copy: str = ""
    style: Literal["", "primary", "danger"] = ""
    on: bool | None = None
    ask: str = ""
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert len(self.action.encode()) <= 64, f"button action over 64 bytes: {self.action!r}"


@dataclass(frozen=True, slots=True)
class ViewPicture:
    """A picture to show: a key of the picture store, its type, its size in pixels, and words for those who cannot see."""

    key: str
    mime: str
    width: int
    height: int
    alt: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PostView:
    """The words and the picture of one post, in the reader's language.

    Plain text with newlines; the adapter escapes it for its platform. `title` is a short first line that may be set
    bold. `files` are originals to be sent as files (a post either has a picture or files). `reply_to` is the
    platform's id of the message that is answered; `mention` is the person to be notified where the platform can
    mention. `busy` asks for the platform's "is drawing" sign. `frame` is the size in pixels that the picture will have,
    `ready_at` when it is expected (unix seconds; 0: not known), for a platform that shows a place for it; `edit` what
    somebody would type to ask for something a little different; `times` are the
    points in time that the text names: where their words begin in it, the words (by the operator's clock), unix seconds; for a
    platform that knows its reader's clock. `picture_ids` are the numbers under
    which a page of the platform's own can ask for the pictures of this post one by one (`bot.adapter_api.gallery`); `until` (unix
    seconds; 0: for good) when it is taken away again,
    for a platform that shows such words beside the conversation. `language` ("zh", "en") is that of the words, for an
    adapter that must add some of its own. `extra` may be left out where the platform's quota runs low: what it says is said
    elsewhere, too. `chapter` tells milestones of one kind apart, where a post lives through several
    (the rounds of a session).
    """

    text: str
    title: str = ""
    milestone: Milestone = "notice"
    picture: ViewPicture | None = None
    files: tuple[ViewPicture, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: str = ""
    mention: Sender | None = None
    silent: bool = False
    busy: bool = False
    language: str = ""
    extra: bool = False
    chapter: str = ""
    frame: tuple[int, int] = (0, 0)
    ready_at: float = 0.0
    edit: str = ""
    until: float = 0.0
    picture_ids: tuple[int, ...] = ()
    times: tuple[tuple[int, str, float], ...] = ()

    @property
    def mark(self) -> str:
        """The milestone with its chapter: what a platform without edits shows once."""
        return f"{self.milestone} {self.chapter}".rstrip()


@dataclass(frozen=True, slots=True)
class Create:
    """Make a new message. Never carries a picture where the platform can edit (docs/decisions: lost answers).

    `post_id` is ours and the same in every retry, for platforms that can refuse a double.
    """

    post_id: int
    view: PostView


@dataclass(frozen=True, slots=True)
class Edit:
    """Bring the message behind `handle` into line with the view."""

    post_id: int
    handle: str
    view: PostView


@dataclass(frozen=True, slots=True)
class Remove:
    """Take the message behind `handle` away; `view` says 'deleted' for platforms that no longer allow it."""

    post_id: int
    handle: str
    view: PostView


PostCall = Create | Edit | Remove
