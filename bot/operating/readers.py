"""Readers of parameters: what a word of an act names."""

from __future__ import annotations

import re

from bot.access.ranks import RANK_WORDS
from bot.grammar.act_words import rank_named
from bot.grammar.option_values import Problem
from bot.intake.reply import ReplyLine
from bot.jobs import pauses
from bot.operating.act import Installation, UnreadableWord
from bot.store import Tx
from bot.store.rows import AccountRow, ConversationRow, JobRow, PersonRow

_NUMBER = re.compile(r"#?(\d{1,12})")
MAX_TASK_ID = 100


def job(tx: Tx, installation: Installation, word: str) -> int:
    """A job by its number: 42 or #42."""
    found = _NUMBER.fullmatch(word)
    if found is None or tx.one(JobRow, "jobs.get", id=int(found[1])) is None:
        raise UnreadableWord(Problem("act-no-such-job", {"word": word[:40]}))
    return int(found[1])


def task_id(tx: Tx, installation: Installation, word: str) -> str:
    """A task of the service, as its console shows it."""
    if not re.fullmatch(rf"[\w-]{{8,{MAX_TASK_ID}}}", word):
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
    """What can be paused: all, a model, an account."""
    if word.casefold() in ("all", "everything", "全部", "所有"):
        return pauses.ALL
    if word in installation.manager.catalogue.models:
        return pauses.scope_of(model=word)
    if any(account.name == word for account in tx.all(AccountRow, "queue.accounts")):
        return pauses.scope_of(account=word)
    raise UnreadableWord(Problem("act-no-such-scope", {"word": word[:40]}))


def person_line(tx: Tx, person_id: int) -> list[object]:
    """A person in a text: their name and address; what is left of an erased one."""
    row = tx.one(PersonRow, "people.person_by_id", id=person_id)
    if row is None or not row.user_id or row.user_id.startswith("erased:"):
        return ReplyLine("act-nobody").nested
    address = f"{row.platform}:{row.user_id}"
    return ReplyLine("act-person" if row.name else "act-person-nameless", {"name": row.name, "address": address}).nested


def conversation(tx: Tx, installation: Installation, word: str) -> int:
    """A conversation's row by its address (`telegram:-100123`); of a chat with topics, that of the chat itself."""
    platform, _, chat_id = word.partition(":")
    rows = tx.all(ConversationRow, "people.conversations_of_chat", platform=platform.lower(), chat_id=chat_id)
    found = sorted(rows, key=lambda row: (row.thread_id != "", row.id)) if chat_id else []
    if not found:
        raise UnreadableWord(Problem("admin-no-such-place", {"word": word[:80]}))
    return found[0].id
