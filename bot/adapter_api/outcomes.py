"""Outcomes of a post call. Values, not exceptions: the reconciler decides by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.adapter_api.updates import Conversation


@dataclass(frozen=True, slots=True)
class Delivered:
    """The message is there (also when nothing had to change).

    `handle` is what a later edit needs; `keys` are the ids by which a person's reply will refer to the message.
    `pictures` maps such keys to picture keys, where a post became several messages with one picture each.
    """

    handle: str
    keys: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nothing was sent, and this revision need not be: it is progress or a notice, and the platform cannot show it, or its
    quota is kept for results. What was shown before stays."""


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Certainly not done: try again after `after_s` seconds. `whole_platform`: the pause is for all chats. `unwell`: a
    server error, not a rate limit; if one message gets it for hours while others pass, that message is given up. `this_post`:
    the pause is for this message only, others of the chat may be sent."""

    after_s: float
    reason: str = ""
    whole_platform: bool = False
    unwell: bool = False
    this_post: bool = False


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The request was sent and no answer came: the message may exist. An edit is safe to repeat, a create is not."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A person deleted the message, so it cannot be edited."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """The platform no longer allows this for so old a message (a delete after 48 hours)."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nothing can be posted to this conversation any more (the bot was blocked or removed); `reason` for the
    operator."""

    reason: str


Why = Literal["unknown", "not-allowed", "too-large", "unfit", "moderation", "too-late", "gone"]


@dataclass(frozen=True, slots=True)
class PostRefused:
    """The platform refused; `code` is its own error code, for the operator.

    `why`: `unknown` for an error that the adapter does not know: it is retried for hours. The others are final for the
    picture or the files of this post, while text may still pass: pictures are `not-allowed` in this chat, they are
    `too-large` or `unfit` for the platform, its `moderation` stopped them, they came `too-late` for a place where we may write
    for some time only, or they are deleted here (`gone`).
    """

    code: str
    why: Why = "unknown"


@dataclass(frozen=True, slots=True)
class ChatMovedTo:
    """The conversation has another address now; repeat the call with it. With the same `chat_id`: it is another thread of
    the chat."""

    new: Conversation


Outcome = Delivered | Skipped | RetryLater | Unconfirmed | Gone | TooLate | Blocked | PostRefused | ChatMovedTo
