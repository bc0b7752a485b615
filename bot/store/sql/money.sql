-- name: charge
INSERT INTO charge (payer_id, job_id, model, day, kind, free_scope, amount_li, pictures, gift_pictures, at)
VALUES (:payer_id, :job_id, :model, :day, :kind, :free_scope, :amount_li, :pictures, :gift_pictures, :now);

-- name: charge_call
INSERT INTO charge (payer_id, job_id, call_id, model, day, kind, amount_li, pictures, at)
VALUES (:payer_id, 0, :call_id, 'calls', :day, :kind, :amount_li, 0, :now);

-- When a payer asked for the n-th newest job (from 0).
-- name: nth_newest_of_payer
SELECT at FROM charge WHERE payer_id = :payer_id AND kind = 'reserve' AND job_id > 0 ORDER BY day DESC, id DESC LIMIT 1 OFFSET :n;

-- name: charges_of_call
SELECT * FROM charge WHERE call_id = :call_id AND call_id > 0 ORDER BY id;

-- name: calls_of_payer
SELECT CAST(COALESCE(sum(amount_li), 0) AS BIGINT) AS amount_li, CAST(COALESCE(sum(pictures), 0) AS BIGINT) AS pictures
FROM charge WHERE payer_id = :payer_id AND call_id > 0;

-- name: lock_acceptance
SELECT 1;

-- name: lock_acceptance (postgresql)
SELECT CAST(pg_advisory_xact_lock(:key) AS TEXT);

-- name: charges_of_job
SELECT * FROM charge WHERE job_id = :job_id ORDER BY id;

-- name: cost
INSERT INTO cost (account, model, job_id, task_id, day, pictures, free_pictures, amount_li, at)
VALUES (:account, :model, :job_id, :task_id, :day, :pictures, :free_pictures, :amount_li, :now)
ON CONFLICT (task_id) DO NOTHING;

-- How many pictures of a task the upstream has counted against a free allowance.
-- name: free_of_task
SELECT free_pictures FROM cost WHERE task_id = :task_id;

-- name: add_to_total
INSERT INTO running_total (scope, day, amount_li, pictures) VALUES (:scope, :day, :amount_li, :pictures)
ON CONFLICT (scope, day) DO UPDATE SET amount_li = running_total.amount_li + :amount_li, pictures = running_total.pictures + :pictures;

-- name: total
SELECT amount_li, pictures FROM running_total WHERE scope = :scope AND day = :day;

-- Of a person's pictures: those that their payer pays for and those of their ideas in other people's sessions, without those that
-- were given to them.
-- name: pictures_of_person
SELECT CAST(COALESCE(sum(pictures), 0) AS BIGINT) FROM running_total
WHERE scope IN ('payer:' || CAST(:payer_id AS TEXT), 'authored:' || CAST(:payer_id AS TEXT), 'gift:payer:' || CAST(:payer_id AS TEXT))
    AND day >= :first AND day <= :last;

-- The sum over all threads of the conversation's chat: the limit is per chat, so that a new topic does not reset it. Without
-- pictures that were given to people.
-- name: total_of_chat
SELECT CAST(COALESCE(sum(t.amount_li), 0) AS BIGINT) AS amount_li, CAST(COALESCE(sum(t.pictures), 0) AS BIGINT) AS pictures
FROM conversation here
JOIN conversation c ON c.platform = here.platform AND c.chat_id = here.chat_id
JOIN running_total t ON t.scope IN ('conversation:' || CAST(c.id AS TEXT), 'gift:conversation:' || CAST(c.id AS TEXT))
    AND t.day >= :first AND t.day <= :last
WHERE here.id = :conversation_id;

-- name: total_between
SELECT CAST(COALESCE(sum(amount_li), 0) AS BIGINT) AS amount_li, CAST(COALESCE(sum(pictures), 0) AS BIGINT) AS pictures
FROM running_total WHERE scope = :scope AND day >= :first AND day <= :last;

-- name: spent_by_all
SELECT CAST(COALESCE(max(li), 0) AS BIGINT) FROM (
    SELECT sum(amount_li) AS li FROM running_total WHERE scope IN ('all', 'upstream') AND day >= :first AND day <= :last
    GROUP BY scope) each_one;

-- name: ledger_sums
SELECT payer_id, day, CAST(sum(amount_li) AS BIGINT) AS amount_li, CAST(sum(pictures) AS BIGINT) AS pictures
FROM charge GROUP BY payer_id, day;

-- name: cost_sums
SELECT account, day, CAST(sum(amount_li) AS BIGINT) AS amount_li, CAST(sum(pictures) AS BIGINT) AS pictures
FROM cost GROUP BY account, day;

-- name: totals_like
SELECT scope, day, amount_li, pictures FROM running_total WHERE scope LIKE :pattern;

-- name: in_flight
SELECT CAST(COALESCE(sum(li), 0) AS BIGINT) FROM (
    SELECT j.n * j.price_li + j.input_li AS li FROM job j JOIN pool p ON p.id = j.pool_id
    WHERE p.account = :account AND j.state IN ('submitting', 'unknown', 'running', 'held')
    UNION ALL
    -- Both conditions: SQLite takes the index of open calls only for its own words.
    SELECT price_li FROM chat_call WHERE account = :account AND state IN ('waiting', 'asking') AND state = 'asking') at_work;

-- The number of pictures that a task was billed for.
-- name: billed_of_task
SELECT pictures FROM cost WHERE task_id = :task_id;

-- From the running totals, by payer; of erased payers the person is gone.
-- name: spent_by_payer
SELECT y.id, COALESCE(w.platform, '') AS platform, COALESCE(w.user_id, '') AS address,
       COALESCE(w.name, '') AS name, s.amount_li, s.pictures
FROM (SELECT p.id, CAST(sum(t.amount_li) AS BIGINT) AS amount_li, CAST(sum(t.pictures) AS BIGINT) AS pictures
      FROM payer p JOIN running_total t ON t.scope = 'payer:' || CAST(p.id AS TEXT) AND t.day >= :first AND t.day <= :last
      GROUP BY p.id) s
JOIN payer y ON y.id = s.id LEFT JOIN person w ON y.kind = 'person' AND w.id = y.ref_id
ORDER BY s.amount_li DESC, y.id;

-- From the running totals: the ledger does not say where, and jobs that did are deleted in time.
-- name: spent_by_conversation
SELECT c.id, c.platform, c.chat_id AS address, COALESCE(w.name, '') AS name, s.amount_li, s.pictures
FROM (SELECT o.id, CAST(sum(t.amount_li) AS BIGINT) AS amount_li, CAST(sum(t.pictures) AS BIGINT) AS pictures
      FROM conversation o JOIN running_total t ON t.scope = 'conversation:' || CAST(o.id AS TEXT) AND t.day >= :first AND t.day <= :last
      GROUP BY o.id) s
JOIN conversation c ON c.id = s.id
LEFT JOIN person w ON c.direct = 1 AND w.dm_conversation_id = c.id AND w.dm_conversation_id > 0
ORDER BY s.amount_li DESC, c.id;

-- Of models that there are or were, of calls to chat models, and of what was charged before the model was noted.
-- name: spent_by_model
SELECT CAST(0 AS BIGINT) AS id, '' AS platform, '' AS address, m.model AS name,
       CAST(sum(t.amount_li) AS BIGINT) AS amount_li, CAST(sum(t.pictures) AS BIGINT) AS pictures
FROM (SELECT model FROM pool UNION SELECT 'calls' UNION SELECT '') m
JOIN running_total t ON t.scope = 'model:' || m.model AND t.day >= :first AND t.day <= :last
GROUP BY m.model ORDER BY 5 DESC, 4;
