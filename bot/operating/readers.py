"""Readers of parameters: what a word of an act names."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from bot.access.ranks import RANK_WORDS
from bot.grammar.act_words import MODES as MODES
from bot.grammar.act_words import limit_named, mode_named, rank_named
from bot.grammar.option_values import Problem
from bot.grammar.word_rules import MAX_RULE_CHARS, BadRule, action_named, rule_text
from bot.intake.reply import ReplyLine
from bot.jobs import pauses
from bot.jobs.gifts import MOST_GIVEN
from bot.operating.act import Installation, UnreadableWord
from bot.store import Tx
from bot.store.rows import AccountRow, AnnouncementRow, ConversationRow, JobRow, PersonRow
from config.settings import CONVERSATION_LIMITS, PERSON_LIMITS

_NUMBER = re.compile(r"#?(\d{1,12})")
TASK_ID = r"[\w-]{8,100}"
MAX_ANNOUNCED = 1500
"""Characters of an announcement."""


def job(tx: Tx, installation: Installation, word: str) -> int:
    """A job by its number: 42 or #42."""
    found = _NUMBER.fullmatch(word)
    if found is None or tx.one(JobRow, "jobs.get", id=int(found[1])) is None:
        raise UnreadableWord(Problem("act-no-such-job", {"word": word[:40]}))
    return int(found[1])


def task_id(tx: Tx, installation: Installation, word: str) -> str:
    """A task of the service, as its console shows it."""
    if not re.fullmatch(TASK_ID, word):
        raise UnreadableWord(Problem("act-no-task-id", {"word": word[:40]}))
    return word


def person(tx: Tx, installation: Installation, word: str) -> int:
    """A person's row: by address (`telegram:123`), or as the person of a job (`#42`)."""
    if found := _NUMBER.fullmatch(word):
        of_job = tx.one(JobRow, "jobs.get", id=int(found[1]))
        if of_job is not None:
            return of_job.person_id
        raise UnreadableWord(Problem("act-no-such-job", {"word": word[:40]}))
    platform, _, user_id = word.partition(":")
    row = tx.one(PersonRow, "people.find_person", platform=platform.lower(), user_id=user_id) if user_id else None
    if row is None:
        raise UnreadableWord(Problem("act-no-such-person", {"word": word[:80]}))
    return row.id


def rank(tx: Tx, installation: Installation, word: str) -> str:
    """A rank by its word in either language; empty: what the settings say alone."""
    named = rank_named(word)
    if named is None:
        raise UnreadableWord(Problem("act-no-such-rank", {"word": word[:40], "ranks": ", ".join(RANK_WORDS)}))
    return named


def scope(tx: Tx, installation: Installation, word: str) -> str:
    """What can be paused: all, a model, an account; `model:NAME` and `account:NAME` where both have that name."""
    kind, _, name = word.partition(":")
    if word.casefold() in ("all", "everything", "全部", "所有"):
        return pauses.ALL
    if kind in ("model", word) and (name or word) in installation.manager.catalogue.models:
        return pauses.scope_of(model=name or word)
    accounts = {account.name for account in tx.all(AccountRow, "queue.accounts")}
    if kind in ("account", word) and (name or word) in accounts:
        return pauses.scope_of(account=name or word)
    raise UnreadableWord(Problem("act-no-such-scope", {"word": word[:40]}))


def no_such_limit(word: str, names: Collection[str]) -> Problem:
    """What is said of a name that is none of these limits."""
    return Problem("act-no-such-limit", {"word": word[:40], "names": ", ".join(sorted(names))})


def person_limit(tx: Tx, installation: Installation, word: str) -> str:
    """A limit that a person can have, by its name in either language."""
    return _limit(word, PERSON_LIMITS)


def conversation_limit(tx: Tx, installation: Installation, word: str) -> str:
    """A limit that a conversation can have, with or without `conversation_`."""
    name = limit_named(word)
    return _limit(word if name.startswith("conversation_") else f"conversation_{name}", CONVERSATION_LIMITS)


def _limit(word: str, names: Collection[str]) -> str:
    name = limit_named(word)
    if name not in names:
        raise UnreadableWord(no_such_limit(word, names))
    return name


def limit_value(tx: Tx, installation: Installation, word: str) -> str:
    """A number as it is stored (0: no limit); empty for 'none': as configured."""
    if rank_named(word) == "":
        return ""
    if not re.fullmatch(r"\d{1,10}(\.\d{1,3})?", word, re.ASCII):
        raise UnreadableWord(Problem("act-no-number", {"word": word[:40]}))
    return f"{Decimal(word).normalize():f}"


def mode(tx: Tx, installation: Installation, word: str) -> str:
    """How a conversation is treated; empty: as usual."""
    named = mode_named(word)
    if named is None:
        raise UnreadableWord(Problem("act-no-such-mode", {"word": word[:40]}))
    return named


def days(tx: Tx, installation: Installation, word: str) -> int:
    """A number of days; 0 for 'none': as configured."""
    if rank_named(word) == "":
        return 0
    found = re.fullmatch(r"(\d{1,5})(d|days?|天|日)?", word.casefold(), re.ASCII)
    if found is None:
        raise UnreadableWord(Problem("act-no-days", {"word": word[:40]}))
    return int(found[1])


def gift(tx: Tx, installation: Installation, word: str) -> int:
    """A number of pictures to give."""
    if not re.fullmatch(r"\d{1,6}", word, re.ASCII) or not 0 < int(word) <= MOST_GIVEN:
        raise UnreadableWord(Problem("act-no-gift", {"word": word[:40], "most": MOST_GIVEN}))
    return int(word)


def rule_action(tx: Tx, installation: Installation, word: str) -> str:
    """What a rule about words does."""
    action = action_named(word)
    if action is None:
        raise UnreadableWord(Problem("act-no-such-rule-action", {"word": word[:40]}))
    return action.value


def rule_words(tx: Tx, installation: Installation, words: str) -> str:
    """The words of a rule, as they are compared."""
    try:
        return rule_text(words)
    except BadRule as bad:
        raise UnreadableWord(Problem(f"act-rule-{bad.problem}", {"most": MAX_RULE_CHARS})) from None


def number(tx: Tx, installation: Installation, word: str) -> int:
    """The number of a row."""
    found = _NUMBER.fullmatch(word)
    if found is None:
        raise UnreadableWord(Problem("act-no-row-number", {"word": word[:40]}))
    return int(found[1])


def conversation_line(tx: Tx, conversation_id: int) -> list[object]:
    """A chat in a text: its address; what is left of an erased one."""
    row = tx.one(ConversationRow, "people.conversation_by_id", id=conversation_id)
    if row is None or not row.chat_id:
        return ReplyLine("act-nowhere").nested
    return ReplyLine("act-chat", {"address": f"{row.platform}:{row.chat_id}"}).nested


def person_line(tx: Tx, person_id: int) -> list[Any]:
    """A person in a text: their name and address; what is left of an erased one."""
    row = tx.one(PersonRow, "people.person_by_id", id=person_id)
    if row is None or not row.user_id or row.user_id.startswith("erased:"):
        return ReplyLine("act-nobody").nested
    address = f"{row.platform}:{row.user_id}"
    return ReplyLine("act-person" if row.name else "act-person-nameless", {"name": row.name, "address": address}).nested


def conversation(tx: Tx, installation: Installation, word: str) -> int:
    """A conversation's row by its address (`telegram:-100123`), or as that of a job (`#42`); of a chat with topics, that of the
    chat itself."""
    platform, _, chat_id = word.partition(":")
    if found_job := _NUMBER.fullmatch(word):
        of_job = tx.one(JobRow, "jobs.get", id=int(found_job[1]))
        if of_job is None:
            raise UnreadableWord(Problem("act-no-such-job", {"word": word[:40]}))
        where = tx.get(ConversationRow, "people.conversation_by_id", id=of_job.conversation_id)
        platform, chat_id = where.platform, where.chat_id
    rows = tx.all(ConversationRow, "people.conversations_of_chat", platform=platform.lower(), chat_id=chat_id)
    found = sorted(rows, key=lambda row: (row.thread_id != "", row.id)) if chat_id else []
    if not found:
        raise UnreadableWord(Problem("admin-no-such-place", {"word": word[:80]}))
    return found[0].id


def announced(tx: Tx, installation: Installation, word: str) -> str:
    """The words of an announcement, with their lines."""
    if len(word) > MAX_ANNOUNCED:
        raise UnreadableWord(Problem("act-announce-long", {"limit": MAX_ANNOUNCED}))
    return word.strip()


def announcement(tx: Tx, installation: Installation, word: str) -> int:
    """An announcement by its number."""
    found = _NUMBER.fullmatch(word)
    if found is None or tx.one(AnnouncementRow, "announcements.get", id=int(found[1])) is None:
        raise UnreadableWord(Problem("act-no-such-announcement", {"word": word[:40]}))
    return int(found[1])
