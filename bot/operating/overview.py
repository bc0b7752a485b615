"""What runs and waits, what is paused, how the platforms are, what is spent: the read model of everyone who oversees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.jobs import limits, money, queue
from bot.jobs.limits_in_force import limits_in_force
from bot.jobs.manager import JobManager
from bot.operating.platform_health import PlatformView, platform_views
from bot.store import Tx
from bot.store.rows import (
    BusyPoolRow,
    PauseRow,
    PlatformWaitingRow,
    PoolRow,
    SlotCountRow,
    StateCountRow,
)

RUNNING = ("submitting", "unknown", "running", "collecting")
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class PoolView:
    """A model on an account. `state`: live, paused (by an admin), suspended; `reason`: of what keeps it, as a code, empty if
    nothing does. `busy` of `slots` are taken (a spare one may be above them), `used_share` of them over the last hour;
    `clear_in_s`: when what waits now should be painted, 0 if nothing waits, None if that cannot be said."""

    model: str
    account: str
    state: str
    reason: str
    waiting: int
    busy: int
    slots: int
    used_share: float
    clear_in_s: float | None


@dataclass(frozen=True, slots=True)
class PauseView:
    """What is paused, by whom (a person's row, 0: the command line), since when."""

    scope: str
    person_id: int
    since: float


@dataclass(frozen=True, slots=True)
class PeriodMoney:
    """A day or a month, in li: what people were charged, what the service was paid, and the budget (0: none)."""

    charged_li: int
    paid_li: int
    pictures: int
    budget_li: int


@dataclass(frozen=True, slots=True)
class AccountMoney:
    """What an account has paid today and this month, with its limits, in li (0: none)."""

    account: str
    today_li: int
    today_limit_li: int
    month_li: int
    month_limit_li: int


@dataclass(frozen=True, slots=True)
class MoneyView:
    """Money of this day and month, in the operator's time zone."""

    today: PeriodMoney
    month: PeriodMoney
    accounts: tuple[AccountMoney, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything together. `moderation`: how much waits for moderators, by list (reports, prompts, images)."""

    waiting: int
    running: int
    held: int
    pools: tuple[PoolView, ...]
    pauses: tuple[PauseView, ...]
    platforms: tuple[PlatformView, ...]
    moderation: Mapping[str, int]


def overview(
    tx: Tx, manager: JobManager, platforms: Sequence[str], adapters: Mapping[str, object] | None = None
) -> Overview:
    """What runs and waits now. `platforms`: the names of those that are turned on; `adapters`: the running ones, by name."""
    busy = {
        row.pool_id: row.busy_s for row in tx.all(BusyPoolRow, "jobs.busy_by_pool", since=tx.now - HOUR_S, now=tx.now)
    }
    counts = {row.state: row.jobs for row in tx.all(StateCountRow, "jobs.count_open_by_state")}
    queued = queue.waiting_by_pool(tx)
    return Overview(
        waiting=sum(queued.values()) + counts.get("preparing", 0),
        running=sum(counts.get(state, 0) for state in RUNNING),
        held=counts.get("held", 0),
        pools=tuple(
            _pool(tx, manager, pool, queued.get(pool.id, 0), busy.get(pool.id, 0.0))
            for pool in tx.all(PoolRow, "queue.pools")
        ),
        pauses=tuple(PauseView(*row) for row in tx.all(PauseRow, "queue.pauses")),
        platforms=platform_views(tx, platforms, adapters),
        moderation={row.name: row.waiting for row in tx.all(PlatformWaitingRow, "moderation.count_open_by_list")},
    )


def money_view(tx: Tx, manager: JobManager) -> MoneyView:
    """What was spent today and this month."""
    settings = manager.settings
    day = money.day_of(tx.now, settings.zone)
    first, last = month_of(day)
    budgets = limits_in_force(tx, settings, None)
    return MoneyView(
        today=_period(tx, day, day, budgets.daily_yuan),
        month=_period(tx, first, last, budgets.monthly_yuan),
        accounts=tuple(
            AccountMoney(
                account.name,
                money.spent_on(tx, f"account:{account.name}", day).amount_li,
                _li(account.daily_yuan),
                money.spent_between(tx, f"account:{account.name}", first, last).amount_li,
                _li(account.monthly_yuan),
            )
            for account in limits.current_accounts(tx, settings.upstream.accounts)
        ),
    )


def month_of(day: str) -> tuple[str, str]:
    """The first and the last day of the month of a day, as they are compared in the ledgers (as text)."""
    return f"{day[:7]}-01", f"{day[:7]}-31"


def _pool(tx: Tx, manager: JobManager, pool: PoolRow, waiting: int, busy_s: float) -> PoolView:
    held_since = tx.now - manager.settings.upstream.task_max_s
    slots = tx.get(SlotCountRow, "queue.slots", pool_id=pool.id, held_since=held_since)
    return PoolView(
        model=pool.model,
        account=pool.account,
        state="paused" if pool.paused else "live" if pool.is_live else "suspended",
        reason=pool.account_reason or pool.reason or (pool.pause_reason if pool.next_submit_at > tx.now else ""),
        waiting=waiting,
        busy=slots.taken,
        slots=pool.tasks_at_once,
        used_share=min(1.0, busy_s / (HOUR_S * max(1, pool.tasks_at_once))),
        clear_in_s=_clear_in_s(tx, manager, pool, waiting),
    )


def _clear_in_s(tx: Tx, manager: JobManager, pool: PoolRow, waiting: int) -> float | None:
    if not waiting:
        return 0.0
    positions = manager.positions(tx, pool) if pool.is_live else {}
    if not positions:
        return None
    typical_s = manager.duration(tx, pool.model).typical_s
    beyond = max(0, waiting - len(positions))  # The forecast covers the first ones only.
    return max(each.done_in_s for each in positions.values()) + beyond * typical_s / max(1, pool.tasks_at_once)


def _period(tx: Tx, first: str, last: str, budget: Decimal) -> PeriodMoney:
    charged = money.spent_between(tx, "all", first, last)
    paid = money.spent_between(tx, money.UPSTREAM_SCOPE, first, last)
    return PeriodMoney(charged.amount_li, paid.amount_li, charged.pictures, _li(budget))


def _li(yuan: Decimal) -> int:
    return int(yuan * money.LI_PER_YUAN)
