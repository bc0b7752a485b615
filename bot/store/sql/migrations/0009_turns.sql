-- Of lanes with the same start tag, the one whose first waiting job (`head_id`) is the oldest goes first. Before, it was the
-- lane with the lowest id: somebody who had painted before, and so had an old lane, overtook a newcomer who was already waiting.
DROP INDEX lane_ready;
DROP INDEX lane_headed;
CREATE INDEX lane_ready ON lane (pool_id, start_tag, head_id) WHERE ready = 1;
CREATE INDEX lane_headed ON lane (pool_id, start_tag, head_id) WHERE head_id IS NOT NULL;
