"""Where an installation is used: conversations with what was painted and spent there, and one of them with all that holds
there. No words and no pictures."""

from __future__ import annotations

from dataclasses import dataclass

from bot.intake.preferences import Preferences
from bot.jobs.limits_in_force import limits_in_force
from bot.jobs.manager import JobManager
from bot.jobs.money import total_of_chat
from bot.operating.people import NEWEST
from bot.operating.search import pattern_of
from bot.store import Tx
from bot.store.rows import (
    AmountRow,
    ConversationOverviewRow,
    ConversationRow,
    JobRow,
    LimitChangeRow,
    StateCountRow,
    WordRuleRow,
)
from config.settings import CONVERSATION_LIMITS

SHOWN_JOBS = 20
SHOWN_RULES = 50


@dataclass(frozen=True, slots=True)
class LimitView:
    """A limit that is in force (0: none), and where it comes from: its own (`own`), or as for everybody."""

    name: str
    value: str
    own: bool


@dataclass(frozen=True, slots=True)
class ConversationReport:
    """A conversation. `today` and `month`: of its whole chat; `topics`: how many conversations its chat has; `model`: what paints
    here by default, empty if nothing was chosen; `rules`: about words, in force here, those of everywhere excepted."""

    row: ConversationRow
    topics: int
    model: str
    language: str
    today: AmountRow
    month: AmountRow
    limits: tuple[LimitView, ...]
    rules: tuple[WordRuleRow, ...]
    open_jobs: tuple[StateCountRow, ...]
    posts_waiting: int
    jobs: tuple[JobRow, ...]


def conversations_before(
    tx: Tx, first: str, last: str, *, search: str = "", before_id: int = NEWEST, limit: int = 50
) -> list[ConversationOverviewRow]:
    """Conversations, the newest first, with what was spent in them from day `first` to day `last`."""
    return tx.all(
        ConversationOverviewRow,
        "people.conversations_before",
        before_id=before_id,
        pattern=pattern_of(search),
        first=first,
        last=last,
        limit=limit,
    )


def report_conversation(
    tx: Tx, manager: JobManager, conversation_id: int, today: str, month: tuple[str, str]
) -> ConversationReport | None:
    """One conversation; None if there is none, or its people had it erased."""
    row = tx.one(ConversationRow, "people.conversation_by_id", id=conversation_id)
    if row is None or not row.chat_id:
        return None
    chosen = Preferences.of(row.settings)
    chat = tx.all(ConversationRow, "people.conversations_of_chat", platform=row.platform, chat_id=row.chat_id)
    rules = tx.all(WordRuleRow, "moderation.rules_here", conversation_id=row.id)
    return ConversationReport(
        row=row,
        topics=len(chat),
        model=chosen.model,
        language=chosen.language,
        today=total_of_chat(tx, row.id, today, today),
        month=total_of_chat(tx, row.id, *month),
        limits=_limits(tx, manager, row),
        rules=tuple(rule for rule in rules if rule.conversation_id)[:SHOWN_RULES],
        open_jobs=tuple(tx.all(StateCountRow, "jobs.open_states_of_conversation", conversation_id=row.id)),
        posts_waiting=int(tx.value("posts.count_open_here", platform=row.platform, conversation_id=row.id)),
        jobs=tuple(tx.all(JobRow, "jobs.recent_of_conversation", conversation_id=row.id, limit=SHOWN_JOBS)),
    )


def _limits(tx: Tx, manager: JobManager, row: ConversationRow) -> tuple[LimitView, ...]:
    changes = tx.all(LimitChangeRow, "limits.in_force", person_id=0, conversation_id=row.id)
    own = {each.name for each in changes if each.source == "conversation"}
    in_force = limits_in_force(tx, manager.settings, None, row)
    return tuple(LimitView(name, str(getattr(in_force, name)), name in own) for name in sorted(CONVERSATION_LIMITS))
