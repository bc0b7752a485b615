-- name: put
INSERT INTO modifier (scope, owner_id, word, folded, text, options, person_id, created_at)
VALUES (:scope, :owner_id, :word, :folded, :text, :options, :person_id, :now)
ON CONFLICT (scope, owner_id, folded) DO UPDATE SET word = :word, text = :text, options = :options, person_id = :person_id;

-- name: one
SELECT * FROM modifier WHERE scope = :scope AND owner_id = :owner_id AND folded = :folded;

-- name: of
SELECT * FROM modifier WHERE scope = :scope AND owner_id = :owner_id ORDER BY folded;

-- name: remove
DELETE FROM modifier WHERE scope = :scope AND owner_id = :owner_id AND folded = :folded;
