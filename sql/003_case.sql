-- What agents told about a case, who has it, and what the wall held back.

-- A fact that an agent set; it counts before what the words suggest.
CREATE TABLE IF NOT EXISTS case_fact (
    case_id  BIGINT UNSIGNED NOT NULL,
    name     VARCHAR(24) CHARACTER SET ascii NOT NULL,
    value    VARCHAR(191) NOT NULL,
    agent_id BIGINT UNSIGNED NOT NULL,
    set_at   BIGINT NOT NULL,
    PRIMARY KEY (case_id, name),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    FOREIGN KEY (agent_id) REFERENCES agent (id)
) ENGINE=InnoDB;

-- A pre-escalation check P1-P10, done or waived with a reason.
CREATE TABLE IF NOT EXISTS case_check (
    case_id  BIGINT UNSIGNED NOT NULL,
    code     VARCHAR(4) CHARACTER SET ascii NOT NULL,
    mark     ENUM('done', 'waived') NOT NULL,
    reason   VARCHAR(1000) NULL,
    agent_id BIGINT UNSIGNED NOT NULL,
    set_at   BIGINT NOT NULL,
    PRIMARY KEY (case_id, code),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    FOREIGN KEY (agent_id) REFERENCES agent (id),
    CHECK (mark = 'done' OR reason IS NOT NULL)
) ENGINE=InnoDB;

-- Who had the case from when to when; the open one has no end.
CREATE TABLE IF NOT EXISTS clock (
    case_id    BIGINT UNSIGNED NOT NULL,
    started_at BIGINT NOT NULL,
    holder     ENUM('customer', 'partner', 'provider', 'microsoft', 'isv')
               NOT NULL,
    ended_at   BIGINT NULL,
    PRIMARY KEY (case_id, started_at),
    FOREIGN KEY (case_id) REFERENCES `case` (id)
) ENGINE=InnoDB;

-- What the wall held back: once per message and kind, so that it is counted.
CREATE TABLE IF NOT EXISTS held_back (
    case_id BIGINT UNSIGNED NOT NULL,
    message VARCHAR(64) NOT NULL,
    kind    VARCHAR(24) CHARACTER SET ascii NOT NULL,
    held_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, message, kind),
    FOREIGN KEY (case_id) REFERENCES `case` (id)
) ENGINE=InnoDB;

-- Whom we answered in public by ourselves, once a day and sender.
CREATE TABLE IF NOT EXISTS answered (
    desk    VARCHAR(32) CHARACTER SET ascii NOT NULL,
    address CHAR(64) CHARACTER SET ascii NOT NULL,  -- SHA-256, lower case
    day     INT NOT NULL,                           -- since 1970 UTC
    PRIMARY KEY (desk, address, day)
) ENGINE=InnoDB;

ALTER TABLE `case`
    ADD COLUMN IF NOT EXISTS tier VARCHAR(64) NULL,
    ADD COLUMN IF NOT EXISTS holder ENUM('customer', 'partner', 'provider',
        'microsoft', 'isv') NOT NULL DEFAULT 'partner',
    ADD COLUMN IF NOT EXISTS vehicle VARCHAR(24) CHARACTER SET ascii NULL,
    ADD COLUMN IF NOT EXISTS number VARCHAR(20) CHARACTER SET ascii NULL;

-- What the programme says of the customer, as somebody told it last. Facts
-- too old for the policy count as unknown (fact_max_age).
ALTER TABLE customer
    ADD COLUMN IF NOT EXISTS relationship ENUM('yes', 'no') NULL,
    ADD COLUMN IF NOT EXISTS gdap_roles VARCHAR(1000) NULL,  -- by blanks
    ADD COLUMN IF NOT EXISTS gdap_ends CHAR(10) CHARACTER SET ascii NULL,
    ADD COLUMN IF NOT EXISTS azure_rbac ENUM('yes', 'no') NULL,
    ADD COLUMN IF NOT EXISTS provider VARCHAR(191) NULL,
    ADD COLUMN IF NOT EXISTS channel ENUM('exchange', 'email', 'portal') NULL,
    ADD COLUMN IF NOT EXISTS told_at BIGINT NULL;
