-- name: insert
INSERT INTO job (payer_id, person_id, conversation_id, pool_id, lane_id, reply_to, language, request, prompt, style, kind, model, n,
                 price_li, input_li, state, prepared, due_at, created_at, session_id, author_payer_id)
VALUES (:payer_id, :person_id, :conversation_id, :pool_id, :lane_id, :reply_to, :language, :request, :prompt, :style, :kind, :model,
        :n, :price_li, :input_li, 'queued', :prepared, :now, :now, :session_id, :author_payer_id)
RETURNING *;

-- name: get
SELECT * FROM job WHERE id = :id;

-- name: lock
SELECT * FROM job WHERE id = :id {lock};

-- The only statement that changes a job's state, compare-and-set on state and fence; the row count tells whether it happened.
-- name: move
UPDATE job SET state = :to_state, fence = fence + 1, owner = :owner, due_at = :due_at, tries = :tries,
               ended_at = CASE WHEN :ended = 1 THEN :now ELSE ended_at END
WHERE id = :id AND state = :from_state AND fence = :fence;

-- name: add_event
INSERT INTO job_event (job_id, at, from_state, to_state, details) VALUES (:job_id, :now, :from_state, :to_state, :details);

-- The event of `move` or `intend`, if it has happened.
-- name: add_event_of_move
INSERT INTO job_event (job_id, at, from_state, to_state, details)
SELECT id, :now, :from_state, :to_state, :details FROM job WHERE id = :job_id AND state = :to_state AND fence = :fence;

-- name: events
SELECT * FROM job_event WHERE job_id = :job_id ORDER BY id;

-- Schedule the next attempt of a job without a change of state.
-- name: postpone
UPDATE job SET fence = fence + 1, owner = '', due_at = :due_at, tries = :tries, polls = polls + :polls,
               task_state = :task_state, task_started_at = :task_started_at
WHERE id = :id AND state = :state AND fence = :fence;

-- Due jobs by state, to be leased. (The states are literals, one statement and one partial index each: SQLite uses a partial
-- index only if the statement implies its condition.)
-- name: due_unprepared
SELECT * FROM job WHERE state = 'queued' AND prepared = 0 AND due_at <= :now ORDER BY due_at, id LIMIT :limit {lock skip};

-- name: due_preparing
SELECT * FROM job WHERE state = 'preparing' AND due_at <= :now ORDER BY due_at, id LIMIT :limit {lock skip};

-- Not locked: the resolver locks the pool first and then the transition is guarded by state and fence.
-- name: due_submitting
SELECT * FROM job WHERE state = 'submitting' AND due_at <= :now ORDER BY due_at, id LIMIT :limit;

-- name: due_unknown
SELECT * FROM job WHERE state = 'unknown' AND due_at <= :now ORDER BY due_at, id LIMIT :limit {lock skip};

-- Jobs that were listed once are excluded: the second listing must come some time after the first.
-- name: list_at_once
UPDATE job SET due_at = :now
WHERE state = 'unknown' AND pool_id = :pool_id AND owner = '' AND tries > 0 AND empty_listings = 0 AND due_at > :now;

-- name: due_held
SELECT * FROM job WHERE state = 'held' AND slot_free = 0 AND due_at <= :now ORDER BY due_at, id LIMIT :limit {lock skip};

-- name: due_running
SELECT * FROM job WHERE state = 'running' AND due_at <= :now ORDER BY due_at, id LIMIT :limit {lock skip};

-- name: due_collecting
SELECT * FROM job WHERE state = 'collecting' AND due_at <= :now ORDER BY due_at, id LIMIT :limit {lock skip};

-- name: lease
UPDATE job SET fence = fence + 1, owner = :owner, due_at = :due_at WHERE id = :id RETURNING *;

-- Extend the lease, if the worker still has it.
-- name: renew
UPDATE job SET due_at = :due_at WHERE id = :id AND fence = :fence AND owner = :owner;

-- name: next_to_prepare
SELECT min(due_at) FROM (
    SELECT min(due_at) AS due_at FROM job WHERE state = 'preparing'
    UNION ALL SELECT min(due_at) FROM job WHERE state = 'queued' AND prepared = 0
) AS each_state;

-- Jobs whose person was told that nobody can find out what became of them, submitted before :before.
-- name: unsure_too_long
SELECT * FROM job WHERE state = 'held' AND error = :error AND submitted_at <= :before ORDER BY submitted_at, id LIMIT :limit;

-- name: first_unsure
SELECT min(submitted_at) FROM job WHERE state = 'held' AND error = :error;

-- name: next_to_resolve
SELECT min(due_at) FROM (
    SELECT min(due_at) AS due_at FROM job WHERE state = 'submitting'
    UNION ALL SELECT min(due_at) FROM job WHERE state = 'unknown'
    UNION ALL SELECT min(due_at) FROM job WHERE state = 'held' AND slot_free = 0
) AS each_state;

-- name: next_to_poll
SELECT min(due_at) FROM job WHERE state = 'running';

-- name: next_to_collect
SELECT min(due_at) FROM job WHERE state = 'collecting';

-- Guarded by the fence: without the transition that follows, the lane would not be refreshed.
-- name: set_prepared
UPDATE job SET prepared = 1, reference_url = :url, reference_until = :until
WHERE id = :id AND state = 'preparing' AND fence = :fence;

-- name: set_unprepared
UPDATE job SET prepared = 0, reference_url = '', reference_until = 0 WHERE id = :id;

-- The transition to `submitting` together with the intent, in one update of the row: every claim waits for this statement.
-- name: intend
UPDATE job SET state = 'submitting', fence = fence + 1, owner = :owner, due_at = :due_at, tries = 0,
               send_by = :send_by, submitted_at = :now, start_tag = :start_tag, submissions = submissions + 1,
               protocol = :protocol, task_started_at = :started_at,
               task_id = '', task_state = '', polls = 0, empty_listings = 0, listed_at = 0, slot_free = 0
WHERE id = :id AND state = 'queued' AND fence = :fence;

-- name: set_task
UPDATE job SET task_id = :task_id, task_state = 'PENDING' WHERE id = :id;

-- name: set_results
UPDATE job SET results = :results WHERE id = :id;

-- Save which pictures were downloaded, so that the next attempt continues there.
-- name: keep_results
UPDATE job SET results = :results WHERE id = :id AND state = 'collecting' AND fence = :fence;

-- name: set_cover
UPDATE job SET cover = :cover WHERE id = :id AND cover <> :cover;

-- name: set_error
UPDATE job SET error = :error, error_code = :code WHERE id = :id;

-- name: set_resubmitted
UPDATE job SET resubmitted = 1, task_id = '', results = '[]' WHERE id = :id;

-- name: cancel_requested
SELECT cancel_requested FROM job WHERE id = :id;

-- name: set_cancel
UPDATE job SET cancel_requested = 1 WHERE id = :id;

-- name: poll_now
UPDATE job SET due_at = :now WHERE id = :id AND state = 'running' AND due_at > :now;

-- The job of an answer that arrived after the job had become unknown.
-- name: late_answer
SELECT * FROM job WHERE id = :id AND state IN ('unknown', 'held') AND task_id = '' AND submissions = :submissions;

-- The job of such an answer that the operator has released, and that was not claimed again yet.
-- name: released
SELECT * FROM job WHERE id = :id AND state = 'queued' AND task_id = '' AND submissions = :submissions;

-- name: is_named
SELECT 1 FROM job WHERE id = :id AND task_id = :task_id;

-- The oldest task that waits upstream. One that was expected to have begun when another task ended is not expected once more.
-- name: pending_in_pool
SELECT id, n FROM job WHERE pool_id = :pool_id AND task_started_at = 0
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

-- name: unclaimed_tasks
SELECT task_id, seen_at FROM unclaimed_task WHERE pool_id = :pool_id;

-- Tasks that a held job may have made: seen in its pool since it was sent, and of no job.
-- name: candidate_tasks
SELECT u.task_id, u.seen_at FROM job j JOIN unclaimed_task u ON u.pool_id = j.pool_id AND u.seen_at >= j.submitted_at
WHERE j.id = :id AND NOT EXISTS (SELECT 1 FROM task t WHERE t.task_id = u.task_id)
ORDER BY u.seen_at, u.task_id LIMIT :limit;

-- name: add_unclaimed_task
INSERT INTO unclaimed_task (task_id, pool_id, seen_at) VALUES (:task_id, :pool_id, :now) ON CONFLICT (task_id) DO NOTHING;

-- name: drop_old_unclaimed_tasks
DELETE FROM unclaimed_task WHERE seen_at < :before;

-- name: started
SELECT * FROM job WHERE state = 'running' AND task_started_at > 0
UNION ALL SELECT * FROM job WHERE state = 'submitting' AND task_started_at > 0;

-- name: drop_old_tasks
DELETE FROM task WHERE at < :before;

-- Other submissions without an answer whose windows overlap this one: a listed task may belong to either. Jobs that were held
-- after a listing from before this claim are excluded: their tasks would have been in it. Jobs that the operator gave up since
-- (`given_up`: their error) are included: their task may exist.
-- name: rivals
SELECT id, state FROM job WHERE pool_id = :pool_id AND id <> :id AND task_id = ''
    AND state IN ('submitting', 'unknown', 'running', 'held') AND state <> 'running'
    AND (state <> 'held' OR listed_at = 0 OR listed_at >= :claimed_at)
    AND submitted_at <= :until AND send_by >= :since
UNION ALL SELECT id, state FROM job WHERE pool_id = :pool_id AND id <> :id AND task_id = ''
    AND ended_at >= :since AND state = 'failed' AND error = :given_up
    AND (listed_at = 0 OR listed_at >= :claimed_at)
    AND submitted_at <= :until AND send_by >= :since;

-- A complete listing did not contain the task; a second one is needed.
-- name: count_empty_listing
UPDATE job SET empty_listings = empty_listings + 1 WHERE id = :id AND fence = :fence;

-- name: note_listed
UPDATE job SET listed_at = :now WHERE id = :id;

-- name: free_slot
UPDATE job SET slot_free = 1, fence = fence + 1, owner = '' WHERE id = :id AND state = 'held' AND fence = :fence;

-- Held before it was submitted: it has no slot, and no window in which its task could have been created.
-- name: hold_back
UPDATE job SET error = :error, slot_free = 1, send_by = 0 WHERE id = :id AND state = 'held';

-- name: note_return
UPDATE job SET returns = :returns, setbacks = :setbacks, returned_at = :returned_at, resting_until = :resting_until
WHERE id = :id;

-- name: end_rest
UPDATE job SET resting_until = 0 WHERE id = :id;

-- name: waiting_of_payer
SELECT count(*) FROM job WHERE payer_id = :payer_id AND state IN ('queued', 'preparing');

-- name: first_waiting_of_payer
SELECT * FROM job WHERE payer_id = :payer_id AND state IN ('queued', 'preparing') ORDER BY id LIMIT 1;

-- Includes jobs that somebody else's session paints of this person's ideas.
-- name: nth_newest_of_person
SELECT created_at FROM job WHERE person_id = :person_id ORDER BY id DESC LIMIT 1 OFFSET :n;

-- name: open_of_person
SELECT * FROM job WHERE person_id = :person_id
    AND state IN ('queued', 'preparing', 'submitting', 'unknown', 'running', 'collecting', 'held') ORDER BY id;

-- name: recent_of_person
SELECT * FROM job WHERE person_id = :person_id ORDER BY id DESC LIMIT :limit;

-- name: newest_of_person_here
SELECT * FROM job WHERE person_id = :person_id AND conversation_id = :conversation_id ORDER BY id DESC LIMIT 1;

-- name: newest_open
SELECT * FROM job WHERE ended_at IS NULL ORDER BY id DESC LIMIT :limit;

-- name: oldest_open
SELECT * FROM job WHERE ended_at IS NULL ORDER BY id LIMIT :limit;

-- name: count_of_person
SELECT count(*) AS jobs, CAST(COALESCE(sum(CASE WHEN created_at >= :since THEN 1 ELSE 0 END), 0) AS BIGINT) AS today
FROM job WHERE person_id = :person_id;

-- Each from its own small index; those that are queued are counted by pool.
-- name: count_open_by_state
SELECT 'preparing' AS state, count(*) AS jobs FROM job WHERE state = 'preparing'
UNION ALL SELECT 'submitting', count(*) FROM job WHERE state = 'submitting'
UNION ALL SELECT 'unknown', count(*) FROM job WHERE state = 'unknown'
UNION ALL SELECT 'running', count(*) FROM job WHERE state = 'running'
UNION ALL SELECT 'collecting', count(*) FROM job WHERE state = 'collecting'
UNION ALL SELECT 'held', count(*) FROM job WHERE state = 'held';

-- Jobs that wait now; those that arrived and ended since. (Of the open ones the newest are read, back to the first that arrived before.)
-- name: flow
SELECT (SELECT count(*) FROM job WHERE state = 'queued') + (SELECT count(*) FROM job WHERE state = 'preparing') AS waiting,
    (SELECT count(*) FROM job WHERE ended_at IS NULL AND id > COALESCE((
        SELECT b.id FROM job b WHERE b.ended_at IS NULL AND b.created_at < :since ORDER BY b.id DESC LIMIT 1), 0))
        + (SELECT count(*) FROM job WHERE ended_at >= :since AND created_at >= :since) AS arrived,
    (SELECT count(*) FROM job WHERE ended_at >= :since) AS ended,
    COALESCE((SELECT created_at FROM job WHERE ended_at IS NULL AND state IN ('queued', 'preparing') ORDER BY id LIMIT 1), 0.0)
        AS oldest_at;

-- name: ended_by_error
SELECT state, error, count(*) AS jobs FROM job WHERE ended_at >= :since GROUP BY state, error;

-- name: any_held
SELECT 1 FROM job WHERE state = 'held' LIMIT 1;

-- name: submitting_of_others
SELECT * FROM job WHERE state = 'submitting' AND owner <> :owner;

-- name: task_stats
SELECT * FROM task_stats WHERE model = :model AND n IN (0, :n);

-- To change them. Rows that another transaction is changing are left out.
-- name: lock_task_stats
SELECT * FROM task_stats WHERE model = :model AND n IN (0, :n) {lock skip};

-- name: set_task_stats
INSERT INTO task_stats (model, samples, mean_s, deviation_s, recent, n)
VALUES (:model, :samples, :mean_s, :deviation_s, :recent, :n)
ON CONFLICT (model, n) DO UPDATE SET samples = :samples, mean_s = :mean_s, deviation_s = :deviation_s, recent = :recent;

-- name: runtime_value
SELECT value FROM runtime_value WHERE name = :name;

-- name: set_runtime_value
INSERT INTO runtime_value (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value;

-- name: newest_id
SELECT max(id) FROM job;

-- name: in_state
SELECT * FROM job WHERE state = :state ORDER BY id DESC LIMIT :limit;

-- name: held_before
SELECT * FROM job WHERE state = 'held' AND id < :before_id ORDER BY id DESC LIMIT :limit;

-- The chat has migrated to an address that is already a conversation of its own.
-- name: move_conversation
UPDATE job SET conversation_id = :new_id WHERE conversation_id = :old_id;

-- name: newest
SELECT * FROM job ORDER BY id DESC LIMIT :limit;

-- name: states_of_person
SELECT state, count(*) AS jobs FROM job WHERE person_id = :person_id GROUP BY state ORDER BY state;

-- name: recent_of_conversation
SELECT * FROM job WHERE conversation_id = :conversation_id ORDER BY created_at DESC, id DESC LIMIT :limit;

-- (Of the conversation's jobs those are read that came since the first that is open anywhere, or the clock was set back.)
-- name: open_states_of_conversation
SELECT state, count(*) AS jobs FROM job
WHERE ended_at IS NULL AND conversation_id = :conversation_id
    AND created_at >= (SELECT f.created_at FROM job f WHERE f.ended_at IS NULL ORDER BY f.id LIMIT 1) - 86400
GROUP BY state ORDER BY state;

-- For how many seconds since `since` the slots of each pool were taken: by tasks that have ended (they are fetched after that, which
-- takes no slot), and by those at work.
-- name: busy_by_pool
SELECT pool_id, CAST(sum(until_at - from_at) AS DOUBLE PRECISION) AS busy_s FROM (
    SELECT j.pool_id, CASE WHEN j.submitted_at < :since THEN :since ELSE j.submitted_at END AS from_at,
        COALESCE((SELECT min(e.at) FROM job_event e WHERE e.job_id = j.id AND e.from_state = 'running' AND e.at >= j.submitted_at),
                 j.ended_at) AS until_at
    FROM job j WHERE j.ended_at >= :since AND j.submitted_at > 0
    UNION ALL
    SELECT j.pool_id, CASE WHEN j.submitted_at < :since THEN :since ELSE j.submitted_at END, :now
    FROM job j WHERE j.ended_at IS NULL AND j.submitted_at > 0 AND j.state IN ('submitting', 'unknown', 'running')
) AS at_work WHERE until_at > from_at GROUP BY pool_id;
