-- What this update does not tell (an empty value) leaves what is known.
-- name: person
INSERT INTO person (platform, user_id, name, platform_language, reply_key, created_at)
VALUES (:platform, :user_id, :name, :hint, :reply_key, :now)
ON CONFLICT (platform, user_id) DO UPDATE SET
    name = CASE WHEN :name <> '' THEN :name ELSE person.name END,
    platform_language = CASE WHEN :hint <> '' THEN :hint ELSE person.platform_language END,
    reply_key = CASE WHEN :reply_key <> '' THEN :reply_key ELSE person.reply_key END
RETURNING *;

-- name: person_by_id
SELECT * FROM person WHERE id = :id;

-- name: set_language
UPDATE person SET language = :language WHERE id = :id;

-- name: set_person_settings
UPDATE person SET settings = :settings WHERE id = :id;

-- name: given_rank
SELECT rank FROM person WHERE platform = :platform AND user_id = :user_id;

-- name: set_rank
UPDATE person SET rank = :rank WHERE id = :id;

-- name: with_rank
SELECT * FROM person WHERE rank <> '' ORDER BY id;

-- People who are still known, newest first; `pattern`: their name or address is LIKE that. With what they were charged from `first`
-- to `last`.
-- name: people_before
SELECT p.id, p.platform, p.user_id, p.name, p.rank, p.banned, p.created_at,
    CAST(COALESCE((SELECT sum(t.amount_li) FROM payer y JOIN running_total t ON t.scope = 'payer:' || CAST(y.id AS TEXT)
        WHERE y.kind = 'person' AND y.ref_id = p.id AND t.day >= :first AND t.day <= :last), 0) AS BIGINT) AS amount_li,
    CAST(COALESCE((SELECT sum(t.pictures) FROM payer y JOIN running_total t ON t.scope = 'payer:' || CAST(y.id AS TEXT)
        WHERE y.kind = 'person' AND y.ref_id = p.id AND t.day >= :first AND t.day <= :last), 0) AS BIGINT) AS pictures,
    COALESCE((SELECT j.created_at FROM job j WHERE j.person_id = p.id ORDER BY j.id DESC LIMIT 1), 0.0) AS last_at
FROM person p
WHERE p.id < :before_id AND p.user_id <> '' AND p.user_id NOT LIKE 'erased:%'
    AND lower(p.name || ' ' || p.platform || ':' || p.user_id) LIKE :pattern ESCAPE '!'
ORDER BY p.id DESC LIMIT :limit;

-- Conversations, newest first; `pattern`: the address, or the name of the person it is one to one with, is LIKE that. With what was
-- spent in them from `first` to `last`.
-- name: conversations_before
SELECT c.id, c.platform, c.chat_id, c.thread_id, c.direct, c.blocked_reason, COALESCE(w.name, '') AS name,
    CAST(COALESCE((SELECT sum(t.amount_li) FROM running_total t WHERE t.scope = 'conversation:' || CAST(c.id AS TEXT)
        AND t.day >= :first AND t.day <= :last), 0) AS BIGINT) AS amount_li,
    CAST(COALESCE((SELECT sum(t.pictures) FROM running_total t WHERE t.scope = 'conversation:' || CAST(c.id AS TEXT)
        AND t.day >= :first AND t.day <= :last), 0) AS BIGINT) AS pictures,
    COALESCE((SELECT max(j.created_at) FROM job j WHERE j.conversation_id = c.id), 0.0) AS last_at
FROM conversation c LEFT JOIN person w ON w.dm_conversation_id = c.id AND w.dm_conversation_id > 0
WHERE c.id < :before_id AND c.chat_id <> ''
    AND lower(COALESCE(w.name, '') || ' ' || c.platform || ':' || c.chat_id) LIKE :pattern ESCAPE '!'
ORDER BY c.id DESC LIMIT :limit;

-- name: set_banned
UPDATE person SET banned = :banned WHERE id = :id;

-- The person's direct conversation with the bot.
-- name: set_dm_conversation
UPDATE person SET dm_conversation_id = :conversation_id WHERE id = :id;

-- Sets `direct` to itself, so that the row is returned; a conversation that was blocked stays blocked. A new topic is under the
-- rules of its chat.
-- name: conversation
INSERT INTO conversation (platform, chat_id, thread_id, direct, mode, keep_days)
VALUES (:platform, :chat_id, :thread_id, :direct,
    COALESCE((SELECT max(c.mode) FROM conversation c WHERE c.platform = :platform AND c.chat_id = :chat_id), ''),
    COALESCE((SELECT max(c.keep_days) FROM conversation c WHERE c.platform = :platform AND c.chat_id = :chat_id), 0))
ON CONFLICT (platform, chat_id, thread_id) DO UPDATE SET direct = conversation.direct
RETURNING *;

-- name: conversation_by_id
SELECT * FROM conversation WHERE id = :id;

-- Of a chat with all its topics.
-- name: set_mode
UPDATE conversation SET mode = :mode WHERE platform = (SELECT h.platform FROM conversation h WHERE h.id = :id)
    AND chat_id = (SELECT h.chat_id FROM conversation h WHERE h.id = :id);

-- name: set_keep_days
UPDATE conversation SET keep_days = :days WHERE platform = (SELECT h.platform FROM conversation h WHERE h.id = :id)
    AND chat_id = (SELECT h.chat_id FROM conversation h WHERE h.id = :id);

-- name: kept_shorter
SELECT id, keep_days FROM conversation WHERE keep_days > 0 ORDER BY id;

-- When a chat has moved to a conversation that is known already, which keeps its own.
-- name: move_rules
UPDATE conversation SET
    mode = CASE WHEN mode <> '' THEN mode ELSE (SELECT o.mode FROM conversation o WHERE o.id = :old_id) END,
    keep_days = CASE WHEN keep_days > 0 THEN keep_days ELSE (SELECT o.keep_days FROM conversation o WHERE o.id = :old_id) END
WHERE id = :new_id;

-- name: set_conversation_settings
UPDATE conversation SET settings = :settings WHERE id = :id;

-- name: set_last_image
UPDATE conversation SET last_image = :image, last_image_at = :now WHERE id = :id;

-- name: block_conversation
UPDATE conversation SET blocked_reason = :reason WHERE id = :id;

-- A chat with all its threads.
-- name: conversations_of_chat
SELECT * FROM conversation WHERE platform = :platform AND chat_id = :chat_id ORDER BY id;

-- With a thread, that one alone.
-- name: block_chat
UPDATE conversation SET blocked_reason = :reason
WHERE platform = :platform AND chat_id = :chat_id AND :thread_id IN ('', thread_id) AND blocked_reason = '';

-- name: set_no_pictures
UPDATE conversation SET no_pictures_at = :at WHERE id = :id AND no_pictures_at <> :at;

-- name: pictures_again
UPDATE conversation SET no_pictures_at = 0 WHERE platform = :platform AND chat_id = :chat_id AND no_pictures_at > 0;

-- name: unblock_conversation
UPDATE conversation SET blocked_reason = '' WHERE id = :id;

-- name: move_conversation
UPDATE conversation SET chat_id = :new_chat_id WHERE platform = :platform AND chat_id = :old_chat_id
    AND NOT EXISTS (SELECT 1 FROM conversation other WHERE other.platform = :platform AND other.chat_id = :new_chat_id
                    AND other.thread_id = conversation.thread_id);

-- name: move_thread
UPDATE conversation SET thread_id = :thread_id WHERE id = :id
    AND NOT EXISTS (SELECT 1 FROM conversation other WHERE other.platform = conversation.platform
                    AND other.chat_id = conversation.chat_id AND other.thread_id = :thread_id);

-- Pairs of conversations, by thread, where the chat's new address is already known as well.
-- name: moved_pairs
SELECT o.id AS old_id, n.id AS new_id, o.settings AS old_settings, n.settings AS new_settings
FROM conversation o JOIN conversation n ON n.platform = o.platform AND n.thread_id = o.thread_id
WHERE o.platform = :platform AND o.chat_id = :old_chat_id AND n.chat_id = :new_chat_id ORDER BY o.id;

-- Sets `weight`, not a key column: an update of a key takes a lock that blocks inserts of jobs that refer to the payer.
-- name: payer
INSERT INTO payer (kind, ref_id) VALUES (:kind, :ref_id) ON CONFLICT (kind, ref_id) DO UPDATE SET weight = payer.weight
RETURNING *;

-- name: payer_id_of_person
SELECT id FROM payer WHERE kind = 'person' AND ref_id = :person_id;

-- name: payer_by_id
SELECT * FROM payer WHERE id = :id;

-- name: find_payer
SELECT * FROM payer WHERE kind = :kind AND ref_id = :ref_id;

-- name: find_conversation
SELECT * FROM conversation WHERE platform = :platform AND chat_id = :chat_id AND thread_id = :thread_id;

-- name: find_person
SELECT * FROM person WHERE platform = :platform AND user_id = :user_id;

-- Who added the bot to a chat, also before the first message there.
-- name: set_added_by
INSERT INTO conversation (platform, chat_id, added_by) VALUES (:platform, :chat_id, :added_by)
ON CONFLICT (platform, chat_id, thread_id) DO UPDATE SET added_by = :added_by;

-- People with what they have used, those who spent most first; not those who had themselves erased.
-- name: overview
SELECT w.id, w.platform, w.user_id, w.name, w.rank, w.banned, w.created_at,
       CAST(COALESCE(s.amount_li, 0) AS BIGINT) AS amount_li, CAST(COALESCE(s.pictures, 0) AS BIGINT) AS pictures,
       COALESCE((SELECT j.created_at FROM job j WHERE j.person_id = w.id ORDER BY j.id DESC LIMIT 1), 0.0) AS last_at
FROM person w
LEFT JOIN (SELECT y.ref_id, sum(l.amount_li) AS amount_li, sum(l.pictures) AS pictures
           FROM charge l JOIN payer y ON y.id = l.payer_id AND y.kind = 'person' GROUP BY y.ref_id) s ON s.ref_id = w.id
WHERE w.user_id <> '' AND w.user_id NOT LIKE 'erased:%'
ORDER BY 8 DESC, w.id LIMIT :limit;

-- name: overview_of
SELECT w.id, w.platform, w.user_id, w.name, w.rank, w.banned, w.created_at,
       CAST(COALESCE((SELECT sum(l.amount_li) FROM payer y JOIN charge l ON l.payer_id = y.id
                      WHERE y.kind = 'person' AND y.ref_id = w.id), 0) AS BIGINT) AS amount_li,
       CAST(COALESCE((SELECT sum(l.pictures) FROM payer y JOIN charge l ON l.payer_id = y.id
                      WHERE y.kind = 'person' AND y.ref_id = w.id), 0) AS BIGINT) AS pictures,
       COALESCE((SELECT j.created_at FROM job j WHERE j.person_id = w.id ORDER BY j.id DESC LIMIT 1), 0.0) AS last_at
FROM person w WHERE w.id = :id;
