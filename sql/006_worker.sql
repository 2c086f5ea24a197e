-- Who works: a row of each running `cspdesk work`, so that doctor can tell.
CREATE TABLE IF NOT EXISTS worker (
    name    VARCHAR(191) NOT NULL PRIMARY KEY,  -- host/pid
    seen_at BIGINT NOT NULL
) ENGINE=InnoDB;
