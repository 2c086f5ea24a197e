-- The clock of a holder of a case: since when it counts what table clock
-- holds of him, towards what, and how far its steps have come.
CREATE TABLE IF NOT EXISTS case_clock (
    case_id  BIGINT UNSIGNED NOT NULL,
    holder   ENUM('partner', 'provider', 'microsoft') NOT NULL,
    since    BIGINT NOT NULL,                    -- 0: not started
    minutes  INT NOT NULL,                       -- the target, as it was last
    calendar VARCHAR(64) NULL,
    tier     VARCHAR(64) NULL,
    severity VARCHAR(4) CHARACTER SET ascii NULL,
    reached  INT NOT NULL,                       -- percent of the last step
    PRIMARY KEY (case_id, holder),
    FOREIGN KEY (case_id) REFERENCES `case` (id)
) ENGINE=InnoDB;
