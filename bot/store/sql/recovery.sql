-- One worker a SQLite file: at its start whoever held a lease is dead, so nothing needs to wait for a lease to lapse.
-- (`submitting` is not here: the resolver looks at those, because their requests may have been accepted.)

-- name: open_inbox
UPDATE inbox SET due_at = :now WHERE state IN ('saved', 'fetched') AND due_at > :now;

-- name: open_posts
UPDATE post SET due_at = :now WHERE step = 'sending' AND due_at > :now;

-- name: open_preparing
UPDATE job SET due_at = :now WHERE state = 'preparing' AND due_at > :now;

-- name: open_collecting
UPDATE job SET due_at = :now WHERE state = 'collecting' AND owner <> '' AND due_at > :now;

-- name: open_running
UPDATE job SET due_at = :now WHERE state = 'running' AND owner <> '' AND due_at > :now;

-- name: open_unknown
UPDATE job SET due_at = :now WHERE state = 'unknown' AND owner <> '' AND due_at > :now;
