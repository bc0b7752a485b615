-- What the policy must know of an object (bot.access.Resource), in one query. Jobs of a running erasure are excluded at once,
-- although deleting many takes some seconds.
-- name: job
SELECT j.person_id AS owner, j.conversation_id AS conversation, c.direct AS private, w.banned, w.settings AS owner_settings,
       c.settings AS place_settings,
       CASE WHEN w.user_id = '' OR EXISTS (SELECT 1 FROM erasure f WHERE f.person_id = j.person_id AND j.id <= f.up_to_job)
            THEN 1 ELSE 0 END AS erased
FROM job j JOIN person w ON w.id = j.person_id JOIN conversation c ON c.id = j.conversation_id
WHERE j.id = :id;

-- name: job_of_picture
SELECT job_id FROM picture WHERE id = :id AND deleted_at IS NULL;

-- name: add_entry
INSERT INTO audit (at, person_id, action, kind, object_id, details, surface, act, undo, reason)
VALUES (:now, :person_id, :action, :kind, :object_id, :details, :surface, :act, :undo, :reason) RETURNING id;

-- name: entry
SELECT a.id, a.at, COALESCE(p.platform || ':' || p.user_id, 'operator') AS actor, a.action, a.kind, a.object_id, a.details,
       a.surface, a.act, a.undo, a.undone_by, a.reason
FROM audit a LEFT JOIN person p ON p.id = a.person_id WHERE a.id = :id;

-- name: mark_undone
UPDATE audit SET undone_by = :undone_by WHERE id = :id AND undone_by = 0;

-- name: entries
SELECT a.id, a.at, COALESCE(p.platform || ':' || p.user_id, 'operator') AS actor, a.action, a.kind, a.object_id, a.details,
       a.surface, a.act, a.undo, a.undone_by, a.reason
FROM audit a LEFT JOIN person p ON p.id = a.person_id ORDER BY a.id DESC LIMIT :limit;

-- name: entries_before
SELECT a.id, a.at, COALESCE(p.platform || ':' || p.user_id, 'operator') AS actor, a.action, a.kind, a.object_id, a.details,
       a.surface, a.act, a.undo, a.undone_by, a.reason
FROM audit a LEFT JOIN person p ON p.id = a.person_id WHERE a.id < :before_id ORDER BY a.id DESC LIMIT :limit;

-- Empty filters let everything through. `kind`: acts, looks; `pattern`: who acted is LIKE that. (Entries are numbered by their time, but
-- for a clock that was set back; so those are read whose numbers lie between the days before and after. The plus keeps the planner
-- from the index on `at`, after which it would sort; a join would have PostgreSQL read all people.)
-- name: entries_filtered
SELECT a.id, a.at, COALESCE((SELECT p.platform || ':' || p.user_id FROM person p WHERE p.id = a.person_id), 'operator') AS actor,
       a.action, a.kind, a.object_id, a.details, a.surface, a.act, a.undo, a.undone_by, a.reason
FROM audit a
WHERE a.id < :before_id AND +a.at >= :since AND +a.at < :until
    AND a.id >= (SELECT f.id FROM audit f WHERE f.at >= :since - 86400 ORDER BY f.at LIMIT 1)
    AND a.id <= (SELECT l.id FROM audit l WHERE l.at < :until + 86400 ORDER BY l.at DESC LIMIT 1)
    AND (:action = '' OR a.action = :action) AND (:surface = '' OR a.surface = :surface)
    AND (:kind = '' OR (:kind = 'acts' AND a.act <> '') OR (:kind = 'looks' AND a.action IN ('look', 'see')))
    AND COALESCE((SELECT lower(p.name || ' ' || p.platform || ':' || p.user_id) FROM person p WHERE p.id = a.person_id), 'operator')
        LIKE :pattern ESCAPE '!'
ORDER BY a.id DESC LIMIT :limit;

-- Whether somebody looked at what a person said, lately.
-- name: has_looked
SELECT 1 FROM audit WHERE at >= :since AND person_id = :person_id AND action = 'look' AND kind = 'person' AND object_id = :object_id
LIMIT 1;

-- Whether an attempt of this person at this act was recorded lately.
-- name: has_tried
SELECT 1 FROM audit WHERE at >= :since AND person_id = :person_id AND action = 'refused' AND details = :verb LIMIT 1;

-- The reasons of acts about a person: they may name them. (The acts: on a person, on a job, on a case of moderation, on
-- the one-to-one conversation.)
-- name: blank_reasons_about
UPDATE audit SET reason = '' WHERE reason <> '' AND (
    (action IN ('ban', 'unban', 'rank', 'limit', 'gift', 'take-gift') AND object_id = :person_id)
    OR (kind = 'job' AND object_id IN (SELECT j.id FROM job j WHERE j.person_id = :person_id))
    OR (action IN ('report-dismiss', 'report-remove', 'report-restore')
        AND object_id IN (SELECT c.id FROM moderation_case c WHERE c.person_id = :person_id))
    OR (action IN ('limit-chat', 'mode', 'keep', 'tell')
        AND object_id = (SELECT p.dm_conversation_id FROM person p WHERE p.id = :person_id AND p.dm_conversation_id > 0)));

-- name: drop_old_entries
DELETE FROM audit WHERE at < :before;

-- name: banned_people
SELECT id FROM person WHERE banned = 1 ORDER BY platform, id;

-- A banned person who added the bot to a chat, or has jobs there: where a message's sender is a chat (an anonymous admin, a
-- linked channel), it may be them.
-- name: banned_in_chat
SELECT p.id FROM person p WHERE p.banned = 1 AND p.platform = :platform AND (
    EXISTS (SELECT 1 FROM conversation c WHERE c.platform = :platform AND c.chat_id = :chat_id AND c.added_by = p.id)
    OR EXISTS (SELECT 1 FROM conversation c JOIN job j ON j.conversation_id = c.id
               WHERE c.platform = :platform AND c.chat_id = :chat_id AND j.person_id = p.id))
LIMIT 1;

-- name: added_by_banned
SELECT p.id FROM person p WHERE p.banned = 1 AND p.platform = :platform AND (p.user_id = :user_id
    OR EXISTS (SELECT 1 FROM conversation c WHERE c.platform = :platform AND c.chat_id = :chat_id AND c.added_by = p.id))
LIMIT 1;
