-- The messages that open forms are about: a form's submission does not carry them, and the process that opened it may be gone by
-- then. For an hour.
CREATE TABLE discord_form (
    user_id TEXT NOT NULL,                     -- who opened it
    message_id TEXT NOT NULL,
    author_id TEXT NOT NULL,                   -- whose message it is about
    target TEXT NOT NULL,                      -- that message, as JSON
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (user_id, message_id)
);
CREATE INDEX discord_form_at ON discord_form (at);
