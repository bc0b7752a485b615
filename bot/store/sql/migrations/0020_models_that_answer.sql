-- What the reference images of a request cost beside its pictures, where its model bills them.
ALTER TABLE job ADD COLUMN input_li BIGINT NOT NULL DEFAULT 0;

-- How its last submission is answered: with a task, or with the pictures. In the row, since the catalogue may say something else
-- by the time that an answer is lost, or have the model no more.
ALTER TABLE job ADD COLUMN protocol TEXT NOT NULL DEFAULT 'task'
    CONSTRAINT job_protocol_check CHECK (protocol IN ('task', 'answer'));
