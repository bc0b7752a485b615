"""What became of a post call. Values, not exceptions: the reconciler decides by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.adapter_api.updates import Conversation


@dataclass(frozen=True, slots=True)
class Delivered:
    """It stands there now (also when nothing had to change).

    `handle` is what a later edit needs; `keys` are the ids by which a person's reply will refer to the message.
    `pictures` are pairs of such a key and a stored picture's, where a post became several messages with one each.
    """

    handle: str
    keys: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Not done, surely not done: try again after `after_s` seconds. `whole_platform`: everything waits, not this chat.
    `unwell`: the platform says that it could not, not that this was too early; for hours of one message, it is that message."""

    after_s: float
    reason: str = ""
    whole_platform: bool = False
    unwell: bool = False


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The request left, no answer came: it may or may not stand there. An edit may be repeated, a create need not be."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A person deleted the message, so it cannot be edited."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """The platform no longer allows this for so old a message (a delete after 48 hours)."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nothing can be posted to this conversation any more (the bot was blocked or removed); `reason` for the operator."""

    reason: str


Why = Literal["unknown", "not-allowed", "too-large", "unfit", "moderation", "gone"]


@dataclass(frozen=True, slots=True)
class PostRefused:
    """The platform answered no; `code` is its own word, for the operator.

    `why`: `unknown` for an answer that nobody knows: it is tried again for hours. The others are known to be final for the
    picture or the files of this post, while words may still get through: this place takes none (`not-allowed`), they are
    `too-large` or `unfit` for the platform, its `moderation` stopped them, or we no longer keep them (`gone`).
    """

    code: str
    why: Why = "unknown"


@dataclass(frozen=True, slots=True)
class ChatMovedTo:
    """The conversation has another address now; call again with it."""

    new: Conversation


Outcome = Delivered | RetryLater | Unconfirmed | Gone | TooLate | Blocked | PostRefused | ChatMovedTo
