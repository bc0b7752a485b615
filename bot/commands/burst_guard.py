"""Double clicks and bursts: which press of the same button by the same person counts."""

from __future__ import annotations

from typing import Literal

from bot.access import Action, Kind, Resource, allows
from bot.grammar.callback_data import ConfirmBurstCallback
from bot.intake.context import PressContext
from bot.intake.reply import Reply, ReplyButton, ReplyLine, respond
from bot.store import Tx
from bot.store.rows import InboxRow, PostRow

DOUBLE_CLICK_S = 1.0
"""The same button of the same post by the same person within this time is one press. (One that is delivered more than
once is one anyway, by its id.)"""
BURST_GAP_S = 10.0
"""Presses of one button that follow each other within this time are a burst."""
MAX_BURST = 3
"""How many presses of a burst are carried out where they cost money; at the next one the person is asked, once."""


def count_press(tx: Tx, context: PressContext, *, costly: bool) -> Literal["run", "ask", "drop"]:
    """Note a press: whether it is carried out, asked about, or dropped as the second of a double click or one of a burst."""
    press = context.press
    scope = f"{press.message_id}/{press.action}/{context.speaker.person.id}"
    # When it arrived, not when its turn came: on a busy machine two clicks may be handled seconds apart.
    update = tx.one(InboxRow, "inbox.by_id", id=context.inbox_id)
    at = min(update.received_at, tx.now) if update else tx.now
    in_row = tx.value("inbox.record_press_in_row", scope=scope, now=at, window=DOUBLE_CLICK_S, row_window=BURST_GAP_S)
    if in_row is None:
        return "drop"
    if in_row <= MAX_BURST or not costly:
        return "run"
    # Asked once: the question is a post, which is delivered, and answering each further press would be a burst itself.
    return "ask" if in_row == MAX_BURST + 1 else "drop"


def may_confirm(context: PressContext, question: PostRow) -> bool:
    """Whether the presser is the person who was asked."""
    asked = Resource(Kind.QUESTION, question.person_id, question.conversation_id)
    return allows(context.speaker.principal, Action.CONFIRM, asked)


def offer_once_more(tx: Tx, context: PressContext) -> None:
    """Ask for confirmation of one more press in a burst."""
    confirmed = ConfirmBurstCallback(context.press.action).pack()
    button: ReplyButton = ("button-once-more", {}, confirmed, "")
    respond(tx, context, Reply((ReplyLine("burst", {"count": MAX_BURST + 1}),), ((button,),)))
