"""Rows of this adapter's own tables. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

Channel = Literal["direct", "group", "webhook", "card"]
"""How a part of a post is sent."""


class RouteRow(NamedTuple):
    """How a conversation can be reached."""

    chat_id: str  # ConversationRow.chat_id
    staff_id: str = ""  # of the person in a direct chat; '': a group, or somebody outside the organisation
    robot_code: str = ""  # of the robot that received the last message; '': not known yet
    webhook: str = ""  # a URL with a session token (`sessionWebhook`); '': none, or it has expired
    webhook_until: float = 0.0  # when `webhook` expires; 0: there is none


class SentPartRow(NamedTuple):
    """A part of a post that was sent, and how."""

    post_id: int  # PostRow.id
    part: str  # card, `file:0` ..., or the `PostView.mark` that was sent
    way: Channel
    message_key: str  # for recalling it: a processQueryKey, a card's carrierId; '': a webhook gives none
    at: float  # when it was sent


class QuotaUseRow(NamedTuple):
    """How many calls of a kind the organisation has made this month."""

    used: int
    told: int  # how many marks of limits.ALERT_AT_USED the operator has been told of
    closed_until: float  # the service said that nothing is left; 0: it has not


class CountedCallRow(NamedTuple):
    """The month's calls after one more."""

    used: int
    told: int  # as in QuotaUseRow
