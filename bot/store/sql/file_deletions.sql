-- The queue of files to delete.

-- name: enqueue
INSERT INTO doomed (key, at) VALUES (:key, :now) ON CONFLICT (key) DO NOTHING;

-- name: enqueue_pictures_of_job
INSERT INTO doomed (key, at) SELECT key, :now FROM picture WHERE job_id = :job_id ON CONFLICT (key) DO NOTHING;

-- name: enqueue_sheet_of_job
INSERT INTO doomed (key, at) SELECT key, :now FROM sheet WHERE job_id = :job_id ON CONFLICT (key) DO NOTHING;

-- Images that somebody else sent, too, are excluded.
-- name: enqueue_images_of_person
INSERT INTO doomed (key, at) SELECT b.key, :now FROM brought b WHERE b.person_id = :person_id
    AND NOT EXISTS (SELECT 1 FROM brought o WHERE o.key = b.key AND o.person_id <> :person_id)
ON CONFLICT (key) DO NOTHING;

-- name: enqueue_sheets_of_person
INSERT INTO doomed (key, at) SELECT key, :now FROM board WHERE person_id = :person_id ON CONFLICT (key) DO NOTHING;

-- Equal bytes have the same key: a file that is referenced again since it was enqueued must not be deleted.
-- name: keep_referenced
DELETE FROM doomed WHERE EXISTS (SELECT 1 FROM image i WHERE i.key = doomed.key)
    OR EXISTS (SELECT 1 FROM board b WHERE b.key = doomed.key);

-- name: queued
SELECT key FROM doomed ORDER BY at, key LIMIT :limit;

-- name: dequeue
DELETE FROM doomed WHERE key = :key;

-- name: enqueue_old_sheets
INSERT INTO doomed (key, at) SELECT key, :now FROM board WHERE created_at < :before ON CONFLICT (key) DO NOTHING;
