-- What customers owe the partner, as its accounting tells us: copies that say
-- who is to be reminded. The originals are kept there, by law, not here.

-- Whom bills and reminders go to, and whether he is treated with more care.
ALTER TABLE customer
    ADD COLUMN IF NOT EXISTS billing_contact VARCHAR(320) NULL,  -- a mail address
    ADD COLUMN IF NOT EXISTS vip ENUM('yes', 'no') NULL;

-- When accounting told us something last, and the day of its last whole list.
CREATE TABLE IF NOT EXISTS accounting (
    name     VARCHAR(16) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    told_at  BIGINT NULL,                     -- NULL: never
    list_day CHAR(10) CHARACTER SET ascii NULL
) ENGINE=InnoDB;
INSERT IGNORE INTO accounting (name) VALUES ('debts');

-- Ours, to a customer. What is told as paid holds payments before paid_day.
CREATE TABLE IF NOT EXISTS invoice (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    number      VARCHAR(64) NOT NULL,
    customer    VARCHAR(191) NOT NULL,        -- as accounting calls him
    customer_id BIGINT UNSIGNED NULL,         -- NULL: nobody has that name
    issued      CHAR(10) CHARACTER SET ascii NOT NULL,
    due         CHAR(10) CHARACTER SET ascii NOT NULL,
    currency    CHAR(3) CHARACTER SET ascii NOT NULL,
    minor       BIGINT NOT NULL,              -- below 0: a credit note
    paid_minor  BIGINT NULL,                  -- NULL: only payments tell
    paid_day    CHAR(10) CHARACTER SET ascii NULL,
    state       ENUM('open', 'paid', 'cancelled') NOT NULL,
    open_minor  BIGINT NOT NULL,              -- less its payments; below 0: too much
    told_at     BIGINT NOT NULL,
    UNIQUE KEY one_number (number),
    KEY of_customer (customer_id, open_minor),
    KEY unpaid (open_minor, due),
    KEY by_name (customer),
    KEY ageing (state, told_at),
    FOREIGN KEY (customer_id) REFERENCES customer (id)
) ENGINE=InnoDB;

-- Of an invoice, which may become known later; or on account of a customer.
CREATE TABLE IF NOT EXISTS payment (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    reference   VARCHAR(64) NOT NULL,
    invoice     VARCHAR(64) NULL,             -- its number
    customer    VARCHAR(191) NULL,
    customer_id BIGINT UNSIGNED NULL,
    day         CHAR(10) CHARACTER SET ascii NOT NULL,
    currency    CHAR(3) CHARACTER SET ascii NOT NULL,
    minor       BIGINT NOT NULL,              -- below 0: it went back
    told_at     BIGINT NOT NULL,
    UNIQUE KEY one_reference (reference),
    KEY of_invoice (invoice),
    KEY of_customer (customer_id, day),
    KEY by_name (customer),
    KEY ageing (told_at),
    FOREIGN KEY (customer_id) REFERENCES customer (id)
) ENGINE=InnoDB;

-- An episode: from the day on which something is overdue until nothing is.
CREATE TABLE IF NOT EXISTS debt (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    customer_id BIGINT UNSIGNED NOT NULL,
    is_open     TINYINT NULL DEFAULT 1,       -- NULL: it has ended
    since       CHAR(10) CHARACTER SET ascii NOT NULL,
    begun_at    BIGINT NOT NULL,
    ended_at    BIGINT NULL,
    digest      CHAR(64) CHARACTER SET ascii NOT NULL,  -- of what was overdue
    opening_id  BIGINT UNSIGNED NULL,         -- the ticket that we want for it
    case_id     BIGINT UNSIGNED NULL,         -- once it is there
    disputed_by BIGINT UNSIGNED NULL,
    disputed_at BIGINT NULL,
    dispute_why VARCHAR(500) NULL,
    held_by     BIGINT UNSIGNED NULL,
    held_at     BIGINT NULL,
    held_until  CHAR(10) CHARACTER SET ascii NULL,
    hold_why    VARCHAR(500) NULL,
    UNIQUE KEY one_open (customer_id, is_open),
    UNIQUE KEY one_case (case_id),
    UNIQUE KEY one_opening (opening_id),
    KEY open_ones (is_open, id),
    KEY ageing (ended_at),
    FOREIGN KEY (customer_id) REFERENCES customer (id),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    FOREIGN KEY (disputed_by) REFERENCES agent (id),
    FOREIGN KEY (held_by) REFERENCES agent (id)
) ENGINE=InnoDB;

-- A step of the collections policy that was taken: each once.
CREATE TABLE IF NOT EXISTS debt_step (
    debt_id BIGINT UNSIGNED NOT NULL,
    step    INT NOT NULL,
    day     CHAR(10) CHARACTER SET ascii NOT NULL,
    PRIMARY KEY (debt_id, step),
    FOREIGN KEY (debt_id) REFERENCES debt (id) ON DELETE CASCADE
) ENGINE=InnoDB;
