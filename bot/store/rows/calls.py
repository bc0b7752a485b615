"""Rows of calls to chat models; bot/assistant makes and answers them. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

CallKind = Literal["describe", "improve"]
CallState = Literal["waiting", "asking", "answered", "failed"]


class ChatCallRow(NamedTuple):
    """A question to a chat model: to describe a picture, or to improve words. An erasure blanks `words`, `options`, `image`,
    `answer`, `reply_to`."""

    id: int
    kind: CallKind
    person_id: int
    conversation_id: int
    payer_id: int
    language: str  # in which it is answered: zh or en
    reply_to: str  # the platform's id of the message that asked
    words: str  # of `improve`: the person's prompt; of `describe`: what they added, or ''
    options: str  # JSON: what the prompt is to be painted with (bot/assistant/calls.py)
    image: str  # of `describe`: the key of the picture; '': none
    answer_limit: int  # characters of the longest answer that can be painted
    state: CallState
    price_li: int  # what it costs its payer if it is answered
    day: str  # YYYY-MM-DD as in ChargeRow
    account: str  # AccountRow.name: which is, or was last, asked; '': none yet
    fence: int  # incremented with each lease; an answer with an older one is refused
    tries: int  # leases; each may have been billed
    lost: int  # answers that did not come, and may have been billed
    answer: str  # the prompt; '': none (yet)
    error: str  # the id of the text that says why it failed; '': it has not
    error_code: str  # the upstream's code; '': none
    due_at: float  # not to be asked before; while `asking`, when the lease ends
    created_at: float
    ended_at: float | None  # None: not yet
