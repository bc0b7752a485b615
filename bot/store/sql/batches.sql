-- name: add
INSERT INTO batch (kind, person_id, conversation_id, payer_id, language, reply_to, job_kind, requests, state, created_at)
VALUES (:kind, :person_id, :conversation_id, :payer_id, :language, :reply_to, :job_kind, :requests, :state, :now)
RETURNING *;

-- name: get
SELECT * FROM batch WHERE id = :id;

-- name: open
SELECT * FROM batch WHERE state IN ('going', 'painting') ORDER BY id LIMIT :limit;

-- name: open (postgresql)
SELECT * FROM batch WHERE state IN ('going', 'painting') ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED;

-- For a look without locks: whether there is anything to do at all.
-- name: count_open
SELECT count(*) FROM batch WHERE state IN ('going', 'painting');

-- The guard makes a second answer to the same question nothing.
-- name: move
UPDATE batch SET state = :to_state WHERE id = :id AND state = :from_state;

-- name: set_jobs
UPDATE batch SET jobs = :jobs WHERE id = :id;

-- name: set_problem
UPDATE batch SET problem = :problem WHERE id = :id;

-- name: drop_old
DELETE FROM batch WHERE created_at < :before AND state IN ('asked', 'done', 'dropped');
