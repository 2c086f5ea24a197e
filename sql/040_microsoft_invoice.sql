-- What Microsoft bills the partner, and when it must be paid (store/bill.h).

-- Amounts in the smallest unit of the currency.
CREATE TABLE IF NOT EXISTS microsoft_invoice (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    number     VARCHAR(64) NOT NULL,          -- Microsoft's
    account_id BIGINT UNSIGNED NULL,          -- NULL: the first
    kind       ENUM('invoice', 'credit-note') NOT NULL,
    issued     CHAR(10) CHARACTER SET ascii NOT NULL,  -- 2026-08-31
    due        CHAR(10) CHARACTER SET ascii NULL,  -- NULL: as finance.net_days says
    currency   CHAR(3) CHARACTER SET ascii NOT NULL,
    total      BIGINT NOT NULL,               -- of a credit note below 0
    paid       BIGINT NOT NULL,
    amends     VARCHAR(64) NULL,              -- number of what it corrects
    state      ENUM('open', 'paid', 'void') NOT NULL,  -- open: as paid says
    source     ENUM('import', 'partner-center-api') NOT NULL,
    told_at    BIGINT NOT NULL,
    opening_id BIGINT UNSIGNED NULL,          -- its ticket
    ended_at   BIGINT NULL,                   -- its ticket was told: paid
    UNIQUE KEY one_number (number),
    KEY by_amended (amends),
    KEY by_opening (opening_id),
    FOREIGN KEY (account_id) REFERENCES account (id),
    FOREIGN KEY (opening_id) REFERENCES opening (id)
) ENGINE=InnoDB;

-- What the partner was warned of, each once: so many days before that day.
CREATE TABLE IF NOT EXISTS microsoft_invoice_warning (
    invoice_id  BIGINT UNSIGNED NOT NULL,
    due         CHAR(10) CHARACTER SET ascii NOT NULL,
    days_before SMALLINT NOT NULL,            -- below 0: after it
    told_at     BIGINT NOT NULL,
    PRIMARY KEY (invoice_id, due, days_before),
    FOREIGN KEY (invoice_id) REFERENCES microsoft_invoice (id)
) ENGINE=InnoDB;

-- What is asked of Partner Center now and then, beside what cases need.
CREATE TABLE IF NOT EXISTS poll (
    name     VARCHAR(32) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    asked_at BIGINT NULL,                     -- the last time it was answered
    due_at   BIGINT NOT NULL,                 -- moving it forward is the claim
    note     VARCHAR(512) NULL                -- why the asking after that failed
) ENGINE=InnoDB;
INSERT IGNORE INTO poll (name, due_at) VALUES ('microsoft-invoices', 0);
