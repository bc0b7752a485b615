-- Ranks that are given by command; acts of admins with what takes them back; what is paused.
ALTER TABLE person ADD COLUMN rank TEXT NOT NULL DEFAULT '';
ALTER TABLE person
    ADD CONSTRAINT person_rank_check CHECK (rank IN ('', 'guest', 'person', 'moderator', 'admin', 'owner'));
CREATE INDEX person_ranked ON person (id) WHERE rank <> '';

ALTER TABLE audit ADD COLUMN surface TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN act TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN undo TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN undone_by BIGINT NOT NULL DEFAULT 0;

-- `all`, `model:NAME` or `account:NAME`: nothing new is submitted there.
CREATE TABLE pause (
    scope TEXT PRIMARY KEY,
    person_id BIGINT NOT NULL,                 -- who paused it; 0: the command line
    since DOUBLE PRECISION NOT NULL
);
