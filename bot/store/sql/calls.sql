-- name: add
INSERT INTO chat_call (kind, person_id, conversation_id, payer_id, language, reply_to, words, options, image, answer_limit,
                       price_li, day, due_at, created_at)
VALUES (:kind, :person_id, :conversation_id, :payer_id, :language, :reply_to, :words, :options, :image, :answer_limit,
        :price_li, :day, :now, :now)
RETURNING *;

-- name: get
SELECT * FROM chat_call WHERE id = :id;

-- Those that nobody asks, or whose lease has lapsed.
-- name: due
SELECT * FROM chat_call WHERE state IN ('waiting', 'asking') AND due_at <= :now ORDER BY due_at, id LIMIT :limit {lock skip};

-- name: next_due
SELECT min(due_at) FROM chat_call WHERE state IN ('waiting', 'asking');

-- name: lease
UPDATE chat_call SET state = 'asking', account = :account, due_at = :due_at, lost = :lost, fence = fence + 1, tries = tries + 1
WHERE id = :id AND fence = :fence AND state IN ('waiting', 'asking') RETURNING *;

-- Whether the caller still has the lease.
-- name: renew
UPDATE chat_call SET due_at = :due_at WHERE id = :id AND fence = :fence AND state = 'asking';

-- name: ask_again
UPDATE chat_call SET state = 'waiting', due_at = :due_at, lost = :lost WHERE id = :id AND fence = :fence AND state = 'asking';

-- name: answer
UPDATE chat_call SET state = 'answered', answer = :answer, ended_at = :now
WHERE id = :id AND fence = :fence AND state = 'asking';

-- name: fail
UPDATE chat_call SET state = 'failed', error = :error, error_code = :error_code, lost = :lost, ended_at = :now
WHERE id = :id AND fence = :fence AND state IN ('waiting', 'asking');

-- name: count_open_of_person
SELECT count(*) FROM chat_call WHERE person_id = :person_id AND state IN ('waiting', 'asking');

-- The time of a person's newest call but `n`.
-- name: nth_newest_of_person
SELECT created_at FROM chat_call WHERE person_id = :person_id ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET :n;

-- Those of a person that hold anything of theirs.
-- name: of_person
SELECT * FROM chat_call WHERE person_id = :person_id
    AND (words <> '' OR image <> '' OR answer <> '' OR reply_to <> '' OR state IN ('waiting', 'asking')) ORDER BY id;

-- About pictures of a job.
-- name: of_job
SELECT c.* FROM picture p JOIN chat_call c ON c.image = p.key AND c.image <> '' WHERE p.job_id = :job_id ORDER BY c.id;

-- About images that nobody else has sent.
-- name: of_uploads_of_person
SELECT c.* FROM image_upload b JOIN chat_call c ON c.image = b.key AND c.image <> '' WHERE b.person_id = :person_id
    AND NOT EXISTS (SELECT 1 FROM image_upload o WHERE o.key = b.key AND o.person_id <> :person_id) ORDER BY c.id;

-- name: of_image
SELECT * FROM chat_call WHERE image = :key AND image <> '' ORDER BY id;

-- name: blank
UPDATE chat_call SET words = '', options = '{}', image = '', answer = '', reply_to = '' WHERE id = :id;

-- name: drop_old
DELETE FROM chat_call WHERE id IN (
    SELECT c.id FROM chat_call c WHERE c.created_at < :before AND c.state IN ('answered', 'failed') ORDER BY c.created_at LIMIT :limit);

-- name: drop_old_in
DELETE FROM chat_call WHERE id IN (
    SELECT c.id FROM chat_call c WHERE c.conversation_id = :conversation_id AND c.created_at < :before
        AND c.state IN ('answered', 'failed') ORDER BY c.created_at LIMIT :limit);

-- name: move
UPDATE chat_call SET conversation_id = :new_id WHERE conversation_id = :old_id;
