-- name: report
INSERT INTO alert (cause, text_id, arguments, first_at, last_at) VALUES (:cause, :text_id, :arguments, :now, :now)
ON CONFLICT (cause) DO UPDATE SET arguments = :arguments, last_at = :now, occurrences = alert.occurrences + 1;

-- Alerts that were never sent, or happened again since they were sent long ago.
-- name: due
SELECT * FROM alert WHERE told_at = 0 OR (told_at <= :before AND occurrences > told_occurrences) ORDER BY first_at, cause LIMIT :limit {lock skip};

-- name: mark_sent
UPDATE alert SET told_at = :now, told_occurrences = occurrences, times_told = times_told + 1, hook_due_at = :hook_due_at WHERE cause = :cause;

-- An alert that was never sent is dropped; one that was sent is rearmed: it is sent at once when it happens again.
-- name: drop_unsent
DELETE FROM alert WHERE cause = :cause AND told_at = 0;

-- name: rearm
UPDATE alert SET told_at = 1, told_occurrences = occurrences WHERE cause = :cause AND told_at > 1;

-- Alerts that are still due for the operator's webhook.
-- name: hooks_due
SELECT * FROM alert WHERE hook_due_at > 0 AND hook_due_at <= :now ORDER BY hook_due_at LIMIT :limit {lock skip};

-- name: postpone_hook
UPDATE alert SET hook_due_at = :due_at, hook_tries = hook_tries + 1 WHERE cause = :cause;

-- name: hook_done
UPDATE alert SET hook_due_at = 0, hook_tries = 0 WHERE cause = :cause;

-- name: drop_old
DELETE FROM alert WHERE last_at < :before;

-- Alerts that were sent and have not ended.
-- name: told
SELECT * FROM alert WHERE told_at > 1 ORDER BY first_at, cause;

-- name: all
SELECT * FROM alert ORDER BY first_at, cause;
