-- An id that is reused after the deduplication window is a new update (Telegram may restart its ids after a week).
-- name: retire_old_id
UPDATE inbox SET event_id = event_id || '@' || CAST(id AS TEXT)
WHERE platform = :platform AND event_id = :event_id AND received_at < :before;

-- Ids are generated before the commit. The lock on the lane makes its updates visible in the order of their ids, so that an
-- older one cannot appear while a newer one is being handled.
-- name: lock_lane
SELECT 1;

-- name: lock_lane (postgresql)
SELECT CAST(pg_advisory_xact_lock(hashtextextended(:platform || ' ' || :lane, 0)) AS TEXT);

-- name: save
INSERT INTO inbox (platform, event_id, lane, body, state, received_at, due_at)
VALUES (:platform, :event_id, :lane, :body, 'saved', :now, :now)
ON CONFLICT (platform, event_id) DO NOTHING;

-- Only the oldest open update of each lane is taken, so that a chat's messages are handled in their order.
-- Restricted to the platforms that this process serves (',telegram,web,'). Updates that were being handled when a process died
-- are in `suspects` instead.
-- name: due
SELECT * FROM inbox i WHERE i.state IN ('saved', 'fetched') AND i.due_at <= :now AND i.claimed = 0 AND i.crashes = 0
    AND :platforms LIKE '%,' || i.platform || ',%'
    AND NOT EXISTS (SELECT 1 FROM inbox e WHERE e.platform = i.platform AND e.lane = i.lane AND e.id < i.id
                    AND e.state IN ('saved', 'fetched'))
ORDER BY i.due_at, i.id LIMIT :limit {lock skip};

-- Updates that were being handled when a process died: one of them may have caused that. Those with the fewest crashes come
-- first, so that the others are finished before the one that crashes the process again. (The plus keeps the planner from the
-- index on `due_at`: in a backlog that one has everything, and `inbox_suspect` next to nothing.)
-- name: suspects
SELECT * FROM inbox i WHERE i.state IN ('saved', 'fetched') AND (i.claimed = 1 OR i.crashes > 0) AND +i.due_at <= :now
    AND :platforms LIKE '%,' || i.platform || ',%'
    AND NOT EXISTS (SELECT 1 FROM inbox e WHERE e.platform = i.platform AND e.lane = i.lane AND e.id < i.id
                    AND e.state IN ('saved', 'fetched'))
ORDER BY i.crashes + i.claimed, i.id LIMIT :limit {lock skip};

-- Claiming counts the attempt, so that it is counted whatever happens to the process afterwards.
-- name: lease
UPDATE inbox SET due_at = :due_at, attempts = attempts + 1, crashes = crashes + claimed, claimed = 1 WHERE id = :id;

-- `attempt` identifies the claim.
-- name: renew
UPDATE inbox SET due_at = :due_at WHERE id = :id AND attempts = :attempt AND claimed = 1 AND state IN ('saved', 'fetched');

-- name: extend
UPDATE inbox SET due_at = :due_at WHERE id = :id AND state IN ('saved', 'fetched');

-- `attempt` identifies the claim; a later one belongs to another process.
-- name: release
UPDATE inbox SET due_at = :due_at, claimed = 0
WHERE id = :id AND state IN ('saved', 'fetched') AND attempts = :attempt;

-- A wait for the rest of an album is not counted as an attempt.
-- name: wait
UPDATE inbox SET due_at = :due_at, claimed = 0, attempts = attempts - 1
WHERE id = :id AND state IN ('saved', 'fetched') AND attempts = :attempt;

-- The open updates of a lane after one.
-- name: later_of_lane
SELECT * FROM inbox WHERE platform = :platform AND lane = :lane AND id > :id AND state IN ('saved', 'fetched')
    AND received_at <= :before
ORDER BY id LIMIT :limit;

-- name: share_sender
UPDATE inbox SET body = '', person_id = (SELECT other.person_id FROM inbox other WHERE other.id = :other_id) WHERE id = :id;

-- name: set_image_result
UPDATE inbox SET state = 'fetched', image_result = :image_result, due_at = :due_at
WHERE id = :id AND state IN ('saved', 'fetched');

-- name: note_image
UPDATE inbox SET image_result = :image_result WHERE id = :id;

-- name: handled
UPDATE inbox SET state = 'handled', done_at = :now WHERE id = :id AND state IN ('saved', 'fetched');

-- name: quarantine
UPDATE inbox SET state = 'quarantined', problem = :problem, done_at = :now WHERE id = :id AND state IN ('saved', 'fetched');

-- When the next one can be claimed: of each lane only the oldest. (Otherwise those behind an image that is being fetched would be
-- due all the time, and the worker would poll without a pause.)
-- name: next_due
SELECT i.due_at FROM inbox i WHERE i.state IN ('saved', 'fetched') AND :platforms LIKE '%,' || i.platform || ',%'
    AND (:suspects = 1 OR (i.claimed = 0 AND i.crashes = 0))
    AND NOT EXISTS (SELECT 1 FROM inbox e WHERE e.platform = i.platform AND e.lane = i.lane AND e.id < i.id
                    AND e.state IN ('saved', 'fetched'))
ORDER BY i.due_at, i.id LIMIT 1;

-- name: by_event
SELECT * FROM inbox WHERE platform = :platform AND event_id = :event_id;

-- Whether there is an open update of a lane: while one was handled, the others waited.
-- name: any_open_of_lane
SELECT 1 FROM inbox WHERE platform = :platform AND lane = :lane AND state IN ('saved', 'fetched') LIMIT 1;

-- name: count_open
SELECT count(*) FROM inbox WHERE state IN ('saved', 'fetched');

-- When the last update of a platform was handled; those that wait are newer. (The empty text keeps the planner from reading all of the platform.)
-- name: last_handled
SELECT done_at FROM inbox WHERE platform || '' = :platform AND state IN ('handled', 'quarantined') AND done_at >= :since
ORDER BY done_at DESC LIMIT 1;

-- name: any_open_of
SELECT 1 FROM inbox WHERE platform = :platform AND state IN ('saved', 'fetched') LIMIT 1;

-- (As above.)
-- name: handled_between
SELECT count(*) FROM (
    SELECT 1 FROM inbox WHERE platform || '' = :platform AND state IN ('handled', 'quarantined') AND done_at >= :since AND done_at < :until
    LIMIT :limit
) AS few;

-- name: open_by_platform
SELECT platform AS name, count(*) AS waiting FROM inbox WHERE state IN ('saved', 'fetched') GROUP BY platform;

-- Of the newest updates only, so that a platform that is silent for long does not make this read all of them.
-- name: newest_of_platform
SELECT received_at FROM (SELECT platform, received_at FROM inbox ORDER BY id DESC LIMIT :newest) AS lately
WHERE platform = :platform LIMIT 1;

-- name: quarantined
SELECT id, platform, event_id, received_at, problem FROM inbox WHERE state = 'quarantined' ORDER BY id DESC LIMIT :limit;

-- What is to be done once in a while: a press, the words of an album, the rest of a split text, telling a banned person. Changes
-- a row if `scope` was not recorded within the last `window` seconds.
-- name: record_once
INSERT INTO press_dedupe (scope, at) VALUES (:scope, :now)
ON CONFLICT (scope) DO UPDATE SET at = :now WHERE press_dedupe.at < :now - :window;

-- name: recorded_after
SELECT 1 FROM press_dedupe WHERE scope = :scope AND at >= :after;

-- The number of this press in a burst: 1 after a pause; no row if it follows the last so soon that it is a double click.
-- name: record_press_in_row
INSERT INTO press_dedupe (scope, at) VALUES (:scope, :now)
ON CONFLICT (scope) DO UPDATE SET at = :now,
    presses = CASE WHEN press_dedupe.at < :now - :row_window THEN 1 ELSE press_dedupe.presses + 1 END
WHERE press_dedupe.at < :now - :window
RETURNING presses;

-- name: is_recorded
SELECT 1 FROM press_dedupe WHERE scope = :scope;

-- (One in the future was recorded before the clock was set back.)
-- name: drop_recorded
DELETE FROM press_dedupe WHERE at < :before OR at > :after;

-- name: by_id
SELECT * FROM inbox WHERE id = :id;

-- Messages that are not for the bot are not kept; the id stays, so that a repeated delivery is recognised.
-- name: blank_body
UPDATE inbox SET body = '' WHERE id = :id;
