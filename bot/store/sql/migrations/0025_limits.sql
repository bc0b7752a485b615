-- Limits of one person or one conversation, beside those of the settings; pictures that were given.
CREATE TABLE limit_override (
    kind TEXT NOT NULL CONSTRAINT limit_override_kind_check CHECK (kind IN ('person', 'conversation')),
    ref_id BIGINT NOT NULL,                    -- person.id or conversation.id
    name TEXT NOT NULL,                        -- as in the settings: pictures_per_day
    value TEXT NOT NULL,                       -- a number; 0: no limit
    PRIMARY KEY (kind, ref_id, name)
);

-- Of the pictures of a reserve, those that were given; of a settle, minus those that came back.
ALTER TABLE charge ADD COLUMN gift_pictures BIGINT NOT NULL DEFAULT 0;
