-- name: save_route
INSERT INTO dingtalk_place (chat_id, staff_id, robot_code, webhook, webhook_until)
VALUES (:chat_id, :staff_id, :robot_code, :webhook, :webhook_until)
ON CONFLICT (chat_id) DO UPDATE SET
    staff_id = CASE WHEN :staff_id <> '' THEN :staff_id ELSE dingtalk_place.staff_id END,
    robot_code = CASE WHEN :robot_code <> '' THEN :robot_code ELSE dingtalk_place.robot_code END,
    webhook = CASE WHEN :webhook <> '' AND :webhook_until >= dingtalk_place.webhook_until THEN :webhook
              ELSE dingtalk_place.webhook END,
    webhook_until = CASE WHEN :webhook <> '' AND :webhook_until >= dingtalk_place.webhook_until THEN :webhook_until
                    ELSE dingtalk_place.webhook_until END;

-- name: route
SELECT * FROM dingtalk_place WHERE chat_id = :chat_id;

-- name: delete_route
DELETE FROM dingtalk_place WHERE chat_id = :chat_id;

-- name: delete_webhook
UPDATE dingtalk_place SET webhook = '', webhook_until = 0 WHERE chat_id = :chat_id AND webhook = :webhook;

-- name: delete_expired_webhooks
UPDATE dingtalk_place SET webhook = '', webhook_until = 0 WHERE webhook <> '' AND webhook_until < :now;

-- name: save_sent_part
INSERT INTO dingtalk_sent (post_id, part, way, message_key, at) VALUES (:post_id, :part, :way, :message_key, :now)
ON CONFLICT (post_id, part) DO UPDATE SET way = :way, message_key = :message_key, at = :now;

-- name: sent_parts
SELECT * FROM dingtalk_sent WHERE post_id = :post_id ORDER BY at;

-- name: sent_part
SELECT * FROM dingtalk_sent WHERE post_id = :post_id AND part = :part;

-- name: delete_sent_part
DELETE FROM dingtalk_sent WHERE post_id = :post_id AND part = :part;

-- name: delete_sent_parts
DELETE FROM dingtalk_sent WHERE post_id = :post_id;

-- A card can be updated for as long as its post exists.
-- name: delete_old_sent_parts
DELETE FROM dingtalk_sent WHERE at < :before AND way <> 'card';

-- name: media_id
SELECT media_id FROM dingtalk_media WHERE picture = :picture;

-- Before the upload. If the picture's file is deleted meanwhile, this row is deleted, and the upload's id is not saved.
-- name: expect_media_id
INSERT INTO dingtalk_media (picture, media_id, at) VALUES (:picture, '', :now) ON CONFLICT (picture) DO NOTHING;

-- name: save_media_id
UPDATE dingtalk_media SET media_id = :media_id, at = :now WHERE picture = :picture;

-- name: delete_media_id
DELETE FROM dingtalk_media WHERE picture = :picture;

-- name: value
SELECT value FROM dingtalk_note WHERE name = :name;

-- name: set_value
INSERT INTO dingtalk_note (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value;

-- name: set_value_if_absent
INSERT INTO dingtalk_note (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING;
