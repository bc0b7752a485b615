-- Ids under which Telegram keeps pictures that we uploaded: sending by id needs no second upload.
CREATE TABLE telegram_file (
    key TEXT NOT NULL,
    kind TEXT NOT NULL,                        -- photo, document
    file_id TEXT NOT NULL,
    PRIMARY KEY (key, kind)
);
-- Which files of a post of several were sent: a post that was cut short goes on behind them.
CREATE TABLE telegram_sent_file (
    post_id BIGINT NOT NULL,
    idx INTEGER NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (post_id, idx)
);
-- Who polls for a bot. Telegram answers 409 to two.
CREATE TABLE telegram_lease (
    bot_id BIGINT PRIMARY KEY,
    owner TEXT NOT NULL,
    until DOUBLE PRECISION NOT NULL
);
