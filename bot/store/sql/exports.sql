-- What a person is given of what is kept about them, and when.
-- name: jobs
SELECT * FROM job WHERE person_id = :person_id AND id > :after ORDER BY id LIMIT :limit;

-- name: pictures
SELECT p.* FROM picture p JOIN job j ON j.id = p.job_id
WHERE j.person_id = :person_id AND p.deleted_at IS NULL AND p.id > :after ORDER BY p.id LIMIT :limit;

-- name: images
SELECT i.* FROM image_upload u JOIN image i ON i.key = u.key WHERE u.person_id = :person_id ORDER BY i.key;

-- name: modifiers
SELECT * FROM modifier WHERE person_id = :person_id ORDER BY id;

-- name: stars
SELECT job_id FROM star WHERE person_id = :person_id ORDER BY job_id;

-- name: calls
SELECT * FROM chat_call WHERE person_id = :person_id ORDER BY id;

-- name: charges
SELECT l.* FROM charge l JOIN payer y ON y.id = l.payer_id WHERE y.kind = 'person' AND y.ref_id = :person_id
ORDER BY l.day, l.id;

-- Their own words that were refused.
-- name: refused
SELECT * FROM moderation_case WHERE person_id = :person_id AND words <> '' ORDER BY id;

-- name: own_limits
SELECT kind AS source, name, value FROM limit_override WHERE kind = 'person' AND ref_id = :person_id ORDER BY name;

-- name: request
INSERT INTO person_export (person_id, conversation_id, update_id, language, state, at)
VALUES (:person_id, :conversation_id, :update_id, :language, 'waiting', :now)
ON CONFLICT (person_id) DO NOTHING;

-- name: of_person
SELECT * FROM person_export WHERE person_id = :person_id;

-- name: waiting
SELECT * FROM person_export WHERE state = 'waiting' ORDER BY at LIMIT 1;

-- Not if they have been forgotten meanwhile.
-- name: finish
UPDATE person_export SET state = 'done', key = :key WHERE person_id = :person_id AND update_id = :update_id AND state = 'waiting';

-- name: drop_of_person
DELETE FROM person_export WHERE person_id = :person_id;

-- name: old
SELECT * FROM person_export WHERE state = 'done' AND at < :before ORDER BY at LIMIT :limit;
