-- name: count_pictures
SELECT count(*) FROM picture p JOIN job j ON j.id = p.job_id WHERE j.person_id = :person_id AND p.deleted_at IS NULL;

-- What an erasure will delete.
-- name: counts
SELECT (SELECT count(*) FROM picture p JOIN job j ON j.id = p.job_id
        WHERE j.person_id = :person_id AND p.deleted_at IS NULL) AS pictures,
       (SELECT count(*) FROM image_upload u WHERE u.person_id = :person_id) AS images,
       (SELECT count(*) FROM job j WHERE j.person_id = :person_id) AS requests,
       (SELECT count(*) FROM chat_call k WHERE k.person_id = :person_id) AS calls;

-- name: record_upload
INSERT INTO image_upload (person_id, key) VALUES (:person_id, :key) ON CONFLICT (person_id, key) DO NOTHING;

-- name: record_sender
UPDATE inbox SET person_id = :person_id WHERE id = :id;

-- name: drop_images
DELETE FROM image WHERE key IN (SELECT b.key FROM image_upload b WHERE b.person_id = :person_id
    AND NOT EXISTS (SELECT 1 FROM image_upload o WHERE o.key = b.key AND o.person_id <> :person_id));

-- The column holds one key or several, as JSON (bot/intake/last_images.py); a key has a hash in it.
-- name: drop_last_images
UPDATE conversation SET last_image = '' WHERE last_image <> ''
    AND EXISTS (SELECT 1 FROM image_upload b WHERE b.person_id = :person_id
                AND conversation.last_image LIKE '%' || b.key || '%');

-- name: drop_uploads
DELETE FROM image_upload WHERE person_id = :person_id;

-- name: sheet_subjects
SELECT subject FROM rendered_sheet WHERE person_id = :person_id;

-- name: drop_sheets
DELETE FROM rendered_sheet WHERE person_id = :person_id;

-- name: drop_stars
DELETE FROM star WHERE person_id = :person_id;

-- name: drop_modifiers
DELETE FROM modifier WHERE person_id = :person_id;

-- name: drop_batches
DELETE FROM batch WHERE person_id = :person_id;

-- The ids are kept for deduplication of repeated deliveries. The link to the person is kept until the end of the erasure, when
-- this runs again: what asked for it, and what was not handled yet, is blanked then.
-- name: blank_updates
UPDATE inbox SET body = '{}', lane = '', image_result = '[]', problem = ''
WHERE person_id = :person_id AND state IN ('handled', 'quarantined') AND id <> :but_id;

-- name: unlink_updates
UPDATE inbox SET person_id = 0 WHERE person_id = :person_id AND state IN ('handled', 'quarantined');

-- Answers to the person, and posts of their one-to-one conversation, that have yet to be sent or removed.
-- name: count_unsent
SELECT count(*) FROM post p WHERE p.status IN ('pending', 'sending')
    AND (p.conversation_id = :conversation_id OR p.person_id = :person_id);

-- name: drop_message_refs_of_conversation
DELETE FROM message_ref WHERE conversation_id = :id;

-- name: drop_posts_of_conversation
DELETE FROM post WHERE conversation_id = :id RETURNING id;

-- Not while a session is open there.
-- name: blank_conversation
UPDATE conversation SET chat_id = 'erased:' || CAST(id AS TEXT), settings = '{}', last_image = '' WHERE id = :id AND direct = 1
    AND NOT EXISTS (SELECT 1 FROM session s WHERE s.conversation_id = conversation.id AND s.phase <> 'ended');

-- Those that are closed (the chat was blocked, a person deleted the message) hold words, too.
-- name: blank_answers
UPDATE post SET payload = '{}', job_id = 0, status = 'closed' WHERE person_id = :person_id AND person_id > 0
    AND status IN ('idle', 'closed') AND subject <> :but_subject;

-- name: blank_person
UPDATE person SET name = '', platform_language = '', language = '', settings = '{}' WHERE id = :person_id;

-- name: jobs
SELECT * FROM job WHERE person_id = :person_id AND id <= :up_to_job ORDER BY id LIMIT :limit;

-- The address of a direct chat is personal data: such jobs are moved to a conversation without an address.
-- name: blank_job
UPDATE job SET request = :request, prompt = '', reply_to = '', results = '[]', reference_url = '', person_id = :person_id,
    conversation_id = CASE WHEN EXISTS (SELECT 1 FROM conversation c WHERE c.id = job.conversation_id AND c.direct = 1)
                           THEN :nowhere_id ELSE conversation_id END
WHERE id = :id;

-- name: drop_job_stars
DELETE FROM star WHERE job_id = :job_id;

-- name: newest_job
SELECT COALESCE(max(id), 0) FROM job;

-- name: begin
INSERT INTO erasure (person_id, up_to_job, unlink_at) VALUES (:person_id, :up_to_job, :unlink_at)
ON CONFLICT (person_id) DO UPDATE SET up_to_job = :up_to_job, unlink_at = :unlink_at;

-- Those first that can be ended: others wait for midnight, or for the operator.
-- name: open
SELECT * FROM erasure ORDER BY unlink_at, person_id LIMIT :limit;

-- name: of_person
SELECT * FROM erasure WHERE person_id = :person_id;

-- name: end
DELETE FROM erasure WHERE person_id = :person_id;

-- Pseudonymize the payer: the ledgers keep their sums without a person.
-- name: unlink_payer
UPDATE payer SET kind = 'erased', ref_id = id WHERE kind = 'person' AND ref_id = :person_id;

-- What is left are held jobs, which are erased when they end.
-- name: wait_for_jobs
UPDATE erasure SET unlink_at = :unlink_at WHERE person_id = :person_id;

-- Not if the person has new data by now, and never for people who are banned, or for whom (or for whose private chat) limits were
-- set: erasure must not evade them.
-- name: unlink_person
UPDATE person SET user_id = 'erased:' || CAST(id AS TEXT), reply_key = '', name = '', platform_language = '', dm_conversation_id = 0
WHERE id = :person_id AND banned = 0
    AND NOT EXISTS (SELECT 1 FROM limit_override o WHERE o.kind = 'person' AND o.ref_id = person.id) AND settings = '{}' AND language = ''
    AND NOT EXISTS (SELECT 1 FROM limit_override o WHERE o.kind = 'conversation' AND o.ref_id = person.dm_conversation_id)
    AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.id = person.dm_conversation_id AND c.mode <> '')
    AND NOT EXISTS (SELECT 1 FROM job j WHERE j.person_id = person.id AND j.id > :up_to_job)
    AND NOT EXISTS (SELECT 1 FROM modifier m WHERE m.person_id = person.id);
