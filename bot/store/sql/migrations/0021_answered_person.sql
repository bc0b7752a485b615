-- Whom a post answers. /forget blanks these posts; it found them by the number of an update in their subject, which questions
-- about albums and edited messages do not have.
ALTER TABLE post ADD COLUMN person_id BIGINT NOT NULL DEFAULT 0;
UPDATE post SET person_id = i.person_id FROM inbox i
    WHERE i.person_id > 0 AND post.subject = 'note:' || CAST(i.id AS TEXT);
UPDATE post SET person_id = i.person_id FROM inbox i
    WHERE i.person_id > 0 AND post.subject = 'settings:' || CAST(i.id AS TEXT);
UPDATE post SET person_id = i.person_id FROM inbox i
    WHERE i.person_id > 0 AND post.subject = 'gallery:' || CAST(i.id AS TEXT);
CREATE INDEX post_person ON post (person_id) WHERE person_id > 0;
