-- name: rooms_of_person
SELECT DISTINCT room FROM web_entry WHERE person = :person AND person <> '' ORDER BY room

-- name: said_here
SELECT id, pictures FROM web_entry WHERE room = :room AND person = :person AND removed = 0

-- All at one revision: a page that has missed so many begins anew.
-- name: blank_said_here
UPDATE web_entry SET revision = :revision, body = '{}', pictures = '{}', pending = '', removed = 1
WHERE room = :room AND person = :person AND removed = 0 AND revision > 0

-- name: blank_room
UPDATE web_entry SET revision = :revision, body = '{}', pictures = '{}', pending = '', removed = 1
WHERE room = :room AND removed = 0 AND revision > 0

-- name: quoting
SELECT id, body, pictures FROM web_entry WHERE room = :room AND removed = 0 AND body LIKE :pattern

-- name: forget_person
DELETE FROM web_person WHERE id = :person

-- Not of somebody who is banned: to be forgotten is no way around it.
-- name: forget_address
DELETE FROM web_address WHERE person = :person
    AND NOT EXISTS (SELECT 1 FROM person p WHERE p.platform = 'web' AND p.user_id = :person AND p.banned = 1)

-- name: uploads_of_person
SELECT id, handle FROM web_upload WHERE person = :person

-- name: forget_uploads_of_person
DELETE FROM web_upload WHERE person = :person

-- name: stale_uploads
SELECT id, handle, used FROM web_upload WHERE at < :before

-- name: forget_upload
DELETE FROM web_upload WHERE id = :id

-- name: old
SELECT room, id, pictures FROM web_entry WHERE at < :before ORDER BY at LIMIT :limit

-- name: drop
DELETE FROM web_entry WHERE room = :room AND id = :id
