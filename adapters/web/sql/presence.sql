-- name: delete_process
DELETE FROM web_presence WHERE process = :process

-- name: delete
DELETE FROM web_presence WHERE process = :process AND room = :room AND person = :person

-- name: put
INSERT INTO web_presence (process, room, person, typing, seen_at) VALUES (:process, :room, :person, :typing, :now)
ON CONFLICT (process, room, person) DO UPDATE SET typing = excluded.typing, seen_at = excluded.seen_at

-- name: renew
UPDATE web_presence SET seen_at = :now WHERE process = :process

-- name: delete_expired
DELETE FROM web_presence WHERE seen_at < :before

-- name: other_processes
SELECT c.room, c.person, p.name, max(c.typing) AS typing
FROM web_presence c LEFT JOIN web_person p ON p.id = c.person
WHERE c.process <> :process AND c.seen_at >= :since
GROUP BY c.room, c.person, p.name
ORDER BY c.room, c.person
