-- The id that is known, or an empty one before the upload. If the picture's file is deleted meanwhile, this row is deleted, and
-- the upload's id is not saved.
-- name: expect
INSERT INTO telegram_file (key, kind, file_id) VALUES (:key, :kind, '')
ON CONFLICT (key, kind) DO UPDATE SET kind = :kind RETURNING file_id;

-- name: save
UPDATE telegram_file SET file_id = :file_id WHERE key = :key AND kind = :kind;

-- name: drop
DELETE FROM telegram_file WHERE key = :key;

-- name: sent
SELECT idx, message_id FROM telegram_sent_file WHERE post_id = :post_id;

-- name: add_sent
INSERT INTO telegram_sent_file (post_id, idx, message_id) VALUES (:post_id, :idx, :message_id)
ON CONFLICT (post_id, idx) DO NOTHING;

-- name: drop_sent
DELETE FROM telegram_sent_file WHERE post_id = :post_id;

-- A job shows its contact sheet, or its only picture. Deleted pictures are excluded.
-- name: recent
SELECT j.id AS job_id, j.request, f.file_id, p.banned
FROM person p
JOIN job j ON j.person_id = p.id AND j.state = 'done'
LEFT JOIN sheet s ON s.job_id = j.id
JOIN picture k ON k.job_id = j.id AND k.deleted_at IS NULL
    AND k.idx = (SELECT min(m.idx) FROM picture m WHERE m.job_id = j.id AND m.deleted_at IS NULL)
JOIN telegram_file f ON f.key = COALESCE(s.key, k.key) AND f.kind = 'photo' AND f.file_id <> ''
WHERE p.platform = 'telegram' AND p.user_id = :user_id
ORDER BY j.id DESC LIMIT :limit;
