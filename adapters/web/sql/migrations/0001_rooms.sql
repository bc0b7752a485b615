-- The rooms of the web platform. JSON is text, times are unix seconds.

CREATE TABLE web_room (
    name TEXT PRIMARY KEY,                     -- as in its address; '~' and the person's id for a private one
    revision BIGINT NOT NULL DEFAULT 0,        -- counts every change of what is shown
    seq BIGINT NOT NULL DEFAULT 0,             -- counts the entries
    created_at DOUBLE PRECISION NOT NULL
);

-- What stands in a room, in the order of seq.
CREATE TABLE web_entry (
    room TEXT NOT NULL REFERENCES web_room (name),
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    revision BIGINT NOT NULL,                  -- of the last change; 0: not shown yet, its update is being saved
    person TEXT NOT NULL,                      -- who said it; empty for the bot
    body TEXT NOT NULL,                        -- what the browser gets
    pictures TEXT NOT NULL,                    -- tag of a picture -> where its bytes are; never leaves the server
    pending TEXT NOT NULL DEFAULT '',          -- the update that is to be saved before this is shown
    removed INTEGER NOT NULL DEFAULT 0,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (room, id)
);
CREATE UNIQUE INDEX web_entry_seq ON web_entry (room, seq);
CREATE INDEX web_entry_revision ON web_entry (room, revision);
CREATE INDEX web_entry_pending ON web_entry (at) WHERE revision = 0;

CREATE TABLE web_person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    seen_at DOUBLE PRECISION NOT NULL
);

-- Images that a person brought and may put into a message.
CREATE TABLE web_upload (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    handle TEXT NOT NULL,
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL
);
CREATE INDEX web_upload_at ON web_upload (at);
