"""What happened to a job, in words: the details that `life_cycle.transition` was given are for the log, in English."""

from __future__ import annotations

import re
from typing import Final

from bot.intake.reply import ReplyLine
from bot.store.rows import JobEventRow

# (pattern of the details, text): the groups of a pattern are the arguments of its text.
STORIES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"held back by an admin"), "story-held-back"),
    (re.compile(r"held back for a moderator"), "story-for-moderator"),
    (re.compile(r"by its person"), "story-by-person"),
    (re.compile(r"late answer: (?P<task>\S+)"), "story-late-answer"),
    (re.compile(r"found upstream: (?P<task>\S+)"), "story-found"),
    (re.compile(r"the operator says: (?P<task>\S+)"), "story-adopted"),
    (re.compile(r"\A(?P<task>[0-9a-f]{8}-[0-9a-f-]{20,40})"), "story-task"),
    (re.compile(r"refunded"), "story-refunded"),
    (re.compile(r"released by the operator"), "story-released"),
    (re.compile(r"released by a moderator"), "story-released-moderator"),
    (re.compile(r"the hook for images answers again"), "story-hook-answers"),
    (re.compile(r"answer lost: (?P<code>.*)"), "story-lost-now"),
    (re.compile(r"no answer in time"), "story-late"),
    (re.compile(r"its worker is gone"), "story-worker-gone"),
    (re.compile(r"the reference cannot be read \((?P<code>.*)\)"), "story-reference"),
    (re.compile(r"\A(?P<good>\d+) of (?P<count>\d+) painted"), "story-painted"),
    (re.compile(r"\A(?P<count>\d+) kept"), "story-kept"),
    (re.compile(r"\A(?P<count>\d+) kept, not posted"), "story-kept-unposted"),
    (re.compile(r"cancelled upstream|the upstream says that it was cancelled"), "story-cancelled-upstream"),
    (re.compile(r"reference uploaded"), "story-uploaded"),
    (re.compile(r"images screened"), "story-screened"),
    (re.compile(r"the account's money is used up for now"), "story-account-money"),
    (re.compile(r"its account is out of order"), "story-account-down"),
    (re.compile(r"asked about for hours: (?P<code>.*)"), "story-unanswered"),
    (re.compile(r"\A(?P<code>[A-Z]+) for hours"), "story-too-long"),
    (re.compile(r"the upstream no longer knows the task"), "story-task-gone"),
    (re.compile(r"its answer was lost"), "story-answer-lost"),
    (re.compile(r"too long ago for the task list"), "story-too-old"),
    (re.compile(r"not in the task list, which proves nothing here"), "story-not-listed"),
    (re.compile(r"proven absent by two listings"), "story-absent"),
    (re.compile(r"listing failed: (?P<code>.*)"), "story-listing-failed"),
    (re.compile(r"\A(?P<tasks>\d+) tasks and (?P<intents>\d+) intents that could belong together"), "story-ambiguous"),
    (re.compile(r"no results"), "story-no-results"),
    (re.compile(r"cancelled while held back"), "story-cancelled-held"),
    (re.compile(r"no picture came: once more"), "story-once-more"),
)


def story_line(event: JobEventRow) -> ReplyLine | None:
    """Why a job changed its state; None if there is nothing to say beyond the state."""
    details = event.details.strip()
    if not details or not event.from_state:
        return None  # What a job was made by is no part of its story.
    for pattern, text_id in STORIES:
        if found := pattern.fullmatch(details):
            return ReplyLine(text_id, found.groupdict())
    return ReplyLine("story-code", {"code": details})
