-- What the bot knows of its people beyond their jobs.

-- Pieces of prompt with a name: a person's own, or shared with a conversation.
CREATE TABLE modifier (
    id {{id}},
    scope TEXT NOT NULL,                       -- person, conversation
    owner_id BIGINT NOT NULL,                  -- of a person or a conversation
    word TEXT NOT NULL,                        -- as it was written
    folded TEXT NOT NULL,                      -- as it is compared
    text TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}',        -- style, size or ratio, no
    person_id BIGINT NOT NULL REFERENCES person (id),
    created_at DOUBLE PRECISION NOT NULL,
    UNIQUE (scope, owner_id, folded)
);
CREATE INDEX modifier_person ON modifier (person_id);

-- Jobs whose pictures somebody wants to keep.
CREATE TABLE star (
    person_id BIGINT NOT NULL REFERENCES person (id),
    job_id BIGINT NOT NULL REFERENCES job (id),
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (person_id, job_id)
);
CREATE INDEX star_job ON star (job_id);
CREATE INDEX picture_age ON picture (created_at) WHERE deleted_at IS NULL;

-- Labelled sheets that are put together by a worker for one post: gallery pages, comparisons, the list of scenes.
CREATE TABLE board (
    key TEXT PRIMARY KEY,                      -- where the sheet is kept
    subject TEXT NOT NULL,                     -- the post that shows it
    person_id BIGINT NOT NULL,
    spec TEXT NOT NULL,
    state TEXT NOT NULL,                       -- wanted, ready, failed
    mime TEXT NOT NULL DEFAULT '',
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    due_at DOUBLE PRECISION NOT NULL,
    created_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX board_due ON board (due_at) WHERE state = 'wanted';
CREATE INDEX board_person ON board (person_id);
CREATE INDEX board_age ON board (created_at);

-- Several requests that were asked for at once; they become jobs as fast as their payer's limits allow.
CREATE TABLE batch (
    id {{id}},
    kind TEXT NOT NULL,                        -- many, compare
    person_id BIGINT NOT NULL REFERENCES person (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    payer_id BIGINT NOT NULL REFERENCES payer (id),
    language TEXT NOT NULL,
    reply_to TEXT NOT NULL DEFAULT '',
    job_kind TEXT NOT NULL,
    requests TEXT NOT NULL,                    -- a list of request and labels
    jobs TEXT NOT NULL DEFAULT '[]',           -- ids of the jobs made so far, in the requests' order
    state TEXT NOT NULL,                       -- asked, going, painting, done, dropped
    problem TEXT NOT NULL DEFAULT '',          -- text id and arguments of the limit that ended it
    created_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX batch_open ON batch (state, id) WHERE state IN ('going', 'painting');
CREATE INDEX batch_person ON batch (person_id);

-- Files that nothing refers to any more: named in the transaction that let go of them, removed afterwards.
CREATE TABLE doomed (
    key TEXT PRIMARY KEY,
    at DOUBLE PRECISION NOT NULL
);

-- Who sent which image (equal bytes are kept once), and which updates a person sent: what /forget must find.
CREATE TABLE brought (
    person_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (person_id, key)
);
CREATE INDEX brought_key ON brought (key);
ALTER TABLE inbox ADD COLUMN person_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX inbox_person ON inbox (person_id);

-- People who asked to be forgotten and whose last jobs or last day of limits have not ended yet.
CREATE TABLE forgetting (
    person_id BIGINT PRIMARY KEY,
    up_to_job BIGINT NOT NULL,                 -- jobs asked for afterwards are not meant
    unlink_at DOUBLE PRECISION NOT NULL
);
