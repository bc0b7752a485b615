-- What a verdict looks at.

-- name: jobs
SELECT * FROM job ORDER BY id;

-- name: posts
SELECT * FROM post ORDER BY id;

-- name: inbox
SELECT * FROM inbox ORDER BY id;

-- name: pictures
SELECT * FROM picture ORDER BY id;

-- name: costs
SELECT * FROM cost ORDER BY id;

