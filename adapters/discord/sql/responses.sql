-- name: answered
INSERT INTO discord_response (interaction_id, channel_id, message_id, via, at)
VALUES (:interaction_id, :channel_id, :message_id, :via, :now)
ON CONFLICT (interaction_id) DO UPDATE SET message_id = :message_id, channel_id = :channel_id, via = :via;

-- name: get
SELECT interaction_id, channel_id, message_id, via, post_id, at FROM discord_response WHERE interaction_id = :interaction_id;

-- One post only is shown by the answer.
-- name: claim
UPDATE discord_response SET post_id = :post_id
WHERE interaction_id = :interaction_id AND message_id <> '' AND (post_id IS NULL OR post_id = :post_id);

-- name: give_up
UPDATE discord_response SET message_id = '', post_id = NULL WHERE interaction_id = :interaction_id;

-- name: drop_post
DELETE FROM discord_response WHERE post_id = :post_id;

-- name: delete_old
DELETE FROM discord_response WHERE at < :before;

-- name: value
SELECT value FROM discord_value WHERE name = :name;

-- name: set_value
INSERT INTO discord_value (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value;

-- name: set_value_if_absent
INSERT INTO discord_value (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING;

-- name: threads
SELECT name FROM discord_value WHERE name LIKE 'thread %' ORDER BY name;

-- name: delete_value
DELETE FROM discord_value WHERE name = :name;
