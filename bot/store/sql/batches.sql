-- name: add
INSERT INTO batch (kind, person_id, conversation_id, payer_id, language, reply_to, job_kind, requests, state, created_at)
VALUES (:kind, :person_id, :conversation_id, :payer_id, :language, :reply_to, :job_kind, :requests, :state, :now)
RETURNING *;

-- name: get
SELECT * FROM batch WHERE id = :id;

-- The next batch, round-robin over payers: each payer's least recently processed one, and of those the least recently processed.
-- So neither many batches of one payer nor many payers can starve a batch.
-- name: open
SELECT b.* FROM batch b JOIN (
    SELECT id, row_number() OVER (PARTITION BY payer_id ORDER BY checked_at, id) AS place
    FROM batch WHERE state IN ('going', 'painting')) AS turn ON turn.id = b.id
WHERE b.state IN ('going', 'painting') AND b.checked_at < :before
ORDER BY turn.place, b.checked_at, b.id LIMIT :limit {lock of b skip};

-- name: set_checked
UPDATE batch SET checked_at = :now, posted_progress = :progress WHERE id = :id;

-- name: open_of_payer
SELECT id FROM batch WHERE payer_id = :payer_id AND state IN ('going', 'painting') ORDER BY id;

-- Read without locks, to skip the locking query when nothing is open.
-- name: count_open
SELECT count(*) FROM batch WHERE state IN ('going', 'painting');

-- Guarded by the state, so that a second answer to the same question has no effect.
-- name: move
UPDATE batch SET state = :to_state WHERE id = :id AND state = :from_state;

-- name: drop_of_person
UPDATE batch SET state = 'dropped' WHERE person_id = :person_id AND state IN ('asked', 'going', 'painting');

-- name: set_jobs
UPDATE batch SET jobs = :jobs WHERE id = :id;

-- name: set_problem
UPDATE batch SET problem = :problem WHERE id = :id;

-- name: drop_old
DELETE FROM batch WHERE created_at < :before AND state IN ('asked', 'done', 'dropped');

-- name: move_conversation
UPDATE batch SET conversation_id = :new_id WHERE conversation_id = :old_id;
