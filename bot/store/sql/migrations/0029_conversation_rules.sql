-- What admins set for a chat: how its requests are treated, and after how many days its pictures and words are deleted (0: as
-- elsewhere). The same in all rows of the chat.
ALTER TABLE conversation ADD COLUMN mode TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD CONSTRAINT conversation_mode_check CHECK (mode IN ('', 'moderated', 'off'));
ALTER TABLE conversation ADD COLUMN keep_days BIGINT NOT NULL DEFAULT 0;
CREATE INDEX conversation_keep_days ON conversation (id) WHERE keep_days > 0;
