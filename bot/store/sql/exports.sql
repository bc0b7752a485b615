-- What a person is given of what is kept about them.
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
