-- The queue of files to delete.

-- name: enqueue
INSERT INTO file_deletion (key, at) VALUES (:key, :now) ON CONFLICT (key) DO NOTHING;

-- name: enqueue_pictures_of_job
INSERT INTO file_deletion (key, at) SELECT key, :now FROM picture WHERE job_id = :job_id ON CONFLICT (key) DO NOTHING;

-- name: enqueue_sheet_of_job
INSERT INTO file_deletion (key, at) SELECT key, :now FROM sheet WHERE job_id = :job_id ON CONFLICT (key) DO NOTHING;

-- Images that somebody else sent, too, are excluded.
-- name: enqueue_images_of_person
INSERT INTO file_deletion (key, at) SELECT b.key, :now FROM image_upload b WHERE b.person_id = :person_id
    AND NOT EXISTS (SELECT 1 FROM image_upload o WHERE o.key = b.key AND o.person_id <> :person_id)
ON CONFLICT (key) DO NOTHING;

-- name: enqueue_sheets_of_person
INSERT INTO file_deletion (key, at) SELECT key, :now FROM rendered_sheet WHERE person_id = :person_id ON CONFLICT (key) DO NOTHING;

-- Equal bytes have the same key: a file that is referenced again since it was enqueued must not be deleted.
-- name: keep_referenced
DELETE FROM file_deletion WHERE EXISTS (SELECT 1 FROM image i WHERE i.key = file_deletion.key)
    OR EXISTS (SELECT 1 FROM rendered_sheet b WHERE b.key = file_deletion.key);

-- name: is_unreferenced
SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM image i WHERE i.key = :key)
    AND NOT EXISTS (SELECT 1 FROM rendered_sheet b WHERE b.key = :key);

-- name: is_queued
SELECT 1 FROM file_deletion WHERE key = :key;

-- It could not be deleted: the others come first.
-- name: enqueue_last
UPDATE file_deletion SET at = :now WHERE key = :key;

-- name: queued
SELECT key FROM file_deletion ORDER BY at, key LIMIT :limit;

-- name: dequeue
DELETE FROM file_deletion WHERE key = :key;

-- name: enqueue_old_sheets
INSERT INTO file_deletion (key, at) SELECT key, :now FROM rendered_sheet WHERE created_at < :before ON CONFLICT (key) DO NOTHING;
