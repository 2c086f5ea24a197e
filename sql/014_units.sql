-- What reaches Microsoft costs something: the ways that the partner or a
-- customer holds, and the units of those that are counted (DESIGN, promise 4).

-- A way to Microsoft held from a day to a day; both still count (UTC).
CREATE TABLE IF NOT EXISTS entitlement (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name        VARCHAR(64) NOT NULL,      -- as decisions and receipts call it
    vehicle     VARCHAR(24) CHARACTER SET ascii NOT NULL,
    plan        VARCHAR(16) CHARACTER SET ascii NULL,
    customer_id BIGINT UNSIGNED NULL,      -- who holds it; NULL: the partner
    starts      CHAR(10) CHARACTER SET ascii NOT NULL,
    ends        CHAR(10) CHARACTER SET ascii NOT NULL,
    fee         ENUM('included', 'paid') NULL,
    granted     INT NULL,                  -- as the last import said; no: none
    told_at     BIGINT NOT NULL,
    UNIQUE KEY one_name (name),
    KEY held_by (customer_id, ends),
    FOREIGN KEY (customer_id) REFERENCES customer (id),
    CONSTRAINT not_upside_down CHECK (ends >= starts)
) ENGINE=InnoDB;

-- What is left of a counted entitlement. Changed only by "UPDATE .. WHERE it
-- stays at least 0", which both sides of a race write, and only together with
-- the ledger, whose sums it equals. Without a row nothing is counted.
CREATE TABLE IF NOT EXISTS balance (
    entitlement_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    units_left     INT NOT NULL,
    reserved       INT NOT NULL,
    FOREIGN KEY (entitlement_id) REFERENCES entitlement (id),
    CONSTRAINT never_overspent CHECK (units_left >= 0 AND reserved >= 0)
) ENGINE=InnoDB;

-- Which unit an escalation took, and what became of it. Without a counter
-- there is none.
ALTER TABLE escalation
    ADD COLUMN IF NOT EXISTS entitlement_id BIGINT UNSIGNED NULL,
    ADD COLUMN IF NOT EXISTS unit ENUM('reserved', 'consumed', 'released',
        'refunded') NULL,
    ADD KEY IF NOT EXISTS by_unit (unit, state),
    ADD CONSTRAINT of_an_entitlement FOREIGN KEY IF NOT EXISTS
        (entitlement_id) REFERENCES entitlement (id);

-- Every change of a balance, for ever: the program may add, and nothing else.
CREATE TABLE IF NOT EXISTS ledger (
    id             BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    entitlement_id BIGINT UNSIGNED NOT NULL,
    move           ENUM('grant', 'reserve', 'consume', 'release', 'refund',
                   'expire', 'correct') NOT NULL,
    units_left     INT NOT NULL,           -- change of the balance's
    reserved       INT NOT NULL,           -- change of the balance's
    escalation_id  BIGINT UNSIGNED NULL,
    agent_id       BIGINT UNSIGNED NULL,
    by_whom        VARCHAR(191) NULL,      -- of the command line
    reason         VARCHAR(1000) NULL,
    made_at        BIGINT NOT NULL,
    UNIQUE KEY once (escalation_id, move),
    KEY of_entitlement (entitlement_id, id),
    FOREIGN KEY (entitlement_id) REFERENCES entitlement (id),
    FOREIGN KEY (escalation_id) REFERENCES escalation (id),
    FOREIGN KEY (agent_id) REFERENCES agent (id),
    CONSTRAINT corrected_by_somebody_for_a_reason
        CHECK (move <> 'correct' OR (reason IS NOT NULL AND
               (agent_id IS NOT NULL OR by_whom IS NOT NULL)))
) ENGINE=InnoDB;

-- What was said of an entitlement that runs out, each once.
CREATE TABLE IF NOT EXISTS entitlement_warning (
    entitlement_id BIGINT UNSIGNED NOT NULL,
    what           VARCHAR(16) CHARACTER SET ascii NOT NULL,
    ends           CHAR(10) CHARACTER SET ascii NOT NULL,  -- a new end: anew
    made_at        BIGINT NOT NULL,
    PRIMARY KEY (entitlement_id, what, ends),
    FOREIGN KEY (entitlement_id) REFERENCES entitlement (id)
) ENGINE=InnoDB;
