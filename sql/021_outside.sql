-- What an escalation became outside: its ticket at Microsoft, as it was last
-- read there, and what is new in it until the case has heard of it.

CREATE TABLE IF NOT EXISTS outside (
    escalation_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    service       VARCHAR(32) CHARACTER SET ascii NOT NULL,  -- a channel
    name          VARCHAR(64) CHARACTER SET ascii NOT NULL,  -- that we chose
    tenant        CHAR(36) CHARACTER SET ascii NULL,    -- NULL: the partner's
    subscription  CHAR(36) CHARACTER SET ascii NULL,    -- Azure
    number        VARCHAR(64) NULL,
    status        ENUM('unknown', 'open', 'attention', 'closed') NOT NULL,
    severity      CHAR(1) CHARACTER SET ascii NULL,
    read_at       BIGINT NULL,
    due_at        BIGINT NULL,      -- read again; moving it on is the claim
    failures      INT NOT NULL DEFAULT 0,               -- in a row
    UNIQUE KEY one_name (name),
    KEY due (due_at),
    FOREIGN KEY (escalation_id) REFERENCES escalation (id)
) ENGINE=InnoDB;

-- Each becomes an event of the case once, and loses its text by that.
CREATE TABLE IF NOT EXISTS outside_news (
    escalation_id BIGINT UNSIGNED NOT NULL,
    id            VARCHAR(100) CHARACTER SET ascii NOT NULL,
    what          ENUM('opened', 'refused', 'failed', 'gone', 'status',
                  'severity', 'message') NOT NULL,
    at            BIGINT NOT NULL,
    value         VARCHAR(191) NULL,
    text          MEDIUMTEXT NULL,
    is_told       TINYINT NOT NULL DEFAULT 0,
    PRIMARY KEY (escalation_id, id),
    KEY waiting (escalation_id, is_told),
    FOREIGN KEY (escalation_id) REFERENCES escalation (id)
) ENGINE=InnoDB;

-- So many of a job's writes were answered: a request id is new after an
-- answer, and the same after none (DOMAIN 6.3).
ALTER TABLE job
    ADD COLUMN IF NOT EXISTS answers INT NOT NULL DEFAULT 0;

ALTER TABLE delivery
    MODIFY source ENUM('hook', 'sweep', 'import', 'timer', 'microsoft')
        NOT NULL;
