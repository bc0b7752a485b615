-- name: add
INSERT INTO announcement (words, conversation_id, person_id, since, state, created_at)
VALUES (:words, :conversation_id, :person_id, :since, 'open', :now) RETURNING *;

-- name: get
SELECT * FROM announcement WHERE id = :id;

-- The same words to the same conversations, not long ago. (There are few announcements.)
-- name: same
SELECT id FROM announcement WHERE words = :words AND conversation_id = :conversation_id AND state <> 'stopped' AND created_at > :since
ORDER BY id DESC LIMIT 1;

-- name: standing
SELECT words FROM announcement WHERE state <> 'stopped' ORDER BY id;

-- name: open
SELECT * FROM announcement WHERE state = 'open' ORDER BY id LIMIT 1 {lock};

-- name: advance
UPDATE announcement SET position = :position, state = :state WHERE id = :id AND state = 'open';

-- name: stop
UPDATE announcement SET state = 'stopped' WHERE id = :id AND state <> 'stopped';

-- Whether a post of it (subjects from :first to :last) was not sent yet.
-- name: unsent
SELECT 1 FROM post WHERE subject >= :first AND subject < :last AND status IN ('pending', 'sending') AND handle = '' LIMIT 1;

-- Conversations that used the bot and can be posted to, one for each chat (of its topics the oldest). In a direct one, what its person
-- has chosen counts: the person of its newest job.
-- name: recipients
SELECT c.id, c.settings, COALESCE(p.settings, '') AS person_settings,
       COALESCE(CASE WHEN p.language <> '' THEN p.language ELSE p.platform_language END, '') AS person_language
FROM conversation c
LEFT JOIN person p ON c.direct = 1 AND p.banned = 0 AND p.id = (
    SELECT j.person_id FROM job j WHERE j.conversation_id = c.id ORDER BY j.created_at DESC LIMIT 1)
WHERE c.id > :after AND c.blocked_reason = '' AND c.chat_id <> '' AND (c.direct = 0 OR p.id IS NOT NULL)
    AND EXISTS (SELECT 1 FROM job j WHERE j.conversation_id = c.id AND j.created_at >= :since)
    AND NOT EXISTS (SELECT 1 FROM conversation o WHERE o.platform = c.platform AND o.chat_id = c.chat_id AND o.id < c.id
                    AND o.blocked_reason = ''
                    AND EXISTS (SELECT 1 FROM job j WHERE j.conversation_id = o.id AND j.created_at >= :since))
ORDER BY c.id LIMIT :limit;
