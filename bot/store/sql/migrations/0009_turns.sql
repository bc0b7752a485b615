-- Of lanes with the same start tag the one goes first whose job is older: who came while nobody waited is not passed by
-- somebody who came later and has an older lane.
DROP INDEX lane_ready;
DROP INDEX lane_headed;
CREATE INDEX lane_ready ON lane (pool_id, start_tag, head_id) WHERE ready = 1;
CREATE INDEX lane_headed ON lane (pool_id, start_tag, head_id) WHERE head_id IS NOT NULL;
