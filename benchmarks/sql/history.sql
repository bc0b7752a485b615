-- Two years of work in a few statements. Jobs are numbered by their age, the oldest first: `old` whose
-- time is over (of the second half of them the pictures, too, are still there), among them evenly `starred` that somebody starred,
-- `ended` within the last year, `waiting`. Jobs are spread evenly over people, half of them in groups.

-- name: people
INSERT INTO person (platform, user_id, name, platform_language, created_at)
WITH RECURSIVE number (x) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT x + 1 FROM number WHERE x < :people)
SELECT 'scripted', 'p' || CAST(x AS TEXT), 'Person ' || CAST(x AS TEXT), 'en', :now - 500.0 * 86400 FROM number;

-- name: directs
INSERT INTO conversation (platform, chat_id, direct) SELECT platform, user_id, 1 FROM person ORDER BY id;

-- name: introduce
UPDATE person SET dm_conversation_id = id;

-- One of a hundred groups is kept for a time of its own; what is older there has been cleared.
-- name: groups
INSERT INTO conversation (platform, chat_id, settings, keep_days)
WITH RECURSIVE number (x) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT x + 1 FROM number WHERE x < :groups)
SELECT 'scripted', 'g' || CAST(x AS TEXT), '{"gallery": "yes"}', CASE WHEN x % 100 = 1 THEN 380 ELSE 0 END FROM number;

-- name: payers
INSERT INTO payer (kind, ref_id) SELECT 'person', id FROM person ORDER BY id;

-- name: lanes
INSERT INTO lane (pool_id, payer_id) SELECT :pool_id, id FROM payer ORDER BY id;

-- name: jobs
INSERT INTO job (id, payer_id, person_id, conversation_id, pool_id, lane_id, reply_to, language, request, prompt, style, model, n,
                 price_li, state, prepared, fence, due_at, created_at, send_by, submitted_at, task_id, task_state, task_started_at,
                 polls, submissions, results, error, error_code, ended_at)
WITH RECURSIVE number (x) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT x + 1 FROM number WHERE x < :count - 1),
timed AS (SELECT x, 1 + (x * 7919 + x / :people) % :people AS who,
    CASE WHEN x < :starred + :old THEN :now - 367.0 * 86400 - 40.0 * (:starred + :old - x)
         ELSE :now - 7200 - 360.0 * 86400 * (:count - 1 - x) / :ended END AS at FROM number)
SELECT x + 1, who, who, CASE WHEN x % 2 = 0 THEN who ELSE :people + 1 + (x * 31 + x / :groups) % :groups END, :pool_id, who,
    CAST(100000 + x AS TEXT), 'en',
    '{"model": "wanx-v1", "prompt": "a paper lantern over a quiet harbour at dusk, long exposure, number ' || CAST(x AS TEXT)
        || '", "n": 1, "size": "1024*1024", "seed": 1584313294, "negative_prompt": "", "style": "auto", "reference": null}',
    'a paper lantern over a quiet harbour at dusk, long exposure, number ' || CAST(x AS TEXT), 'auto', 'wanx-v1', 1, 160,
    CASE WHEN x % 40 = 3 THEN 'failed' ELSE 'done' END, 1, 9, 1e17, at, at + 7, at + 2, 'task-' || CAST(x AS TEXT), 'RUNNING', at + 2,
    5, 1, '[]',
    CASE WHEN x % 40 = 3 THEN 'upstream-failed' ELSE '' END, CASE WHEN x % 40 = 3 THEN 'InternalError' ELSE '' END, at + 18
FROM timed;

-- The next number of a job.
-- name: job_numbers
SELECT 1;

-- name: job_numbers (postgresql)
SELECT setval(pg_get_serial_sequence('job', 'id'), (SELECT max(id) FROM job));

-- name: events
INSERT INTO job_event (job_id, at, from_state, to_state, details)
SELECT j.id, j.created_at + s.after_s, s.from_state, CASE WHEN s.to_state = 'done' THEN j.state ELSE s.to_state END, s.details
FROM job j CROSS JOIN (
    SELECT 1 AS step, 0.0 AS after_s, '' AS from_state, 'queued' AS to_state, 'imagine' AS details
    UNION ALL SELECT 2, 2.0, 'queued', 'submitting', '' UNION ALL SELECT 3, 2.2, 'submitting', 'running', 'task'
    UNION ALL SELECT 4, 2.8, 'running', 'running', 'RUNNING' UNION ALL SELECT 5, 17.0, 'running', 'collecting', '1 of 1 painted'
    UNION ALL SELECT 6, 18.0, 'collecting', 'done', '1 kept') s
ORDER BY j.id, s.step;

-- name: charges
INSERT INTO charge (payer_id, job_id, model, day, kind, amount_li, pictures, at)
SELECT j.payer_id, j.id, j.model, {day}, s.kind,
    CASE WHEN s.kind = 'reserve' THEN 160 WHEN j.state = 'failed' THEN -160 ELSE 0 END,
    CASE WHEN s.kind = 'reserve' THEN 1 WHEN j.state = 'failed' THEN -1 ELSE 0 END, j.created_at
FROM job j CROSS JOIN (SELECT 'reserve' AS kind UNION ALL SELECT 'settle') s ORDER BY j.id, s.kind;

-- name: costs
INSERT INTO cost (account, model, job_id, task_id, day, pictures, free_pictures, amount_li, at)
SELECT 'main', j.model, j.id, j.task_id, {day}, 1, 0, 160, j.created_at + 17 FROM job j WHERE j.state = 'done' ORDER BY j.id;

-- name: totals
INSERT INTO running_total (scope, day, amount_li, pictures)
SELECT 'payer:' || CAST(l.payer_id AS TEXT), l.day, sum(l.amount_li), sum(l.pictures) FROM charge l GROUP BY l.payer_id, l.day
UNION ALL SELECT 'conversation:' || CAST(j.conversation_id AS TEXT), l.day, sum(l.amount_li), sum(l.pictures)
    FROM charge l JOIN job j ON j.id = l.job_id GROUP BY j.conversation_id, l.day
UNION ALL SELECT 'all', l.day, sum(l.amount_li), sum(l.pictures) FROM charge l GROUP BY l.day
UNION ALL SELECT 'model:' || l.model, l.day, sum(l.amount_li), sum(l.pictures) FROM charge l GROUP BY l.model, l.day
UNION ALL SELECT 'account:main', c.day, sum(c.amount_li), sum(c.pictures) FROM cost c GROUP BY c.day
UNION ALL SELECT 'upstream', c.day, sum(c.amount_li), sum(c.pictures) FROM cost c GROUP BY c.day;

-- name: pictures
INSERT INTO picture (job_id, idx, key, sha256, mime, width, height, bytes, seed, created_at, deleted_at)
SELECT id, 0, 'jobs/' || CAST(id AS TEXT) || '/0.png', :digest, 'image/png', 1024, 1024, 1400000, 1584313294, ended_at,
    CASE WHEN id <= (:starred + :old) / 2 AND NOT {kept} THEN :now - 86400 END
FROM job WHERE state = 'done' ORDER BY id;

-- Of those within the last year, two of a hundred.
-- name: stars
INSERT INTO star (person_id, job_id, at)
SELECT person_id, id, ended_at + 60 FROM job WHERE state = 'done' AND ((id <= :starred + :old AND {kept}) OR (id > :starred + :old AND id % 50 = 7));

-- The posts of jobs, and of every fourth a reply. (Of the old ones that were not cleared as many on every database.)
-- name: posts
INSERT INTO post (conversation_id, platform, subject, kind, job_id, person_id, payload, importance, revision, shown_revision,
                  shown_milestone, delivered, handle, status, due_at, fence, created_at, sent_at)
SELECT conversation_id, 'scripted', 'job:' || CAST(id AS TEXT), 'job', id, 0, '{"job": ' || CAST(id AS TEXT) || '}', 3, 6, 6, 'done', 1,
    CAST(200000 + id AS TEXT), 'idle', ended_at, 8, created_at, ended_at FROM job ORDER BY id;

-- name: replies
INSERT INTO post (conversation_id, platform, subject, kind, job_id, person_id, payload, importance, revision, shown_revision,
                  shown_milestone, delivered, handle, status, due_at, fence, created_at, sent_at)
SELECT conversation_id, 'scripted', 'note:' || CAST(id AS TEXT), 'note', 0, person_id,
    '{"language": "en", "reply_to": "1", "lines": [["jobs-head", {}]], "buttons": [], "files_of_job": 0, "file": 0}', 2, 1, 1, 'notice', 1,
    CAST(300000000 + id AS TEXT), 'idle', created_at + 40, 2, created_at + 40, created_at + 40
FROM job WHERE id > :starred + :old - 2600 AND (id % 4 = 0 OR id <= :starred + :old) ORDER BY id;

-- name: message_refs
INSERT INTO message_ref (conversation_id, message_key, post_id, image)
SELECT conversation_id, handle, id, CASE WHEN job_id > 0 THEN 'jobs/' || CAST(job_id AS TEXT) || '/0.png' ELSE '' END FROM post ORDER BY id;

-- Those of the last two weeks.
-- name: updates
INSERT INTO inbox (platform, event_id, lane, body, state, received_at, due_at, attempts, done_at, person_id, claimed)
SELECT 'scripted', 'e' || CAST(id AS TEXT), 'p' || CAST(person_id AS TEXT),
    '{"text": "/imagine ' || prompt || '", "images": [], "quote": null, "user": "p1", "chat": "p1", "language": "en"}',
    'handled', created_at, created_at + 60, 1, created_at, person_id, 1
FROM job WHERE created_at > :now - 14.0 * 86400 ORDER BY id;

-- Those of the last three days.
-- name: tasks
INSERT INTO task (task_id, job_id, pool_id, at) SELECT task_id, id, pool_id, created_at FROM job WHERE created_at > :now - 3.0 * 86400;

-- Every tenth job has an image that came with it.
-- name: images
INSERT INTO image (key, sha256, mime, width, height, bytes, created_at)
SELECT 'images/' || CAST(id AS TEXT) || '.jpg', :digest, 'image/jpeg', 1600, 1200, 800000, created_at FROM job
WHERE id > :starred + :old - 2600 AND (id % 10 = 0 OR id <= :starred + :old) ORDER BY id;

-- name: uploads
INSERT INTO image_upload (person_id, key) SELECT person_id, 'images/' || CAST(id AS TEXT) || '.jpg' FROM job
WHERE id > :starred + :old - 2600 AND (id % 10 = 0 OR id <= :starred + :old) ORDER BY id;

-- name: sheets
INSERT INTO rendered_sheet (key, subject, person_id, spec, state, due_at, created_at)
SELECT 'sheets/' || CAST(id AS TEXT) || '.jpg', 'note:' || CAST(id AS TEXT), person_id, '{}', 'ready', created_at, created_at FROM job
WHERE id % 10 = 1 AND created_at > :now - 7.0 * 86400 ORDER BY id;

-- Sessions that have ended, one for every hundred jobs, with four people each.
-- name: sessions
INSERT INTO session (conversation_id, phase, document, version, due_at, created_at, host_id)
SELECT conversation_id, 'ended', :document, 40, 1e17, created_at, person_id FROM job WHERE id % 100 = 2 AND id % 2 = 0 ORDER BY id;

-- name: session_people
INSERT INTO session_person (session_id, person_id)
SELECT s.id, 1 + (s.host_id * 31 + p.x * 17) % :people FROM session s CROSS JOIN (SELECT 1 AS x UNION ALL SELECT 2 UNION ALL SELECT 3) p
WHERE true ON CONFLICT DO NOTHING;

-- name: cases
INSERT INTO moderation_case (at, kind, person_id, conversation_id, job_id, words, is_open)
SELECT created_at, CASE WHEN id % 100 = 0 THEN 'noted' ELSE 'refused' END, person_id, conversation_id,
    CASE WHEN id % 100 = 0 THEN id ELSE 0 END, CASE WHEN id % 100 = 0 THEN '' ELSE 'words' END, 0
FROM job WHERE id % 50 = 0 AND id > :starred + :old ORDER BY id;

-- What waits for moderators.
-- name: open_cases
UPDATE moderation_case SET is_open = 1 WHERE kind = 'noted' AND id > (SELECT max(id) - 60 FROM moderation_case);

-- name: calls
INSERT INTO chat_call (kind, person_id, conversation_id, payer_id, language, words, answer_limit, state, price_li, day, account, answer,
                       due_at, created_at, ended_at)
SELECT 'improve', person_id, conversation_id, payer_id, 'en', prompt, 500, 'answered', 3, {day}, 'main', prompt || ', golden light', 1e17,
    created_at, created_at + 4 FROM job WHERE id % 50 = 1 AND id > :starred + :old ORDER BY id;

-- name: audit
INSERT INTO audit (at, person_id, action, kind, object_id, details, surface, act, undo)
SELECT created_at, 1 + id % 20, CASE WHEN id % 3 = 0 THEN 'look' ELSE 'ban' END, 'person', person_id, '', 'chat',
    CASE WHEN id % 3 = 0 THEN '' ELSE '{"verb": "ban", "person": ' || CAST(person_id AS TEXT) || '}' END, ''
FROM job WHERE id % 20 = 0 AND id > :starred + :old ORDER BY id;

-- name: banned
UPDATE person SET banned = 1 WHERE id % 1000 = 999;

-- name: owner
UPDATE person SET rank = 'owner' WHERE id = 1;

-- Jobs that wait: as many in each of the lanes of the last people.
-- name: waiting
INSERT INTO job (payer_id, person_id, conversation_id, pool_id, lane_id, reply_to, language, request, prompt, style, model, n, price_li,
                 state, prepared, due_at, created_at)
WITH RECURSIVE number (x) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT x + 1 FROM number WHERE x < :waiting - 1),
whose AS (SELECT x, :people - x % :lanes AS who FROM number)
SELECT who, who, who, :pool_id, who, CAST(x AS TEXT), 'en',
    '{"model": "wanx-v1", "prompt": "a lantern that waits, number ' || CAST(x AS TEXT)
        || '", "n": 1, "size": "1024*1024", "seed": 1, "negative_prompt": "", "style": "auto", "reference": null}',
    'a lantern that waits, number ' || CAST(x AS TEXT), 'auto', 'wanx-v1', 1, 160, 'queued', 1, :now,
    :now - 86400.0 * (:waiting - x) / :waiting
FROM whose;

-- name: waiting_events
INSERT INTO job_event (job_id, at, from_state, to_state, details)
SELECT id, created_at, '', 'queued', 'imagine' FROM job WHERE ended_at IS NULL ORDER BY id;

-- name: waiting_charges
INSERT INTO charge (payer_id, job_id, model, day, kind, amount_li, pictures, at)
SELECT j.payer_id, j.id, j.model, {day}, 'reserve', 160, 1, j.created_at FROM job j WHERE j.ended_at IS NULL ORDER BY j.id;

-- name: waiting_posts
INSERT INTO post (conversation_id, platform, subject, kind, job_id, payload, importance, revision, shown_revision, shown_milestone, handle,
                  status, due_at, fence, created_at, sent_at)
SELECT conversation_id, 'scripted', 'job:' || CAST(id AS TEXT), 'job', id, '{"job": ' || CAST(id AS TEXT) || '}', 1, 1, 1, 'queued',
    CAST(400000000 + id AS TEXT), 'idle', created_at, 2, created_at, created_at FROM job WHERE ended_at IS NULL ORDER BY id;

-- name: heads
UPDATE lane SET ready = 1, start_tag = 0.5, head_id = w.first
FROM (SELECT lane_id, min(id) AS first FROM job WHERE state = 'queued' GROUP BY lane_id) w WHERE w.lane_id = lane.id;

-- A few are held.
-- name: held
UPDATE job SET state = 'held', ended_at = NULL, error = 'unsure', slot_free = 1, results = '[]'
WHERE id % 400 = 1 AND id > :starred + :old + :ended - 8000 AND id <= :starred + :old + :ended;
