-- Who was asked in their private chat for an idea, and for which session: their next words there are the idea.
CREATE TABLE private_idea (
    person_id BIGINT PRIMARY KEY,
    conversation_id BIGINT NOT NULL,
    session_id BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL
);
CREATE INDEX private_idea_conversation ON private_idea (conversation_id);
