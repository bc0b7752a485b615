-- name: make
INSERT INTO web_room (name, created_at) VALUES (:room, :now) ON CONFLICT (name) DO NOTHING

-- The two counters: the row stays locked until the commit, so that revisions are seen in their order.

-- name: next_seq
UPDATE web_room SET seq = seq + 1 WHERE name = :room RETURNING seq

-- name: next_revision
UPDATE web_room SET revision = revision + 1 WHERE name = :room RETURNING revision

-- name: revision
SELECT revision FROM web_room WHERE name = :room

-- name: entry
SELECT e.*, p.name FROM web_entry e LEFT JOIN web_person p ON p.id = e.person
WHERE e.room = :room AND e.id = :id

-- name: page
SELECT e.*, p.name FROM web_entry e LEFT JOIN web_person p ON p.id = e.person
WHERE e.room = :room AND e.seq < :before AND e.revision > 0 AND e.removed = 0
ORDER BY e.seq DESC LIMIT :count

-- name: changes
SELECT e.*, p.name FROM web_entry e LEFT JOIN web_person p ON p.id = e.person
WHERE e.room = :room AND e.revision > :since
ORDER BY e.revision LIMIT :count

-- name: add
INSERT INTO web_entry (room, id, seq, revision, person, body, pictures, pending, at)
VALUES (:room, :id, :seq, :revision, :person, :body, :pictures, :pending, :at)

-- name: change
UPDATE web_entry SET revision = :revision, body = :body, pictures = :pictures, removed = 0
WHERE room = :room AND id = :id

-- name: remove
UPDATE web_entry SET revision = :revision, body = '{}', pictures = '{}', removed = 1
WHERE room = :room AND id = :id AND removed = 0

-- name: publish
UPDATE web_entry SET revision = :revision, pending = '' WHERE room = :room AND id = :id AND revision = 0

-- name: pending
SELECT room, id, pending FROM web_entry WHERE revision = 0 AND at <= :until ORDER BY at LIMIT :count
