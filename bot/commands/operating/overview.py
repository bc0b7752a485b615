"""What `/admin` shows first: what runs and waits, what is paused, what waits for a decision."""

from __future__ import annotations

from bot.access import Action
from bot.commands.operating.page import Page, in_rows
from bot.commands.operating.pause_view import pause_line
from bot.intake.reply import Reply, ReplyLine
from bot.jobs import pauses, queue
from bot.store import Tx
from bot.store.rows import PoolRow, StateCountRow


def overview(tx: Tx, page: Page) -> Reply:
    """Counts of jobs by state, a line for each model and account that has work or is stopped, and how to go on."""
    counts = {row.state: row.jobs for row in tx.all(StateCountRow, "jobs.count_open_by_state")}
    queued, held = queue.waiting_by_pool(tx), counts.get("held", 0)
    lines = [
        ReplyLine(
            "admin-overview",
            {
                "waiting": sum(queued.values()) + counts.get("preparing", 0),
                "running": sum(counts.get(state, 0) for state in ("submitting", "unknown", "running", "collecting")),
                "held": held,
            },
        )
    ]
    lines += [pause_line(scope) for scope in sorted(pauses.paused(tx))]
    for pool in tx.all(PoolRow, "queue.pools"):
        waiting = queued.get(pool.id, 0)
        if waiting or not pool.is_live:
            state = "paused" if pool.paused else "live" if pool.is_live else "suspended"
            facts = {"model": pool.model, "account": pool.account, "waiting": waiting, "state": state}
            lines.append(ReplyLine("admin-overview-pool", facts))
    buttons = [page.to("queue", "queue"), page.to("held", "held", count=held)]
    if page.may(Action.STEER):
        buttons.append(page.to("pauses", "pause"))
    if page.may(Action.MODERATE):
        buttons.append(page.to("reports", "reports", count=int(tx.value("moderation.count_open_cases")), more="no"))
    if page.may(Action.AUDIT):
        buttons.append(page.to("audit", "audit", older="no"))
    return Reply((*lines, ReplyLine("admin-overview-how")), in_rows(buttons))
