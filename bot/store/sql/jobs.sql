-- name: insert
INSERT INTO job (payer_id, person_id, conversation_id, pool_id, lane_id, reply_to, language, request, kind, model, n,
                 price_li, state, prepared, due_at, created_at)
VALUES (:payer_id, :person_id, :conversation_id, :pool_id, :lane_id, :reply_to, :language, :request, :kind, :model, :n,
        :price_li, 'queued', :prepared, :now, :now)
RETURNING *;

-- name: get
SELECT * FROM job WHERE id = :id;

-- name: lock
SELECT * FROM job WHERE id = :id;

-- name: lock (postgresql)
SELECT * FROM job WHERE id = :id FOR NO KEY UPDATE;

-- The one way in which a job changes its state: it says (by the number of rows) whether it happened.
-- name: move
UPDATE job SET state = :to_state, fence = fence + 1, owner = :owner, due_at = :due_at, tries = :tries,
               ended_at = CASE WHEN :ended = 1 THEN :now ELSE ended_at END
WHERE id = :id AND state = :from_state AND fence = :fence;

-- name: add_event
INSERT INTO job_event (job_id, at, from_state, to_state, details) VALUES (:job_id, :now, :from_state, :to_state, :details);

-- name: events
SELECT * FROM job_event WHERE job_id = :job_id ORDER BY id;

-- Look at the same job again later, without a change of state.
-- name: postpone
UPDATE job SET fence = fence + 1, owner = '', due_at = :due_at, tries = :tries, polls = polls + :polls,
               task_state = :task_state, task_started_at = :task_started_at
WHERE id = :id AND state = :state AND fence = :fence;

-- Take what is due, with a lease. (The states are literals, and every state has an index of its own: SQLite sees only
-- then that a partial index will do.)
-- name: due_unprepared
SELECT * FROM job WHERE state = 'queued' AND prepared = 0 AND due_at <= :now ORDER BY due_at, id LIMIT :limit;

-- name: due_unprepared (postgresql)
SELECT * FROM job WHERE state = 'queued' AND prepared = 0 AND due_at <= :now ORDER BY due_at, id LIMIT :limit
FOR NO KEY UPDATE SKIP LOCKED;

-- name: due_preparing
SELECT * FROM job WHERE state = 'preparing' AND due_at <= :now ORDER BY due_at, id LIMIT :limit;

-- name: due_preparing (postgresql)
SELECT * FROM job WHERE state = 'preparing' AND due_at <= :now ORDER BY due_at, id LIMIT :limit
FOR NO KEY UPDATE SKIP LOCKED;

-- name: due_submitting
SELECT * FROM job WHERE state = 'submitting' AND due_at <= :now ORDER BY due_at, id LIMIT :limit;

-- name: due_submitting (postgresql)
SELECT * FROM job WHERE state = 'submitting' AND due_at <= :now ORDER BY due_at, id LIMIT :limit
FOR NO KEY UPDATE SKIP LOCKED;

-- name: due_unknown
SELECT * FROM job WHERE state = 'unknown' AND due_at <= :now ORDER BY due_at, id LIMIT :limit;

-- name: due_unknown (postgresql)
SELECT * FROM job WHERE state = 'unknown' AND due_at <= :now ORDER BY due_at, id LIMIT :limit
FOR NO KEY UPDATE SKIP LOCKED;

-- name: due_running
SELECT * FROM job WHERE state = 'running' AND due_at <= :now ORDER BY due_at, id LIMIT :limit;

-- name: due_running (postgresql)
SELECT * FROM job WHERE state = 'running' AND due_at <= :now ORDER BY due_at, id LIMIT :limit
FOR NO KEY UPDATE SKIP LOCKED;

-- name: due_collecting
SELECT * FROM job WHERE state = 'collecting' AND due_at <= :now ORDER BY due_at, id LIMIT :limit;

-- name: due_collecting (postgresql)
SELECT * FROM job WHERE state = 'collecting' AND due_at <= :now ORDER BY due_at, id LIMIT :limit
FOR NO KEY UPDATE SKIP LOCKED;

-- name: lease
UPDATE job SET fence = fence + 1, owner = :owner, due_at = :due_at WHERE id = :id;

-- name: next_to_prepare
SELECT min(due_at) FROM (
    SELECT min(due_at) AS due_at FROM job WHERE state = 'preparing'
    UNION ALL SELECT min(due_at) FROM job WHERE state = 'queued' AND prepared = 0
) AS each_state;

-- name: next_to_resolve
SELECT min(due_at) FROM (
    SELECT min(due_at) AS due_at FROM job WHERE state = 'submitting'
    UNION ALL SELECT min(due_at) FROM job WHERE state = 'unknown'
) AS each_state;

-- name: next_to_poll
SELECT min(due_at) FROM job WHERE state = 'running';

-- name: next_to_collect
SELECT min(due_at) FROM job WHERE state = 'collecting';

-- Only by whoever still has the job: without the move that follows, nobody would put its lane in order.
-- name: set_prepared
UPDATE job SET prepared = 1, reference_url = :url, reference_until = :until
WHERE id = :id AND state = 'preparing' AND fence = :fence;

-- name: set_unprepared
UPDATE job SET prepared = 0, reference_url = '', reference_until = 0 WHERE id = :id;

-- The same for the way to submitting, which carries the intent: one change of the row, because it is what every claim waits for.
-- name: intend
UPDATE job SET state = 'submitting', fence = fence + 1, owner = :owner, due_at = :due_at, tries = 0,
               send_by = :send_by, submitted_at = :now, start_tag = :start_tag, submissions = submissions + 1,
               task_id = '', task_state = '', task_started_at = 0, polls = 0
WHERE id = :id AND state = 'queued' AND fence = :fence;

-- name: set_task
UPDATE job SET task_id = :task_id, task_state = 'PENDING' WHERE id = :id;

-- name: set_results
UPDATE job SET results = :results WHERE id = :id;

-- name: set_error
UPDATE job SET error = :error, error_code = :code WHERE id = :id;

-- name: set_retasked
UPDATE job SET retasked = 1, task_id = '', results = '[]' WHERE id = :id;

-- name: cancel_requested
SELECT cancel_requested FROM job WHERE id = :id;

-- name: set_cancel
UPDATE job SET cancel_requested = 1 WHERE id = :id;

-- name: poll_now
UPDATE job SET due_at = :now WHERE id = :id AND state = 'running' AND due_at > :now;

-- An answer that came after its intent had been given up for unknown.
-- name: late_answer
SELECT * FROM job WHERE id = :id AND state IN ('unknown', 'held') AND task_id = '' AND submissions = :submissions;

-- name: pending_in_pool
SELECT id FROM job WHERE pool_id = :pool_id
    AND state IN ('submitting', 'unknown', 'running', 'held') AND state = 'running' AND task_state = 'PENDING'
ORDER BY submitted_at, id LIMIT 1;

-- name: expect_start
UPDATE job SET task_started_at = :now, due_at = :due_at WHERE id = :id AND state = 'running' AND task_state = 'PENDING';

-- name: own_task
INSERT INTO task (task_id, job_id, pool_id, at) VALUES (:task_id, :job_id, :pool_id, :at) ON CONFLICT (task_id) DO NOTHING;

-- name: owner_of_task
SELECT job_id FROM task WHERE task_id = :task_id;

-- name: tasks_owned
SELECT task_id FROM task WHERE pool_id = :pool_id AND at >= :since;

-- name: forget_tasks
DELETE FROM task WHERE at < :before;

-- name: other_intents
SELECT count(*) FROM job WHERE pool_id = :pool_id AND id <> :id AND task_id = ''
    AND state IN ('submitting', 'unknown', 'running', 'held') AND submitted_at >= :since AND submitted_at <= :until;

-- name: waiting_of_payer
SELECT count(*) FROM job WHERE payer_id = :payer_id AND state IN ('queued', 'preparing');

-- name: first_waiting_of_payer
SELECT * FROM job WHERE payer_id = :payer_id AND state IN ('queued', 'preparing') ORDER BY id LIMIT 1;

-- name: nth_newest_of_payer
SELECT created_at FROM job WHERE payer_id = :payer_id ORDER BY id DESC LIMIT 1 OFFSET :n;

-- name: open_of_person
SELECT * FROM job WHERE person_id = :person_id
    AND state IN ('queued', 'preparing', 'submitting', 'unknown', 'running', 'collecting', 'held') ORDER BY id;

-- name: recent_of_person
SELECT * FROM job WHERE person_id = :person_id ORDER BY id DESC LIMIT :limit;

-- name: newest_of_person_here
SELECT * FROM job WHERE person_id = :person_id AND conversation_id = :conversation_id ORDER BY id DESC LIMIT 1;

-- name: all_open
SELECT * FROM job WHERE state IN ('queued', 'preparing', 'submitting', 'unknown', 'running', 'collecting', 'held') ORDER BY id;

-- name: count_by_state
SELECT state, count(*) AS jobs FROM job GROUP BY state;

-- name: submitting_of_others
SELECT * FROM job WHERE state = 'submitting' AND owner <> :owner;

-- name: duration
SELECT * FROM duration WHERE model = :model;

-- name: learn_duration
INSERT INTO duration (model, samples, mean_s, deviation_s) VALUES (:model, :samples, :mean_s, :deviation_s)
ON CONFLICT (model) DO UPDATE SET samples = :samples, mean_s = :mean_s, deviation_s = :deviation_s;

-- name: note
SELECT value FROM note WHERE name = :name;

-- name: set_note
INSERT INTO note (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value;

-- name: newest_id
SELECT max(id) FROM job;

-- name: in_state
SELECT * FROM job WHERE state = :state ORDER BY id DESC LIMIT :limit;

-- For tests of what a long time does: a submission, moved into the past.
-- name: backdate
UPDATE job SET submitted_at = submitted_at - :by, send_by = send_by - :by, created_at = created_at - :by WHERE id = :id;
