-- What comes in by files: providers, subscriptions, more facts of customers.

-- Who serves the partner's customers at Microsoft. customer.provider is free
-- text; one that stands here is reached as this says, while its days last.
CREATE TABLE IF NOT EXISTS provider (
    id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name          VARCHAR(191) NOT NULL,
    channel       ENUM('exchange', 'email', 'portal') NOT NULL,
    address       VARCHAR(1000) NOT NULL,  -- mail address or https URL
    language      CHAR(2) CHARACTER SET ascii NULL,
    response_mins INT NULL,                -- what was agreed; NULL: nothing
    starts        CHAR(10) CHARACTER SET ascii NULL,  -- days, both count
    ends          CHAR(10) CHARACTER SET ascii NULL,
    UNIQUE KEY one_name (name)
) ENGINE=InnoDB;

-- What a customer has bought from Microsoft through the partner.
CREATE TABLE IF NOT EXISTS subscription (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    guid        CHAR(36) CHARACTER SET ascii NOT NULL,  -- Microsoft's id
    customer_id BIGINT UNSIGNED NOT NULL,
    product     VARCHAR(16) CHARACTER SET ascii NULL,
    name        VARCHAR(191) NULL,         -- as people know it
    kind        ENUM('legacy', 'nce', 'azure-plan') NOT NULL,
    state       ENUM('active', 'pending', 'suspended', 'expired', 'disabled',
                'deleted') NOT NULL,
    quantity    INT NULL,                  -- NULL: by use
    provider    VARCHAR(191) NULL,         -- NULL: the customer's
    starts      CHAR(10) CHARACTER SET ascii NULL,  -- of the term; both count
    ends        CHAR(10) CHARACTER SET ascii NULL,
    auto_renew  ENUM('yes', 'no') NULL,
    told_at     BIGINT NOT NULL,
    UNIQUE KEY one_subscription (guid),
    KEY of_customer (customer_id),
    FOREIGN KEY (customer_id) REFERENCES customer (id)
) ENGINE=InnoDB;

-- Told together, and later than the others: they have an age of their own.
ALTER TABLE customer
    ADD COLUMN IF NOT EXISTS direct_paid ENUM('yes', 'no') NULL,
    ADD COLUMN IF NOT EXISTS gdap_auto_extend ENUM('yes', 'no') NULL,
    ADD COLUMN IF NOT EXISTS on_call ENUM('yes', 'no') NULL,
    ADD COLUMN IF NOT EXISTS more_told_at BIGINT NULL;
