-- The last file with a person's data that they asked for: it is made by a loop, posted to them alone, and deleted after a day,
-- when they may ask again.
CREATE TABLE person_export (
    person_id BIGINT PRIMARY KEY,
    conversation_id BIGINT NOT NULL,           -- one to one
    update_id BIGINT NOT NULL,                 -- what asked for it, for the subject of its post
    language TEXT NOT NULL,
    state TEXT NOT NULL CONSTRAINT person_export_state_check CHECK (state IN ('waiting', 'done')),
    key TEXT NOT NULL DEFAULT '',              -- of the file in the picture store; '': not made yet
    at DOUBLE PRECISION NOT NULL
);
CREATE INDEX person_export_waiting ON person_export (at) WHERE state = 'waiting';
CREATE INDEX person_export_done ON person_export (at) WHERE state = 'done';
