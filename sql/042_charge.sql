-- Chargeable work. Rows are only ever added: what was wrong is put right by a
-- row that refers to the first one and holds the difference, so that sums are
-- right by themselves, and what was exported of a past day stays so.

-- A customer may be told more than once in a ticket, when an agent asks for
-- it: other terms each time.
ALTER TABLE terms_shown
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (case_id, version, offer),
    ADD INDEX IF NOT EXISTS of_shown (customer_id, shown_at);

CREATE TABLE IF NOT EXISTS charge (
    case_id     BIGINT UNSIGNED NOT NULL,
    number      INT NOT NULL,              -- in its ticket, from 1
    customer_id BIGINT UNSIGNED NULL,      -- NULL: nobody knew who it was
    agent_id    BIGINT UNSIGNED NOT NULL,
    message     VARCHAR(64) NOT NULL,      -- the note that said so, its line
    line        INT NOT NULL,
    made_at     BIGINT NOT NULL,
    day         INT NOT NULL,              -- since 1970, in the offer's zone
    kind        ENUM('minutes', 'incidents', 'amount', 'correction') NOT NULL,
    told        INT NULL,                  -- minutes or incidents, as written
    counted     INT NULL,                  -- as they were paid for
    unit_price  BIGINT NULL,               -- that was shown; minor units
    amount      BIGINT NOT NULL,           -- minor; a correction: what it adds
    currency    CHAR(3) CHARACTER SET ascii NULL,   -- NULL: it costs nothing
    price       ENUM('free', 'included', 'per-incident', 'per-hour') NOT NULL,
    shown_case  BIGINT UNSIGNED NOT NULL,  -- the evidence that it was shown
    terms       INT UNSIGNED NOT NULL,
    offer       VARCHAR(191) NOT NULL,
    corrects    INT NULL,                  -- number of the first
    text        TEXT NOT NULL,             -- what for
    PRIMARY KEY (case_id, number),
    UNIQUE KEY one_command (case_id, message, line),
    KEY by_day (day, case_id, number),
    KEY evidence (shown_case, terms, offer),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    FOREIGN KEY (customer_id) REFERENCES customer (id),
    FOREIGN KEY (agent_id) REFERENCES agent (id),
    -- What was not shown cannot be charged.
    FOREIGN KEY (shown_case, terms, offer)
        REFERENCES terms_shown (case_id, version, offer),
    CONSTRAINT only_corrections_lower
        CHECK (amount >= 0 OR corrects IS NOT NULL),
    CONSTRAINT corrections_correct
        CHECK ((kind = 'correction') = (corrects IS NOT NULL)),
    CONSTRAINT money_has_a_currency CHECK (amount = 0 OR currency IS NOT NULL)
) ENGINE=InnoDB;
