-- name: people
INSERT INTO person (platform, user_id, name, created_at)
WITH RECURSIVE number (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM number WHERE x < :count)
SELECT 'telegram', 'company-' || CAST(x AS TEXT), 'Person ' || CAST(x AS TEXT), :now - 86400.0 * (x % 300) FROM number;

-- name: groups
INSERT INTO conversation (platform, chat_id)
WITH RECURSIVE number (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM number WHERE x < :count)
SELECT 'telegram', '-100' || CAST(x AS TEXT) FROM number;

-- name: directs
INSERT INTO conversation (platform, chat_id, direct) SELECT platform, user_id, 1 FROM person WHERE user_id LIKE 'company-%';

-- name: introduce
UPDATE person SET dm_conversation_id = (SELECT c.id FROM conversation c WHERE c.platform = person.platform AND c.chat_id = person.user_id)
WHERE user_id LIKE 'company-%';

-- name: payers
INSERT INTO payer (kind, ref_id) SELECT 'person', id FROM person WHERE user_id LIKE 'company-%';

-- name: lanes
INSERT INTO lane (pool_id, payer_id) SELECT :pool_id, y.id FROM payer y JOIN person w ON w.id = y.ref_id WHERE w.user_id LIKE 'company-%';

-- Over a month, half of them one to one. The newest 280 wait, 20 before them are held, the others have ended.
-- name: jobs
INSERT INTO job (payer_id, person_id, conversation_id, pool_id, lane_id, language, request, prompt, model, n, price_li, state,
                 prepared, due_at, created_at, submitted_at, ended_at)
WITH RECURSIVE number (x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM number WHERE x < :count - 1)
SELECT l.payer_id, w.id,
    CASE WHEN x % 2 = 0 THEN w.dm_conversation_id ELSE (SELECT min(id) FROM conversation WHERE chat_id LIKE '-100%') + x % :groups END,
    l.pool_id, l.id, 'en',
    '{"model": "wanx-v1", "prompt": "job", "n": 1, "size": "1024*1024", "seed": 1, "negative_prompt": "", "style": "auto", "reference": null}',
    'a fox in the snow, number ' || CAST(x AS TEXT), 'wanx-v1', 1, 160,
    CASE WHEN x >= :count - 280 THEN 'queued' WHEN x >= :count - 300 THEN 'held' WHEN x % 40 = 3 THEN 'failed' ELSE 'done' END,
    1, :now, :now - 26.0 * (:count - x), CASE WHEN x >= :count - 280 THEN 0 ELSE :now - 26.0 * (:count - x) + 2 END,
    CASE WHEN x >= :count - 300 THEN NULL ELSE :now - 26.0 * (:count - x) + 18 END
FROM number JOIN lane l ON l.id = (SELECT min(id) FROM lane WHERE pool_id = :pool_id AND payer_id >=
        (SELECT min(y.id) FROM payer y JOIN person v ON v.id = y.ref_id WHERE v.user_id LIKE 'company-%')) + number.x % :people
JOIN payer y ON y.id = l.payer_id JOIN person w ON w.id = y.ref_id;

-- name: events
INSERT INTO job_event (job_id, at, from_state, to_state, details)
SELECT j.id, j.created_at, '', 'queued', 'imagine' FROM job j
UNION ALL SELECT j.id, j.created_at + 2, 'queued', 'submitting', '' FROM job j WHERE j.submitted_at > 0
UNION ALL SELECT j.id, j.created_at + 16, 'running', 'collecting', '' FROM job j WHERE j.ended_at IS NOT NULL
UNION ALL SELECT j.id, j.created_at + 18, 'collecting', j.state, '1 kept' FROM job j WHERE j.ended_at IS NOT NULL
UNION ALL SELECT j.id, j.created_at + 20, 'unknown', 'held', 'too long ago for the task list' FROM job j WHERE j.state = 'held';

-- name: charges
INSERT INTO charge (payer_id, job_id, model, day, kind, amount_li, pictures, at)
SELECT payer_id, id, model, :month || '-' || CASE WHEN id % 28 < 9 THEN '0' ELSE '' END || CAST(id % 28 + 1 AS TEXT), 'reserve', 160, 1, created_at FROM job
UNION ALL
SELECT payer_id, id, model, :month || '-' || CASE WHEN id % 28 < 9 THEN '0' ELSE '' END || CAST(id % 28 + 1 AS TEXT), 'settle', 0, 0, created_at + 18
FROM job WHERE ended_at IS NOT NULL;

-- name: totals
INSERT INTO running_total (scope, day, amount_li, pictures)
SELECT 'payer:' || CAST(l.payer_id AS TEXT), l.day, sum(l.amount_li), sum(l.pictures) FROM charge l GROUP BY l.payer_id, l.day
UNION ALL SELECT 'conversation:' || CAST(j.conversation_id AS TEXT), l.day, sum(l.amount_li), sum(l.pictures)
    FROM charge l JOIN job j ON j.id = l.job_id GROUP BY j.conversation_id, l.day
UNION ALL SELECT 'all', l.day, sum(l.amount_li), sum(l.pictures) FROM charge l GROUP BY l.day;

-- name: posts
INSERT INTO post (conversation_id, platform, subject, kind, job_id, importance, revision, status, handle, due_at, created_at)
SELECT conversation_id, 'telegram', 'job:' || CAST(id AS TEXT), 'job', id, 1, 1, CASE WHEN ended_at IS NULL THEN 'pending' ELSE 'closed' END,
    CASE WHEN id % 2 = 0 THEN 'h' ELSE '' END, :now, created_at FROM job;

-- name: audit
INSERT INTO audit (at, person_id, action, kind, object_id, details, surface, act, undo)
WITH RECURSIVE number (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM number WHERE x < :count)
SELECT :now - 60.0 * (:count - x), (SELECT min(id) FROM person WHERE user_id LIKE 'company-%') + x % 20,
    CASE WHEN x % 3 = 0 THEN 'look' ELSE 'ban' END, CASE WHEN x % 3 = 0 THEN 'person' ELSE 'instance' END,
    (SELECT min(id) FROM person WHERE user_id LIKE 'company-%') + x % 1000, '', 'chat',
    CASE WHEN x % 3 = 0 THEN '' ELSE '{"verb": "ban", "person": ' || CAST((SELECT min(id) FROM person WHERE user_id LIKE 'company-%') + x % 1000 AS TEXT) || '}' END,
    ''
FROM number;

-- name: cases
INSERT INTO moderation_case (at, kind, person_id, conversation_id, job_id, words, is_open)
SELECT j.created_at, CASE WHEN j.id % 2 = 0 THEN 'noted' ELSE 'refused' END, j.person_id, j.conversation_id,
    CASE WHEN j.id % 2 = 0 THEN j.id ELSE 0 END, 'words', CASE WHEN j.id % 2000 = 0 THEN 1 ELSE 0 END
FROM job j WHERE j.id % 20 IN (0, 1);

-- name: updates
INSERT INTO inbox (platform, event_id, lane, body, state, received_at, due_at, done_at)
SELECT 'telegram', 'e' || CAST(id AS TEXT), 'l', '{}', 'handled', created_at, created_at, created_at FROM job;

-- name: analyze
ANALYZE;

-- name: newest_person
SELECT max(id) FROM person WHERE user_id LIKE 'company-%';

-- name: newest_group
SELECT max(id) FROM conversation WHERE chat_id LIKE '-100%';
