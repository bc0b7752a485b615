-- Where a person can be told something alone: their one-to-one conversation with the bot (id of conversation), 0 if they never used one.
ALTER TABLE person ADD COLUMN private_id BIGINT NOT NULL DEFAULT 0;
UPDATE person SET private_id = COALESCE((
    SELECT max(j.conversation_id) FROM job j JOIN conversation c ON c.id = j.conversation_id
    WHERE j.person_id = person.id AND c.direct = 1), 0);
