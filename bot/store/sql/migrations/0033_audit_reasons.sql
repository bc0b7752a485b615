-- Why an act was done, in the words of who did it.
ALTER TABLE audit ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_reasoned ON audit (object_id) WHERE reason <> '';
