-- Since when the upstream has answered nothing of use to this pool (unix seconds, 0: it answers).
ALTER TABLE pool ADD COLUMN failing_since DOUBLE PRECISION NOT NULL DEFAULT 0;
