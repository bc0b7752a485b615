-- What the reference images of a request cost beside its pictures, where its model bills them.
ALTER TABLE job ADD COLUMN input_li BIGINT NOT NULL DEFAULT 0;
