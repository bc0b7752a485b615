-- name: use
INSERT INTO discord_channel (bot_id, channel_id, guild_id, user_id, newest, used_at)
VALUES (:bot_id, :channel_id, :guild_id, :user_id, :newest, :now)
ON CONFLICT (bot_id, channel_id) DO UPDATE SET used_at = :now,
    newest = CASE WHEN discord_channel.newest > :newest THEN discord_channel.newest ELSE :newest END;

-- name: used
SELECT channel_id, guild_id, newest, missed_after FROM discord_channel
WHERE bot_id = :bot_id ORDER BY used_at DESC LIMIT :limit;

-- name: missed
SELECT channel_id, guild_id, newest, missed_after FROM discord_channel
WHERE bot_id = :bot_id AND missed_after IS NOT NULL ORDER BY used_at DESC;

-- What is still to be fetched from an earlier session stays.
-- name: miss
UPDATE discord_channel SET missed_after = :after
WHERE bot_id = :bot_id AND channel_id = :channel_id AND missed_after IS NULL;

-- name: fetched
UPDATE discord_channel SET missed_after = NULL WHERE bot_id = :bot_id AND channel_id = :channel_id;

-- name: delete
DELETE FROM discord_channel WHERE bot_id = :bot_id AND channel_id = :channel_id;

-- name: delete_person
DELETE FROM discord_channel WHERE user_id = :user_id;

-- name: delete_old
DELETE FROM discord_channel WHERE used_at < :before;
