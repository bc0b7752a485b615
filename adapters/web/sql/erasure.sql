-- name: rooms_of_person
SELECT DISTINCT room FROM web_entry WHERE person = :person AND person <> '' ORDER BY room

-- name: messages_of_person
SELECT id, pictures FROM web_entry WHERE room = :room AND person = :person AND removed = 0

-- name: entries_of_person
SELECT room, body, at FROM web_entry WHERE person = :person AND person <> '' AND removed = 0 ORDER BY at, room, seq

-- All with one revision: pages that missed too many changes reload the room.
-- name: remove_messages_of_person
UPDATE web_entry SET revision = :revision, body = '{}', pictures = '{}', pending = '', removed = 1
WHERE room = :room AND person = :person AND removed = 0 AND revision > 0

-- name: remove_all_entries
UPDATE web_entry SET revision = :revision, body = '{}', pictures = '{}', pending = '', removed = 1
WHERE room = :room AND removed = 0 AND revision > 0

-- name: quoting
SELECT id, body, pictures FROM web_entry WHERE room = :room AND removed = 0 AND body LIKE :pattern

-- name: delete_person
DELETE FROM web_person WHERE id = :person

-- Kept for banned people: erasure must not evade a ban.
-- name: delete_address
DELETE FROM web_address WHERE person = :person
    AND NOT EXISTS (SELECT 1 FROM person p WHERE p.platform = 'web' AND p.user_id = :person AND p.banned = 1)

-- name: uploads_of_person
SELECT id, handle FROM web_upload WHERE person = :person

-- name: delete_uploads_of_person
DELETE FROM web_upload WHERE person = :person

-- name: stale_uploads
SELECT id, handle, used FROM web_upload WHERE at < :before

-- name: delete_upload
DELETE FROM web_upload WHERE id = :id

-- name: old_entries
SELECT room, id, pictures FROM web_entry WHERE at < :before ORDER BY at LIMIT :limit

-- name: delete_entry
DELETE FROM web_entry WHERE room = :room AND id = :id
