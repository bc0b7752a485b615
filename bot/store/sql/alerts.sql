-- name: note
INSERT INTO alert (cause, text_id, arguments, first_at, last_at) VALUES (:cause, :text_id, :arguments, :now, :now)
ON CONFLICT (cause) DO UPDATE SET arguments = :arguments, last_at = :now, count = alert.count + 1;

-- What has not been told, or happened again since it was told long ago.
-- name: due
SELECT * FROM alert WHERE told_at = 0 OR (told_at <= :before AND count > told_count) ORDER BY first_at, cause LIMIT :limit;

-- name: due (postgresql)
SELECT * FROM alert WHERE told_at = 0 OR (told_at <= :before AND count > told_count) ORDER BY first_at, cause LIMIT :limit
FOR UPDATE SKIP LOCKED;

-- name: told
UPDATE alert SET told_at = :now, told_count = count, times_told = times_told + 1, hook_due_at = :hook_due_at WHERE cause = :cause;

-- What was never told needs no end; what was is told at once when it happens again, as if it had been told long ago.
-- name: forget_untold
DELETE FROM alert WHERE cause = :cause AND told_at = 0;

-- name: rearm
UPDATE alert SET told_at = 1, told_count = count WHERE cause = :cause AND told_at > 1;

-- What the operator's webhook has still to hear, leased to whoever takes it.
-- name: hooks_due
SELECT * FROM alert WHERE hook_due_at > 0 AND hook_due_at <= :now ORDER BY hook_due_at LIMIT :limit;

-- name: hooks_due (postgresql)
SELECT * FROM alert WHERE hook_due_at > 0 AND hook_due_at <= :now ORDER BY hook_due_at LIMIT :limit FOR UPDATE SKIP LOCKED;

-- name: hook_later
UPDATE alert SET hook_due_at = :due_at, hook_tries = hook_tries + 1 WHERE cause = :cause;

-- name: hook_done
UPDATE alert SET hook_due_at = 0, hook_tries = 0 WHERE cause = :cause;

-- name: clear
DELETE FROM alert WHERE last_at < :before;

-- name: all
SELECT * FROM alert ORDER BY first_at, cause;
