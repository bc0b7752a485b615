"""Views of a conversation: what was painted and spent there, how its requests are treated, how long it is kept."""

from __future__ import annotations

from typing import Final

from bot.access import Action
from bot.commands.operating.page import Page, in_rows
from bot.commands.operating.people_views import spending
from bot.intake.preferences import Preferences
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line
from bot.jobs import money
from bot.operating import readers
from bot.store import Tx
from bot.store.rows import ConversationRow

KEPT_DAYS: Final = (7, 30, 90, 180)
MODES: Final = ("usual", "moderated", "off")


def place(tx: Tx, page: Page) -> Reply:
    """A conversation: whether it can be posted to, its defaults and rules, what was painted and spent there."""
    row = tx.one(ConversationRow, "people.conversation_by_id", id=page.row)
    if row is None:
        return one_line("admin-no-such-place", word=str(page.row))
    address = address_of(row)
    kind = "direct" if row.direct else "group"
    lines = [ReplyLine("admin-place", {"address": address, "kind": kind})]
    if row.blocked_reason:
        lines.append(ReplyLine("admin-place-blocked", {"reason": row.blocked_reason}))
    if row.mode:
        lines.append(ReplyLine("admin-mode", {"mode": row.mode}))
    if row.keep_days:
        lines.append(ReplyLine("admin-keep", {"days": row.keep_days}))
    if model := Preferences.of(row.settings).model:
        lines.append(ReplyLine("admin-place-model", {"model": model}))
    scope = f"conversation:{row.id}"
    today = money.day_of(tx.now, page.installation.manager.settings.zone)
    painted = money.spent_on(tx, scope, today).pictures
    month = money.spent_between(tx, scope, f"{today[:7]}-01", f"{today[:7]}-31").pictures
    lines.append(ReplyLine("admin-place-pictures", {"today": painted, "month": month}))
    if page.may(Action.ACCOUNT):
        lines.append(spending(tx, page, scope))
    buttons: list[ReplyButton] = []
    if page.may(Action.ALLOW):
        buttons.append(page.to("place-limits", f"limit-chat {address}", row.id))
        buttons.append(page.to("mode", f"mode {address}", row.id))
        buttons.append(page.to("keep", f"keep {address}", row.id))
    return Reply(tuple(lines), in_rows([*buttons, page.to("overview", "")]))


def mode(tx: Tx, page: Page) -> Reply:
    """How the requests of a conversation are treated, and the other ways."""
    row = tx.one(ConversationRow, "people.conversation_by_id", id=page.row)
    if row is None:
        return one_line("admin-no-such-place", word=str(page.row))
    address = address_of(row)
    buttons: list[ReplyButton] = []
    for each in MODES:
        buttons += page.order(tx, "mode", row.id, address, each, ReplyLine("admin-button-mode-to", {"mode": each}))
    head = ReplyLine("admin-mode-of", {"place": readers.conversation_line(tx, row.id)})
    lines = (head, ReplyLine("admin-mode", {"mode": row.mode or "usual"}))
    return Reply(lines, in_rows([*buttons, page.to("place", f"conversation {address}", row.id)]))


def keep(tx: Tx, page: Page) -> Reply:
    """How long pictures and words of a conversation are kept, and other times."""
    row = tx.one(ConversationRow, "people.conversation_by_id", id=page.row)
    if row is None:
        return one_line("admin-no-such-place", word=str(page.row))
    address = address_of(row)
    buttons: list[ReplyButton] = []
    for days in KEPT_DAYS:
        label = ReplyLine("admin-button-days", {"days": days})
        buttons += page.order(tx, "keep", row.id, address, str(days), label)
    buttons += page.order(tx, "keep", row.id, address, "none", ReplyLine("admin-button-default"))
    if buttons:
        buttons.append(page.ask("keep", row.id, address))
    head = ReplyLine("admin-keep-of", {"place": readers.conversation_line(tx, row.id)})
    lines = (
        head,
        ReplyLine("admin-keep", {"days": row.keep_days}),
        ReplyLine("act-keep-effect", {"days": row.keep_days}),
    )
    return Reply(lines, in_rows([*buttons, page.to("place", f"conversation {address}", row.id)]))


def address_of(row: ConversationRow) -> str:
    """A conversation as the settings name it: `telegram:-100123`."""
    return f"{row.platform}:{row.chat_id}"
