-- What is asked of a provider who is reached by e-mail: the ticket from which
-- the desk writes to him (store/opening.h), and to whom. NULL: it is asked by
-- the exchange, by a person, or of Microsoft.
ALTER TABLE suspension
    ADD COLUMN IF NOT EXISTS opening_id BIGINT UNSIGNED NULL,
    ADD COLUMN IF NOT EXISTS mail_to VARCHAR(320) NULL,
    ADD KEY IF NOT EXISTS of_opening (opening_id);
