"""Topics of hints that several packages give or wait for. Those of jobs are in `bot.jobs.topics`."""

from __future__ import annotations

INBOX = "inbox"
"""An update was saved."""
POSTS = "posts"
"""A post is due."""
SHEETS = "sheets"
"""A contact sheet, a labelled sheet or an album has to be made."""
SESSIONS = "sessions"
"""A session's timer may have to fire sooner."""
CALLS = "calls"
"""A chat model is to be asked."""
ANNOUNCEMENTS = "announcements"
"""An announcement has posts to make."""
BATCHES = "batches"
"""A batch may have jobs to queue."""
