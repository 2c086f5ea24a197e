-- What a person consented to once, so that we may ask for tokens in his name;
-- sealed with the key in microsoft.refresh_key_file (AES-256-GCM).

CREATE TABLE IF NOT EXISTS refresh_token (
    tenant     CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY, -- ours
    key_id     CHAR(16) CHARACTER SET ascii NOT NULL, -- digest of that key
    sealed     MEDIUMTEXT CHARACTER SET ascii NOT NULL, -- base64, with nonce
    version    BIGINT NOT NULL,         -- counts up with every change
    set_at     BIGINT NOT NULL,
    set_by     VARCHAR(64) NOT NULL,    -- login of the person at the shell
    used_at    BIGINT NOT NULL,         -- Microsoft ends it unused (90 days)
    busy_until BIGINT NOT NULL DEFAULT 0 -- somebody is asking with it
) ENGINE=InnoDB;
