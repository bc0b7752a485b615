"""Money: two append-only ledgers, in li (1 li = 0.001 yuan), and running totals that can be checked against them.

`charge` is what a payer is charged: `reserve` when a job is accepted, `settle` gives back what was not used, so that a job's
rows add up to its stored pictures times their price. `cost` is what an account owes upstream, by the upstream's own
count. Rows of a job carry the day of its reservation, so a day's total is final once the day's jobs have ended.

A call to a chat model is charged likewise, without pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.jobs import gifts
from bot.jobs.running_totals import ALL_TIME, add_to_totals
from bot.store import Tx
from bot.store.rows import (
    AccountDayRow,
    AmountRow,
    ChargeRow,
    ChatCallRow,
    JobRow,
    PayerDayRow,
    RunningTotalRow,
)
from bot.store.rows.money import ChargeKind

LI_PER_YUAN = 1000
ACCEPTANCE_LOCK: Final = 0x5E0B2
"""Key of the advisory lock of acceptance. (The next to it is that of migrations.)"""
ALL_SCOPE = "all"
"""The scope of the total of all that people are charged."""
CALLS = "calls"
"""In the place of a model: the calls to chat models."""
UPSTREAM_SCOPE = "upstream"
"""The scope of the total cost of all accounts."""


def yuan(amount_li: int) -> Decimal:
    """Li as yuan, exact."""
    return Decimal(amount_li) / LI_PER_YUAN


def yuan_text(amount_li: int) -> str:
    """Li as yuan without trailing zeros: 0.16, 1.6, 20."""
    text = f"{yuan(amount_li):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_of(moment: float, zone: ZoneInfo) -> str:
    """The calendar day (YYYY-MM-DD) of a unix time in the operator's time zone."""
    return _day_of_minute(int(moment // 60), zone)


@lru_cache(maxsize=64)
def _day_of_minute(minute: int, zone: ZoneInfo) -> str:
    # Days begin at whole minutes in every zone. A message asks several times, and a conversion takes longer than a look here.
    return datetime.fromtimestamp(minute * 60, zone).strftime("%Y-%m-%d")


def _scopes(job: JobRow) -> tuple[str, ...]:
    scopes = [ALL_SCOPE, f"payer:{job.payer_id}", f"conversation:{job.conversation_id}", _model_scope(job.model)]
    if job.session_id:
        scopes.append(session_scope(job.session_id))
    if job.author_payer_id:
        scopes.append(_authored_scope(job.author_payer_id))
    return tuple(scopes)


def _model_scope(model: str) -> str:
    return f"model:{model}"


def session_scope(session_id: int) -> str:
    """The scope of what a session has ordered."""
    return f"session:{session_id}"


def _authored_scope(payer_id: int) -> str:
    """The scope of pictures that other people's sessions painted of a person's ideas."""
    return f"authored:{payer_id}"


def pictures_of_person(tx: Tx, payer_id: int, first: str, last: str) -> int:
    """How many pictures of these days count against a person's limits: those that their payer pays for, and those of their ideas
    that other people's sessions paint; not those that were given to them."""
    return int(tx.value("money.pictures_of_person", payer_id=payer_id, first=first, last=last))


def total_of_chat(tx: Tx, conversation_id: int, first: str, last: str) -> AmountRow:
    """What counts against the limits of a conversation's whole chat on these days."""
    return tx.get(AmountRow, "money.total_of_chat", conversation_id=conversation_id, first=first, last=last)


def free_scope(account: str, model: str) -> str:
    """The scope of free pictures that were used or reserved."""
    return f"free:{account}:{model}"


def lock_acceptance(tx: Tx) -> None:
    """Serialize acceptance until commit, so that the rest of a limit is not granted twice. (PostgreSQL: an
    advisory lock. SQLite has one writer anyway.)"""
    tx.value("money.lock_acceptance", key=ACCEPTANCE_LOCK)


def charge_li(job: JobRow, pictures: int) -> int:
    """What a job costs its payer if `pictures` of its pictures came, in li."""
    return pictures * job.price_li + job.input_li if pictures else 0


def reserve(tx: Tx, job: JobRow, day: str, free_of: str = "", gift_pictures: int = 0) -> None:
    """Reserve what a job may cost. `free_of` is the scope of the free allowance that it uses instead of money, if
    any; `gift_pictures`: how many of its pictures were given to its payer."""
    amount = charge_li(job, job.n)
    tx.send(
        "money.charge",
        payer_id=job.payer_id,
        job_id=job.id,
        model=job.model,
        day=day,
        kind="reserve",
        free_scope=free_of,
        amount_li=amount,
        pictures=job.n,
        gift_pictures=gift_pictures,
        now=tx.now,
    )
    add_to_totals(tx, _scopes(job), day, amount, job.n)
    gifts.use(tx, job, day, gift_pictures)
    if free_of:
        add_to_totals(tx, (free_of,), ALL_TIME, 0, job.n)


Charges = Callable[[], list[ChargeRow]]
"""What a job was charged and given back so far, once that is answered."""


def charges_of(tx: Tx, job: JobRow) -> Charges:
    """What a job was charged and given back so far."""
    return tx.later(ChargeRow, "money.charges_of_job", job_id=job.id)


def settle(tx: Tx, job: JobRow, kept: int, charges: Charges | None = None) -> None:
    """Release what a job that ended with `kept` pictures did not use; `charges`: if they were asked for before. Once per job;
    a second call does nothing. Of a free allowance it has used what was painted, also if that was not kept: the
    upstream counts it."""
    rows = (charges or charges_of(tx, job))()
    if not rows or any(row.kind == "settle" for row in rows):
        return
    first = rows[0]
    kept = min(kept, first.pictures)
    unused = first.pictures - kept
    amount = charge_li(job, kept) - charge_li(job, first.pictures)
    tx.send(
        "money.charge",
        payer_id=job.payer_id,
        job_id=job.id,
        model=job.model,
        day=first.day,
        kind="settle",
        free_scope="",
        amount_li=amount,
        pictures=-unused,
        gift_pictures=-min(unused, first.gift_pictures),
        now=tx.now,
    )
    add_to_totals(tx, _scopes(job), first.day, amount, -unused)
    gifts.use(tx, job, first.day, -min(unused, first.gift_pictures))
    if first.free_scope:
        painted = int(tx.value("money.free_of_task", task_id=job.task_id) or 0)
        add_to_totals(tx, (first.free_scope,), ALL_TIME, 0, min(0, max(painted, kept) - first.pictures))


def refund(tx: Tx, job: JobRow) -> bool:
    """Refund what an ended job still costs its payer; False if that is nothing. Once per job."""
    rows = charges_of(tx, job)()
    owed = sum(row.amount_li for row in rows)
    if not owed or any(row.kind == "refund" for row in rows):
        return False
    first = rows[0]
    tx.send(
        "money.charge",
        payer_id=job.payer_id,
        job_id=job.id,
        model=job.model,
        day=first.day,
        kind="refund",
        free_scope="",
        amount_li=-owed,
        pictures=0,
        gift_pictures=0,
        now=tx.now,
    )
    add_to_totals(tx, _scopes(job), first.day, -owed, 0)
    return True


def record_cost(
    tx: Tx, job: JobRow, account: str, price_li: int, pictures: int, day: str, *, inputs_li: int = 0
) -> None:
    """Record what a task cost upstream, once per task: `price_li` for each picture and `inputs_li` for its reference
    images. Free pictures are counted separately: those of this account's own
    allowance, or all with the studio. (A job may have moved here from an account whose allowance it was to use.)"""
    rows = charges_of(tx, job)()
    free_of = rows[0].free_scope if rows else ""
    free = pictures if job.price_li == 0 and free_of in ("", free_scope(account, job.model)) else 0
    amount = (pictures - free) * price_li + (inputs_li if pictures > free else 0)
    fresh = tx.run(
        "money.cost",
        account=account,
        model=job.model,
        job_id=job.id,
        task_id=job.task_id,
        day=day,
        pictures=pictures,
        free_pictures=free,
        amount_li=amount,
        now=tx.now,
    )
    if fresh:
        add_to_totals(tx, (f"account:{account}", UPSTREAM_SCOPE), day, amount, pictures)


def reserve_call(tx: Tx, call: ChatCallRow) -> None:
    """Reserve what a call costs if it is answered."""
    _charge_call(tx, call, "reserve", call.price_li)


def release_call(tx: Tx, call: ChatCallRow) -> None:
    """Give back what was reserved for a call that has failed. Once per call; a second time does nothing."""
    rows = tx.all(ChargeRow, "money.charges_of_call", call_id=call.id)
    if owed := sum(row.amount_li for row in rows):
        _charge_call(tx, call, "settle", -owed)


def _charge_call(tx: Tx, call: ChatCallRow, kind: ChargeKind, amount_li: int) -> None:
    about = {"payer_id": call.payer_id, "call_id": call.id, "day": call.day, "kind": kind, "amount_li": amount_li}
    tx.run("money.charge_call", **about, now=tx.now)
    scopes = (ALL_SCOPE, f"payer:{call.payer_id}", f"conversation:{call.conversation_id}", _model_scope(CALLS))
    add_to_totals(tx, scopes, call.day, amount_li, 0)


def record_call_cost(tx: Tx, call: ChatCallRow, model: str) -> None:
    """Record what a try of a call cost upstream, or may have cost: once per try."""
    fresh = tx.run(
        "money.cost",
        account=call.account,
        model=model,
        job_id=0,
        task_id=f"call:{call.id}:{call.tries}",
        day=call.day,
        pictures=0,
        free_pictures=0,
        amount_li=call.price_li,
        now=tx.now,
    )
    if fresh:
        add_to_totals(tx, (f"account:{call.account}", UPSTREAM_SCOPE), call.day, call.price_li, 0)


def spent_on(tx: Tx, scope: str, day: str) -> AmountRow:
    """The total of one day (reserved and settled together)."""
    return tx.one(AmountRow, "money.total", scope=scope, day=day) or AmountRow(0, 0)


def spent_between(tx: Tx, scope: str, first: str, last: str) -> AmountRow:
    """The total of the days from `first` to `last`."""
    return tx.get(AmountRow, "money.total_between", scope=scope, first=first, last=last)


def spent_by_all(tx: Tx, first: str, last: str) -> int:
    """What counts against the budgets of all together on these days, in li: the larger of what people are charged and what the
    upstream was paid. A result that was paid for and never arrived is charged to nobody, and has to count."""
    return int(tx.value("money.spent_by_all", first=first, last=last))


def in_flight_li(tx: Tx, account: str) -> int:
    """What an account's running tasks and calls may still cost, in li: all that was submitted and is not in its ledger
    yet."""
    return int(tx.value("money.in_flight", account=account))


@dataclass(frozen=True, slots=True)
class TotalDifference:
    """A running total (scope and day) that differs from the sum of its ledger; amounts in li and pictures, None where
    there is none."""

    total: tuple[str, str]
    ledger: tuple[int, int] | None
    tally: tuple[int, int] | None


def compare_totals(tx: Tx) -> list[TotalDifference]:
    """Differences between the running totals and the ledgers."""
    wrong: list[TotalDifference] = []
    ledgers = {
        "payer:%": {
            (f"payer:{row.payer_id}", row.day): (row.amount_li, row.pictures)
            for row in tx.all(PayerDayRow, "money.ledger_sums")
        },
        "account:%": {
            (f"account:{row.account}", row.day): (row.amount_li, row.pictures)
            for row in tx.all(AccountDayRow, "money.cost_sums")
        },
    }
    for pattern, sums in ledgers.items():
        totals = {
            (row.scope, row.day): (row.amount_li, row.pictures)
            for row in tx.all(RunningTotalRow, "money.totals_like", pattern=pattern)
        }
        wrong.extend(
            TotalDifference(key, sums.get(key), totals.get(key))
            for key in sorted(sums.keys() | totals.keys())
            if sums.get(key, (0, 0)) != totals.get(key, (0, 0))
        )
    return wrong
