-- Every task upstream that was ever ours. A job that got a second one has forgotten its first; a listing shows both, and what
-- belongs to nobody is taken for the answer that was lost.
CREATE TABLE task (
    task_id TEXT PRIMARY KEY,
    job_id BIGINT NOT NULL,
    pool_id BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL               -- when its intent was committed
);
CREATE INDEX task_pool ON task (pool_id, at);
CREATE INDEX task_age ON task (at);
INSERT INTO task (task_id, job_id, pool_id, at)
SELECT task_id, id, pool_id, submitted_at FROM job WHERE task_id <> '';
