-- What has been applied to this database. Run before every migration.
CREATE TABLE IF NOT EXISTS schema_version (
    number     INT NOT NULL PRIMARY KEY,
    name       VARCHAR(64) NOT NULL,
    digest     CHAR(64) CHARACTER SET ascii NOT NULL,  -- SHA-256 of the step
    applied_at DATETIME NOT NULL DEFAULT UTC_TIMESTAMP()
) ENGINE=InnoDB;
