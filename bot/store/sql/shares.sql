-- name: add
INSERT INTO share (digest, picture_id, person_id, with_prompt, created_at, expires_at)
VALUES (:digest, :picture_id, :person_id, :with_prompt, :now, :expires_at) RETURNING *;

-- name: count
SELECT count(*) FROM share WHERE person_id = :person_id AND expires_at > :now;

-- A person's share links that have not expired.
-- name: of_person
SELECT s.id, s.picture_id, s.with_prompt, s.created_at, s.expires_at, p.job_id, p.idx, j.n
FROM share s JOIN picture p ON p.id = s.picture_id JOIN job j ON j.id = p.job_id
WHERE s.person_id = :person_id AND s.expires_at > :now AND p.deleted_at IS NULL ORDER BY s.id DESC;

-- name: revoke
DELETE FROM share WHERE id = :id AND person_id = :person_id;

-- name: find
SELECT s.*, p.job_id, p.idx, p.key, p.mime, p.width, p.height, j.n, j.request, w.banned
FROM share s JOIN picture p ON p.id = s.picture_id JOIN job j ON j.id = p.job_id JOIN person w ON w.id = s.person_id
WHERE s.digest = :digest AND s.expires_at > :now AND p.deleted_at IS NULL;

-- name: drop_expired
DELETE FROM share WHERE expires_at <= :now;

-- name: drop_of_job
DELETE FROM share WHERE picture_id IN (SELECT id FROM picture WHERE job_id = :job_id);

-- name: drop_of_person
DELETE FROM share WHERE person_id = :person_id;
