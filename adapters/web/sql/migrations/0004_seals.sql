-- Which seal of a person is the newest; no row: the first. It outlives a person's being forgotten, or seals that a
-- login has made worthless would count again. It holds no more than the random id.
CREATE TABLE web_seal (
    person TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    renewed_at DOUBLE PRECISION NOT NULL
);

-- What was brought lately, for the quota.
CREATE INDEX web_upload_person ON web_upload (person, at);
