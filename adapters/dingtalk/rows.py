"""Rows of this adapter's own tables."""

from typing import Literal, NamedTuple

Channel = Literal["direct", "group", "webhook", "card"]
"""How a part of a post is sent."""


class RouteRow(NamedTuple):
    """How a conversation can be reached. `staff_id` is empty for groups and for people outside the organisation;
    `webhook` is a URL that carries a session token, good until `webhook_until` (unix seconds)."""

    chat_id: str
    staff_id: str = ""
    robot_code: str = ""
    webhook: str = ""
    webhook_until: float = 0.0


class SentPartRow(NamedTuple):
    """A part of a post that was sent, and how. `message_key` is a processQueryKey, a card's carrierId, or empty; `at`
    unix seconds."""

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
