"""The view of the audit: what was done and looked at by right of a rank, newest first."""

from __future__ import annotations

from bot.access import Action
from bot.commands.operating.page import Page, in_rows
from bot.grammar.callback_data import UndoActCallback
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line
from bot.operating import act_from_json
from bot.operating.audit_words import entry_line
from bot.store import Tx
from bot.store.rows import AuditEntryRow

SHOWN_ENTRIES = 8
_NEWEST = 2**53
OPERATOR = "operator"


def audit(tx: Tx, page: Page) -> Reply:
    """The newest entries, or those before `page.row`; those that can be taken back have a button."""
    if not page.may(Action.AUDIT):
        return one_line("act-not-allowed")
    entries = tx.all(AuditEntryRow, "access.entries_before", before_id=page.row or _NEWEST, limit=SHOWN_ENTRIES)
    lines = [ReplyLine("admin-audit-head" if entries else "admin-audit-empty")]
    lines += [_line(tx, page, entry) for entry in entries]
    buttons: list[ReplyButton] = [
        ("admin-button-undo", {"entry": entry.id}, UndoActCallback(entry.id).pack(), f"/admin undo {entry.id}")
        for entry in entries
        if entry.undo and not entry.undone_by and act_from_json(entry.undo)
    ]
    if len(entries) == SHOWN_ENTRIES:
        oldest = entries[-1].id
        buttons.append(page.to("audit", f"audit {oldest}", oldest, older="yes"))
    return Reply(tuple(lines), in_rows([*buttons, page.to("overview", "")]))


def _line(tx: Tx, page: Page, entry: AuditEntryRow) -> ReplyLine:
    return ReplyLine(
        "admin-audit-line",
        {
            "entry": entry.id,
            "at": page.time(entry.at),
            "who": ReplyLine("admin-audit-shell").nested if entry.actor == OPERATOR else entry.actor,
            "what": entry_line(tx, entry).nested,
            "by": entry.undone_by,
        },
    )
