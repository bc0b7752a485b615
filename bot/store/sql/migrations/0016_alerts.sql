-- What the operator has to see to, once for each cause. `count`: how often it happened, `told_count`: as of when it was told.
-- `hook_due_at`: when the operator's webhook is to be called (0: not).
CREATE TABLE alert (
    cause TEXT PRIMARY KEY,
    text_id TEXT NOT NULL,
    arguments TEXT NOT NULL DEFAULT '{}',
    first_at DOUBLE PRECISION NOT NULL,
    last_at DOUBLE PRECISION NOT NULL,
    count INTEGER NOT NULL DEFAULT 1,
    told_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    told_count INTEGER NOT NULL DEFAULT 0,
    times_told INTEGER NOT NULL DEFAULT 0,
    hook_due_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    hook_tries INTEGER NOT NULL DEFAULT 0
);

-- What a platform answered to a post: since when and how often it was refused by an answer that nobody knows (unix seconds, 0: not).
-- `words_only`: why its picture or files are left out from now on; `private_copy`: its owner gets them in their private chat.
ALTER TABLE post ADD COLUMN refused_at DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN words_only TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN private_copy INTEGER NOT NULL DEFAULT 0;

-- When the platform last said that this conversation takes no pictures (unix seconds, 0: it does).
ALTER TABLE conversation ADD COLUMN no_pictures_at DOUBLE PRECISION NOT NULL DEFAULT 0;
