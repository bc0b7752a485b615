-- Deletion of rows older than the retention settings allow. The ledgers (charge, cost, running_total) are never deleted.

-- Ended jobs whose pictures are deleted and that nobody starred.
-- name: old_jobs
SELECT id FROM job WHERE ended_at IS NOT NULL AND ended_at < :before
    AND NOT EXISTS (SELECT 1 FROM picture p WHERE p.job_id = job.id AND p.deleted_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM star s WHERE s.job_id = job.id)
ORDER BY ended_at, id LIMIT :limit;

-- The same in one conversation that is kept for less.
-- name: old_jobs_in
SELECT id FROM job WHERE conversation_id = :conversation_id AND ended_at IS NOT NULL AND ended_at < :before
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

-- name: old_answers_in
SELECT id FROM post WHERE conversation_id = :conversation_id AND created_at < :before AND status IN ('idle', 'closed')
    AND kind IN ('note', 'call')
ORDER BY created_at, id LIMIT :limit;

-- name: drop_message_refs_of_post
DELETE FROM message_ref WHERE post_id = :id;

-- name: drop_post
DELETE FROM post WHERE id = :id RETURNING id;

-- Images that people sent; sending an image again renews it.
-- name: old_images
SELECT key FROM image WHERE created_at < :before ORDER BY created_at LIMIT :limit;

-- name: open_requests
SELECT request FROM job WHERE ended_at IS NULL;

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
