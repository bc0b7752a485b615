-- Which session ordered a job (0: none), and whose pictures of the day it counts against besides its payer's: the payer of the
-- author of an idea that somebody else's session paints (0: nobody's).
ALTER TABLE job ADD COLUMN session_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN author_payer_id BIGINT NOT NULL DEFAULT 0;

-- Until now a session was a payer of its own. What such payers spent becomes the session's total; their open jobs end as they are.
UPDATE job SET session_id = (SELECT p.ref_id FROM payer p WHERE p.id = job.payer_id)
WHERE payer_id IN (SELECT p.id FROM payer p WHERE p.kind = 'session');
INSERT INTO tally (scope, day, amount_li, pictures)
SELECT 'session:' || CAST(p.ref_id AS TEXT), t.day, t.amount_li, t.pictures
FROM payer p JOIN tally t ON t.scope = 'payer:' || CAST(p.id AS TEXT) WHERE p.kind = 'session';

-- Who hosts a session, as in its document: to count how many somebody hosts at once.
ALTER TABLE session ADD COLUMN host_id BIGINT NOT NULL DEFAULT 0;
UPDATE session SET host_id = CAST(document{{json}} ->> 'host' AS BIGINT) WHERE document <> '';
CREATE INDEX session_host ON session (host_id) WHERE phase <> 'ended';

-- Open batches are looked at in turn, the one that was not looked at for longest first; `told` is what its post said last.
ALTER TABLE batch ADD COLUMN looked_at DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN told TEXT NOT NULL DEFAULT '';
CREATE INDEX batch_open_of_payer ON batch (payer_id) WHERE state IN ('going', 'painting');
