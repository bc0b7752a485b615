"""What moderators read in `/admin`: the rules about words, and what is listed for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.access import Action, Kind, Principal, Resource, allows
from bot.commands.prompt_text import shortened
from bot.intake.reply import Reply, ReplyLine, one_line
from bot.jobs import audit
from bot.operating import Installation, Surface
from bot.operating.readers import person_line
from bot.operating.word_acts import rule_line
from bot.store import Tx
from bot.store.rows import JobRow, ModerationCaseRow, WordRuleRow

SHOWN_RULES = 50
SHOWN_CASES = 15
SHOWN_WORDS = 120

View = Callable[[Tx, Installation, Principal], Reply]


def word_rules(tx: Tx, installation: Installation, by: Principal) -> Reply:
    """`/admin word list`: the rules with their numbers."""
    if not allows(by, Action.MODERATE, Resource(Kind.INSTANCE)):
        return one_line("act-not-allowed")
    rules, count = tx.all(WordRuleRow, "moderation.rules", limit=SHOWN_RULES), tx.value("moderation.count_rules")
    lines = [ReplyLine("word-list", {"count": count, "file": len(installation.manager.words.of_file)})]
    for row in rules:
        line = rule_line(tx, "word-list-rule", row.action, row.text, row.conversation_id)
        lines.append(ReplyLine(line.text_id, {"id": row.id, **line.arguments}))
    return Reply((*lines, ReplyLine("act-word-add-how"), ReplyLine("act-word-remove-how")))


def cases(tx: Tx, installation: Installation, by: Principal) -> Reply:
    """`/admin reports`: what waits for moderators, with its words; recorded as a look."""
    if not allows(by, Action.MODERATE, Resource(Kind.INSTANCE)):
        return one_line("act-not-allowed")
    count = int(tx.value("moderation.count_open_cases"))
    rows = tx.all(ModerationCaseRow, "moderation.open_cases", limit=SHOWN_CASES)
    if not rows:
        return one_line("cases-none")
    audit.record(tx, by, Action.LOOK, Kind.JOB, 0, f"{len(rows)} cases", surface=Surface.CHAT)
    return Reply((ReplyLine("cases", {"count": count}), *(ReplyLine("case", _facts(tx, row)) for row in rows)))


def _facts(tx: Tx, case: ModerationCaseRow) -> dict[str, Any]:
    job = tx.one(JobRow, "jobs.get", id=case.job_id) if case.job_id else None
    words = job.prompt if job else case.words
    return {
        "id": case.id,
        "kind": case.kind,
        "job": case.job_id,
        "person": person_line(tx, case.person_id),
        "words": shortened(words, SHOWN_WORDS),
    }


MODERATION_VIEWS: Mapping[str, View] = {"word-list": word_rules, "reports": cases}
"""What is only read, by the name of its order."""
