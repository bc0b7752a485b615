-- Times are unix seconds, money is in li (0.001 yuan), yes/no is 1/0, JSON is text.

-- Who spoke, and where.
CREATE TABLE person (
    id {{id}},
    platform TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    hinted_language TEXT NOT NULL DEFAULT '',  -- what the platform said
    language TEXT NOT NULL DEFAULT '',         -- what the person chose with /lang
    reply_key TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}',
    banned INTEGER NOT NULL DEFAULT 0,
    created_at DOUBLE PRECISION NOT NULL,
    UNIQUE (platform, user_id)
);
CREATE TABLE conversation (
    id {{id}},
    platform TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    thread_id TEXT NOT NULL DEFAULT '',
    direct INTEGER NOT NULL DEFAULT 0,
    settings TEXT NOT NULL DEFAULT '{}',
    last_image TEXT NOT NULL DEFAULT '',       -- key of the newest picture seen here, for a restyle without a reply
    last_image_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    blocked_reason TEXT NOT NULL DEFAULT '',   -- why nothing can be posted here
    UNIQUE (platform, chat_id, thread_id)
);

-- Whose turn and budget a job uses: a person or a creative session.
CREATE TABLE payer (
    id {{id}},
    kind TEXT NOT NULL,
    ref_id BIGINT NOT NULL,
    weight DOUBLE PRECISION NOT NULL DEFAULT 1,
    UNIQUE (kind, ref_id)
);

-- What came in, kept before it is acknowledged.
CREATE TABLE inbox (
    id {{id}},
    platform TEXT NOT NULL,
    event_id TEXT NOT NULL,
    lane TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,                       -- saved, fetched, handled, set_aside
    received_at DOUBLE PRECISION NOT NULL,
    due_at DOUBLE PRECISION NOT NULL,          -- not to be touched before (a lease, a pause between tries)
    attempts INTEGER NOT NULL DEFAULT 0,
    fetched TEXT NOT NULL DEFAULT '[]',
    problem TEXT NOT NULL DEFAULT '',
    done_at DOUBLE PRECISION,
    UNIQUE (platform, event_id)
);
CREATE INDEX inbox_open ON inbox (platform, lane, id) WHERE state IN ('saved', 'fetched');
CREATE INDEX inbox_due ON inbox (due_at, id) WHERE state IN ('saved', 'fetched');
CREATE INDEX inbox_done ON inbox (done_at) WHERE state IN ('handled', 'set_aside');

-- One main account upstream; its (account, model) pools carry the limits.
CREATE TABLE account (
    name TEXT {{bytewise}} PRIMARY KEY,
    state TEXT NOT NULL DEFAULT 'live',        -- live, aside
    reason TEXT NOT NULL DEFAULT '',
    changed_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    next_query_at DOUBLE PRECISION NOT NULL DEFAULT 0
);
CREATE TABLE pool (
    id {{id}},
    account TEXT {{bytewise}} NOT NULL REFERENCES account (name),
    model TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'live',        -- live, aside
    reason TEXT NOT NULL DEFAULT '',
    submissions_per_s DOUBLE PRECISION NOT NULL,
    tasks_at_once INTEGER NOT NULL,
    spare INTEGER NOT NULL DEFAULT 1,
    virtual_time DOUBLE PRECISION NOT NULL DEFAULT 0,
    next_submit_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    pause_reason TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,       -- in a row; the circuit breaker counts them
    spare_back_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    changed_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    UNIQUE (account, model)
);
CREATE TABLE lane (
    id {{id}},
    pool_id BIGINT NOT NULL REFERENCES pool (id),
    payer_id BIGINT NOT NULL REFERENCES payer (id),
    weight DOUBLE PRECISION NOT NULL DEFAULT 1,
    finish_tag DOUBLE PRECISION NOT NULL DEFAULT 0,
    start_tag DOUBLE PRECISION NOT NULL DEFAULT 0,  -- of the head job
    head_id BIGINT,                            -- the job that is next in this lane, if one can go
    ready INTEGER NOT NULL DEFAULT 0,          -- has a head and is under its running limit
    UNIQUE (pool_id, payer_id)
);
CREATE INDEX lane_payer ON lane (payer_id, id);
CREATE INDEX lane_ready ON lane (pool_id, start_tag, id) WHERE ready = 1;
CREATE INDEX lane_headed ON lane (pool_id, start_tag, id) WHERE head_id IS NOT NULL;

CREATE TABLE job (
    id {{id}},
    payer_id BIGINT NOT NULL REFERENCES payer (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    pool_id BIGINT NOT NULL REFERENCES pool (id),
    lane_id BIGINT NOT NULL REFERENCES lane (id),
    reply_to TEXT NOT NULL DEFAULT '',         -- the platform's id of the message that asked
    language TEXT NOT NULL,
    request TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'imagine',      -- the command it came from
    model TEXT NOT NULL,
    n INTEGER NOT NULL,
    price_li BIGINT NOT NULL,                  -- of one picture, when it was accepted
    state TEXT NOT NULL,
    prepared INTEGER NOT NULL,                 -- the reference (if any) has been uploaded
    reference_url TEXT NOT NULL DEFAULT '',
    reference_until DOUBLE PRECISION NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    start_tag DOUBLE PRECISION NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    owner TEXT NOT NULL DEFAULT '',
    due_at DOUBLE PRECISION NOT NULL,          -- when a worker should look at it (again); doubles as the lease
    send_by DOUBLE PRECISION NOT NULL DEFAULT 0,
    submitted_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    task_id TEXT NOT NULL DEFAULT '',
    task_state TEXT NOT NULL DEFAULT '',       -- the upstream's own word: PENDING, RUNNING
    task_started_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    polls INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,          -- of the current step
    submissions INTEGER NOT NULL DEFAULT 0,    -- intents so far; names the one an answer belongs to
    retasked INTEGER NOT NULL DEFAULT 0,       -- has had the one new task that a failed one may have
    results TEXT NOT NULL DEFAULT '[]',
    error TEXT NOT NULL DEFAULT '',            -- text id of what the person is told
    error_code TEXT NOT NULL DEFAULT '',       -- what the upstream said, for the operator
    created_at DOUBLE PRECISION NOT NULL,
    ended_at DOUBLE PRECISION
);
CREATE INDEX job_head ON job (lane_id, id) WHERE state = 'queued' AND prepared = 1;
CREATE INDEX job_queued ON job (lane_id, id) WHERE state = 'queued';
CREATE INDEX job_unprepared ON job (due_at, id) WHERE state = 'queued' AND prepared = 0;
CREATE INDEX job_slots ON job (pool_id, state, due_at) WHERE state IN ('submitting', 'unknown', 'running', 'held');
CREATE INDEX job_brushes ON job (payer_id) WHERE state IN ('submitting', 'unknown', 'running');
CREATE INDEX job_due_preparing ON job (due_at, id) WHERE state = 'preparing';
CREATE INDEX job_due_submitting ON job (due_at, id) WHERE state = 'submitting';
CREATE INDEX job_due_unknown ON job (due_at, id) WHERE state = 'unknown';
CREATE INDEX job_due_running ON job (due_at, id) WHERE state = 'running';
CREATE INDEX job_due_collecting ON job (due_at, id) WHERE state = 'collecting';
CREATE INDEX job_of_payer ON job (payer_id, id);
CREATE INDEX job_open_of_payer ON job (payer_id)
    WHERE state IN ('queued', 'preparing', 'submitting', 'unknown', 'running', 'collecting');
CREATE INDEX job_of_person ON job (person_id, id);
CREATE INDEX job_of_conversation ON job (conversation_id, created_at);
CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;
-- A task belongs to one job; the empty string is 'none yet'.
CREATE UNIQUE INDEX job_task ON job (task_id) WHERE task_id <> '';

CREATE TABLE job_event (
    id {{id}},
    job_id BIGINT NOT NULL REFERENCES job (id),
    at DOUBLE PRECISION NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT ''
);
CREATE INDEX job_event_job ON job_event (job_id, id);

-- Two append-only ledgers. A payer's charge: reserved, then settled or given back.
CREATE TABLE charge (
    id {{id}},
    payer_id BIGINT NOT NULL,
    job_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,                        -- reserve (+), settle (what was kept), release (-)
    amount_li BIGINT NOT NULL,
    pictures INTEGER NOT NULL,
    at DOUBLE PRECISION NOT NULL
);
CREATE INDEX charge_payer ON charge (payer_id, day);
CREATE INDEX charge_job ON charge (job_id);
CREATE TABLE cost (
    id {{id}},
    account TEXT NOT NULL,
    model TEXT NOT NULL,
    job_id BIGINT NOT NULL,
    task_id TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL,
    pictures INTEGER NOT NULL,
    free_pictures INTEGER NOT NULL,
    amount_li BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL
);
CREATE INDEX cost_day ON cost (account, day);
-- Running totals of the ledgers, changed in the same transaction; `shenbi ledger` checks them against the rows.
CREATE TABLE tally (
    scope TEXT NOT NULL,                       -- 'all', 'payer:7', 'conversation:3', 'account:main', 'free:main:wanx-v1'
    day TEXT NOT NULL,
    amount_li BIGINT NOT NULL DEFAULT 0,
    pictures BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (scope, day)
);

-- Pictures that came in (checked, cleaned) and pictures that were made.
CREATE TABLE image (
    key TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes BIGINT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL
);
CREATE TABLE picture (
    id {{id}},
    job_id BIGINT NOT NULL REFERENCES job (id),
    idx INTEGER NOT NULL,
    key TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes BIGINT NOT NULL,
    seed BIGINT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL,
    deleted_at DOUBLE PRECISION,
    UNIQUE (job_id, idx)
);
CREATE TABLE sheet (
    job_id BIGINT PRIMARY KEY REFERENCES job (id),
    key TEXT NOT NULL,
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL
);

-- What should stand in a conversation.
CREATE TABLE post (
    id {{id}},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    platform TEXT NOT NULL,
    subject TEXT {{bytewise}} NOT NULL UNIQUE, -- 'job:42', 'bell:42', 'note:17:0'
    payload TEXT NOT NULL DEFAULT '{}',
    desired TEXT NOT NULL DEFAULT 'shown',     -- shown, gone
    importance INTEGER NOT NULL,               -- 3 result, 2 answer, 1 progress
    revision BIGINT NOT NULL,
    shown_revision BIGINT NOT NULL DEFAULT 0,
    shown_milestone TEXT NOT NULL DEFAULT '',
    delivered INTEGER NOT NULL DEFAULT 0,      -- its result (a picture, a final word) stood there
    handle TEXT NOT NULL DEFAULT '',
    step TEXT NOT NULL DEFAULT 'rest',         -- rest, due, sending, closed
    due_at DOUBLE PRECISION NOT NULL,
    fence BIGINT NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    strays INTEGER NOT NULL DEFAULT 0,         -- creates whose answer was lost
    recreated INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    created_at DOUBLE PRECISION NOT NULL,
    sent_at DOUBLE PRECISION NOT NULL DEFAULT 0
);
CREATE INDEX post_due ON post (platform, importance DESC, due_at) WHERE step IN ('due', 'sending');
CREATE INDEX post_conversation ON post (conversation_id, id);
-- Which of our posts (or whose picture) a platform's message id means, for replies.
CREATE TABLE shown (
    conversation_id BIGINT NOT NULL,
    message_key TEXT NOT NULL,
    post_id BIGINT,
    image TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conversation_id, message_key)
);
CREATE INDEX shown_post ON shown (post_id);
-- How much may still be written, per chat and per platform, across processes.
CREATE TABLE budget (
    scope TEXT PRIMARY KEY,
    sent TEXT NOT NULL DEFAULT '[]',           -- unix seconds of the newest calls
    closed_until DOUBLE PRECISION NOT NULL DEFAULT 0
);

-- Buttons pressed a moment ago: the same press by the same person is one press.
CREATE TABLE press (
    scope TEXT PRIMARY KEY,
    at DOUBLE PRECISION NOT NULL
);

-- How long tasks take, learnt.
CREATE TABLE duration (
    model TEXT PRIMARY KEY,
    samples BIGINT NOT NULL,
    mean_s DOUBLE PRECISION NOT NULL,
    deviation_s DOUBLE PRECISION NOT NULL
);
-- What an operator changed while running, and small counters that must survive.
CREATE TABLE note (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
