-- What a charge was for, which outlives its job: `calls` for those of chat models, empty where it is not known any more.
ALTER TABLE charge ADD COLUMN model TEXT NOT NULL DEFAULT '';
UPDATE charge SET model = CASE WHEN call_id > 0 THEN 'calls' ELSE COALESCE((SELECT j.model FROM job j WHERE j.id = charge.job_id), '') END;

-- Spending of some days is read from the index alone.
CREATE INDEX charge_day ON charge (day, model, amount_li, pictures);

-- Whose one-to-one conversation it is.
CREATE INDEX person_dm ON person (dm_conversation_id) WHERE dm_conversation_id > 0;
