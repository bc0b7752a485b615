-- Sending an image again renews `created_at`, by which images expire.
-- name: add_image
INSERT INTO image (key, sha256, mime, width, height, bytes, created_at)
VALUES (:key, :sha256, :mime, :width, :height, :bytes, :now) ON CONFLICT (key) DO UPDATE SET created_at = :now;

-- name: image
SELECT * FROM image WHERE key = :key;

-- name: add
INSERT INTO picture (job_id, idx, key, sha256, mime, width, height, bytes, seed, created_at)
VALUES (:job_id, :idx, :key, :sha256, :mime, :width, :height, :bytes, :seed, :now)
ON CONFLICT (job_id, idx) DO NOTHING;

-- name: of_job
SELECT * FROM picture WHERE job_id = :job_id AND deleted_at IS NULL ORDER BY idx;

-- name: by_key
SELECT p.*, j.conversation_id, j.person_id FROM picture p JOIN job j ON j.id = p.job_id WHERE p.key = :key AND p.deleted_at IS NULL;

-- name: add_sheet
INSERT INTO sheet (job_id, key, mime, width, height) VALUES (:job_id, :key, :mime, :width, :height)
ON CONFLICT (job_id) DO NOTHING;

-- name: sheet
SELECT * FROM sheet WHERE job_id = :job_id;

-- name: delete_of_job
UPDATE picture SET deleted_at = :now WHERE job_id = :job_id AND deleted_at IS NULL;

-- name: drop_sheet
DELETE FROM sheet WHERE job_id = :job_id;
