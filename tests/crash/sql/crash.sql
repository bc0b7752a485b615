-- The rows that a verdict is made of.

-- name: jobs
SELECT * FROM job ORDER BY id;

-- name: posts
SELECT * FROM post ORDER BY id;

-- name: inbox
SELECT * FROM inbox ORDER BY id;

-- name: pictures
SELECT * FROM picture ORDER BY id;

-- name: costs
SELECT * FROM cost ORDER BY id;

-- name: lost_answers
SELECT DISTINCT j.id AS job_id, j.pool_id AS pool_id FROM job_event e JOIN job j ON j.id = e.job_id WHERE e.to_state = 'unknown';

-- Submissions of a dead or stopped process (by its `owner`) whose answers will bring the pictures.
-- name: outstanding
SELECT id, submissions FROM job WHERE state = 'submitting' AND protocol = 'answer' AND owner LIKE :owner;

-- name: told_lost
SELECT count(*) AS lost FROM job_event WHERE to_state = 'held';

-- name: open_calls
SELECT id, state FROM chat_call WHERE state IN ('waiting', 'asking');
