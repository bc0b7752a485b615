-- Lists of pictures that people collect, to have one picture made of them.

-- The list of a person in a conversation, new if there is none. It is locked either way: two messages that add a picture at the
-- same moment add two.
-- name: ensure
INSERT INTO blend (person_id, conversation_id, language, changed_at) VALUES (:person_id, :conversation_id, :language, :now)
ON CONFLICT (person_id, conversation_id) DO UPDATE SET turn = blend.turn
RETURNING *;

-- name: of_person_here
SELECT * FROM blend WHERE person_id = :person_id AND conversation_id = :conversation_id {lock};

-- name: get
SELECT * FROM blend WHERE id = :id {lock};

-- name: read
SELECT * FROM blend WHERE id = :id;

-- name: keys
SELECT key FROM blend_picture WHERE blend_id = :id ORDER BY place;

-- name: drop_pictures
DELETE FROM blend_picture WHERE blend_id = :id;

-- name: add_picture
INSERT INTO blend_picture (blend_id, place, key) VALUES (:id, :place, :key);

-- Every change is another turn: a button of an earlier one does not act on what was not shown with it.
-- name: change
UPDATE blend SET reply_to = :reply_to, asked = :asked, offer = :offer, lost = :lost, turn = turn + 1, changed_at = :now
WHERE id = :id;

-- name: drop
DELETE FROM blend WHERE id = :id;

-- name: with_picture
SELECT DISTINCT blend_id FROM blend_picture WHERE key = :key ORDER BY blend_id;

-- Not those that somebody else sent, too: they stay.
-- name: uploads_of_person
SELECT DISTINCT p.key FROM blend_picture p JOIN image_upload u ON u.key = p.key WHERE u.person_id = :person_id
    AND NOT EXISTS (SELECT 1 FROM image_upload o WHERE o.key = p.key AND o.person_id <> :person_id) ORDER BY p.key;

-- name: of_person
SELECT id FROM blend WHERE person_id = :person_id ORDER BY id;

-- name: old
SELECT id FROM blend WHERE changed_at < :before ORDER BY changed_at, id LIMIT :limit;

-- name: enqueue_sheets
INSERT INTO file_deletion (key, at) SELECT key, :now FROM rendered_sheet WHERE subject = :subject ON CONFLICT (key) DO NOTHING;

-- name: drop_sheets
DELETE FROM rendered_sheet WHERE subject = :subject;

-- The lists of a chat whose new address was a conversation of its own already.
-- name: move_conversation
UPDATE blend SET conversation_id = :new_id WHERE conversation_id = :old_id
    AND NOT EXISTS (SELECT 1 FROM blend n WHERE n.conversation_id = :new_id AND n.person_id = blend.person_id);
