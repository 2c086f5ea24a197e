-- People of the partner, what they may do, and what they brought to Microsoft.
-- Rights are dated and never deleted: who ended one set its end. They begin
-- no earlier than they were written down, so the past cannot be changed.

-- A person. The desks' logins are not persons, they only point to one.
CREATE TABLE IF NOT EXISTS agent (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name        VARCHAR(191) NOT NULL,
    email       VARCHAR(191) NULL,
    language    CHAR(2) CHARACTER SET ascii NULL,
    made_at     BIGINT NOT NULL,
    imported_at BIGINT NOT NULL,           -- by the last import that had it
    UNIQUE KEY one_name (name)
) ENGINE=InnoDB;

-- Who a login of a desk is. "anna " with a blank is somebody else.
CREATE TABLE IF NOT EXISTS agent_identity (
    source      VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    external_id VARCHAR(191) COLLATE utf8mb4_nopad_bin NOT NULL,
    agent_id    BIGINT UNSIGNED NULL,      -- NULL: nobody's any more
    PRIMARY KEY (source, external_id),
    FOREIGN KEY (agent_id) REFERENCES agent (id)
) ENGINE=InnoDB;

-- A right from a time until just before another. ends = starts: it never held,
-- or is what is left of a right whose end was moved (see escalation).
CREATE TABLE IF NOT EXISTS agent_right (
    agent_id   BIGINT UNSIGNED NOT NULL,
    right_name VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role       VARCHAR(32) CHARACTER SET ascii NULL,  -- in Partner Center
    starts     BIGINT NOT NULL,
    ends       BIGINT NOT NULL,            -- 253402300799000: open
    PRIMARY KEY (agent_id, right_name, starts, ends),
    FOREIGN KEY (agent_id) REFERENCES agent (id),
    CONSTRAINT known_right
        CHECK (right_name IN ('escalate', 'waive', 'billing', 'lead')),
    CONSTRAINT ends_after_start CHECK (ends >= starts)
) ENGINE=InnoDB;

-- The wall: what goes to Microsoft or to a provider points to the right of
-- the person who sent it, and was made while that right held. There is no
-- other way into this table, whatever a program or a customer says.
-- MariaDB does not let a CHECK read a column that ON UPDATE CASCADE changes
-- (error 1901), so the key does not cascade. To move the end of a right that
-- was used, the right with the new end is added, its escalations are moved to
-- it, and the old row is emptied; the key refuses it in any other order.
CREATE TABLE IF NOT EXISTS escalation (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    case_id         BIGINT UNSIGNED NOT NULL,
    agent_id        BIGINT UNSIGNED NOT NULL,
    right_name      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    right_starts    BIGINT NOT NULL,
    right_ends      BIGINT NOT NULL,
    made_at         BIGINT NOT NULL,
    severity        CHAR(1) CHARACTER SET ascii NULL,      -- commercial: none
    vehicle         VARCHAR(32) CHARACTER SET ascii NULL,  -- provider: none
    route           VARCHAR(32) CHARACTER SET ascii NOT NULL,
    channel         VARCHAR(32) CHARACTER SET ascii NOT NULL,
    entitlement     VARCHAR(64) NULL,
    reference       VARCHAR(64) NULL,      -- Microsoft's or the provider's
    state           ENUM('open', 'closed') NOT NULL,
    receipt_version INT NOT NULL,          -- of the case that decided it
    UNIQUE KEY one_escalation (case_id, receipt_version),
    KEY by_right (agent_id, right_name, right_starts, right_ends),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    CONSTRAINT by_a_right
        FOREIGN KEY (agent_id, right_name, right_starts, right_ends)
        REFERENCES agent_right (agent_id, right_name, starts, ends),
    CONSTRAINT by_the_right_to_escalate CHECK (right_name = 'escalate'),
    CONSTRAINT while_it_held
        CHECK (made_at >= right_starts AND made_at < right_ends)
) ENGINE=InnoDB;
