-- The evidence that a customer was told which support he gets (DOMAIN S4):
-- which version and offer, in which language, in which ticket, and when the
-- desk was seen to show it. Once a case.
CREATE TABLE IF NOT EXISTS terms_shown (
    case_id     BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    customer_id BIGINT UNSIGNED NULL,      -- NULL: nobody knew who it was
    version     INT UNSIGNED NOT NULL,     -- of terms
    offer       VARCHAR(191) NOT NULL,
    language    CHAR(2) CHARACTER SET ascii NOT NULL,
    job_id      BIGINT UNSIGNED NOT NULL,  -- that writes the reply
    planned_at  BIGINT NOT NULL,
    shown_at    BIGINT NULL,               -- seen in the ticket; NULL: not yet
    UNIQUE KEY one_job (job_id),
    KEY of_customer (customer_id, version),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    FOREIGN KEY (version) REFERENCES terms (number)
) ENGINE=InnoDB;

-- Which offer a customer has bought, and to which group he belongs.
ALTER TABLE customer
    ADD COLUMN IF NOT EXISTS offer VARCHAR(191) NULL,
    ADD COLUMN IF NOT EXISTS grp VARCHAR(191) NULL;
