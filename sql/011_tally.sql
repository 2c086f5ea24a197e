-- What work counted, for /metrics. A worker adds what it counted since the
-- last time, every second or so, so a row belongs to nobody and lasts.
CREATE TABLE IF NOT EXISTS tally (
    name  VARCHAR(16) CHARACTER SET ascii NOT NULL,
    desk  VARCHAR(32) CHARACTER SET ascii NOT NULL,
    one   VARCHAR(32) CHARACTER SET ascii NOT NULL,  -- what it means depends
    other VARCHAR(32) CHARACTER SET ascii NOT NULL,  -- on the name
    n     BIGINT NOT NULL,
    PRIMARY KEY (name, desk, one, other)
) ENGINE=InnoDB;
