-- A picture by its key with what its job asked for, also if it is deleted (`deleted_at` says so): others were made from it.
-- name: picture
SELECT p.id, p.job_id, p.idx, p.key, p.width, p.height, p.deleted_at, j.request, j.n, j.model
FROM picture p JOIN job j ON j.id = p.job_id WHERE p.key = :key;

-- The first picture of the person's newest job here that is done.
-- name: newest_of_person_here
SELECT p.*, j.conversation_id, j.person_id FROM job j JOIN picture p ON p.job_id = j.id
WHERE j.person_id = :person_id AND j.conversation_id = :conversation_id AND j.state = 'done' AND p.deleted_at IS NULL
ORDER BY j.id DESC, p.idx LIMIT 1;
