-- Rules about words in prompts. `conversation_id` 0: everywhere. `text` is folded (bot/grammar/word_rules.py).
CREATE TABLE word_rule (
    id {{id}},
    conversation_id BIGINT NOT NULL DEFAULT 0,
    kind TEXT NOT NULL CONSTRAINT word_rule_kind_check CHECK (kind IN ('word', 'pattern')),
    action TEXT NOT NULL CONSTRAINT word_rule_action_check CHECK (action IN ('refuse', 'hold', 'note')),
    text TEXT NOT NULL,
    person_id BIGINT NOT NULL,                 -- who added it; 0: the command line
    created_at DOUBLE PRECISION NOT NULL,
    UNIQUE (conversation_id, text)
);

-- What moderators look at: prompts that a rule or the service refused, jobs that wait for them or were noted.
CREATE TABLE moderation_case (
    id {{id}},
    at DOUBLE PRECISION NOT NULL,
    kind TEXT NOT NULL
        CONSTRAINT moderation_case_kind_check CHECK (kind IN ('refused', 'declined', 'held', 'noted', 'reported')),
    person_id BIGINT NOT NULL,                 -- whose prompt it is; once erased a row without a name
    conversation_id BIGINT NOT NULL,
    job_id BIGINT NOT NULL DEFAULT 0,          -- 0: there is none, it was refused
    rule_id BIGINT NOT NULL DEFAULT 0,         -- 0: a rule of the file, or none
    reporter_id BIGINT NOT NULL DEFAULT 0,     -- who reported it; 0: nobody
    words TEXT NOT NULL DEFAULT '',            -- of a prompt that has no job
    is_open BIGINT NOT NULL
);
CREATE INDEX moderation_case_open ON moderation_case (id) WHERE is_open = 1;
CREATE INDEX moderation_case_person ON moderation_case (person_id, at);
CREATE INDEX moderation_case_job ON moderation_case (job_id) WHERE job_id <> 0;
-- One report of a person about a job.
CREATE UNIQUE INDEX moderation_case_reporter ON moderation_case (job_id, reporter_id) WHERE reporter_id <> 0;
CREATE INDEX moderation_case_at ON moderation_case (at);
