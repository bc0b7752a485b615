-- name: delete_process
DELETE FROM web_presence WHERE process = :process

-- name: insert
INSERT INTO web_presence (process, room, person, typing, seen_at) VALUES (:process, :room, :person, :typing, :now)

-- name: delete_expired
DELETE FROM web_presence WHERE seen_at < :before

-- name: other_processes
SELECT c.person, p.name, max(c.typing) AS typing
FROM web_presence c LEFT JOIN web_person p ON p.id = c.person
WHERE c.room = :room AND c.process <> :process AND c.seen_at >= :since
GROUP BY c.person, p.name
ORDER BY c.person
