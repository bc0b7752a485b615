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
