-- What Microsoft itself told of a customer, beside what somebody imported: of
-- each fact the later one counts. A fact is there where its time is.
CREATE TABLE IF NOT EXISTS customer_microsoft (
    customer_id      BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    relationship     ENUM('yes', 'no') NULL,
    relationship_at  BIGINT NULL,
    gdap_roles       VARCHAR(1000) NULL,    -- by blanks; '': none
    gdap_ends        CHAR(10) CHARACTER SET ascii NULL,
    gdap_auto_extend ENUM('yes', 'no') NULL,
    gdap_at          BIGINT NULL,
    due_at           BIGINT NOT NULL,   -- ask again; moving it on is the claim
    FOREIGN KEY (customer_id) REFERENCES customer (id)
) ENGINE=InnoDB;
