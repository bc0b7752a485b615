-- What a worker has in hand, so that it is known after a crash. `claimed` is still 1 when the update is due again: the worker
-- died, and the next claim counts it in `crashes`.
ALTER TABLE inbox ADD COLUMN claimed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inbox ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
CREATE INDEX inbox_suspect ON inbox (crashes, id)
    WHERE state IN ('saved', 'fetched') AND (claimed = 1 OR crashes > 0);
