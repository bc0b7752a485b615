-- `open_*`: one process uses a SQLite file, so at its start every lease is of a dead process and is released at once.
-- (`submitting` is left to the resolver, because such requests may have been accepted.)

-- `recall_*`: no wait is longer than `horizon`; a later due time was written before the clock was set back, and is corrected.
-- name: recall_jobs
UPDATE job SET due_at = :now WHERE id IN (
    SELECT id FROM job WHERE state = 'preparing' AND due_at > :horizon
    UNION ALL SELECT id FROM job WHERE state = 'submitting' AND due_at > :horizon
    UNION ALL SELECT id FROM job WHERE state = 'unknown' AND due_at > :horizon
    UNION ALL SELECT id FROM job WHERE state = 'running' AND due_at > :horizon
    UNION ALL SELECT id FROM job WHERE state = 'collecting' AND due_at > :horizon
    UNION ALL SELECT id FROM job WHERE state = 'queued' AND prepared = 0 AND due_at > :horizon);

-- name: recall_rests
-- (Both conditions: SQLite takes the index of resting jobs only for its own words.)
UPDATE job SET resting_until = :now WHERE resting_until > 0 AND resting_until > :horizon;

-- name: recall_inbox
UPDATE inbox SET due_at = :now WHERE state IN ('saved', 'fetched') AND due_at > :horizon;

-- name: recall_posts
UPDATE post SET due_at = :now WHERE status IN ('pending', 'sending') AND due_at > :horizon;

-- name: recall_calls
UPDATE chat_call SET due_at = :now WHERE state IN ('waiting', 'asking') AND due_at > :horizon;

-- name: open_calls
UPDATE chat_call SET due_at = :now WHERE state IN ('waiting', 'asking') AND state = 'asking' AND due_at > :now;

-- name: recall_pools
-- A pool may be paused for up to an hour at the upstream's request.
UPDATE pool SET next_submit_at = :now WHERE next_submit_at > :horizon
    AND (pause_reason = '' OR (pause_reason <> 'budget' AND next_submit_at > :horizon + 2800));

-- name: recall_accounts
UPDATE account SET next_query_at = :now WHERE next_query_at > :horizon;

-- name: recall_file_deletions
UPDATE file_deletion SET at = :now WHERE at > :horizon;

-- name: open_file_deletions
UPDATE file_deletion SET at = :now WHERE at > :now;

-- name: open_inbox
UPDATE inbox SET due_at = :now WHERE state IN ('saved', 'fetched') AND due_at > :now;

-- name: open_posts
UPDATE post SET due_at = :now WHERE status IN ('pending', 'sending') AND status = 'sending' AND due_at > :now;

-- name: open_preparing
UPDATE job SET due_at = :now WHERE state = 'preparing' AND due_at > :now;

-- name: open_collecting
UPDATE job SET due_at = :now WHERE state = 'collecting' AND owner <> '' AND due_at > :now;

-- name: open_running
UPDATE job SET due_at = :now WHERE state = 'running' AND owner <> '' AND due_at > :now;

-- name: open_unknown
UPDATE job SET due_at = :now WHERE state = 'unknown' AND owner <> '' AND due_at > :now;

-- name: open_held
UPDATE job SET due_at = :now WHERE state = 'held' AND slot_free = 0 AND owner <> '' AND due_at > :now;
