-- Pictures that a person collects in a conversation, to have one picture made of them: what is to be painted (`asked`), and the
-- requests and the price that were shown (`offer`). There is one such list for a person in a conversation.
CREATE TABLE blend (
    id {{id}},
    person_id BIGINT NOT NULL REFERENCES person (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    language TEXT NOT NULL,
    reply_to TEXT NOT NULL DEFAULT '',
    asked TEXT NOT NULL DEFAULT '[]',
    offer TEXT NOT NULL DEFAULT '',
    turn BIGINT NOT NULL DEFAULT 0,
    lost BIGINT NOT NULL DEFAULT 0,
    changed_at DOUBLE PRECISION NOT NULL,
    UNIQUE (person_id, conversation_id)
);
CREATE INDEX blend_changed ON blend (changed_at);

CREATE TABLE blend_picture (
    blend_id BIGINT NOT NULL REFERENCES blend (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (blend_id, place)
);
CREATE INDEX blend_picture_key ON blend_picture (key);

-- A list that ends takes its sheets along.
CREATE INDEX rendered_sheet_subject ON rendered_sheet (subject);
