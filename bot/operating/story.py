"""What happened to a job, in words: the details that `life_cycle.transition` was given are for the log, in English."""

from __future__ import annotations

import re
from typing import Final

from bot.intake.reply import ReplyLine
from bot.store.rows import JobEventRow

# (pattern of the details, text): the groups of a pattern are the arguments of its text.
STORIES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), text_id)
    for pattern, text_id in (
        (r"held back by an admin", "story-held-back"),
        (r"held back for a moderator", "story-for-moderator"),
        (r"by its person", "story-by-person"),
        (r"late answer: (?P<task>\S+)", "story-late-answer"),
        (r"found upstream: (?P<task>\S+)", "story-found"),
        (r"the operator says: (?P<task>\S+)", "story-adopted"),
        (r"(?P<task>[0-9a-f]{8}-[0-9a-f-]{20,40})", "story-task"),
        (r"refunded", "story-refunded"),
        (r"released by the operator", "story-released"),
        (r"answer lost: (?P<code>.*)", "story-lost-now"),
        (r"no answer in time", "story-late"),
        (r"its worker is gone", "story-worker-gone"),
        (r"the reference cannot be read \((?P<code>.*)\)", "story-reference"),
        (r"(?P<good>\d+) of (?P<count>\d+) painted", "story-painted"),
        (r"(?P<count>\d+) kept", "story-kept"),
        (r"(?P<count>\d+) kept, not posted", "story-kept-unposted"),
        (r"cancelled upstream|the upstream says that it was cancelled", "story-cancelled-upstream"),
        (r"reference uploaded", "story-uploaded"),
        (r"the account's money is used up for now", "story-account-money"),
        (r"its account is out of order", "story-account-down"),
        (r"asked about for hours: (?P<code>.*)", "story-unanswered"),
        (r"(?P<code>[A-Z]+) for hours", "story-too-long"),
        (r"the upstream no longer knows the task", "story-task-gone"),
        (r"its answer was lost", "story-answer-lost"),
        (r"too long ago for the task list", "story-too-old"),
        (r"not in the task list, which proves nothing here", "story-not-listed"),
        (r"proven absent by two listings", "story-absent"),
        (r"listing failed: (?P<code>.*)", "story-listing-failed"),
        (r"(?P<tasks>\d+) tasks and (?P<intents>\d+) intents that could belong together", "story-ambiguous"),
        (r"no results", "story-no-results"),
        (r"cancelled while held back", "story-cancelled-held"),
        (r"no picture came: once more", "story-once-more"),
    )
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
