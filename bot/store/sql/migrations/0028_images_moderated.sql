-- What a case is about: the words of a prompt, an image that came in, or a picture that was painted; and why, as the hook for
-- images said or as a rule of ours is called.
ALTER TABLE moderation_case ADD COLUMN about TEXT NOT NULL DEFAULT 'words'
    CONSTRAINT moderation_case_about_check CHECK (about IN ('words', 'image-in', 'image-out'));
ALTER TABLE moderation_case ADD COLUMN reason TEXT NOT NULL DEFAULT '';

-- What is known of images, by the SHA-256 of their stored bytes: what the operator's hook said, or a moderator after it.
CREATE TABLE image_verdict (
    digest TEXT PRIMARY KEY,
    verdict TEXT NOT NULL CONSTRAINT image_verdict_verdict_check CHECK (verdict IN ('allow', 'refuse', 'hold')),
    reason TEXT NOT NULL DEFAULT '',
    decided_by BIGINT NOT NULL DEFAULT 0,      -- the person who decided; 0: the hook, or the command line
    at DOUBLE PRECISION NOT NULL
);
CREATE INDEX image_verdict_at ON image_verdict (at);
