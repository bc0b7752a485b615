-- name: put
INSERT INTO modifier (scope, owner_id, word, folded, text, options, person_id, created_at)
VALUES (:scope, :owner_id, :word, :folded, :text, :options, :person_id, :now)
ON CONFLICT (scope, owner_id, folded) DO UPDATE SET word = :word, text = :text, options = :options, person_id = :person_id;

-- name: one
SELECT * FROM modifier WHERE scope = :scope AND owner_id = :owner_id AND folded = :folded;

-- name: of
SELECT * FROM modifier WHERE scope = :scope AND owner_id = :owner_id ORDER BY folded;

-- Move a conversation's modifiers to another conversation, except words that exist there already.
-- name: move
UPDATE modifier SET owner_id = :new_id WHERE scope = 'conversation' AND owner_id = :old_id
    AND NOT EXISTS (SELECT 1 FROM modifier other WHERE other.scope = 'conversation' AND other.owner_id = :new_id
                    AND other.folded = modifier.folded);

-- name: remove
DELETE FROM modifier WHERE scope = :scope AND owner_id = :owner_id AND folded = :folded;
