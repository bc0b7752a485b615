-- name: doom
INSERT INTO doomed (key, at) VALUES (:key, :now) ON CONFLICT (key) DO NOTHING;

-- name: doom_pictures_of_job
INSERT INTO doomed (key, at) SELECT key, :now FROM picture WHERE job_id = :job_id ON CONFLICT (key) DO NOTHING;

-- name: doom_sheet_of_job
INSERT INTO doomed (key, at) SELECT key, :now FROM sheet WHERE job_id = :job_id ON CONFLICT (key) DO NOTHING;

-- Equal bytes have the same key: what somebody has sent again, or a sheet that is wished for again, is needed after all.
-- name: reprieve
DELETE FROM doomed WHERE EXISTS (SELECT 1 FROM image i WHERE i.key = doomed.key)
    OR EXISTS (SELECT 1 FROM board b WHERE b.key = doomed.key);

-- name: doomed
SELECT key FROM doomed ORDER BY at, key LIMIT :limit;

-- name: removed
DELETE FROM doomed WHERE key = :key;

-- name: count_pictures
SELECT count(*) FROM picture p JOIN job j ON j.id = p.job_id WHERE j.person_id = :person_id AND p.deleted_at IS NULL;

-- name: bring
INSERT INTO brought (person_id, key) VALUES (:person_id, :key) ON CONFLICT (person_id, key) DO NOTHING;

-- name: note_sender
UPDATE inbox SET person_id = :person_id WHERE id = :id;

-- An image goes when nobody else sent the same one.
-- name: doom_images
INSERT INTO doomed (key, at) SELECT b.key, :now FROM brought b WHERE b.person_id = :person_id
    AND NOT EXISTS (SELECT 1 FROM brought o WHERE o.key = b.key AND o.person_id <> :person_id)
ON CONFLICT (key) DO NOTHING;

-- name: drop_images
DELETE FROM image WHERE key IN (SELECT b.key FROM brought b WHERE b.person_id = :person_id
    AND NOT EXISTS (SELECT 1 FROM brought o WHERE o.key = b.key AND o.person_id <> :person_id));

-- name: drop_last_images
UPDATE conversation SET last_image = '' WHERE last_image <> ''
    AND last_image IN (SELECT b.key FROM brought b WHERE b.person_id = :person_id);

-- name: drop_brought
DELETE FROM brought WHERE person_id = :person_id;

-- name: doom_boards
INSERT INTO doomed (key, at) SELECT key, :now FROM board WHERE person_id = :person_id ON CONFLICT (key) DO NOTHING;

-- name: gone_boards
SELECT subject FROM board WHERE person_id = :person_id;

-- name: drop_boards
DELETE FROM board WHERE person_id = :person_id;

-- name: drop_stars
DELETE FROM star WHERE person_id = :person_id;

-- name: drop_modifiers
DELETE FROM modifier WHERE person_id = :person_id;

-- name: drop_batches
DELETE FROM batch WHERE person_id = :person_id;

-- The updates stay as bare ids, so that one that comes again is still known; what was answered to them goes too.
-- name: blank_updates
UPDATE inbox SET body = '{}', lane = '', fetched = '[]', problem = '', person_id = 0
WHERE person_id = :person_id AND state IN ('handled', 'set_aside') AND id <> :but_id;

-- name: blank_answers
UPDATE post SET payload = '{}', step = 'closed' WHERE step = 'rest' AND subject IN (
    SELECT 'note:' || CAST(i.id AS TEXT) FROM inbox i WHERE i.person_id = :person_id AND i.id <> :but_id
    UNION ALL SELECT 'settings:' || CAST(i.id AS TEXT) FROM inbox i WHERE i.person_id = :person_id AND i.id <> :but_id
    UNION ALL SELECT 'gallery:' || CAST(i.id AS TEXT) FROM inbox i WHERE i.person_id = :person_id AND i.id <> :but_id);

-- name: blank_person
UPDATE person SET name = '', hinted_language = '', language = '', settings = '{}' WHERE id = :person_id;

-- name: jobs
SELECT * FROM job WHERE person_id = :person_id AND id <= :up_to_job ORDER BY id LIMIT :limit;

-- A one-to-one chat's address is a person's too: such jobs belong to no chat in particular.
-- name: blank_job
UPDATE job SET request = :request, reply_to = '', results = '[]', reference_url = '', person_id = :nobody_id,
    conversation_id = CASE WHEN EXISTS (SELECT 1 FROM conversation c WHERE c.id = job.conversation_id AND c.direct = 1)
                           THEN :nowhere_id ELSE conversation_id END
WHERE id = :id;

-- name: drop_gone_handles
DELETE FROM shown WHERE post_id IN (SELECT id FROM post WHERE step = 'closed' AND desired = 'gone' AND sent_at < :before);

-- name: drop_gone_posts
DELETE FROM post WHERE step = 'closed' AND desired = 'gone' AND sent_at < :before;

-- name: drop_job_stars
DELETE FROM star WHERE job_id = :job_id;

-- name: originals_of_job
SELECT subject FROM post WHERE subject >= 'note:' AND subject < 'note;' AND payload LIKE :pattern;

-- name: newest_job
SELECT COALESCE(max(id), 0) FROM job;

-- name: begin
INSERT INTO forgetting (person_id, up_to_job, unlink_at) VALUES (:person_id, :up_to_job, :unlink_at)
ON CONFLICT (person_id) DO UPDATE SET up_to_job = :up_to_job, unlink_at = :unlink_at;

-- name: open
SELECT * FROM forgetting ORDER BY person_id LIMIT :limit;

-- name: end
DELETE FROM forgetting WHERE person_id = :person_id;

-- The ledgers keep their sums; whose they were is no longer known.
-- name: unlink_payer
UPDATE payer SET kind = 'forgotten', ref_id = id WHERE kind = 'person' AND ref_id = :person_id;

-- Unless something new of theirs has come meanwhile, and never for those who may not use the bot.
-- name: unlink_person
UPDATE person SET user_id = 'forgotten:' || CAST(id AS TEXT), reply_key = '', name = '', hinted_language = '', private_id = 0
WHERE id = :person_id AND banned = 0 AND settings = '{}' AND language = ''
    AND NOT EXISTS (SELECT 1 FROM job j WHERE j.person_id = person.id)
    AND NOT EXISTS (SELECT 1 FROM modifier m WHERE m.person_id = person.id);

-- Updates are kept so long that one that comes again is known for the same.
-- name: drop_old_updates
DELETE FROM inbox WHERE state IN ('handled', 'set_aside') AND done_at < :before;
