-- Names say what a table or a column holds; a CHECK says which values a state, a kind or a flag may have.
ALTER TABLE budget RENAME TO send_window;
ALTER TABLE tally RENAME TO running_total;
ALTER TABLE duration RENAME TO task_stats;
ALTER TABLE note RENAME TO runtime_value;
ALTER TABLE board RENAME TO rendered_sheet;
ALTER TABLE forgetting RENAME TO erasure;
ALTER TABLE doomed RENAME TO file_deletion;
ALTER TABLE brought RENAME TO image_upload;
ALTER TABLE shown RENAME TO message_ref;
ALTER TABLE press RENAME TO press_dedupe;
ALTER TABLE stray RENAME TO unclaimed_task;
{{postgresql}}ALTER INDEX budget_pkey RENAME TO send_window_pkey;
{{postgresql}}ALTER INDEX tally_pkey RENAME TO running_total_pkey;
{{postgresql}}ALTER INDEX duration_pkey RENAME TO task_stats_pkey;
{{postgresql}}ALTER INDEX note_pkey RENAME TO runtime_value_pkey;
{{postgresql}}ALTER INDEX board_pkey RENAME TO rendered_sheet_pkey;
{{postgresql}}ALTER INDEX forgetting_pkey RENAME TO erasure_pkey;
{{postgresql}}ALTER INDEX doomed_pkey RENAME TO file_deletion_pkey;
{{postgresql}}ALTER INDEX brought_pkey RENAME TO image_upload_pkey;
{{postgresql}}ALTER INDEX shown_pkey RENAME TO message_ref_pkey;
{{postgresql}}ALTER INDEX press_pkey RENAME TO press_dedupe_pkey;
{{postgresql}}ALTER INDEX stray_pkey RENAME TO unclaimed_task_pkey;

DROP INDEX board_due;
DROP INDEX board_person;
DROP INDEX board_age;
DROP INDEX brought_key;
DROP INDEX shown_post;
DROP INDEX stray_age;
DROP INDEX post_due;
DROP INDEX inbox_done;
DROP INDEX job_brushes;
-- In no plan: `job_queued` serves as well, and nothing asks for exactly these states.
DROP INDEX job_head;
DROP INDEX job_open_of_payer;

ALTER TABLE post RENAME COLUMN step TO status;
ALTER TABLE post RENAME COLUMN strays TO unconfirmed_creates;
ALTER TABLE inbox RENAME COLUMN fetched TO image_result;
ALTER TABLE person RENAME COLUMN private_id TO dm_conversation_id;
ALTER TABLE person RENAME COLUMN hinted_language TO platform_language;
ALTER TABLE job RENAME COLUMN retasked TO resubmitted;
ALTER TABLE alert RENAME COLUMN count TO occurrences;
ALTER TABLE alert RENAME COLUMN told_count TO told_occurrences;
ALTER TABLE pool RENAME COLUMN lost TO lost_answers;
ALTER TABLE batch RENAME COLUMN looked_at TO checked_at;
ALTER TABLE batch RENAME COLUMN told TO posted_progress;
ALTER TABLE deletion RENAME COLUMN taken TO hidden;
ALTER TABLE session_sheet RENAME COLUMN paper TO pdf;

UPDATE post SET status = 'idle' WHERE status = 'rest';
UPDATE post SET status = 'pending' WHERE status = 'due';
UPDATE inbox SET state = 'quarantined' WHERE state = 'set_aside';
UPDATE account SET state = 'suspended' WHERE state = 'aside';
UPDATE pool SET state = 'suspended' WHERE state = 'aside';
UPDATE session_sheet SET state = 'given_up' WHERE state = 'given up';
UPDATE payer SET kind = 'erased' WHERE kind = 'forgotten';
UPDATE person SET user_id = 'erased:' || CAST(id AS TEXT) WHERE user_id = 'forgotten:' || CAST(id AS TEXT);
-- The phase is part of a session's document, and of what its cards and progress notes say.
UPDATE session SET phase = CASE WHEN phase = 'hanging' THEN 'assembling' ELSE phase END,
    document = replace(replace(document, '"phase":"hanging"', '"phase":"assembling"'),
                       '"before":"hanging"', '"before":"assembling"')
WHERE document LIKE '%"hanging"%' OR phase = 'hanging';
UPDATE post SET subject = replace(subject, ':hanging', ':assembling'),
    payload = replace(payload, '"phase": "hanging"', '"phase": "assembling"')
WHERE subject LIKE 'session:%' AND payload LIKE '%"phase": "hanging"%';
UPDATE post SET payload = replace(payload, '"session-not-while-hanging"', '"session-not-while-assembling"')
WHERE payload LIKE '%"session-not-while-hanging"%';

-- Free pictures that a reservation uses instead of money; until now the rest of `kind`.
ALTER TABLE charge ADD COLUMN free_scope TEXT NOT NULL DEFAULT '';
UPDATE charge SET free_scope = substr(kind, 9), kind = 'reserve' WHERE kind LIKE 'reserve %';
-- Acceptance is serialized by an advisory lock.
DELETE FROM running_total WHERE scope = 'accepting';

-- A field of a JSON text as text; NULL where the text cannot be read (a damaged file, an edit by hand, a NUL character).
{{postgresql}}CREATE FUNCTION pg_temp.field(body TEXT, name TEXT) RETURNS TEXT LANGUAGE plpgsql AS $$ BEGIN RETURN body::json ->> name; EXCEPTION WHEN others THEN RETURN NULL; END $$;

-- What a post is about: the kind of its subject (`job:42`), the job whose pictures it shows or carries, its session, and which
-- of the session's messages it is. Searched by until now in the text of subject and payload.
ALTER TABLE post ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN job_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN session_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN shows TEXT NOT NULL DEFAULT '';
{{sqlite}}UPDATE post SET kind = substr(subject, 1, instr(subject, ':') - 1) WHERE instr(subject, ':') > 0;
{{postgresql}}UPDATE post SET kind = split_part(subject, ':', 1) WHERE strpos(subject, ':') > 0;
{{sqlite}}UPDATE post SET job_id = CAST(substr(subject, length(kind) + 2) AS INTEGER) WHERE kind IN ('job', 'bell', 'undo');
{{postgresql}}UPDATE post SET job_id = CAST(substring(subject FROM '^[a-z]+:([0-9]+)') AS BIGINT)
{{postgresql}}WHERE subject ~ '^(job|bell|undo):[0-9]+';
{{sqlite}}UPDATE post SET session_id = CAST(substr(subject, 9) AS INTEGER) WHERE kind = 'session';
{{postgresql}}UPDATE post SET session_id = CAST(substring(subject FROM '^session:([0-9]+)') AS BIGINT)
{{postgresql}}WHERE subject ~ '^session:[0-9]+';
{{sqlite}}UPDATE post SET shows = COALESCE(payload ->> 'shows', '') WHERE kind = 'session' AND json_valid(payload);
{{postgresql}}UPDATE post SET shows = COALESCE(pg_temp.field(payload, 'shows'), '') WHERE kind = 'session';
{{sqlite}}UPDATE post SET job_id = COALESCE(CAST(payload ->> 'files_of_job' AS BIGINT), 0) WHERE kind = 'note' AND json_valid(payload);
{{postgresql}}UPDATE post SET job_id = COALESCE(CAST(pg_temp.field(payload, 'files_of_job') AS BIGINT), 0) WHERE kind = 'note';

-- What the gallery searches by, out of the request.
ALTER TABLE job ADD COLUMN prompt TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN style TEXT NOT NULL DEFAULT '';
{{sqlite}}UPDATE job SET prompt = COALESCE(request ->> 'prompt', ''), style = COALESCE(request ->> 'style', '')
{{sqlite}}WHERE json_valid(request);
{{postgresql}}UPDATE job SET prompt = COALESCE(pg_temp.field(request, 'prompt'), ''),
{{postgresql}}    style = COALESCE(pg_temp.field(request, 'style'), '');

ALTER TABLE person ADD CONSTRAINT person_banned_check CHECK (banned IN (0, 1));
ALTER TABLE conversation ADD CONSTRAINT conversation_direct_check CHECK (direct IN (0, 1));
ALTER TABLE payer ADD CONSTRAINT payer_kind_check CHECK (kind IN ('person', 'session', 'erased'));
ALTER TABLE inbox
    ADD CONSTRAINT inbox_state_check CHECK (state IN ('saved', 'fetched', 'handled', 'quarantined')),
    ADD CONSTRAINT inbox_claimed_check CHECK (claimed IN (0, 1));
ALTER TABLE account ADD CONSTRAINT account_state_check CHECK (state IN ('live', 'suspended'));
ALTER TABLE pool ADD CONSTRAINT pool_state_check CHECK (state IN ('live', 'suspended'));
ALTER TABLE lane ADD CONSTRAINT lane_ready_check CHECK (ready IN (0, 1));
ALTER TABLE job
    ADD CONSTRAINT job_state_check CHECK (state IN ('queued', 'preparing', 'submitting', 'unknown', 'running',
        'collecting', 'done', 'failed', 'cancelled', 'held')),
    ADD CONSTRAINT job_prepared_check CHECK (prepared IN (0, 1)),
    ADD CONSTRAINT job_cancel_requested_check CHECK (cancel_requested IN (0, 1)),
    ADD CONSTRAINT job_resubmitted_check CHECK (resubmitted IN (0, 1)),
    ADD CONSTRAINT job_slot_free_check CHECK (slot_free IN (0, 1));
ALTER TABLE job_event
    ADD CONSTRAINT job_event_from_state_check CHECK (from_state IN ('', 'queued', 'preparing', 'submitting', 'unknown',
        'running', 'collecting', 'done', 'failed', 'cancelled', 'held')),
    ADD CONSTRAINT job_event_to_state_check CHECK (to_state IN ('queued', 'preparing', 'submitting', 'unknown', 'running',
        'collecting', 'done', 'failed', 'cancelled', 'held'));
ALTER TABLE charge ADD CONSTRAINT charge_kind_check CHECK (kind IN ('reserve', 'settle', 'refund'));
ALTER TABLE post
    ALTER COLUMN status SET DEFAULT 'idle',
    ADD CONSTRAINT post_status_check CHECK (status IN ('idle', 'pending', 'sending', 'closed')),
    ADD CONSTRAINT post_desired_check CHECK (desired IN ('shown', 'gone')),
    ADD CONSTRAINT post_importance_check CHECK (importance IN (1, 2, 3)),
    ADD CONSTRAINT post_delivered_check CHECK (delivered IN (0, 1)),
    ADD CONSTRAINT post_recreated_check CHECK (recreated IN (0, 1)),
    ADD CONSTRAINT post_private_copy_check CHECK (private_copy IN (0, 1));
ALTER TABLE modifier ADD CONSTRAINT modifier_scope_check CHECK (scope IN ('person', 'conversation'));
ALTER TABLE rendered_sheet ADD CONSTRAINT rendered_sheet_state_check CHECK (state IN ('wanted', 'ready', 'failed'));
ALTER TABLE batch
    ADD CONSTRAINT batch_kind_check CHECK (kind IN ('many', 'compare')),
    ADD CONSTRAINT batch_state_check CHECK (state IN ('asked', 'going', 'painting', 'done', 'dropped'));
ALTER TABLE session ADD CONSTRAINT session_phase_check CHECK (phase IN ('gathering', 'painting', 'assembling', 'voting',
    'resting', 'paused', 'ended'));
ALTER TABLE session_sheet
    ADD CONSTRAINT session_sheet_kind_check CHECK (kind IN ('sheet', 'album')),
    ADD CONSTRAINT session_sheet_state_check CHECK (state IN ('wanted', 'made', 'hidden', 'given_up'));
ALTER TABLE share ADD CONSTRAINT share_with_prompt_check CHECK (with_prompt IN (0, 1));

CREATE INDEX rendered_sheet_due ON rendered_sheet (due_at) WHERE state = 'wanted';
CREATE INDEX rendered_sheet_person ON rendered_sheet (person_id);
CREATE INDEX rendered_sheet_age ON rendered_sheet (created_at);
CREATE INDEX image_upload_key ON image_upload (key);
CREATE INDEX message_ref_post ON message_ref (post_id);
CREATE INDEX unclaimed_task_age ON unclaimed_task (seen_at);
CREATE INDEX post_due ON post (platform, importance DESC, due_at) WHERE status IN ('pending', 'sending');
-- Most posts are about neither, and need no entry.
CREATE INDEX post_job ON post (job_id, kind) WHERE job_id > 0;
CREATE INDEX post_session ON post (session_id) WHERE session_id > 0;
CREATE INDEX inbox_done ON inbox (done_at) WHERE state IN ('handled', 'quarantined');
CREATE INDEX job_waiting ON job (payer_id, id) WHERE state IN ('queued', 'preparing');
CREATE INDEX job_at_work ON job (payer_id) WHERE state IN ('submitting', 'unknown', 'running');

-- Who took part in a session, and which jobs' pictures a rendered sheet shows: for erasure and deletion, out of the documents.
CREATE TABLE session_person (
    session_id BIGINT NOT NULL REFERENCES session (id),
    person_id BIGINT NOT NULL,
    PRIMARY KEY (session_id, person_id)
);
CREATE INDEX session_person_person ON session_person (person_id);
{{sqlite}}INSERT INTO session_person (session_id, person_id) SELECT DISTINCT s.id, CAST(p.value ->> 'id' AS BIGINT)
{{sqlite}}FROM session s, json_each(CASE WHEN json_valid(s.document) THEN s.document ELSE '{}' END, '$.people') p
{{sqlite}}WHERE p.value ->> 'id' IS NOT NULL;
{{postgresql}}INSERT INTO session_person (session_id, person_id) SELECT DISTINCT s.id, CAST(p.value ->> 'id' AS BIGINT)
{{postgresql}}FROM session s, json_array_elements(COALESCE(pg_temp.field(s.document, 'people'), '[]')::json) p
{{postgresql}}WHERE p.value ->> 'id' IS NOT NULL;
CREATE TABLE rendered_sheet_job (
    key TEXT NOT NULL REFERENCES rendered_sheet (key) ON DELETE CASCADE,
    job_id BIGINT NOT NULL,
    PRIMARY KEY (key, job_id)
);
CREATE INDEX rendered_sheet_job_job ON rendered_sheet_job (job_id);
{{sqlite}}INSERT INTO rendered_sheet_job (key, job_id) SELECT DISTINCT s.key, p.job_id
{{sqlite}}FROM rendered_sheet s, json_each(CASE WHEN json_valid(s.spec) THEN s.spec ELSE '{}' END, '$.places') c
{{sqlite}}JOIN picture p ON p.key = c.value ->> 'key';
{{postgresql}}INSERT INTO rendered_sheet_job (key, job_id) SELECT DISTINCT s.key, p.job_id
{{postgresql}}FROM rendered_sheet s CROSS JOIN json_array_elements(COALESCE(pg_temp.field(s.spec, 'places'), '[]')::json) c
{{postgresql}}JOIN picture p ON p.key = c.value ->> 'key';
