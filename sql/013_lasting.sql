-- Failures in a row that waiting does not mend. They end a ticket's or a job's
-- tries much earlier than a desk that is away, and must not be mixed up with
-- what was counted while it was.
ALTER TABLE lane
    ADD COLUMN IF NOT EXISTS lasting INT NOT NULL DEFAULT 0;
ALTER TABLE job
    ADD COLUMN IF NOT EXISTS lasting INT NOT NULL DEFAULT 0;
