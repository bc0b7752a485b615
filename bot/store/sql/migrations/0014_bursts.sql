-- How often a button was pressed in a row, each press soon after the one before.
ALTER TABLE press ADD COLUMN presses INTEGER NOT NULL DEFAULT 1;
