-- name: name
SELECT name FROM web_person WHERE id = :person

-- name: rename
INSERT INTO web_person (id, name, seen_at) VALUES (:person, :name, :now)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at

-- name: keep_upload
INSERT INTO web_upload (id, person, handle, mime, width, height, bytes, at)
VALUES (:id, :person, :handle, :mime, :width, :height, :bytes, :now)

-- name: upload
SELECT handle, mime, width, height, bytes FROM web_upload WHERE id = :id AND person = :person

-- name: use_upload
UPDATE web_upload SET used = 1 WHERE id = :id AND person = :person
