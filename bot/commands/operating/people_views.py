"""Views of a person: what they are allowed, what they use, the rank that they have."""

from __future__ import annotations

from bot.access import Action
from bot.access.ranks import RANK_WORDS
from bot.commands.operating.page import Page, in_rows
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line
from bot.jobs import gifts, money
from bot.operating import readers
from bot.store import Tx
from bot.store.rows import JobCountRow, JobRow, PayerRow, PersonRow

SHOWN_JOBS = 6


def person(tx: Tx, page: Page) -> Reply:
    """A person: rank, ban, how many jobs, what they spent, what is open; and the acts that are possible."""
    row = tx.one(PersonRow, "people.person_by_id", id=page.row)
    if row is None:
        return one_line("act-no-such-person", word=str(page.row))
    address = f"{row.platform}:{row.user_id}"
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
        lines.append(spending(tx, page, f"payer:{payer.id}" if payer else ""))
    if own := int(tx.value("limits.has_own", person_id=row.id)):
        lines.append(ReplyLine("admin-person-limits", {"count": own}))
    if payer and (left := gifts.left(tx, payer.id)):
        lines.append(ReplyLine("admin-person-gifts", {"count": left}))
    buttons = [button for verb in ("ban", "unban") for button in page.order(tx, verb, row.id, address)]
    if page.may(Action.ALLOW):
        buttons.append(page.to("limits", f"limit {address}", row.id))
        buttons.append(page.to("gifts", f"gift {address}", row.id))
    if page.may(Action.APPOINT):
        buttons.append(page.to("rank", f"rank {address}", row.id))
    if page.may(Action.LOOK):
        buttons.append(page.to("said", f"said {address}", row.id))
    if page.may(Action.STEER):
        jobs = tx.all(JobRow, "jobs.open_of_person", person_id=row.id)
        for job in jobs[:SHOWN_JOBS]:
            state = ReplyLine("admin-state", {"state": job.state}).nested
            lines.append(ReplyLine("admin-person-job", {"id": job.id, "state": state, "model": job.model}))
            buttons.append(page.to("job", f"job {job.id}", job.id, id=job.id))
    return Reply(tuple(lines), in_rows([*buttons, page.to("overview", "")]))


def rank(tx: Tx, page: Page) -> Reply:
    """The rank of a person, and those that the reader can give."""
    row = tx.one(PersonRow, "people.person_by_id", id=page.row)
    if row is None:
        return one_line("act-no-such-person", word=str(page.row))
    address = f"{row.platform}:{row.user_id}"
    now = page.installation.admission.rank_anywhere(row).word
    buttons: list[ReplyButton] = []
    for word in RANK_WORDS:
        buttons += page.order(tx, "rank", row.id, address, word, ReplyLine("admin-button-rank-to", {"rank": word}))
    if row.rank:
        buttons += page.order(tx, "rank", row.id, address, "none", ReplyLine("admin-button-default"))
    lines = [ReplyLine("admin-person", {"person": readers.person_line(tx, row.id), "rank": now})]
    lines.append(ReplyLine("act-rank-effect" if buttons else "admin-rank-not-yours"))
    return Reply(tuple(lines), in_rows([*buttons, page.to("person", f"person {address}", row.id)]))


def spending(tx: Tx, page: Page, scope: str) -> ReplyLine:
    """What a scope spent today and this month; nothing for the empty one."""
    today = money.day_of(tx.now, page.installation.manager.settings.zone)
    spent_li = month_li = 0
    if scope:
        spent_li = money.spent_on(tx, scope, today).amount_li
        month_li = money.spent_between(tx, scope, f"{today[:7]}-01", f"{today[:7]}-31").amount_li
    return ReplyLine("admin-spending", {"today": money.yuan_text(spent_li), "month": money.yuan_text(month_li)})
