-- name: create_room
INSERT INTO web_room (name, created_at) VALUES (:room, :now) ON CONFLICT (name) DO NOTHING

-- The two counters: the row stays locked until commit, so that revisions become visible in order.

-- name: next_seq
UPDATE web_room SET seq = seq + 1 WHERE name = :room RETURNING seq

-- name: next_revision
UPDATE web_room SET revision = revision + 1 WHERE name = :room RETURNING revision

-- name: revision
SELECT revision FROM web_room WHERE name = :room

-- name: entry
SELECT e.*, p.name FROM web_entry e LEFT JOIN web_person p ON p.id = e.person
WHERE e.room = :room AND e.id = :id

-- Both stop where the preceding entries reach the size limit, so that the first entry is always included.

-- name: page
SELECT room, id, seq, revision, person, body, pictures, pending, removed, at, name FROM (
    SELECT newest.*, coalesce(sum(length(body)) OVER (
        ORDER BY seq DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS characters_before
    FROM (
        SELECT e.*, p.name FROM web_entry e LEFT JOIN web_person p ON p.id = e.person
        WHERE e.room = :room AND e.seq < :before AND e.revision > 0 AND e.removed = 0
        ORDER BY e.seq DESC LIMIT :count
    ) newest
) counted
WHERE characters_before < :characters ORDER BY seq DESC

-- name: has_older
SELECT 1 FROM web_entry WHERE room = :room AND seq < :before AND revision > 0 AND removed = 0 LIMIT 1

-- Entries of one revision are never split: a page that has a revision has all of it.
-- name: changes
SELECT room, id, seq, revision, person, body, pictures, pending, removed, at, name FROM (
    SELECT oldest.*, coalesce(sum(length(body)) OVER (
        ORDER BY revision RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS characters_before
    FROM (
        SELECT e.*, p.name FROM web_entry e LEFT JOIN web_person p ON p.id = e.person
        WHERE e.room = :room AND e.revision > :since
        ORDER BY e.revision LIMIT :count
    ) oldest
) counted
WHERE characters_before < :characters ORDER BY revision

-- name: count_changes
SELECT count(*) FROM (
    SELECT 1 FROM web_entry WHERE room = :room AND revision > :since LIMIT :count
) changed

-- name: add_entry
INSERT INTO web_entry (room, id, seq, revision, person, body, pictures, pending, at)
VALUES (:room, :id, :seq, :revision, :person, :body, :pictures, :pending, :at)

-- name: update_entry
UPDATE web_entry SET revision = :revision, body = :body, pictures = :pictures, removed = 0
WHERE room = :room AND id = :id

-- name: remove_entry
UPDATE web_entry SET revision = :revision, body = '{}', pictures = '{}', removed = 1
WHERE room = :room AND id = :id AND removed = 0

-- name: quoting
SELECT id, body, pictures FROM web_entry WHERE room = :room AND removed = 0 AND revision > 0 AND body LIKE :pattern

-- name: publish
UPDATE web_entry SET revision = :revision, pending = '' WHERE room = :room AND id = :id AND revision = 0

-- name: pending
SELECT room, id, pending FROM web_entry WHERE revision = 0 AND at <= :until ORDER BY at LIMIT :count
