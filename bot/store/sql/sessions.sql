-- Start a session; no row is returned if one is open in the conversation.
-- name: insert
INSERT INTO session (conversation_id, host_id, phase, document, due_at, created_at)
VALUES (:conversation_id, :host_id, 'gathering', '', :due_at, :now)
ON CONFLICT (conversation_id) WHERE phase <> 'ended' DO NOTHING RETURNING *;

-- name: get
SELECT * FROM session WHERE id = :id;

-- name: lock
SELECT * FROM session WHERE id = :id {lock};

-- name: save
UPDATE session SET phase = :phase, host_id = :host_id, document = :document, due_at = :due_at, version = version + 1
WHERE id = :id AND version = :version;

-- name: set_due
UPDATE session SET due_at = :due_at WHERE id = :id AND version = :version;

-- A session whose step has failed is left alone for a while.
-- name: postpone
UPDATE session SET due_at = :due_at WHERE id = :id AND phase <> 'ended' AND due_at < :due_at;

-- Its document is kept as it is.
-- name: end_unreadable
UPDATE session SET phase = 'ended', version = version + 1 WHERE id = :id AND version = :version;

-- Nobody's words can be told apart in a document that cannot be read.
-- name: erase_document
UPDATE session SET phase = 'ended', document = '', version = version + 1 WHERE id = :id;

-- The number of other active sessions of a host.
-- name: hosted_besides
SELECT count(*) FROM session WHERE host_id = :host_id AND id <> :id AND phase <> 'ended' AND phase <> 'resting';

-- name: open_here
SELECT * FROM session WHERE conversation_id = :conversation_id AND phase <> 'ended';

-- name: newest_here
SELECT * FROM session WHERE conversation_id = :conversation_id ORDER BY id DESC LIMIT 1;

-- name: due
SELECT id FROM session WHERE phase <> 'ended' AND due_at <= :now ORDER BY due_at, id LIMIT :limit;

-- name: next_due
SELECT min(due_at) FROM session WHERE phase <> 'ended';

-- Active or paused sessions in conversations that the bot can no longer post to.
-- name: barred
SELECT s.id FROM session s JOIN conversation c ON c.id = s.conversation_id
WHERE s.phase <> 'ended' AND s.phase <> 'resting' AND c.blocked_reason <> '' ORDER BY s.due_at, s.id LIMIT :limit;

-- Like posts.move, for a migrated chat. If the new conversation has an open session, that one stays the only one.
-- name: move
UPDATE session SET conversation_id = (
    SELECT n.id FROM conversation n JOIN conversation o ON o.id = session.conversation_id AND o.thread_id = n.thread_id
    WHERE n.platform = :platform AND n.chat_id = :new_chat_id)
WHERE EXISTS (
    SELECT 1 FROM conversation o JOIN conversation n ON n.platform = o.platform AND n.thread_id = o.thread_id
    WHERE o.id = session.conversation_id AND o.platform = :platform AND o.chat_id = :old_chat_id
    AND n.chat_id = :new_chat_id AND (session.phase = 'ended' OR NOT EXISTS (
        SELECT 1 FROM session other WHERE other.conversation_id = n.id AND other.phase <> 'ended')));

-- Job events after a cursor: the id of the newest, and the sessions they belong to.
-- name: newest_event
SELECT COALESCE(max(id), 0) FROM job_event;

-- name: event_after
SELECT max(id) FROM (SELECT id FROM job_event WHERE id > :after ORDER BY id LIMIT :limit) AS next_events;

-- name: told_between
SELECT DISTINCT j.session_id FROM job_event e JOIN job j ON j.id = e.job_id
WHERE e.id > :after AND e.id <= :until AND j.session_id <> 0 ORDER BY j.session_id;

-- A person's direct conversation with the bot, if it exists and is not blocked.
-- name: private_conversation
SELECT c.* FROM person p JOIN conversation c ON c.id = p.dm_conversation_id WHERE p.id = :person_id AND c.blocked_reason = '';

-- name: want_sheet
INSERT INTO session_sheet (session_id, kind, mark, due_at, language) VALUES (:session_id, :kind, :mark, :now, :language)
ON CONFLICT (session_id, kind, mark) DO NOTHING;

-- name: due_sheets
SELECT * FROM session_sheet WHERE state = 'wanted' AND due_at <= :now ORDER BY due_at, id LIMIT :limit {lock skip};

-- name: lease_sheet
UPDATE session_sheet SET due_at = :due_at, tries = tries + 1 WHERE id = :id;

-- name: renew_sheet
UPDATE session_sheet SET due_at = :due_at WHERE id = :id AND state = 'wanted' AND tries = :tries;

-- name: postpone_sheet
UPDATE session_sheet SET due_at = :due_at WHERE id = :id AND state = 'wanted';

-- name: next_due_sheet
SELECT min(due_at) FROM session_sheet WHERE state = 'wanted';

-- name: sheet_made
UPDATE session_sheet SET state = 'made', picture = :picture, width = :width, height = :height, page = :page, pdf = :pdf
WHERE id = :id AND state = 'wanted';

-- name: sheet_given_up
UPDATE session_sheet SET state = 'given_up' WHERE id = :id AND state = 'wanted';

-- name: sheet
SELECT * FROM session_sheet WHERE id = :id;

-- The finished album of a session in a language.
-- name: album_made
SELECT * FROM session_sheet WHERE session_id = :session_id AND kind = 'album' AND language = :language AND state = 'made'
    AND id >= (SELECT min(e.id) FROM session_sheet e WHERE e.session_id = :session_id AND e.kind = 'album' AND e.mark = 'end')
ORDER BY id LIMIT 1;

-- One process uses a SQLite file, so at its start every lease is of a dead process and is released at once.
-- name: open_sheets
UPDATE session_sheet SET due_at = :now WHERE state = 'wanted' AND due_at > :now;

-- People who were asked for an idea in their direct chat.
-- name: ask_privately
INSERT INTO private_idea (person_id, conversation_id, session_id, at) VALUES (:person_id, :conversation_id, :session_id, :now)
ON CONFLICT (person_id) DO UPDATE SET conversation_id = :conversation_id, session_id = :session_id, at = :now;

-- name: asked_privately
SELECT session_id FROM private_idea WHERE conversation_id = :conversation_id AND at > :since;

-- name: answered_privately
DELETE FROM private_idea WHERE conversation_id = :conversation_id;

-- name: drop_asked
DELETE FROM private_idea WHERE person_id = :person_id;

-- Erasure: sessions that the person took part in.
-- name: with_person
SELECT session_id FROM session_person WHERE person_id = :person_id ORDER BY session_id;

-- name: add_person
INSERT INTO session_person (session_id, person_id) VALUES (:session_id, :person_id)
ON CONFLICT (session_id, person_id) DO NOTHING;

-- name: set_document
UPDATE session SET document = :document, version = version + 1 WHERE id = :id;

-- name: made_sheets
SELECT * FROM session_sheet WHERE session_id = :session_id AND state = 'made' ORDER BY id;

-- name: withdraw_sheet
UPDATE session_sheet SET state = 'given_up', picture = '', page = '', pdf = '' WHERE id = :id;

-- An album with a deleted picture is hidden until the deletion is undone or final.
-- name: hide_sheet
UPDATE session_sheet SET state = 'hidden' WHERE id = :id AND state = 'made';

-- name: unhide_sheet
UPDATE session_sheet SET state = 'made' WHERE id = :id AND state = 'hidden';

-- name: want_sheet_again
UPDATE session_sheet SET state = 'wanted', tries = 0, due_at = :now
WHERE session_id = :session_id AND kind = 'sheet' AND mark = :mark;

-- name: album_posts
SELECT subject FROM post WHERE session_id = :session_id AND session_id > 0 AND shows IN ('album', 'page') ORDER BY id;

-- Wake every open session, after somebody was banned.
-- name: look_again
UPDATE session SET due_at = :now WHERE phase <> 'ended' AND due_at > :now;

-- name: posts
SELECT subject FROM post WHERE session_id = :session_id AND session_id > 0 AND shows IN ('card', 'reveal') ORDER BY id;
