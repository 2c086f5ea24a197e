-- What of a shared case did not get through, until its ticket has been told.
ALTER TABLE exchange_case
    ADD COLUMN IF NOT EXISTS dead_n INT NOT NULL DEFAULT 0,  -- messages
    ADD COLUMN IF NOT EXISTS dead_type VARCHAR(16) CHARACTER SET ascii NULL,
    ADD COLUMN IF NOT EXISTS dead_why VARCHAR(600) NULL;     -- of the last one

-- A provider who cannot make a ticket answers an offer without a case.
ALTER TABLE job
    MODIFY case_id BIGINT UNSIGNED NULL;
