-- What is asked for by its age when old things are cleared.
CREATE INDEX post_age ON post (created_at, id);
CREATE INDEX job_open ON job (id) WHERE ended_at IS NULL;
CREATE INDEX image_age ON image (created_at);
