-- Who has a page open, as each process says it. Only read where several processes share a database.
CREATE TABLE web_presence (
    process TEXT NOT NULL,
    room TEXT NOT NULL,
    person TEXT NOT NULL,
    typing INTEGER NOT NULL,
    seen_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (process, room, person)
);
CREATE INDEX web_presence_room ON web_presence (room);
CREATE INDEX web_presence_seen ON web_presence (seen_at);
