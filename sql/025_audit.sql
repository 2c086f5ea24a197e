-- How far Partner Center's audit log has been read; one row.
CREATE TABLE IF NOT EXISTS audit (
    name        VARCHAR(16) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    complete_to BIGINT NOT NULL,           -- all before is seen; 0: none yet
    due_at      BIGINT NOT NULL,           -- moving it forward is the claim
    note        VARCHAR(512) NULL          -- why the last turn failed
) ENGINE=InnoDB;
INSERT IGNORE INTO audit (name, complete_to, due_at) VALUES ('work', 0, 0);
