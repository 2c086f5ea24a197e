-- What Partner Center tells us (DOMAIN 7), and what has to be read again.

-- The certificates that sign notifications, by where they are. Rows are made
-- by work; serve only reads them.
CREATE TABLE IF NOT EXISTS certificate (
    url       VARCHAR(250) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    der       MEDIUMTEXT CHARACTER SET ascii NULL,  -- base64; NULL: none yet
    not_after BIGINT NOT NULL DEFAULT 0,
    judged_at BIGINT NOT NULL DEFAULT 0,   -- when it was fetched; 0: never
    due_at    BIGINT NOT NULL DEFAULT 0,   -- moving it forward is the claim
    tries     INT NOT NULL DEFAULT 0,      -- since it was fetched
    note      VARCHAR(512) NULL            -- why there is none, or not the last
) ENGINE=InnoDB;

-- What came with a certificate that was not there yet. Its number is capped,
-- and it is proven, deleted, or too old soon.
CREATE TABLE IF NOT EXISTS unproven (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    digest      CHAR(64) CHARACTER SET ascii NOT NULL, -- of all that follows
    url         VARCHAR(250) CHARACTER SET ascii NOT NULL,
    is_known    TINYINT NOT NULL,          -- its certificate was there once
    signature   VARCHAR(2048) CHARACTER SET ascii NOT NULL,  -- base64
    body        MEDIUMBLOB NOT NULL,
    request     VARCHAR(64) CHARACTER SET ascii NOT NULL,
    received_at BIGINT NOT NULL,
    UNIQUE KEY once (digest),
    KEY of_url (url, received_at)
) ENGINE=InnoDB;

-- A notification that is proven; its key refuses repeats.
CREATE TABLE IF NOT EXISTS notice (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    dedupe       CHAR(64) CHARACTER SET ascii NOT NULL,
    event        VARCHAR(64) CHARACTER SET ascii NULL,
    tenant       CHAR(36) CHARACTER SET ascii NULL,
    subscription VARCHAR(64) CHARACTER SET ascii NULL,
    changed_at   BIGINT NOT NULL,          -- as it says; 0: it does not
    received_at  BIGINT NOT NULL,
    is_old       TINYINT NOT NULL,         -- nothing may come of it
    request      VARCHAR(64) CHARACTER SET ascii NOT NULL,
    note         VARCHAR(512) NULL,        -- why we do not understand it
    body         MEDIUMBLOB NULL,          -- only then
    UNIQUE KEY once (dedupe),
    KEY ageing (received_at),
    KEY newest (event, received_at)
) ENGINE=InnoDB;

-- What has to be read again at Partner Center, each once (store/due.h).
CREATE TABLE IF NOT EXISTS due (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    what         ENUM('customer', 'subscription', 'access') NOT NULL,
    tenant       CHAR(36) CHARACTER SET ascii NOT NULL,      -- '': not told
    subscription VARCHAR(64) CHARACTER SET ascii NOT NULL,   -- '': all
    poked_at     BIGINT NOT NULL,          -- the last time that it was told
    due_at       BIGINT NOT NULL,          -- moving it forward is the claim
    tries        INT NOT NULL DEFAULT 0,
    UNIQUE KEY one (what, tenant, subscription),
    KEY waiting (due_at)
) ENGINE=InnoDB;
