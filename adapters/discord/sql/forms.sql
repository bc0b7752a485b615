-- name: keep
INSERT INTO discord_form (user_id, message_id, author_id, target, at) VALUES (:user_id, :message_id, :author_id, :target, :now)
ON CONFLICT (user_id, message_id) DO UPDATE SET target = :target, at = :now;

-- name: target
SELECT target FROM discord_form WHERE user_id = :user_id AND message_id = :message_id AND at > :after;

-- name: delete_old
DELETE FROM discord_form WHERE at < :before;

-- name: delete_person
DELETE FROM discord_form WHERE user_id = :user_id OR author_id = :user_id;
