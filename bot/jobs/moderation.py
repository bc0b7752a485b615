"""Moderation of prompts: what the rules about words say of them, and what is noted for the moderators.

`JobManager.accept` and `bot.assistant.calls.accept` ask `refusal`: every prompt goes through one of them. Ideas and themes of
sessions are refused when they are given, so that it is their author who is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from bot.grammar.word_rules import RuleAction, WordRule, matching, strictest
from bot.jobs.limits import Denied
from bot.store import Tx, alerts
from bot.store.rows import JobRow, WordRuleRow
from bot.store.rows.moderation import CaseAbout, CaseKind
from config.settings import Moderation

MAX_WORDS: Final = 3_000
MAX_RULES: Final = 2_000
"""Rules in the table; with as many of the file, all are searched for in a prompt within 50 ms."""
ALERT: Final = "alert-moderation"
DAY_S: Final = 24 * 3600.0
DECLINED: Final = "upstream-moderation-"
"""How the texts of failures begin that the service's own moderation caused."""


@dataclass(frozen=True, slots=True)
class WordPolicy:
    """The settings of moderation, and the rules of the file."""

    settings: Moderation
    of_file: tuple[WordRule, ...] = ()


def rules_here(tx: Tx, policy: WordPolicy, conversation_id: int) -> tuple[WordRule, ...]:
    """The rules that hold in a conversation; read once a transaction."""
    key = ("word rules", conversation_id)
    if key not in tx.memo:
        rows = tx.all(WordRuleRow, "moderation.rules_here", conversation_id=conversation_id)
        own = (WordRule(row.text, RuleAction(row.action), row.id) for row in rows)
        tx.memo[key] = (*policy.of_file, *own)
    return cast("tuple[WordRule, ...]", tx.memo[key])


def refusal(
    tx: Tx, policy: WordPolicy, text: str, person_id: int, conversation_id: int, *, is_painted: bool = True
) -> Denied | None:
    """Why a prompt is refused, by a rule or because too many of this person were; None if it is not. A refusal by a rule is
    recorded. `is_painted`: it becomes a picture, which a moderator can hold; otherwise what would be held is refused."""
    if denied := cool_down(tx, policy.settings, person_id):
        return denied
    rule = strictest(matching(rules_here(tx, policy, conversation_id), text))
    if rule is None or rule.action is RuleAction.NOTE:
        return None
    if rule.action is RuleAction.HOLD:
        return None if is_painted else Denied("words-need-moderator", {})
    _add(tx, "refused", person_id, conversation_id, rule=rule.id, words=text)
    return Denied("words-refused", {})


def mark(tx: Tx, policy: WordPolicy, job: JobRow, text: str, *, whole_chat: bool = False) -> bool:
    """Note an accepted job for the moderators if a rule says so; True if it is to wait for one. `whole_chat`: everything in
    its conversation waits."""
    rule = strictest(matching(rules_here(tx, policy, job.conversation_id), text))
    if rule is None and not whole_chat:
        return False
    held = whole_chat or (rule is not None and rule.action is not RuleAction.NOTE)
    rule_id = rule.id if rule else 0
    _add(tx, "held" if held else "noted", job.person_id, job.conversation_id, job=job.id, rule=rule_id)
    if held:
        alerts.report(tx, ALERT, count=int(tx.value("moderation.count_open_cases")))
    return held


def hold_image(tx: Tx, job: JobRow, about: CaseAbout, reason: str) -> None:
    """List a job whose images a moderator has to look at, and tell the moderators."""
    _add(tx, "held", job.person_id, job.conversation_id, job=job.id, about=about, reason=reason)
    alerts.report(tx, ALERT, count=int(tx.value("moderation.count_open_cases")))


def refuse_image(tx: Tx, job: JobRow, about: CaseAbout, reason: str) -> None:
    """Note that a job's image was refused; it counts as a refusal of its person's."""
    _add(tx, "refused", job.person_id, job.conversation_id, job=job.id, about=about, reason=reason)


def refuse_call_image(tx: Tx, person_id: int, conversation_id: int, reason: str) -> None:
    """The same for an image that was to be described."""
    _add(tx, "refused", person_id, conversation_id, about="image-in", reason=reason)


def note_declined(tx: Tx, job: JobRow, text_id: str) -> None:
    """Note that the service's moderation refused a job, if it did."""
    if text_id.startswith(DECLINED):
        _add(tx, "declined", job.person_id, job.conversation_id, job=job.id)


def cool_down(tx: Tx, settings: Moderation, person_id: int) -> Denied | None:
    """The denial of a person of whom too much was refused within a day, until `cool_down_min` after the last refusal."""
    until = cools_until(tx, settings, person_id)
    return Denied("words-break", {"count": settings.cool_down_after}, until) if until > tx.now else None


def cools_until(tx: Tx, settings: Moderation, person_id: int) -> float:
    """Until when a person's requests are refused because of earlier ones (unix seconds); 0: they are not."""
    if not settings.cool_down_after:
        return 0.0
    since = tx.now - DAY_S
    enough = tx.value("moderation.nth_refusal", person_id=person_id, since=since, n=settings.cool_down_after - 1)
    newest = tx.value("moderation.nth_refusal", person_id=person_id, since=since, n=0)
    return 0.0 if enough is None or newest is None else float(newest) + settings.cool_down_min * 60


def report(tx: Tx, job: JobRow, reporter_id: int) -> bool:
    """List a job that a person reported, and tell the moderators; False if they have reported it before."""
    listed = tx.run(
        "moderation.add_report",
        now=tx.now,
        person_id=job.person_id,
        conversation_id=job.conversation_id,
        job_id=job.id,
        reporter_id=reporter_id,
    )
    if listed:
        alerts.report(tx, ALERT, count=int(tx.value("moderation.count_open_cases")))
    return bool(listed)


def close_of_job(tx: Tx, job_id: int) -> None:
    """Take all that was reported and noted of a job off the list."""
    tx.run("moderation.close_cases_of_job", job_id=job_id)
    _end_alert(tx)


def close(tx: Tx, case_id: int) -> bool:
    """Take a case off the moderators' list; False if it is not on it."""
    closed = bool(tx.run("moderation.close_case", id=case_id))
    _end_alert(tx)
    return closed


def close_held(tx: Tx, job_id: int) -> None:
    """A job waits for a moderator no longer."""
    tx.run("moderation.close_held_case", job_id=job_id)
    _end_alert(tx)


def _end_alert(tx: Tx) -> None:
    """Once the list is empty, what comes next is told at once."""
    if not tx.value("moderation.count_open_cases"):
        alerts.rearm(tx, ALERT)


def _add(
    tx: Tx,
    kind: CaseKind,
    person_id: int,
    conversation_id: int,
    *,
    job: int = 0,
    rule: int = 0,
    words: str = "",
    about: CaseAbout = "words",
    reason: str = "",
) -> None:
    tx.value(
        "moderation.add_case",
        now=tx.now,
        kind=kind,
        person_id=person_id,
        conversation_id=conversation_id,
        job_id=job,
        rule_id=rule,
        words=words[:MAX_WORDS],
        is_open=int(kind in ("held", "noted")),
        about=about,
        reason=reason,
    )
