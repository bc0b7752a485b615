-- How far the events of a shard's session were saved, and which process reads them. Two connections of one session would
-- end each other.
CREATE TABLE discord_session (
    bot_id TEXT NOT NULL,
    shard INTEGER NOT NULL,
    shards INTEGER NOT NULL DEFAULT 1,
    session_id TEXT NOT NULL DEFAULT '',       -- empty: there is none to resume
    resume_url TEXT NOT NULL DEFAULT '',
    seq BIGINT NOT NULL DEFAULT 0,
    intents BIGINT NOT NULL DEFAULT 0,         -- with which it was begun
    owner TEXT NOT NULL DEFAULT '',
    until DOUBLE PRECISION NOT NULL DEFAULT 0,
    PRIMARY KEY (bot_id, shard)
);
-- New sessions that were asked for. Over 1,000 a day Discord resets the bot's token.
CREATE TABLE discord_identify (
    bot_id TEXT NOT NULL,
    bucket INTEGER NOT NULL,                   -- shards of one bucket begin at intervals
    at DOUBLE PRECISION NOT NULL
);
CREATE INDEX discord_identify_at ON discord_identify (bot_id, at);
-- Interactions that were answered, and by which messages. Tokens are never stored.
CREATE TABLE discord_response (
    interaction_id TEXT PRIMARY KEY,
    channel_id TEXT NOT NULL,
    message_id TEXT NOT NULL DEFAULT '',       -- empty: it was deleted
    via TEXT NOT NULL DEFAULT 'bot' CONSTRAINT discord_response_via_check CHECK (via IN ('bot', 'token')),
    post_id BIGINT,                            -- the post that it shows
    at DOUBLE PRECISION NOT NULL               -- when it was answered
);
CREATE INDEX discord_response_post ON discord_response (post_id);
CREATE INDEX discord_response_at ON discord_response (at);
CREATE TABLE discord_value (
    name TEXT PRIMARY KEY,                     -- installation, user, application
    value TEXT NOT NULL
);
