-- What Microsoft itself tells of a subscription, and what a suspension takes
-- or is refused for: kept with the time at which it was read there.
ALTER TABLE subscription
    ADD COLUMN IF NOT EXISTS trial ENUM('yes', 'no') NULL,
    ADD COLUMN IF NOT EXISTS scheduled VARCHAR(200) CHARACTER SET ascii NULL,
        -- change at its term's end; '': none
    ADD COLUMN IF NOT EXISTS reasons VARCHAR(200) NULL,
        -- Microsoft's, of its suspension; '': none
    ADD COLUMN IF NOT EXISTS read_at BIGINT NULL;
-- What a debtor bought is read before people are asked about it.
ALTER TABLE due
    MODIFY what ENUM('customer', 'subscription', 'access', 'bought') NOT NULL;
