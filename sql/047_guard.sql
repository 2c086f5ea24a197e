-- Two persons are two logins of the desk as well, whoever a later import says
-- that they are; and a notice was given when the desk shows it.
ALTER TABLE suspension
    ADD COLUMN IF NOT EXISTS asked_login VARCHAR(191) COLLATE utf8mb4_nopad_bin NULL,
    ADD COLUMN IF NOT EXISTS approved_login VARCHAR(191) COLLATE utf8mb4_nopad_bin NULL,
    ADD CONSTRAINT IF NOT EXISTS two_logins CHECK (kind = 'restore' OR
        approved_login IS NULL OR asked_login IS NULL OR
        approved_login <> asked_login);
ALTER TABLE debt_step
    ADD COLUMN IF NOT EXISTS job_id BIGINT UNSIGNED NULL,  -- its reply, which the desk does not show yet
    ADD COLUMN IF NOT EXISTS shown_day CHAR(10) CHARACTER SET ascii NULL,
    ADD KEY IF NOT EXISTS of_job (job_id);
