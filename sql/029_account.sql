-- Which of the partner's Partner Center accounts a customer belongs to.

-- The partner's further accounts of Partner Center; the first is the setting
-- `partner`. Each is a tenant of its own and may be of another type.
CREATE TABLE IF NOT EXISTS account (
    id     BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name   VARCHAR(191) NOT NULL,
    tenant CHAR(36) CHARACTER SET ascii NOT NULL,
    type   ENUM('direct-bill', 'indirect-provider', 'indirect-reseller')
           NOT NULL,
    cloud  ENUM('commercial', 'us-government', 'china') NOT NULL,
    UNIQUE KEY one_name (name)
) ENGINE=InnoDB;

ALTER TABLE customer
    ADD COLUMN IF NOT EXISTS account_id BIGINT UNSIGNED NULL,   -- NULL: the first
    ADD CONSTRAINT in_account FOREIGN KEY IF NOT EXISTS (account_id)
        REFERENCES account (id);
