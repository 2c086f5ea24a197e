-- When a case is looked at again by time alone. Set, moved and removed only
-- by the case's own commit; `cspdesk work` makes a delivery of each that is
-- due, once, and says so here.
CREATE TABLE IF NOT EXISTS timer (
    case_id BIGINT UNSIGNED NOT NULL,
    name    VARCHAR(24) CHARACTER SET ascii NOT NULL,
    due_at  BIGINT NOT NULL,
    is_told TINYINT NOT NULL DEFAULT 0,   -- its delivery was made
    PRIMARY KEY (case_id, name),
    KEY due (is_told, due_at),
    FOREIGN KEY (case_id) REFERENCES `case` (id)
) ENGINE=InnoDB;

ALTER TABLE delivery
    MODIFY source ENUM('hook', 'sweep', 'import', 'timer') NOT NULL;
