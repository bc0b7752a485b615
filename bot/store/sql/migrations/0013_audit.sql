-- What was done by right of a role that is not one's own object's: by admins of the settings, and at the command line.
CREATE TABLE audit (
    id {{id}},
    at DOUBLE PRECISION NOT NULL,
    person_id BIGINT NOT NULL,                 -- 0: at the command line
    action TEXT NOT NULL,
    kind TEXT NOT NULL,                        -- of the object: job, person
    object_id BIGINT NOT NULL,
    details TEXT NOT NULL DEFAULT ''
);

CREATE INDEX audit_age ON audit (at);

-- Who brought the bot into a chat (id of person, 0 if the platform did not say): where people write in a chat's own name, nothing
-- else is known of them.
ALTER TABLE conversation ADD COLUMN added_by BIGINT NOT NULL DEFAULT 0;

CREATE INDEX person_banned ON person (platform, id) WHERE banned = 1;
