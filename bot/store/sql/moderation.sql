-- name: add_rule
INSERT INTO word_rule (conversation_id, kind, action, text, person_id, created_at)
VALUES (:conversation_id, :kind, :action, :text, :person_id, :now)
ON CONFLICT (conversation_id, text) DO NOTHING RETURNING *;

-- name: remove_rule
DELETE FROM word_rule WHERE id = :id;

-- name: rule
SELECT * FROM word_rule WHERE id = :id;

-- name: rule_of_text
SELECT * FROM word_rule WHERE conversation_id = :conversation_id AND text = :text;

-- Those that hold in a conversation: of everywhere, and of its chat with all topics.
-- name: rules_here
SELECT * FROM word_rule WHERE conversation_id = 0
UNION ALL
SELECT r.* FROM conversation c JOIN conversation o ON o.platform = c.platform AND o.chat_id = c.chat_id
JOIN word_rule r ON r.conversation_id = o.id WHERE c.id = :conversation_id AND c.chat_id <> '';

-- name: rules
SELECT * FROM word_rule ORDER BY id LIMIT :limit;

-- name: count_rules
SELECT count(*) FROM word_rule;

-- A rule that the other conversation has too stays behind, and goes.
-- name: move_rules
UPDATE word_rule SET conversation_id = :new_id WHERE conversation_id = :old_id
AND NOT EXISTS (SELECT 1 FROM word_rule o WHERE o.conversation_id = :new_id AND o.text = word_rule.text);

-- name: drop_rules_of_conversation
DELETE FROM word_rule WHERE conversation_id = :conversation_id;

-- name: add_case
INSERT INTO moderation_case (at, kind, person_id, conversation_id, job_id, rule_id, words, is_open)
VALUES (:now, :kind, :person_id, :conversation_id, :job_id, :rule_id, :words, :is_open) RETURNING id;

-- name: add_report
INSERT INTO moderation_case (at, kind, person_id, conversation_id, job_id, reporter_id, is_open)
VALUES (:now, 'reported', :person_id, :conversation_id, :job_id, :reporter_id, 1)
ON CONFLICT (job_id, reporter_id) WHERE reporter_id <> 0 DO NOTHING;

-- name: close_cases_of_job
UPDATE moderation_case SET is_open = 0 WHERE job_id = :job_id AND job_id <> 0 AND kind IN ('noted', 'reported') AND is_open = 1;

-- name: case
SELECT * FROM moderation_case WHERE id = :id;

-- name: open_cases
SELECT * FROM moderation_case WHERE is_open = 1 ORDER BY id LIMIT :limit;

-- name: count_open_cases
SELECT count(*) FROM moderation_case WHERE is_open = 1;

-- name: close_case
UPDATE moderation_case SET is_open = 0 WHERE id = :id AND is_open = 1;

-- name: close_held_case
UPDATE moderation_case SET is_open = 0 WHERE job_id = :job_id AND job_id <> 0 AND kind = 'held' AND is_open = 1;

-- The n-th newest refusal (from 0) of a person since `since`.
-- name: nth_refusal
SELECT at FROM moderation_case WHERE person_id = :person_id AND at > :since AND kind IN ('refused', 'declined')
ORDER BY at DESC LIMIT 1 OFFSET :n;

-- name: blank_cases_of_person
UPDATE moderation_case SET words = '' WHERE person_id = :person_id AND words <> '';

-- name: drop_old_cases
DELETE FROM moderation_case WHERE at < :before;
