-- Creative sessions. A session is small and always read whole, so it is one document; the columns beside it are what is searched by.
CREATE TABLE session (
    id {{id}},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    phase TEXT NOT NULL,                       -- as in the document: gathering, painting, hanging, voting, resting, paused, ended
    document TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    due_at DOUBLE PRECISION NOT NULL,          -- when its clock should be looked at
    created_at DOUBLE PRECISION NOT NULL
);
-- One open session a conversation.
CREATE UNIQUE INDEX session_open ON session (conversation_id) WHERE phase <> 'ended';
CREATE INDEX session_due ON session (due_at) WHERE phase <> 'ended';
CREATE INDEX session_conversation ON session (conversation_id, id);

-- Pictures that a session wants made: the contact sheet of a round, an album.
CREATE TABLE session_sheet (
    id {{id}},
    session_id BIGINT NOT NULL REFERENCES session (id),
    kind TEXT NOT NULL,                        -- sheet, album
    mark TEXT NOT NULL,                        -- the round; what asked for the album
    state TEXT NOT NULL DEFAULT 'wanted',      -- wanted, made, given up
    due_at DOUBLE PRECISION NOT NULL,          -- not to be touched before (a lease, a pause between tries)
    tries INTEGER NOT NULL DEFAULT 0,
    picture TEXT NOT NULL DEFAULT '',
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    page TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    UNIQUE (session_id, kind, mark)
);
CREATE INDEX session_sheet_due ON session_sheet (due_at, id) WHERE state = 'wanted';
