"""Accepting calls, and ending them. Functions over an open transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.adapter_api import Size
from bot.jobs import budgets, limits, moderation, money
from bot.jobs.limits import Denied
from bot.jobs.manager import JobManager
from bot.jobs.quotas import Who
from bot.outbox import desired
from bot.store import Tx, topics
from bot.store.rows import ChatCallRow, ConversationRow, PayerRow, PersonRow
from bot.store.rows.calls import CallKind
from config.settings import Limits

CALL_PRICE_LI = 1
"""The price at which every call is booked, in li. With the default model a picture with a long answer costs half of it, a prompt
a tenth."""
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call and whose it is: `words` to improve, or an `image` (a key) to describe. `options` and `modifiers` are what the
    prompt is to be painted with, as in `Parsed`; an answer of more than `answer_limit` characters could not be painted."""

    kind: CallKind
    person: PersonRow
    payer: PayerRow
    conversation: ConversationRow
    language: str
    reply_to: str
    answer_limit: int
    words: str = ""
    image: str = ""
    options: Mapping[str, Any] | None = None
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaintOptions:
    """What a prompt is painted with."""

    options: dict[str, Any]
    modifiers: tuple[str, ...]


def call_subject(call_id: int) -> str:
    """The subject of a call's post."""
    return f"call:{call_id}"


def accept(tx: Tx, manager: JobManager, new: NewCall) -> ChatCallRow | Denied:
    """Save a call, which will be asked at once. Returns its row, or what denies it; then nothing was written but a refusal by the
    moderation."""
    if not manager.settings.upstream.chat_model:
        return Denied("call-off", {})
    if new.conversation.mode == "off":
        return Denied("limit-chat-off", {})
    if denied := moderation.refusal(tx, manager.words, new.words, new.person.id, new.conversation.id, is_painted=False):
        return denied
    money.lock_acceptance(tx)
    price_li = 0 if manager.settings.uses_studio else CALL_PRICE_LI
    day = money.day_of(tx.now, manager.settings.zone)
    if denied := _denial(tx, manager, new, day, price_li):
        budgets.alert_exhausted(tx, manager.settings, denied.text_id)
        return denied
    call = tx.get(
        ChatCallRow,
        "calls.add",
        kind=new.kind,
        person_id=new.person.id,
        conversation_id=new.conversation.id,
        payer_id=new.payer.id,
        language=new.language,
        reply_to=new.reply_to,
        words=new.words,
        options=_options_json(new),
        image=new.image,
        answer_limit=new.answer_limit,
        price_li=price_li,
        day=day,
        now=tx.now,
    )
    money.reserve_call(tx, call)
    payload = {"call": call.id, "language": call.language}
    desired.ensure(tx, new.conversation, call_subject(call.id), payload, person_id=new.person.id)
    tx.hint(topics.CALLS)
    return call


def _denial(tx: Tx, manager: JobManager, new: NewCall, day: str, price_li: int) -> Denied | None:
    in_force, person_id = manager.limits_of(tx, new.person, new.conversation), new.person.id
    most = in_force.calls_at_once
    if most and int(tx.value("calls.count_open_of_person", person_id=person_id)) >= most:
        return Denied("limit-calls-at-once", {"limit": most})
    if most := in_force.calls_per_hour:
        nth = tx.value("calls.nth_newest_of_person", person_id=person_id, n=most - 1)
        if nth is not None and nth > tx.now - HOUR_S:
            return Denied("limit-calls-hour", {"limit": most}, nth + HOUR_S)
    return limits.check_money(tx, in_force, manager.settings.zone, Who(new.payer.id, new.conversation.id), price_li)


def calls_count_until(tx: Tx, person: PersonRow, in_force: Limits) -> float:
    """Until when a person's calls count against the limit of an hour (unix seconds); 0: none does."""
    newest = tx.value("calls.nth_newest_of_person", person_id=person.id, n=0) if in_force.calls_per_hour else None
    return newest + HOUR_S if newest else 0.0


def end_failed(tx: Tx, call: ChatCallRow, text_id: str, code: str = "", *, lost: int | None = None) -> bool:
    """End a call without an answer, at no cost to its payer. False if it has ended, or another process asks by now."""
    lost = call.lost if lost is None else lost
    if not tx.run("calls.fail", id=call.id, fence=call.fence, error=text_id, error_code=code, lost=lost, now=tx.now):
        return False
    money.release_call(tx, call)
    desired.mark_dirty(tx, call_subject(call.id), desired.RESULT)
    return True


def _options_json(new: NewCall) -> str:
    options = {name: str(value) if name == "size" else value for name, value in (new.options or {}).items()}
    return json.dumps({"options": options, "modifiers": new.modifiers}, ensure_ascii=False)


def paint_options(call: ChatCallRow) -> PaintOptions:
    """What the prompt of a call is to be painted with; nothing for one that was erased."""
    kept = json.loads(call.options)
    options = dict(kept.get("options", {}))
    if "size" in options:
        options["size"] = Size.parse(options["size"])
    return PaintOptions(options, tuple(kept.get("modifiers", ())))
