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

-- name: rules_after
SELECT * FROM word_rule WHERE id > :after_id ORDER BY id LIMIT :limit;

-- name: count_rules
SELECT count(*) FROM word_rule;

-- A rule that the other conversation has too stays behind, and goes.
-- name: move_rules
UPDATE word_rule SET conversation_id = :new_id WHERE conversation_id = :old_id
AND NOT EXISTS (SELECT 1 FROM word_rule o WHERE o.conversation_id = :new_id AND o.text = word_rule.text);

-- name: drop_rules_of_conversation
DELETE FROM word_rule WHERE conversation_id = :conversation_id;

-- name: add_case
INSERT INTO moderation_case (at, kind, person_id, conversation_id, job_id, rule_id, words, is_open, about, reason)
VALUES (:now, :kind, :person_id, :conversation_id, :job_id, :rule_id, :words, :is_open, :about, :reason) RETURNING id;

-- name: add_report
INSERT INTO moderation_case (at, kind, person_id, conversation_id, job_id, reporter_id, is_open)
VALUES (:now, 'reported', :person_id, :conversation_id, :job_id, :reporter_id, 1)
ON CONFLICT (job_id, reporter_id) WHERE reporter_id <> 0 DO NOTHING;

-- name: close_cases_of_job
UPDATE moderation_case SET is_open = 0 WHERE job_id = :job_id AND job_id <> 0 AND kind IN ('noted', 'reported') AND is_open = 1;

-- name: case
SELECT * FROM moderation_case WHERE id = :id;

-- name: open_cases
SELECT * FROM moderation_case WHERE is_open = 1 AND id > :after_id ORDER BY id LIMIT :limit;

-- name: count_open_cases
SELECT count(*) FROM moderation_case WHERE is_open = 1;

-- Of the three lists that moderators work off.
-- name: count_open_by_list
SELECT CASE WHEN kind <> 'held' THEN 'reports' WHEN about = 'words' THEN 'prompts' ELSE 'images' END AS name, count(*) AS waiting
FROM moderation_case WHERE is_open = 1 GROUP BY 1;

-- name: close_case
UPDATE moderation_case SET is_open = 0 WHERE id = :id AND is_open = 1;

-- name: reopen_case
UPDATE moderation_case SET is_open = 1 WHERE id = :id;

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

-- name: reported_cases
SELECT * FROM moderation_case WHERE is_open = 1 AND kind IN ('reported', 'noted') AND id > :after_id ORDER BY id LIMIT :limit;

-- name: held_prompt_cases
SELECT * FROM moderation_case WHERE is_open = 1 AND kind = 'held' AND about = 'words' AND id > :after_id ORDER BY id LIMIT :limit;

-- name: held_image_cases
SELECT * FROM moderation_case WHERE is_open = 1 AND kind = 'held' AND about <> 'words' AND id > :after_id ORDER BY id LIMIT :limit;

-- name: unanswered_cases
SELECT * FROM moderation_case WHERE is_open = 1 AND kind = 'held' AND about <> 'words' AND reason = :reason ORDER BY id LIMIT :limit;

-- name: refusals_before
SELECT * FROM moderation_case WHERE kind IN ('refused', 'declined') AND id < :before_id ORDER BY id DESC LIMIT :limit;

-- Words of a person, the newest first. Those of a running erasure are left out at once.
-- name: said_by
SELECT * FROM (
    SELECT 'job' AS kind, j.id, j.created_at AS at, j.conversation_id, j.prompt AS words FROM job j
    WHERE j.person_id = :person_id AND j.created_at < :before AND j.prompt <> ''
        AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.person_id = j.person_id AND j.id <= e.up_to_job)
    UNION ALL
    SELECT 'call', k.id, k.created_at, k.conversation_id, k.words FROM chat_call k
    WHERE k.person_id = :person_id AND k.created_at < :before AND k.words <> ''
    UNION ALL
    SELECT 'refused', m.id, m.at, m.conversation_id, m.words FROM moderation_case m
    WHERE m.person_id = :person_id AND m.at < :before AND m.words <> ''
) AS said ORDER BY at DESC, id DESC LIMIT :limit;

-- name: image_verdict
SELECT * FROM image_verdict WHERE digest = :digest;

-- name: set_image_verdict
INSERT INTO image_verdict (digest, verdict, reason, decided_by, at, cover)
VALUES (:digest, :verdict, :reason, :decided_by, :now, :cover)
ON CONFLICT (digest) DO UPDATE SET verdict = :verdict, reason = :reason, decided_by = :decided_by, at = :now;

-- name: drop_old_image_verdicts
DELETE FROM image_verdict WHERE at < :before;

-- name: drop_old_cases_in
DELETE FROM moderation_case WHERE conversation_id = :conversation_id AND at < :before;
