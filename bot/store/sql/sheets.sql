-- name: ensure
INSERT INTO rendered_sheet (key, subject, person_id, spec, state, due_at, created_at)
VALUES (:key, :subject, :person_id, :spec, 'wanted', :now, :now)
ON CONFLICT (key) DO UPDATE SET created_at = :now,
    state = CASE WHEN rendered_sheet.state = 'failed' THEN 'wanted' ELSE rendered_sheet.state END, tries = 0
RETURNING *;

-- name: add_job
INSERT INTO rendered_sheet_job (key, job_id) VALUES (:key, :job_id) ON CONFLICT (key, job_id) DO NOTHING;

-- name: get
SELECT * FROM rendered_sheet WHERE key = :key;

-- Not while the file of an earlier sheet with this key is being deleted.
-- name: due
SELECT * FROM rendered_sheet s WHERE s.state = 'wanted' AND s.due_at <= :now
    AND NOT EXISTS (SELECT 1 FROM file_deletion d WHERE d.key = s.key)
ORDER BY s.due_at LIMIT :limit {lock skip};

-- name: lease
UPDATE rendered_sheet SET due_at = :due_at, tries = tries + 1 WHERE key = :key;

-- name: renew
UPDATE rendered_sheet SET due_at = :due_at WHERE key = :key AND state = 'wanted' AND tries = :tries;

-- name: next_due
SELECT min(s.due_at) FROM rendered_sheet s WHERE s.state = 'wanted'
    AND NOT EXISTS (SELECT 1 FROM file_deletion d WHERE d.key = s.key);

-- name: ready
UPDATE rendered_sheet SET state = 'ready', mime = :mime, width = :width, height = :height WHERE key = :key AND state = 'wanted';

-- name: failed
UPDATE rendered_sheet SET state = 'failed' WHERE key = :key AND state = 'wanted';

-- name: drop
DELETE FROM rendered_sheet WHERE key = :key;

-- name: drop_old
DELETE FROM rendered_sheet WHERE created_at < :before;
