-- Held jobs, however many others are open or have ended.
CREATE INDEX job_held ON job (id) WHERE state = 'held';

-- Open jobs that were made from images.
CREATE INDEX job_referring ON job (id) WHERE ended_at IS NULL AND request NOT LIKE '%"reference": null%';

-- Creates without an answer are rare.
CREATE INDEX post_unconfirmed ON post (id) WHERE unconfirmed_creates > 0;

-- By age only what is deleted by age: jobs take their posts with them.
DROP INDEX post_age;
CREATE INDEX post_age ON post (created_at, id) WHERE kind IN ('note', 'call');

-- What is older than a conversation keeps it.
CREATE INDEX moderation_case_conversation ON moderation_case (conversation_id, at);
CREATE INDEX chat_call_conversation ON chat_call (conversation_id, created_at);

-- With the state: SQLite reads the row, too, if a column of the condition is not in the index.
DROP INDEX job_queued;
CREATE INDEX job_queued ON job (lane_id, id, state) WHERE state = 'queued';

-- How often somebody asks is read from the ledger, which is indexed by payer.
DROP INDEX job_of_payer;

-- Comparing the ledger with its totals reads all of it anyway.
DROP INDEX cost_day;

-- SQLite keeps the key twice otherwise.
{{sqlite}}ALTER TABLE running_total SET WITHOUT ROWID;
{{sqlite}}ALTER TABLE message_ref SET WITHOUT ROWID;

-- What was charged by model, from the totals of its days, as by payer; so the ledger needs no index of its own for that.
INSERT INTO running_total (scope, day, amount_li, pictures)
SELECT 'model:' || model, day, sum(amount_li), sum(pictures) FROM charge GROUP BY model, day
ON CONFLICT (scope, day) DO UPDATE SET amount_li = excluded.amount_li, pictures = excluded.pictures;
DROP INDEX charge_day;
