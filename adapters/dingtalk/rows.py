"""Rows of this adapter's own tables."""

from typing import Literal, NamedTuple

Channel = Literal["direct", "group", "webhook", "card"]
"""How a part of a post is sent."""


class RouteRow(NamedTuple):
    """How a conversation is reached."""

    chat_id: str
    staff_id: str
    robot_code: str
    webhook: str
    webhook_until: float


class SentPartRow(NamedTuple):
    """A part of a post that was sent, and how."""

    post_id: int
    part: str
    way: Channel
    message_key: str
    at: float


class QuotaUseRow(NamedTuple):
    """How many calls of a kind the organisation has made this month."""

    used: int
    told: int
    closed_until: float


class MonthQuotaRow(NamedTuple):
    """The month's calls of one kind."""

    kind: str
    used: int
    closed_until: float


class CountedCallRow(NamedTuple):
    """The month's calls after one more."""

    used: int
    told: int
