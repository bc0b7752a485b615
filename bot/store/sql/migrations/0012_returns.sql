-- How often a job came back to the queue, for whichever reason, and since when; how often for one of its own. A job that has come
-- back may have to rest: it waits, but is not the first of its lane, until then.
ALTER TABLE job ADD COLUMN returns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN returned_at DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN setbacks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN resting_until DOUBLE PRECISION NOT NULL DEFAULT 0;
CREATE INDEX job_resting ON job (pool_id, resting_until) WHERE resting_until > 0;
-- Complete listings that showed nothing of a lost answer; when the listing was read on which it was held; whether its slot is
-- free again, because all tasks that could be its own have ended.
ALTER TABLE job ADD COLUMN empty_listings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN listed_at DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN slot_free INTEGER NOT NULL DEFAULT 0;
CREATE INDEX job_due_held ON job (due_at, id) WHERE state = 'held' AND slot_free = 0;
-- What `tries` counted in hundreds until now.
UPDATE job SET empty_listings = tries % 100, tries = tries / 100 WHERE state = 'unknown';
-- Answers to creations that were lost one after another.
ALTER TABLE pool ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
-- Tasks upstream that belonged to nobody when a listing first showed them. What was submitted later cannot be them.
CREATE TABLE stray (
    task_id TEXT PRIMARY KEY,
    pool_id BIGINT NOT NULL,
    seen_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX stray_age ON stray (seen_at);
-- The newest durations, from which a robust measure is taken: one task that took hours among short ones changes little.
ALTER TABLE duration ADD COLUMN recent TEXT NOT NULL DEFAULT '[]';
