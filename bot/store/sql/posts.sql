-- name: ensure
INSERT INTO post (conversation_id, platform, subject, kind, job_id, session_id, person_id, shows, payload, importance, revision,
                  status, due_at, created_at)
VALUES (:conversation_id, :platform, :subject, :kind, :job_id, :session_id, :person_id, :shows, :payload, :importance, 1,
        'pending', :now, :now)
ON CONFLICT (subject) DO NOTHING;

-- A newer revision is desired. A closed post stays closed; one that is being sent is reconciled again afterwards. A message
-- that waits for the chat's rate goes on waiting, unless it is more important now, or waits for more than a minute, which rates are
-- counted in: then the clock may have been set back. One that was to come later comes now. Whether it is due is returned.
-- name: mark_dirty
UPDATE post SET revision = revision + 1,
    -- A post that was never sent keeps the importance of its first revision, so that progress does not delay it.
    importance = CASE WHEN handle = '' AND importance > :importance THEN importance ELSE :importance END,
    due_at = CASE WHEN status = 'idle' OR due_at > :now AND status = 'pending' AND tries = 0
                      AND (handle = '' OR :importance > importance OR due_at > :now + 60) THEN :now ELSE due_at END,
    status = CASE WHEN status = 'idle' THEN 'pending' ELSE status END
WHERE subject = :subject AND status <> 'closed'
RETURNING CASE WHEN due_at <= :now THEN 1 ELSE 0 END;

-- A post that was closed because its data could not be rendered may stand in its chat nevertheless.
-- name: mark_deleted
UPDATE post SET revision = revision + 1, desired = 'gone', importance = 2,
    due_at = CASE WHEN status IN ('idle', 'closed') THEN :now ELSE due_at END,
    status = CASE WHEN status IN ('idle', 'closed') THEN 'pending' ELSE status END
WHERE subject = :subject AND desired <> 'gone' AND (status <> 'closed' OR (problem = :unrenderable AND handle <> ''));

-- Undo mark_deleted: a message that still exists is edited, one that was deleted is posted again.
-- name: restore
UPDATE post SET revision = revision + 1, desired = 'shown', importance = 3, tries = 0, delivered = 0, recreated = 0,
    handle = CASE WHEN status = 'closed' THEN '' ELSE handle END,
    shown_milestone = CASE WHEN status = 'closed' THEN '' ELSE shown_milestone END,
    due_at = CASE WHEN status = 'sending' THEN due_at ELSE :now END,
    status = CASE WHEN status = 'sending' THEN status ELSE 'pending' END
WHERE subject = :subject AND desired = 'gone';

-- The message was deleted. If the post was restored during the call, it is posted again.
-- name: note_removed
UPDATE post SET problem = :problem, fence = fence + 1, due_at = :now,
    status = CASE WHEN desired = 'gone' THEN 'closed' ELSE 'pending' END,
    handle = CASE WHEN desired = 'gone' THEN handle ELSE '' END,
    shown_milestone = CASE WHEN desired = 'gone' THEN shown_milestone ELSE '' END
WHERE id = :id AND fence = :fence;

-- name: newest_here
SELECT * FROM post WHERE conversation_id = :conversation_id ORDER BY id DESC LIMIT :limit;

-- The newest post after which `answers_here` looks.
-- name: newest_id
SELECT coalesce(max(id), 0) FROM post WHERE conversation_id = :conversation_id;

-- Whether there is a newer post that answers a message. A session's card is of no single message.
-- name: answers_here
SELECT 1 FROM post WHERE conversation_id = :conversation_id AND id > :after AND subject NOT LIKE 'session:%' LIMIT 1;

-- name: due
SELECT p.* FROM post p WHERE p.platform = :platform AND p.status IN ('pending', 'sending') AND p.due_at <= :now
ORDER BY p.importance DESC, p.due_at, p.id LIMIT :limit {lock skip};

-- name: lease
UPDATE post SET status = 'sending', due_at = :due_at, fence = fence + 1, tries = tries + 1 WHERE id = :id RETURNING *;

-- Whether the caller still has the lease.
-- name: renew
UPDATE post SET due_at = :due_at WHERE id = :id AND fence = :fence AND status = 'sending';

-- The newest revision, if the caller still has the lease.
-- name: lock_leased
SELECT revision FROM post WHERE id = :id AND fence = :fence {lock};

-- name: count_unconfirmed
UPDATE post SET unconfirmed_creates = unconfirmed_creates + 1 WHERE id = :id;

-- name: postpone
UPDATE post SET due_at = :due_at WHERE id = :id;

-- name: note_shown
UPDATE post SET handle = :handle, shown_revision = :revision, shown_milestone = :milestone, problem = '', sent_at = :now, refused_at = 0, refusals = 0,
    delivered = CASE WHEN :delivered = 1 THEN 1 ELSE delivered END, tries = 0, fence = fence + 1,
    status = CASE WHEN revision > :revision THEN 'pending' ELSE :status END, due_at = :now
WHERE id = :id AND fence = :fence;

-- name: retry
UPDATE post SET status = 'pending', due_at = :due_at, problem = :problem, unconfirmed_creates = unconfirmed_creates + :unconfirmed, refused_at = :refused_at,
    fence = fence + 1
WHERE id = :id AND fence = :fence;

-- Refused with an unknown error: the call is retried later.
-- name: note_refused
UPDATE post SET status = 'pending', due_at = :due_at, problem = :problem, refused_at = :refused_at, refusals = refusals + 1,
    fence = fence + 1
WHERE id = :id AND fence = :fence;

-- Render without picture and files from now on. `why` is the reason, `copied` whether their owner gets them elsewhere.
-- name: words_only
UPDATE post SET status = 'pending', due_at = :now, problem = :problem, words_only = :why, private_copy = :copied, refused_at = 0,
    refusals = 0, fence = fence + 1
WHERE id = :id AND fence = :fence;

-- name: recreate
UPDATE post SET status = 'pending', due_at = :now, handle = '', recreated = 1, shown_milestone = '', fence = fence + 1
WHERE id = :id AND fence = :fence;

-- name: close
UPDATE post SET status = 'closed', problem = :problem, fence = fence + 1 WHERE id = :id AND fence = :fence;

-- name: next_due
SELECT min(due_at) FROM post WHERE platform = :platform AND status IN ('pending', 'sending');

-- name: by_subject
SELECT * FROM post WHERE subject = :subject;

-- name: of_job
SELECT subject FROM post WHERE job_id = :job_id AND job_id > 0 AND kind = :kind ORDER BY id;

-- name: by_id
SELECT * FROM post WHERE id = :id;

-- name: add_message_ref
INSERT INTO message_ref (conversation_id, message_key, post_id, image) VALUES (:conversation_id, :message_key, :post_id, :image)
ON CONFLICT (conversation_id, message_key) DO UPDATE SET post_id = :post_id, image = :image;

-- name: find_by_message
SELECT s.post_id, s.image, p.subject FROM message_ref s LEFT JOIN post p ON p.id = s.post_id
WHERE s.conversation_id = :conversation_id AND s.message_key = :message_key;

-- name: ensure_send_window
INSERT INTO send_window (scope) VALUES (:scope) ON CONFLICT (scope) DO NOTHING;

-- name: send_window
SELECT sent, closed_until FROM send_window WHERE scope = :scope {lock};

-- name: drop_send_window
DELETE FROM send_window WHERE scope = :scope;

-- name: set_send_window
INSERT INTO send_window (scope, sent, closed_until) VALUES (:scope, :sent, :closed_until)
ON CONFLICT (scope) DO UPDATE SET sent = :sent, closed_until = :closed_until;

-- The posts of a conversation whose chat has migrated to an address that is already a conversation of its own.
-- name: move
UPDATE post SET conversation_id = (
    SELECT n.id FROM conversation n JOIN conversation o ON o.id = post.conversation_id AND o.thread_id = n.thread_id
    WHERE n.platform = :platform AND n.chat_id = :new_chat_id)
WHERE status <> 'closed' AND conversation_id IN (
    SELECT o.id FROM conversation o JOIN conversation n ON n.platform = o.platform AND n.thread_id = o.thread_id
    WHERE o.platform = :platform AND o.chat_id = :old_chat_id AND n.chat_id = :new_chat_id);

-- name: count_open
SELECT count(*) FROM post WHERE status IN ('pending', 'sending');

-- With those that wait for their time: a later try, the next edit that the rate allows.
-- name: open_by_platform
SELECT platform AS name, CAST(sum(CASE WHEN handle = '' THEN 1 ELSE 0 END) AS BIGINT) AS creates,
    CAST(sum(CASE WHEN handle = '' THEN 0 ELSE 1 END) AS BIGINT) AS edits,
    CAST(sum(CASE WHEN problem <> '' THEN 1 ELSE 0 END) AS BIGINT) AS failing, min(due_at) AS oldest_at
FROM post WHERE status IN ('pending', 'sending') GROUP BY platform;

-- (The plus keeps the planner from reading all that was ever posted there.)
-- name: count_open_here
SELECT count(*) FROM post WHERE platform = :platform AND +conversation_id = :conversation_id AND status IN ('pending', 'sending');

-- name: unconfirmed
SELECT COALESCE(sum(unconfirmed_creates), 0) FROM post WHERE unconfirmed_creates > 0;

-- name: set_payload
UPDATE post SET payload = :payload WHERE id = :id;
