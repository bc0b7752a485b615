-- name: ensure_account
INSERT INTO account (name) VALUES (:name) ON CONFLICT (name) DO NOTHING;

-- name: ensure_pool
INSERT INTO pool (account, model, submissions_per_s, tasks_at_once) VALUES (:account, :model, :submissions_per_s, :tasks_at_once)
ON CONFLICT (account, model) DO UPDATE SET submissions_per_s = :submissions_per_s, tasks_at_once = :tasks_at_once;

-- `paused`: how many pauses it is under (table `pause`).
-- name: pools
SELECT p.*, a.state AS account_state, a.reason AS account_reason,
    (SELECT count(*) FROM pause s WHERE s.scope IN ('all', 'model:' || p.model, 'account:' || p.account)) AS paused
FROM pool p JOIN account a ON a.name = p.account ORDER BY p.id;

-- name: pools_of_model
SELECT p.*, a.state AS account_state, a.reason AS account_reason,
    (SELECT count(*) FROM pause s WHERE s.scope IN ('all', 'model:' || p.model, 'account:' || p.account)) AS paused
FROM pool p JOIN account a ON a.name = p.account WHERE p.model = :model ORDER BY p.id;

-- name: pool
SELECT p.*, a.state AS account_state, a.reason AS account_reason,
    (SELECT count(*) FROM pause s WHERE s.scope IN ('all', 'model:' || p.model, 'account:' || p.account)) AS paused
FROM pool p JOIN account a ON a.name = p.account WHERE p.id = :id;

-- name: lock_pool
SELECT p.*, a.state AS account_state, a.reason AS account_reason,
    (SELECT count(*) FROM pause s WHERE s.scope IN ('all', 'model:' || p.model, 'account:' || p.account)) AS paused
FROM pool p JOIN account a ON a.name = p.account WHERE p.id = :id {lock of p};

-- For a claim: skipped if locked, because the transaction that holds the lock is claiming in this pool already.
-- name: try_pool
SELECT p.*, a.state AS account_state, a.reason AS account_reason,
    (SELECT count(*) FROM pause s WHERE s.scope IN ('all', 'model:' || p.model, 'account:' || p.account)) AS paused
FROM pool p JOIN account a ON a.name = p.account WHERE p.id = :id {lock of p skip};

-- The pools of a model: whether a lane has waiting jobs, and when the first job that rests will have rested.
-- name: idle_pools
SELECT p.id, CASE WHEN EXISTS (SELECT 1 FROM lane l WHERE l.pool_id = p.id AND l.head_id IS NOT NULL) THEN 1 ELSE 0 END AS waits,
    (SELECT min(resting_until) FROM job WHERE pool_id = p.id AND resting_until > 0) AS rested_at
FROM pool p WHERE p.model = :model;

-- name: pools_waited_for
SELECT p.*, a.state AS account_state, a.reason AS account_reason,
    (SELECT count(*) FROM pause s WHERE s.scope IN ('all', 'model:' || p.model, 'account:' || p.account)) AS paused
FROM pool p JOIN account a ON a.name = p.account
WHERE EXISTS (SELECT 1 FROM lane l WHERE l.pool_id = p.id AND l.head_id IS NOT NULL) ORDER BY p.id;

-- Slots are counted from job rows: a separate counter could drift. A held job keeps its slot until all tasks that could be its
-- own have ended, but only for a limited time.
-- name: slots
SELECT
    (SELECT count(*) FROM job WHERE pool_id = :pool_id AND state IN ('submitting', 'unknown', 'running', 'held')
        AND state = 'submitting') AS in_flight,
    (SELECT count(*) FROM job WHERE pool_id = :pool_id AND state IN ('submitting', 'unknown', 'running', 'held')
        AND state = 'unknown') AS in_doubt,
    (SELECT count(*) FROM job WHERE pool_id = :pool_id AND state IN ('submitting', 'unknown', 'running', 'held')
        AND (state <> 'held' OR (slot_free = 0 AND submitted_at > :held_since))) AS taken;

-- Requeued jobs whose rest is over.
-- name: rested
SELECT id, payer_id FROM job WHERE pool_id = :pool_id AND resting_until > 0 AND resting_until <= :now ORDER BY id;

-- name: next_rested
SELECT min(resting_until) FROM job WHERE pool_id = :pool_id AND resting_until > 0;

-- name: lane
INSERT INTO lane (pool_id, payer_id, weight) VALUES (:pool_id, :payer_id, :weight)
ON CONFLICT (pool_id, payer_id) DO UPDATE SET weight = :weight
RETURNING id;

-- Activate an empty lane: its finish tag is at least the virtual time (plus `lag`).
-- name: arrive
UPDATE lane SET finish_tag = (SELECT virtual_time FROM pool WHERE id = lane.pool_id) + CAST(:lag AS DOUBLE PRECISION)
WHERE id = :id AND finish_tag < (SELECT virtual_time FROM pool WHERE id = lane.pool_id) + CAST(:lag AS DOUBLE PRECISION)
    AND NOT EXISTS (SELECT 1 FROM job WHERE lane_id = lane.id AND state = 'queued');

-- Lock a payer's lanes, so that transactions that changed the payer's jobs refresh them one after another.
-- name: lock_lanes
SELECT id, head_id, ready FROM lane WHERE payer_id = :payer_id ORDER BY id {lock};

-- name: look_at_lanes
SELECT l.id, l.pool_id, l.finish_tag, l.start_tag, l.ready, l.head_id, p.virtual_time, p.model,
    (SELECT min(j.id) FROM job j WHERE j.lane_id = l.id AND j.state = 'queued' AND j.prepared = 1
        AND j.resting_until = 0) AS head,
    (SELECT count(*) FROM job b WHERE b.payer_id = :payer_id AND b.state IN ('submitting', 'unknown', 'running')) AS at_work,
    (SELECT value FROM runtime_value WHERE name = :limit_name) AS running_limit
FROM lane l JOIN pool p ON p.id = l.pool_id WHERE l.payer_id = :payer_id ORDER BY l.id;

-- name: set_lane
UPDATE lane SET head_id = :head, ready = :ready, start_tag = :start_tag, finish_tag = :finish_tag WHERE id = :id;

-- name: give_back
UPDATE lane SET finish_tag = finish_tag - CAST(:pictures AS DOUBLE PRECISION) / weight, head_id = NULL, ready = 0 WHERE id = :id;

-- The fair choice: the ready lane with the smallest start tag, ties broken by the older job.
-- name: choose
SELECT l.id, l.payer_id, l.weight, l.start_tag, l.head_id FROM lane l
WHERE l.pool_id = :pool_id AND l.ready = 1 ORDER BY l.start_tag, l.head_id LIMIT 1;

-- The choice for a spare slot when nobody is eligible: running limits do not count for it.
-- name: choose_spare
SELECT l.id, l.payer_id, l.weight, l.start_tag, l.head_id FROM lane l
WHERE l.pool_id = :pool_id AND l.head_id IS NOT NULL ORDER BY l.start_tag, l.head_id LIMIT 1;

-- name: set_virtual_time
UPDATE pool SET virtual_time = :virtual_time WHERE id = :id AND virtual_time < :virtual_time;

-- name: set_next_submit
UPDATE pool SET next_submit_at = :next_submit_at, pause_reason = :pause_reason, failures = :failures,
                lost_answers = CASE WHEN :failures = 0 THEN 0 ELSE lost_answers END
WHERE id = :id;

-- A request has left: the time that was reserved for it, in case it leaves late, is given back, unless something else has
-- changed the pool's time since. (A pause always ends later than what was reserved when it began.)
-- name: note_left
UPDATE pool SET next_submit_at = :at WHERE id = :id AND next_submit_at = :reserved_until;

-- name: keep_distance
UPDATE pool SET next_submit_at = :at WHERE id = :id AND next_submit_at < :at;

-- name: count_lost
UPDATE pool SET lost_answers = lost_answers + 1 WHERE id = :id;

-- name: end_budget_pause
UPDATE pool SET next_submit_at = :now, pause_reason = '' WHERE account = :account AND pause_reason = 'budget';

-- name: failing
UPDATE pool SET failing_since = CASE WHEN failing_since = 0 THEN :now ELSE failing_since END WHERE id = :id RETURNING failing_since;

-- name: answering
UPDATE pool SET failing_since = 0 WHERE id = :id;

-- name: away
SELECT 1 FROM pool WHERE account = :account AND failing_since > 0 AND failing_since <= :before LIMIT 1;

-- The upstream is unreachable; after several failures people who wait are told.
-- name: count_failure
UPDATE pool SET failures = failures + 1, pause_reason = 'upstream-unreachable' WHERE id = :id;

-- name: set_spare
UPDATE pool SET spare = :spare, spare_back_at = :spare_back_at WHERE id = :id;

-- name: set_pool_state
UPDATE pool SET state = :state, reason = :reason, changed_at = :now WHERE id = :id;

-- name: revive_pools
UPDATE pool SET state = 'live' WHERE state = 'suspended' AND changed_at < :before;

-- name: set_account_state
UPDATE account SET state = :state, reason = :reason, changed_at = :now WHERE name = :name;

-- name: take_queries
UPDATE account SET next_query_at = :next_query_at WHERE name = :name;

-- name: accounts
SELECT * FROM account ORDER BY name;

-- As above, locked: queries of an account are rate-limited across processes.
-- name: lock_accounts
SELECT * FROM account ORDER BY name {lock};

-- For the forecast: the waiting lanes in fair order, with their first jobs.
-- name: waiting_lanes
SELECT l.id, l.payer_id, l.weight, l.start_tag, l.ready, l.head_id, h.n FROM lane l JOIN job h ON h.id = l.head_id
WHERE l.pool_id = :pool_id AND l.head_id IS NOT NULL ORDER BY l.start_tag, l.head_id LIMIT :limit;

-- The number of lanes (at most `most`) that are served before a lane: those that are ready and have smaller tags.
-- name: ready_before
SELECT count(*) FROM (
    SELECT 1 FROM lane mine JOIN lane a ON a.pool_id = mine.pool_id
    WHERE mine.id = :lane_id AND a.ready = 1 AND (a.start_tag, a.head_id) < (mine.start_tag, mine.head_id) LIMIT :most
) AS those_before;

-- name: waiting_in_lane
SELECT id, n FROM job WHERE lane_id = :lane_id AND id > :after AND state = 'queued' ORDER BY id LIMIT :limit;

-- name: at_work
SELECT id, payer_id, lane_id, n, submitted_at, task_state, task_started_at FROM job
WHERE pool_id = :pool_id AND state IN ('submitting', 'unknown', 'running', 'held')
    AND (state <> 'held' OR (slot_free = 0 AND submitted_at > :held_since)) ORDER BY submitted_at, id;

-- name: queued_by_pool
SELECT l.pool_id, CAST(sum(w.jobs) AS BIGINT) AS jobs
FROM (SELECT lane_id, count(*) AS jobs FROM job WHERE state = 'queued' GROUP BY lane_id) w JOIN lane l ON l.id = w.lane_id
GROUP BY l.pool_id;

-- The choice of an idle pool from another pool of the same model (work stealing): of what is first in each of them.
-- name: choose_elsewhere
SELECT l.id, l.payer_id, l.weight, l.start_tag, l.head_id, l.pool_id FROM pool p JOIN lane l ON l.id = (
    SELECT f.id FROM lane f WHERE f.pool_id = p.id AND f.ready = 1 ORDER BY f.start_tag, f.head_id LIMIT 1)
WHERE p.model = :model AND p.id <> :pool_id ORDER BY l.start_tag - p.virtual_time, l.head_id LIMIT 1;

-- name: move_to_pool
UPDATE job SET pool_id = :pool_id, lane_id = :lane_id, fence = fence + 1 WHERE id = :id AND state = 'queued';

-- Lock a lane's waiting jobs, to move them to another pool.
-- name: lock_waiting
SELECT * FROM job WHERE lane_id = :lane_id AND state = 'queued' ORDER BY id LIMIT :limit {lock};

-- name: payers_waiting
SELECT DISTINCT payer_id FROM lane WHERE head_id IS NOT NULL ORDER BY payer_id;

-- name: pause
INSERT INTO pause (scope, person_id, since) VALUES (:scope, :person_id, :now) ON CONFLICT (scope) DO NOTHING;

-- name: resume
DELETE FROM pause WHERE scope = :scope;

-- name: pauses
SELECT scope, person_id, since FROM pause ORDER BY since, scope;
