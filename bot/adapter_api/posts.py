"""Rendered posts, ready for an adapter to encode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.adapter_api.updates import Sender

MAX_ACTION_BYTES = 64
"""Telegram's limit for the action of a button; the smallest of all platforms."""
Milestone = Literal["notice", "accepted", "running", "done", "failed", "cancelled", "held"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button. `action` is at most 64 bytes (Telegram's limit) and is all that a press sends back.

    `typed`: the text that does the same when a person types it; platforms without callbacks (DingTalk) send it. `copy`:
    the button copies this text instead of acting, where the platform can. `on`: the state of a toggle. `ask`: the
    button asks for a line of words that reaches the bot and nobody else in the conversation (see
    `PlatformCapabilities.private_input`). `only`: the platform's ids of the people who see the button (see
    `personal_buttons`); empty for all.
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
        assert len(self.action.encode()) <= MAX_ACTION_BYTES, f"button action over 64 bytes: {self.action!r}"


@dataclass(frozen=True, slots=True)
class ViewPicture:
    """A picture to show: its key in the picture store, MIME type, size in pixels, and alternative text. `transparent`: it has
    no background; a platform without `transparency` shows a copy, and sends the original as a file."""

    key: str
    mime: str
    width: int
    height: int
    alt: str = ""
    name: str = ""
    transparent: bool = False


@dataclass(frozen=True, slots=True)
class PostView:
    """The words and the picture of one post, in the reader's language.

    `text` is plain text with newlines; the adapter escapes it. `title`: a short first line that may be set bold.
    `files`: originals to be sent as files (a post has either a picture or files). `reply_to`: the platform's id of the
    message that is answered. `mention`: the person to notify where the platform can mention. `busy`: show the
    platform's activity sign. `frame`: the size in pixels that the picture will have, and `ready_at` when it is expected
    (unix seconds, 0: not known), for a placeholder. `edit`: what a person would type to ask for something a little
    different. `times`: the points in time that the text names (offset in the text, the words by the operator's clock,
    unix seconds), for a platform that knows its reader's time zone. `picture_ids`: the ids by which a page of the
    adapter's own asks for single pictures (`bot.adapter_api.gallery`). `until`: when the post is removed again (unix
    seconds, 0: never), for a platform that shows it beside the conversation. `language`: that of the text ("zh", "en"),
    for an adapter that adds words of its own. `extra`: may be left out where the platform's quota runs low, since it is
    also said elsewhere. `chapter` tells milestones of one kind apart where a post has several (the rounds of a
    session). `private`: concerns the person who is answered alone (a refusal, their settings); a platform that can show
    an answer to one person only may do that. `cover`: the pictures are covered until somebody opens them, where the
    platform can.
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
    private: bool = False
    cover: bool = False

    @property
    def mark(self) -> str:
        """The milestone with its chapter; a platform without edits posts each once."""
        return f"{self.milestone} {self.chapter}".rstrip()


@dataclass(frozen=True, slots=True)
class Create:
    """Make a new message. Never carries a picture where `creates_pictures` is false (Telegram): if the answer is lost,
    repeating the call must not post the picture twice (docs/decisions/0001).

    `post_id` is the same in every retry, as an idempotency key for platforms that take one.
    """

    post_id: int
    view: PostView


@dataclass(frozen=True, slots=True)
class Edit:
    """Change the message `handle` so that it shows the view."""

    post_id: int
    handle: str
    view: PostView


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete the message `handle`; where the platform no longer allows that, edit it to `view`, which says
    'deleted'."""

    post_id: int
    handle: str
    view: PostView


PostCall = Create | Edit | Remove
