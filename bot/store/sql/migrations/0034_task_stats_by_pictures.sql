-- How long tasks take, for each number of pictures too; 0: with any number, as all were until now.
CREATE TABLE task_stats_by_pictures (
    model TEXT NOT NULL,
    samples BIGINT NOT NULL,
    mean_s DOUBLE PRECISION NOT NULL,
    deviation_s DOUBLE PRECISION NOT NULL,
    recent TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (model, n)
);
INSERT INTO task_stats_by_pictures SELECT model, samples, mean_s, deviation_s, recent, 0 FROM task_stats;
DROP TABLE task_stats;
ALTER TABLE task_stats_by_pictures RENAME TO task_stats;
{{postgresql}}ALTER INDEX task_stats_by_pictures_pkey RENAME TO task_stats_pkey;
