"""What moderators read in `/admin`: what waits for them, the rules about words, what was refused, and what a person said.

Words are shown, so whoever asks for one of these views is recorded, for each person whose words it shows, when they ask
(`looked_at`). The view is rendered later, and again whenever its post is sent again: it shows what was looked at, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.access import Action, Principal
from bot.commands.operating.page import Page, in_rows
from bot.commands.prompt_text import shortened
from bot.grammar.callback_data import AdminView
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line
from bot.operating import Installation, Surface
from bot.operating import moderation_lists as lists
from bot.operating.moderation_lists import CaseView, MayNotLook
from bot.operating.readers import person_line
from bot.operating.word_acts import rule_line
from bot.store import Tx
from bot.store.rows import JobRow, ModerationCaseRow, SaidRow, WordRuleRow

SHOWN_CASES = 5
SHOWN_SAID = 20
SHOWN_RULES = 15
SHOWN_WORDS = 120
VIEW_OF_ORDER: Mapping[str, AdminView] = {"word-list": "words", "reports": "reports", "refusals": "refusals"}
"""What is only read, by the name of its order."""
_LISTS: Mapping[AdminView, Callable[..., list[CaseView]]] = {
    "reports": lists.open_cases,
    "refusals": lists.refusals,
}


def looked_at(tx: Tx, made: Installation, by: Principal, view: AdminView, row: int) -> tuple[int, ...]:
    """Record a look at what a view is going to show: returns the numbers of those cases. Of what a person said (`row`) it is the
    moment of the look, in milliseconds: what they say later is not shown."""
    try:
        if view == "said":
            lists.said_by(tx, by, Surface.CHAT, row, before=tx.now, limit=SHOWN_SAID)
            return (int(tx.now * 1000),)
        if view in _LISTS:
            place = {"after_id": row} if view == "reports" else {"before_id": row or lists.NEWEST}
            found = _LISTS[view](tx, made, by, Surface.CHAT, limit=SHOWN_CASES, **place)
            return tuple(case.case_id for case in found)
    except MayNotLook:
        pass  # The view says so.
    return ()


def words(tx: Tx, page: Page) -> Reply:
    """The rules about words, those with numbers above `page.row`, with buttons that remove them."""
    if not page.may(Action.MODERATE):
        return one_line("act-not-allowed")
    count = tx.value("moderation.count_rules")
    rules = tx.all(WordRuleRow, "moderation.rules_after", after_id=page.row, limit=SHOWN_RULES)
    lines = [ReplyLine("word-list", {"count": count, "file": len(page.installation.manager.words.of_file)})]
    buttons: list[ReplyButton] = []
    for row in rules:
        line = rule_line(tx, "word-list-rule", row.action, row.text, row.conversation_id)
        lines.append(ReplyLine(line.text_id, {"id": row.id, **line.arguments}))
        label = ReplyLine("admin-button-word-remove-one", {"id": row.id})
        buttons += page.order(tx, "word-remove", row.id, str(row.id), label=label)
    if len(rules) == SHOWN_RULES:
        buttons.append(page.to("words", f"words {rules[-1].id}", rules[-1].id, more="yes"))
    how = (ReplyLine("act-word-add-how"), ReplyLine("act-word-remove-how"))
    return Reply((*lines, *how), in_rows([*buttons, *_elsewhere(page, "words")]))


def reports(tx: Tx, page: Page) -> Reply:
    """What waits for moderators, with buttons to look and to decide."""
    if not page.may(Action.LOOK):
        return one_line("act-not-allowed")
    count = int(tx.value("moderation.count_open_cases"))
    rows = _cases(tx, page.shown)
    lines = [ReplyLine("cases", {"count": count}) if count else ReplyLine("cases-none")]
    buttons: list[ReplyButton] = []
    for row in rows:
        lines.append(_line(tx, "case", row))
        if not row.is_open:
            continue
        if row.job_id:
            buttons.append(page.to("look", f"look {row.job_id}", row.job_id, job=row.job_id))
        verbs = ("release", "fail") if row.kind == "held" else ("report-remove", "report-dismiss")
        for verb in verbs:
            number = row.job_id if verb in lists.OF_JOB else row.id
            label = ReplyLine(f"admin-button-{verb}-one", {"id": row.id, "job": row.job_id})
            buttons += page.order(tx, verb, number, str(number), label=label)
    if len(page.shown) == SHOWN_CASES:
        buttons.append(page.to("reports", f"reports {page.shown[-1]}", page.shown[-1], more="yes", count=0))
    return Reply(tuple(lines), in_rows([*buttons, *_elsewhere(page, "reports")]))


def refusals(tx: Tx, page: Page) -> Reply:
    """What was refused by rules, by the hook for images and by the service, the newest first, with its words."""
    if not page.may(Action.LOOK):
        return one_line("act-not-allowed")
    rows = sorted(_cases(tx, page.shown), key=lambda row: -row.id)
    lines = [ReplyLine("refusals" if rows else "refusals-none")]
    lines += [_line(tx, "refusal", row, page.time(row.at)) for row in rows]
    buttons: list[ReplyButton] = []
    if len(page.shown) == SHOWN_CASES:
        oldest = min(page.shown)
        buttons.append(page.to("refusals", f"refusals {oldest}", oldest, more="yes"))
    return Reply(tuple(lines), in_rows([*buttons, *_elsewhere(page, "refusals")]))


def said(tx: Tx, page: Page) -> Reply:
    """The newest words of a person, as far as they are kept."""
    if not page.may(Action.LOOK):
        return one_line("act-not-allowed")
    before = page.shown[0] / 1000 if page.shown else 0.0
    rows = tx.all(SaidRow, "moderation.said_by", person_id=page.row, before=before, limit=SHOWN_SAID)
    lines = [ReplyLine("said" if rows else "said-nothing", {"person": person_line(tx, page.row)})]
    for row in rows:
        facts = {"at": page.time(row.at), "kind": row.kind, "id": row.id, "words": shortened(row.words, SHOWN_WORDS)}
        lines.append(ReplyLine("said-line", facts))
    return Reply((*lines, ReplyLine("admin-look-recorded")), in_rows([page.to("overview", "")]))


def _elsewhere(page: Page, here: AdminView) -> list[ReplyButton]:
    others: tuple[tuple[AdminView, str], ...] = (("reports", "reports"), ("refusals", "refusals"), ("words", "words"))
    found = [page.to(view, typed, more="no", count=0) for view, typed in others if view != here]
    return [*found, page.to("overview", "")]


def _cases(tx: Tx, numbers: Sequence[int]) -> list[ModerationCaseRow]:
    found = (tx.one(ModerationCaseRow, "moderation.case", id=number) for number in numbers)
    return [row for row in found if row]


def _line(tx: Tx, text_id: str, case: ModerationCaseRow, at: str = "") -> ReplyLine:
    job = tx.one(JobRow, "jobs.get", id=case.job_id) if case.job_id else None
    return ReplyLine(
        text_id,
        {
            "id": case.id,
            "at": at,
            "kind": case.kind if case.is_open or text_id == "refusal" else "closed",
            "about": case.about,
            "job": case.job_id,
            "person": person_line(tx, case.person_id),
            "words": shortened(job.prompt if job else case.words, SHOWN_WORDS),
            "reason": ReplyLine("case-hook-down").nested if case.reason == "hook-down" else case.reason,
            "given": "yes" if case.reason else "no",
        },
    )
