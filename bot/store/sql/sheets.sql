-- name: ensure
INSERT INTO board (key, subject, person_id, spec, state, due_at, created_at)
VALUES (:key, :subject, :person_id, :spec, 'wanted', :now, :now)
ON CONFLICT (key) DO UPDATE SET created_at = :now,
    state = CASE WHEN board.state = 'failed' THEN 'wanted' ELSE board.state END, tries = 0
RETURNING *;

-- name: get
SELECT * FROM board WHERE key = :key;

-- name: due
SELECT * FROM board WHERE state = 'wanted' AND due_at <= :now ORDER BY due_at LIMIT :limit;

-- name: due (postgresql)
SELECT * FROM board WHERE state = 'wanted' AND due_at <= :now ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED;

-- name: lease
UPDATE board SET due_at = :due_at, tries = tries + 1 WHERE key = :key;

-- name: renew
UPDATE board SET due_at = :due_at WHERE key = :key AND state = 'wanted' AND tries = :tries;

-- name: next_due
SELECT min(due_at) FROM board WHERE state = 'wanted';

-- name: ready
UPDATE board SET state = 'ready', mime = :mime, width = :width, height = :height WHERE key = :key AND state = 'wanted';

-- name: failed
UPDATE board SET state = 'failed' WHERE key = :key AND state = 'wanted';

-- name: drop
DELETE FROM board WHERE key = :key;

-- name: drop_old
DELETE FROM board WHERE created_at < :before;
