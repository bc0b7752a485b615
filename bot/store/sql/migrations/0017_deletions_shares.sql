-- Pictures that somebody deleted and can still have back: when that was, until when, and what was taken down with them.
CREATE TABLE deletion (
    job_id BIGINT PRIMARY KEY REFERENCES job (id),
    at DOUBLE PRECISION NOT NULL,
    final_at DOUBLE PRECISION NOT NULL,
    taken TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX deletion_final ON deletion (final_at);
CREATE INDEX picture_key ON picture (key);

-- Links that show one picture to whoever has them. Only a digest of the link is kept: nobody who reads this can open it.
CREATE TABLE share (
    id {{id}},
    digest TEXT NOT NULL UNIQUE,
    picture_id BIGINT NOT NULL REFERENCES picture (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    with_prompt INTEGER NOT NULL DEFAULT 0,
    created_at DOUBLE PRECISION NOT NULL,
    expires_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX share_person ON share (person_id, id);
CREATE INDEX share_picture ON share (picture_id);
CREATE INDEX share_expiry ON share (expires_at);
