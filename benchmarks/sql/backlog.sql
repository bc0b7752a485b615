-- name: people
INSERT INTO person (platform, user_id, created_at)
WITH RECURSIVE number (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM number WHERE x < :count)
SELECT 'backlog', CAST(x AS TEXT), 0 FROM number;

-- name: conversation
INSERT INTO conversation (platform, chat_id) VALUES ('backlog', 'all');

-- name: payers
INSERT INTO payer (kind, ref_id) SELECT 'person', id FROM person WHERE platform = 'backlog' AND id > 0 AND :count > 0;

-- name: lanes
INSERT INTO lane (pool_id, payer_id) SELECT :pool_id, id FROM payer;

-- name: jobs
INSERT INTO job (payer_id, person_id, conversation_id, pool_id, lane_id, language, request, model, n, price_li, state,
                 prepared, due_at, created_at)
WITH RECURSIVE number (x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM number WHERE x < :count - 1)
SELECT l.payer_id, p.ref_id, (SELECT max(id) FROM conversation), l.pool_id, l.id, 'en',
    '{"model": "wanx-v1", "prompt": "job", "n": 1, "size": "1024*1024", "seed": 1, "negative_prompt": "", "style": "auto", "reference": null}',
    'wanx-v1', :n, 160, 'queued', 1, 0, 0
FROM number JOIN lane l ON l.id = (SELECT min(id) FROM lane WHERE pool_id = :pool_id) + number.x % :people
JOIN payer p ON p.id = l.payer_id;

-- name: charges
INSERT INTO charge (payer_id, job_id, day, kind, amount_li, pictures, at)
SELECT payer_id, id, '2026-11-22', 'reserve', 160 * n, n, 0 FROM job;

-- name: posts
INSERT INTO post (conversation_id, platform, subject, kind, job_id, importance, revision, status, due_at, created_at)
SELECT conversation_id, 'backlog', 'job:' || CAST(id AS TEXT), 'job', id, 1, 1, 'idle', 0, 0 FROM job;

-- name: heads
UPDATE lane SET ready = 1, head_id = (SELECT min(j.id) FROM job j WHERE j.lane_id = lane.id AND j.state = 'queued' AND j.prepared = 1)
WHERE EXISTS (SELECT 1 FROM job j WHERE j.lane_id = lane.id);

-- name: analyze
ANALYZE;
