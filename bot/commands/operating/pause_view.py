"""The view of what is paused and what can be: everything, a model, an account."""

from __future__ import annotations

from typing import Final

from bot.commands.operating.page import Page, in_rows
from bot.intake.reply import Reply, ReplyButton, ReplyLine
from bot.jobs import pauses, queue
from bot.store import Tx
from bot.store.rows import AccountRow, PoolRow

SHOWN_MODELS: Final = 9
SHOWN_ACCOUNTS: Final = 6
ROLES: Final = ("paint", "edit", "fast")


def pausing(tx: Tx, page: Page) -> Reply:
    """What is paused, and a button to pause or resume each: all, the models that are used, the accounts."""
    paused = pauses.paused(tx)
    lines = [pause_line(scope) for scope in sorted(paused)] or [ReplyLine("admin-pauses-none")]
    buttons: list[ReplyButton] = []
    scopes = [pauses.ALL, *(pauses.scope_of(model=name) for name in _models(tx, page))]
    scopes += [pauses.scope_of(account=row.name) for row in tx.all(AccountRow, "queue.accounts")[:SHOWN_ACCOUNTS]]
    for scope in scopes:
        kind, _, name = scope.partition(":")
        verb = "resume" if scope in paused else "pause"
        label = ReplyLine(f"admin-button-{verb}", {"kind": kind, "name": name})
        buttons += page.order(tx, verb, 0, "", scope, label)
    return Reply((*lines, ReplyLine("act-pause-effect")), in_rows([*buttons, page.to("overview", "")]))


def _models(tx: Tx, page: Page) -> list[str]:
    """Those of the roles, then those that are paused or have work."""
    roles = page.installation.manager.roles
    names = [name for role in ROLES if (name := roles.model_of(role))]
    waiting = queue.waiting_by_pool(tx)
    names += [pool.model for pool in tx.all(PoolRow, "queue.pools") if pool.paused or pool.id in waiting]
    return list(dict.fromkeys(names))[:SHOWN_MODELS]


def pause_line(scope: str) -> ReplyLine:
    """That everything, a model or an account is paused."""
    kind, _, name = scope.partition(":")
    return ReplyLine("admin-overview-paused", {"kind": kind, "name": name})
