-- name: name
SELECT name FROM web_person WHERE id = :person

-- name: rename
INSERT INTO web_person (id, name, seen_at) VALUES (:person, :name, :now)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at

-- name: save_upload
INSERT INTO web_upload (id, person, handle, mime, width, height, bytes, at)
VALUES (:id, :person, :handle, :mime, :width, :height, :bytes, :now)

-- name: upload
SELECT handle, mime, width, height, bytes FROM web_upload WHERE id = :id AND person = :person

-- name: mark_upload_used
UPDATE web_upload SET used = 1 WHERE id = :id AND person = :person

-- name: cookie_generation
SELECT generation FROM web_seal WHERE person = :person

-- name: renew_cookie_generation
INSERT INTO web_seal (person, generation, renewed_at) VALUES (:person, 1, :now)
ON CONFLICT (person) DO UPDATE SET generation = web_seal.generation + 1, renewed_at = excluded.renewed_at
RETURNING generation

-- name: uploaded_bytes_since
SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM web_upload WHERE at >= :since

-- name: uploaded_bytes_of_person_since
SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM web_upload WHERE person = :person AND at >= :since

-- name: banned
SELECT banned FROM person WHERE platform = 'web' AND user_id = :person

-- name: all_banned
SELECT user_id FROM person WHERE platform = 'web' AND banned = 1

-- name: record_address
INSERT INTO web_address (person, address, at) VALUES (:person, :address, :now)
ON CONFLICT (person) DO UPDATE SET address = excluded.address, at = excluded.at
WHERE web_address.address <> excluded.address OR web_address.at < :before

-- name: banned_address
SELECT 1 FROM web_address a JOIN person p ON p.platform = 'web' AND p.user_id = a.person
WHERE a.address = :address AND a.at > :since AND p.banned = 1 LIMIT 1

-- name: delete_addresses
DELETE FROM web_address WHERE at < :before
