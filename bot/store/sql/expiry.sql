-- Deletion of rows older than the retention settings allow. The ledgers (charge, cost, running_total) are never deleted.

-- Ended jobs behind a place in their order, with whether they are kept: they have pictures, or somebody starred them. (Not only those
-- that are not kept: as the years go by, more and more would be passed over to find these.)
-- name: old_jobs
SELECT id, ended_at AS at, id AS job_id,
    CASE WHEN EXISTS (SELECT 1 FROM picture p WHERE p.job_id = job.id AND p.deleted_at IS NULL)
        OR EXISTS (SELECT 1 FROM star s WHERE s.job_id = job.id) THEN 1 ELSE 0 END AS is_kept
FROM job WHERE ended_at IS NOT NULL AND ended_at < :before AND (ended_at, id) > (:after_at, :after_id)
ORDER BY ended_at, id LIMIT :limit;

-- Those in one conversation that is kept for less, and that are not kept. (`created_at`, before which no job ends, and the plus: so
-- that only the old ones there are read.)
-- name: old_jobs_in
SELECT id FROM job WHERE conversation_id = :conversation_id AND created_at < :before AND +ended_at < :before
    AND NOT EXISTS (SELECT 1 FROM picture p WHERE p.job_id = job.id AND p.deleted_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM star s WHERE s.job_id = job.id)
ORDER BY ended_at, id LIMIT :limit;

-- name: drop_message_refs_of_job
DELETE FROM message_ref WHERE post_id IN (SELECT id FROM post WHERE job_id = :job_id AND job_id > 0 AND kind IN ('job', 'bell'));

-- name: drop_posts_of_job
DELETE FROM post WHERE job_id = :job_id AND job_id > 0 AND kind IN ('job', 'bell') RETURNING id;

-- name: drop_events_of_job
DELETE FROM job_event WHERE job_id = :job_id;

-- name: drop_pictures_of_job
DELETE FROM picture WHERE job_id = :job_id;

-- name: drop_sheet_of_job
DELETE FROM sheet WHERE job_id = :job_id;

-- name: drop_deletion_of_job
DELETE FROM deletion WHERE job_id = :job_id;

-- name: drop_job
DELETE FROM job WHERE id = :job_id;

-- Old replies, and answers to calls.
-- name: old_answers
SELECT id FROM post WHERE created_at < :before AND status IN ('idle', 'closed') AND kind IN ('note', 'call')
ORDER BY created_at, id LIMIT :limit;

-- (Up to the newest that is old enough anywhere, and the plus: so that only the old ones there are read.)
-- name: old_answers_in
SELECT id FROM post WHERE conversation_id = :conversation_id AND +created_at < :before AND status IN ('idle', 'closed')
    AND kind IN ('note', 'call')
    AND id <= (SELECT n.id FROM post n WHERE n.created_at < :before AND n.kind IN ('note', 'call')
               ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
ORDER BY created_at, id LIMIT :limit;

-- Whether there are old calls or cases of moderation in a conversation.
-- name: has_old_calls_or_cases
SELECT 1 WHERE EXISTS (SELECT 1 FROM chat_call c WHERE c.conversation_id = :conversation_id AND c.created_at < :before)
    OR EXISTS (SELECT 1 FROM moderation_case m WHERE m.conversation_id = :conversation_id AND m.at < :before);

-- name: drop_message_refs_of_post
DELETE FROM message_ref WHERE post_id = :id;

-- name: drop_post
DELETE FROM post WHERE id = :id RETURNING id;

-- Images that people sent; sending an image again renews it.
-- name: old_images
SELECT key FROM image WHERE created_at < :before ORDER BY created_at LIMIT :limit;

-- Of open jobs that were made from images.
-- name: open_requests
SELECT request FROM job WHERE ended_at IS NULL AND request NOT LIKE '%"reference": null%';

-- name: drop_image
DELETE FROM image WHERE key = :key AND created_at < :before;

-- name: drop_upload
DELETE FROM image_upload WHERE key = :key;

-- name: drop_message_refs_of_deleted_posts
DELETE FROM message_ref WHERE post_id IN (SELECT id FROM post WHERE status = 'closed' AND desired = 'gone' AND sent_at < :before);

-- name: drop_deleted_posts
DELETE FROM post WHERE status = 'closed' AND desired = 'gone' AND sent_at < :before RETURNING id;

-- Updates are kept as long as repeated deliveries must be recognised.
-- name: drop_old_updates
DELETE FROM inbox WHERE state IN ('handled', 'quarantined') AND done_at < :before;
