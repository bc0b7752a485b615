-- Until now nothing was deleted here together with the picture, or the post, that a row is about. An upload that is under
-- way has an empty media_id from now on.
DELETE FROM dingtalk_media WHERE NOT EXISTS (SELECT 1 FROM picture p WHERE p.key = dingtalk_media.picture AND p.deleted_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM sheet s WHERE s.key = dingtalk_media.picture)
    AND NOT EXISTS (SELECT 1 FROM rendered_sheet r WHERE r.key = dingtalk_media.picture);
DELETE FROM dingtalk_sent WHERE NOT EXISTS (SELECT 1 FROM post p WHERE p.id = dingtalk_sent.post_id);
