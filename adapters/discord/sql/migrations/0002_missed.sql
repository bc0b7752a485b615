-- The newest message or interaction (its id, which has its time) that came with a shard's session. If the session ends and cannot
-- be resumed, what came after it was not told.
ALTER TABLE discord_session ADD COLUMN newest BIGINT NOT NULL DEFAULT 0;
-- Channels in which the bot was spoken to, and from which message on what was said there is still to be fetched.
CREATE TABLE discord_channel (
    bot_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    guild_id TEXT NOT NULL DEFAULT '',         -- empty: direct messages
    user_id TEXT NOT NULL DEFAULT '',          -- with whom, if they are direct
    newest BIGINT NOT NULL,                    -- the newest of what was said to the bot there
    missed_after BIGINT,                       -- NULL: nothing is to be fetched
    used_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (bot_id, channel_id)
);
CREATE INDEX discord_channel_used_at ON discord_channel (bot_id, used_at);
CREATE INDEX discord_channel_user ON discord_channel (user_id);
