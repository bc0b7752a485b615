-- Pictures, newest first, older than the last one that was seen (`before_...`). The patterns are matched against the
-- prompt; a word may also be the name of a style (`first_style` ...; if it is none, a text that is no style). Two statements,
-- because one for both cases would walk through everybody's pictures. What somebody has just asked to be forgotten is not
-- there any more, although it takes some seconds until many jobs are cleared.
-- name: search_own
SELECT p.id, p.job_id, p.idx, p.key, p.mime, p.width, p.height, p.seed, p.created_at, j.created_at AS job_at,
       j.request, j.n, j.model, j.person_id, w.name AS person_name, w.user_id,
       CASE WHEN s.job_id IS NULL THEN 0 ELSE 1 END AS starred, j.cover, w.settings AS person_settings
FROM job j
JOIN picture p ON p.job_id = j.id
JOIN person w ON w.id = j.person_id
LEFT JOIN star s ON s.job_id = j.id AND s.person_id = :viewer_id
WHERE j.person_id = :viewer_id AND (:conversation_id = 0 OR j.conversation_id = :conversation_id)
    AND j.state = 'done' AND p.deleted_at IS NULL AND j.id <= :before_job AND (j.id < :before_job OR p.idx < :before_idx)
    AND (:starred = 0 OR s.job_id IS NOT NULL)
    AND (:style = '' OR j.style = :style)
    AND (lower(j.prompt) LIKE lower(:first) ESCAPE '!' OR j.style = :first_style)
    AND (lower(j.prompt) LIKE lower(:second) ESCAPE '!' OR j.style = :second_style)
    AND (lower(j.prompt) LIKE lower(:third) ESCAPE '!' OR j.style = :third_style)
    AND NOT EXISTS (SELECT 1 FROM erasure f WHERE f.person_id = j.person_id AND j.id <= f.up_to_job)
ORDER BY j.id DESC, p.idx DESC LIMIT :limit OFFSET :offset;

-- Those of a conversation whose people let them be shown: by their own word, else by the conversation's.
-- name: search_here
SELECT p.id, p.job_id, p.idx, p.key, p.mime, p.width, p.height, p.seed, p.created_at, j.created_at AS job_at,
       j.request, j.n, j.model, j.person_id, w.name AS person_name, w.user_id,
       CASE WHEN s.job_id IS NULL THEN 0 ELSE 1 END AS starred, j.cover, w.settings AS person_settings
FROM job j
JOIN picture p ON p.job_id = j.id
JOIN person w ON w.id = j.person_id
JOIN conversation c ON c.id = j.conversation_id
LEFT JOIN star s ON s.job_id = j.id AND s.person_id = :viewer_id
WHERE j.conversation_id = :conversation_id AND j.state = 'done' AND p.deleted_at IS NULL
    AND (j.person_id = :viewer_id OR c.direct = 0 AND w.banned = 0)
    AND (w.settings LIKE '%"gallery": "yes"%'
         OR w.settings NOT LIKE '%"gallery": "no"%' AND c.settings LIKE '%"gallery": "yes"%')
    AND j.created_at <= :before_at
    AND (j.created_at < :before_at OR j.id < :before_job OR j.id = :before_job AND p.idx < :before_idx)
    AND (:starred = 0 OR s.job_id IS NOT NULL)
    AND (:style = '' OR j.style = :style)
    AND (lower(j.prompt) LIKE lower(:first) ESCAPE '!' OR j.style = :first_style)
    AND (lower(j.prompt) LIKE lower(:second) ESCAPE '!' OR j.style = :second_style)
    AND (lower(j.prompt) LIKE lower(:third) ESCAPE '!' OR j.style = :third_style)
    AND NOT EXISTS (SELECT 1 FROM erasure f WHERE f.person_id = j.person_id AND j.id <= f.up_to_job)
ORDER BY j.created_at DESC, j.id DESC, p.idx DESC LIMIT :limit OFFSET :offset;

-- One picture; whether somebody may see it is asked before.
-- name: picture
SELECT p.id, p.job_id, p.idx, p.key, p.mime, p.width, p.height, j.n, j.request, j.model
FROM picture p JOIN job j ON j.id = p.job_id
WHERE p.id = :picture_id AND j.state = 'done' AND p.deleted_at IS NULL;

-- One picture as the searches find it; whether somebody may see it is asked before.
-- name: found
SELECT p.id, p.job_id, p.idx, p.key, p.mime, p.width, p.height, p.seed, p.created_at, j.created_at AS job_at,
       j.request, j.n, j.model, j.person_id, w.name AS person_name, w.user_id,
       CASE WHEN s.job_id IS NULL THEN 0 ELSE 1 END AS starred, j.cover, w.settings AS person_settings
FROM picture p
JOIN job j ON j.id = p.job_id
JOIN person w ON w.id = j.person_id
LEFT JOIN star s ON s.job_id = j.id AND s.person_id = :viewer_id
WHERE p.id = :picture_id AND j.state = 'done' AND p.deleted_at IS NULL;

-- name: star
INSERT INTO star (person_id, job_id, at) VALUES (:person_id, :job_id, :now) ON CONFLICT (person_id, job_id) DO NOTHING;

-- name: unstar
DELETE FROM star WHERE person_id = :person_id AND job_id = :job_id;

-- name: has_star
SELECT 1 FROM star WHERE person_id = :person_id AND job_id = :job_id;

-- name: count_stars
SELECT count(*) FROM star WHERE person_id = :person_id;

-- The jobs of pictures that are old, in one conversation that is kept for less, and that nobody starred. (`j.created_at`, before which
-- no picture is made, and the plus: so that only the old ones there are read.)
-- name: expired_in
SELECT DISTINCT p.job_id FROM job j JOIN picture p ON p.job_id = j.id
WHERE j.conversation_id = :conversation_id AND j.created_at < :before AND p.deleted_at IS NULL AND +p.created_at < :before
    AND NOT EXISTS (SELECT 1 FROM star s WHERE s.job_id = p.job_id)
LIMIT :limit;

-- Pictures that are older than the operator wants to keep, behind a place in their order, with whether they are kept because somebody
-- starred them. (Not only those that are not: as the years go by, more and more would be passed over to find these.)
-- name: expired
SELECT p.id, p.created_at AS at, p.job_id,
    CASE WHEN EXISTS (SELECT 1 FROM star s WHERE s.job_id = p.job_id) THEN 1 ELSE 0 END AS is_kept
FROM picture p WHERE p.deleted_at IS NULL AND p.created_at < :before AND (p.created_at, p.id) > (:after_at, :after_id)
ORDER BY p.created_at, p.id LIMIT :limit;
