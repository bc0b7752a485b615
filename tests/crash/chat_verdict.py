"""The verdict on runs against the chat server: the usual one, plus what its chats show."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from bot.jobs.states import State
from tests.crash.chat_server import ChatServer
from tests.crash.verdict import DatabaseRows, Verdict, judge, read_rows


async def judge_chats(
    url: str, record: dict[str, Any], chats: ChatServer, *, accepted: Collection[str] = ()
) -> Verdict:
    """Check everything. `accepted`: words of requests of which each must have become one job."""
    rows = await read_rows(url)
    verdict = judge(rows, record)
    _updates(verdict, rows, chats)
    _accepted(verdict, rows, accepted)
    _posts(verdict, rows, chats)
    return verdict


def _updates(verdict: Verdict, rows: DatabaseRows, chats: ChatServer) -> None:
    saved = sum(row["platform"] == "chats" for row in rows.inbox)
    if saved != chats.pushed or chats.unread:
        verdict.lost += abs(chats.pushed - saved)
        verdict.problems.append(f"{chats.pushed} updates pushed, {saved} in the inbox, {chats.unread} not acknowledged")


def _accepted(verdict: Verdict, rows: DatabaseRows, accepted: Collection[str]) -> None:
    prompts = " ".join(json.loads(job["request"])["prompt"] for job in rows.jobs).split()
    for token in sorted(set(accepted) - set(prompts)):
        verdict.lost += 1
        verdict.problems.append(f"{token} was accepted and became no job")
    # A job from a button answers the message under which the button is: `bot-...` or `p...`.
    asked = Counter(
        (job["conversation_id"], job["reply_to"]) for job in rows.jobs if job["reply_to"].startswith(("in-", "m"))
    )
    for place, count in asked.items():
        if count > 1:
            verdict.handled_twice += 1
            verdict.problems.append(f"the message {place} became {count} jobs")


def _posts(verdict: Verdict, rows: DatabaseRows, chats: ChatServer) -> None:
    """Every post is shown in its desired state, once."""
    owned = {post["handle"]: post for post in rows.posts if post["platform"] == "chats"}
    showing: dict[str, set[str]] = defaultdict(set)
    for message in chats.messages.values():
        for key in message.shown:
            showing[key.partition("/")[2].partition("/")[0]].add(message.id)
        if message.id not in owned:
            verdict.strays += 1
    for job_id, messages in showing.items():
        if len(messages) > 1:
            verdict.posted_twice += 1
            verdict.problems.append(f"the picture of job {job_id} was shown in {sorted(messages)}")
    states = {job["id"]: job["state"] for job in rows.jobs}
    for post in owned.values():
        if post["status"] == "closed" and post["desired"] == "gone":
            continue
        shown = chats.messages.get(post["handle"])
        settled = post["status"] == "idle" and post["delivered"] and post["shown_revision"] == post["revision"]
        kind, _, number = post["subject"].partition(":")
        state = states.get(int(number)) if kind == "job" else None
        if shown is None or not (settled or state == State.HELD):
            verdict.lost += 1
            verdict.problems.append(f"post {post['subject']} is at {post['status']}, not delivered: {post['problem']}")
        elif state == State.DONE and not shown.picture:
            verdict.lost += 1
            verdict.problems.append(f"the picture of {post['subject']} is not shown: {shown.view['text']!r}")
