-- Files of a ticket that an agent named: what is known of each, and where it
-- went. `cspdesk work` fetches what is due, and puts what has an escalation
-- into its ticket at Microsoft.

CREATE TABLE IF NOT EXISTS case_file (
    case_id       BIGINT UNSIGNED NOT NULL,
    file          VARCHAR(41) CHARACTER SET ascii NOT NULL,  -- the desk's id
    name          VARCHAR(255) NOT NULL,
    type          VARCHAR(127) NULL,        -- as it was declared
    bytes         BIGINT NULL,              -- NULL: it was not read yet
    digest        CHAR(64) CHARACTER SET ascii NULL,    -- SHA-256, hex
    state         ENUM('named', 'read', 'sent', 'failed') NOT NULL,
    why           TEXT NULL,                -- of a failure
    agent_id      BIGINT UNSIGNED NOT NULL,
    named_at      BIGINT NOT NULL,
    escalation_id BIGINT UNSIGNED NULL,     -- whose ticket gets it
    due_at        BIGINT NULL,              -- moving it on is the claim
    failures      INT NOT NULL DEFAULT 0,
    lasting       INT NOT NULL DEFAULT 0,   -- of them
    is_told       TINYINT NOT NULL DEFAULT 1,   -- the case knows its state
    PRIMARY KEY (case_id, file),
    KEY due (due_at),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    FOREIGN KEY (agent_id) REFERENCES agent (id),
    FOREIGN KEY (escalation_id) REFERENCES escalation (id)
) ENGINE=InnoDB;
