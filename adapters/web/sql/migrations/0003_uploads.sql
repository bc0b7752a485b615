-- Whether an image was put into a message; one that was not goes when it may no longer be.
ALTER TABLE web_upload ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
CREATE INDEX web_entry_person ON web_entry (person) WHERE person <> '';
CREATE INDEX web_entry_at ON web_entry (at);
