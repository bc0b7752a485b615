-- What people ask a chat model: to describe a picture, to improve their words. It is answered in seconds or not at all, and is
-- no job: nothing is queued, and an answer that is lost is asked for once more.
CREATE TABLE chat_call (
    id {{id}},
    kind TEXT NOT NULL CONSTRAINT chat_call_kind_check CHECK (kind IN ('describe', 'improve')),
    person_id BIGINT NOT NULL REFERENCES person (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    payer_id BIGINT NOT NULL REFERENCES payer (id),
    language TEXT NOT NULL,
    reply_to TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    options TEXT NOT NULL DEFAULT '{}',
    image TEXT NOT NULL DEFAULT '',
    answer_limit INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting'
        CONSTRAINT chat_call_state_check CHECK (state IN ('waiting', 'asking', 'answered', 'failed')),
    price_li BIGINT NOT NULL,
    day TEXT NOT NULL,
    account TEXT NOT NULL DEFAULT '',
    fence BIGINT NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    lost INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    error_code TEXT NOT NULL DEFAULT '',
    due_at DOUBLE PRECISION NOT NULL,
    created_at DOUBLE PRECISION NOT NULL,
    ended_at DOUBLE PRECISION
);
CREATE INDEX chat_call_due ON chat_call (due_at) WHERE state IN ('waiting', 'asking');
CREATE INDEX chat_call_person ON chat_call (person_id, created_at);
CREATE INDEX chat_call_image ON chat_call (image) WHERE image <> '';
CREATE INDEX chat_call_age ON chat_call (created_at);

-- Which call an entry is for; 0: a job's.
ALTER TABLE charge ADD COLUMN call_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX charge_call ON charge (call_id) WHERE call_id > 0;
