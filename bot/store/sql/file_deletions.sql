-- The queue of files to delete. `at`: not to be touched before; while a process deletes the file, when its lease ends.

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
-- (Not if a process may be deleting it just now.)
-- name: keep_referenced
DELETE FROM file_deletion WHERE at <= :now AND (EXISTS (SELECT 1 FROM image i WHERE i.key = file_deletion.key)
    OR EXISTS (SELECT 1 FROM rendered_sheet b WHERE b.key = file_deletion.key));

-- name: is_unreferenced
SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM image i WHERE i.key = :key)
    AND NOT EXISTS (SELECT 1 FROM rendered_sheet b WHERE b.key = :key);

-- name: is_queued
SELECT 1 FROM file_deletion WHERE key = :key;

-- name: postpone
UPDATE file_deletion SET at = :at WHERE key = :key;

-- name: queued
SELECT key FROM file_deletion WHERE at <= :now ORDER BY at, key LIMIT :limit {lock skip};

-- name: dequeue
DELETE FROM file_deletion WHERE key = :key;

-- name: enqueue_old_sheets
INSERT INTO file_deletion (key, at) SELECT key, :now FROM rendered_sheet WHERE created_at < :before ON CONFLICT (key) DO NOTHING;
