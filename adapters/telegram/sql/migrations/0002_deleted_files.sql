-- Until now nothing was deleted here together with the picture, or the post, that a row is about. An upload that is under
-- way has an empty file_id from now on.
DELETE FROM telegram_file WHERE NOT EXISTS (SELECT 1 FROM picture p WHERE p.key = telegram_file.key AND p.deleted_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM sheet s WHERE s.key = telegram_file.key)
    AND NOT EXISTS (SELECT 1 FROM rendered_sheet r WHERE r.key = telegram_file.key);
DELETE FROM telegram_sent_file WHERE NOT EXISTS (SELECT 1 FROM post p WHERE p.id = telegram_sent_file.post_id);
