"""Views of a person and of a conversation: what they are allowed, what they use."""

from __future__ import annotations

from bot.access import Action
from bot.commands.operating.page import Page, in_rows
from bot.intake.preferences import Preferences
from bot.intake.reply import Reply, ReplyLine, one_line
from bot.jobs import money
from bot.operating import readers
from bot.store import Tx
from bot.store.rows import ConversationRow, JobCountRow, JobRow, PayerRow, PersonRow

SHOWN_JOBS = 10


def person(tx: Tx, page: Page) -> Reply:
    """A person: rank, ban, how many jobs, what they spent, what is open; and the acts that are possible."""
    row = tx.one(PersonRow, "people.person_by_id", id=page.row)
    if row is None:
        return one_line("act-no-such-person", word=str(page.row))
    rank = page.installation.admission.rank_anywhere(row).word
    counts = tx.get(JobCountRow, "jobs.count_of_person", person_id=row.id, since=page.day_start(tx.now))
    lines = [
        ReplyLine("admin-person", {"person": readers.person_line(tx, row.id), "rank": rank}),
        ReplyLine("admin-person-jobs", {"today": counts.today, "count": counts.jobs}),
    ]
    if row.banned:
        lines.insert(1, ReplyLine("admin-person-banned"))
    payer = tx.one(PayerRow, "people.find_payer", kind="person", ref_id=row.id)
    if page.may(Action.ACCOUNT):
        lines.append(_spending(tx, page, f"payer:{payer.id}" if payer else ""))
    buttons = [
        button for verb in ("ban", "unban") for button in page.order(tx, verb, row.id, f"{row.platform}:{row.user_id}")
    ]
    if page.may(Action.STEER):
        jobs = tx.all(JobRow, "jobs.open_of_person", person_id=row.id)
        for job in jobs[:SHOWN_JOBS]:
            state = ReplyLine("admin-state", {"state": job.state}).nested
            lines.append(ReplyLine("admin-person-job", {"id": job.id, "state": state, "model": job.model}))
            buttons.append(page.to("job", f"job {job.id}", job.id, id=job.id))
    return Reply(tuple(lines), in_rows([*buttons, page.to("overview", "")]))


def place(tx: Tx, page: Page) -> Reply:
    """A conversation: whether it can be posted to, its defaults, what was painted and spent there."""
    row = tx.one(ConversationRow, "people.conversation_by_id", id=page.row)
    if row is None:
        return one_line("admin-no-such-place", word=str(page.row))
    kind = "direct" if row.direct else "group"
    lines = [ReplyLine("admin-place", {"address": address_of(row), "kind": kind})]
    if row.blocked_reason:
        lines.append(ReplyLine("admin-place-blocked", {"reason": row.blocked_reason}))
    if model := Preferences.of(row.settings).model:
        lines.append(ReplyLine("admin-place-model", {"model": model}))
    scope = f"conversation:{row.id}"
    today = money.day_of(tx.now, page.installation.manager.settings.zone)
    painted = money.spent_on(tx, scope, today).pictures
    month = money.spent_between(tx, scope, f"{today[:7]}-01", f"{today[:7]}-31").pictures
    lines.append(ReplyLine("admin-place-pictures", {"today": painted, "month": month}))
    if page.may(Action.ACCOUNT):
        lines.append(_spending(tx, page, scope))
    return Reply(tuple(lines), in_rows([page.to("overview", "")]))


def address_of(row: ConversationRow) -> str:
    """A conversation as the settings name it: `telegram:-100123`."""
    return f"{row.platform}:{row.chat_id}"


def _spending(tx: Tx, page: Page, scope: str) -> ReplyLine:
    """What a scope spent today and this month; nothing for the empty one."""
    today = money.day_of(tx.now, page.installation.manager.settings.zone)
    spent_li = month_li = 0
    if scope:
        spent_li = money.spent_on(tx, scope, today).amount_li
        month_li = money.spent_between(tx, scope, f"{today[:7]}-01", f"{today[:7]}-31").amount_li
    return ReplyLine("admin-spending", {"today": money.yuan_text(spent_li), "month": money.yuan_text(month_li)})
