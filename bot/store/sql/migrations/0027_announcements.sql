-- What is posted to conversations in the bot's name. A post is made for each conversation that used the bot since `since`, in the
-- order of their ids: those up to `position` have theirs.
CREATE TABLE announcement (
    id {{id}},
    words TEXT NOT NULL,
    conversation_id BIGINT NOT NULL,           -- the only one; 0: all that used the bot
    person_id BIGINT NOT NULL,                 -- who ordered it; 0: the command line
    since DOUBLE PRECISION NOT NULL,
    position BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL CONSTRAINT announcement_state_check CHECK (state IN ('open', 'queued', 'stopped')),
    created_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX announcement_open ON announcement (id) WHERE state = 'open';
