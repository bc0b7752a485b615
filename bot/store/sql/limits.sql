-- All that changes the configured limits for a person in a conversation: of everybody, of the person, of the chat with all its
-- threads.
-- name: in_force
SELECT 'everybody' AS source, name, value FROM runtime_value WHERE name = 'limits'
UNION ALL
SELECT o.kind, o.name, o.value FROM limit_override o WHERE o.kind = 'person' AND o.ref_id = :person_id
UNION ALL
SELECT o.kind, o.name, o.value FROM conversation here
JOIN conversation c ON c.platform = here.platform AND c.chat_id = here.chat_id
JOIN limit_override o ON o.kind = 'conversation' AND o.ref_id = c.id
WHERE here.id = :conversation_id;

-- name: has_own
SELECT count(*) FROM limit_override WHERE kind = 'person' AND ref_id = :person_id;

-- Of their private chat, with its mode.
-- name: count_in_private
SELECT (SELECT count(*) FROM limit_override WHERE kind = 'conversation' AND ref_id = :conversation_id)
     + (SELECT count(*) FROM conversation WHERE id = :conversation_id AND mode <> '');

-- name: of_person
SELECT value FROM limit_override WHERE kind = 'person' AND ref_id = :ref_id AND name = :name;

-- Of a chat: whichever of its threads it was set for.
-- name: of_conversation
SELECT o.value FROM conversation here
JOIN conversation c ON c.platform = here.platform AND c.chat_id = here.chat_id
JOIN limit_override o ON o.kind = 'conversation' AND o.ref_id = c.id AND o.name = :name
WHERE here.id = :ref_id;

-- name: set_override
INSERT INTO limit_override (kind, ref_id, name, value) VALUES (:kind, :ref_id, :name, :value)
ON CONFLICT (kind, ref_id, name) DO UPDATE SET value = :value;

-- name: drop_of_person
DELETE FROM limit_override WHERE kind = 'person' AND ref_id = :ref_id AND name = :name;

-- name: drop_of_conversation
DELETE FROM limit_override WHERE kind = 'conversation' AND name = :name AND ref_id IN (
    SELECT c.id FROM conversation here JOIN conversation c ON c.platform = here.platform AND c.chat_id = here.chat_id
    WHERE here.id = :ref_id);

-- When a chat has moved to a conversation that is known already, which keeps its own.
-- name: move_overrides
UPDATE limit_override SET ref_id = :new_id WHERE kind = 'conversation' AND ref_id = :old_id
    AND NOT EXISTS (SELECT 1 FROM limit_override o
                    WHERE o.kind = 'conversation' AND o.ref_id = :new_id AND o.name = limit_override.name);
