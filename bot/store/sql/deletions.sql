-- name: begin
INSERT INTO deletion (job_id, at, final_at, hidden) VALUES (:job_id, :now, :final_at, :hidden)
ON CONFLICT (job_id) DO NOTHING;

-- name: get
SELECT * FROM deletion WHERE job_id = :job_id;

-- name: end
DELETE FROM deletion WHERE job_id = :job_id;

-- name: due
SELECT job_id FROM deletion WHERE final_at <= :now ORDER BY final_at LIMIT :limit;

-- When the next one of those that are not due yet will be.
-- name: next_due
SELECT min(final_at) FROM deletion WHERE final_at > :after;

-- A person's newest deletion that can still be undone.
-- name: newest_of_person
SELECT d.job_id FROM deletion d JOIN job j ON j.id = d.job_id
WHERE j.person_id = :person_id AND d.final_at > :now ORDER BY d.at DESC, d.job_id DESC LIMIT 1;

-- name: restore_pictures
UPDATE picture SET deleted_at = NULL WHERE job_id = :job_id AND deleted_at = :at;

-- name: is_deleted
SELECT 1 FROM picture WHERE key = :key AND deleted_at IS NOT NULL;

-- Sheets that show a job's pictures.
-- name: sheets_with
SELECT s.* FROM rendered_sheet_job l JOIN rendered_sheet s ON s.key = l.key WHERE l.job_id = :job_id ORDER BY s.key;
