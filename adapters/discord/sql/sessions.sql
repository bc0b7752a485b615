-- name: ensure
INSERT INTO discord_session (bot_id, shard) VALUES (:bot_id, :shard) ON CONFLICT (bot_id, shard) DO NOTHING;

-- Acquire or renew: succeeds (one row) for the current owner or after expiry.
-- name: take
UPDATE discord_session SET owner = :owner, until = :until
WHERE bot_id = :bot_id AND shard = :shard AND (owner = :owner OR until < :now);

-- name: release
UPDATE discord_session SET until = 0 WHERE bot_id = :bot_id AND shard = :shard AND owner = :owner;

-- name: get
SELECT shards, session_id, resume_url, seq, intents FROM discord_session WHERE bot_id = :bot_id AND shard = :shard;

-- name: newest
SELECT newest FROM discord_session WHERE bot_id = :bot_id AND shard = :shard;

-- name: start
UPDATE discord_session SET shards = :shards, session_id = :session_id, resume_url = :resume_url, seq = :seq,
    intents = :intents
WHERE bot_id = :bot_id AND shard = :shard AND owner = :owner;

-- name: advance
UPDATE discord_session SET seq = :seq, newest = CASE WHEN newest > :newest THEN newest ELSE :newest END
WHERE bot_id = :bot_id AND shard = :shard AND owner = :owner AND session_id = :session_id;

-- name: lock_identifies
INSERT INTO discord_value (name, value) VALUES ('identify lock', '') ON CONFLICT (name) DO UPDATE SET value = '';

-- name: last_identify
SELECT max(at) FROM discord_identify WHERE bot_id = :bot_id AND bucket = :bucket;

-- name: identifies
SELECT at FROM discord_identify WHERE bot_id = :bot_id AND at > :after ORDER BY at;

-- name: add_identify
INSERT INTO discord_identify (bot_id, bucket, at) VALUES (:bot_id, :bucket, :at);

-- name: delete_identifies
DELETE FROM discord_identify WHERE at < :before;
