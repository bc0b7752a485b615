-- Whether a moderator, or the hook for images, wants the pictures of a job covered until somebody asks to see them.
ALTER TABLE job ADD COLUMN cover BIGINT NOT NULL DEFAULT 0 CONSTRAINT job_cover_check CHECK (cover IN (0, 1));
ALTER TABLE image_verdict ADD COLUMN cover BIGINT NOT NULL DEFAULT 0
    CONSTRAINT image_verdict_cover_check CHECK (cover IN (0, 1));
