-- The house: what arrived, whose turn it is, what we know, what goes out.
-- Times are milliseconds since 1970 UTC, taken from the program's clock.
-- On a cluster ids are unique, but their order means nothing.

-- A customer of the partner. Found by mail domain or by organisation.
CREATE TABLE IF NOT EXISTS customer (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name         VARCHAR(191) NOT NULL,
    tenant       CHAR(36) CHARACTER SET ascii NULL,      -- Microsoft tenant id
    organisation VARCHAR(191) NULL,                      -- as the desk writes it
    language     CHAR(2) CHARACTER SET ascii NULL,
    UNIQUE KEY one_name (name),
    UNIQUE KEY one_tenant (tenant),
    UNIQUE KEY one_organisation (organisation)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS customer_domain (
    domain      VARCHAR(191) CHARACTER SET ascii NOT NULL PRIMARY KEY, -- lower case
    customer_id BIGINT UNSIGNED NOT NULL,
    FOREIGN KEY (customer_id) REFERENCES customer (id)
) ENGINE=InnoDB;

-- One thing that arrived, as it arrived.
CREATE TABLE IF NOT EXISTS delivery (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    desk        VARCHAR(32) CHARACTER SET ascii NOT NULL,
    dedupe      VARCHAR(160) NOT NULL,     -- the sender's id, or the sweep's
    digest      CHAR(64) CHARACTER SET ascii NULL,  -- SHA-256 of the body
    ticket      VARCHAR(64) NOT NULL,      -- '' when it could not be told
    source      ENUM('hook', 'sweep') NOT NULL,
    state       ENUM('new', 'done', 'dead') NOT NULL,
    due_at      BIGINT NOT NULL,           -- not to be worked on before
    received_at BIGINT NOT NULL,
    request     VARCHAR(64) CHARACTER SET ascii NOT NULL,  -- nginx's request id
    note        VARCHAR(512) NULL,         -- why it waits or is dead
    body        MEDIUMBLOB NULL,
    UNIQUE KEY once (desk, dedupe),
    KEY waiting (state, desk, due_at),
    KEY of_ticket (desk, ticket, state)
) ENGINE=InnoDB;

-- One ticket of one desk: who works on it, until when. Made by work only.
CREATE TABLE IF NOT EXISTS lane (
    desk        VARCHAR(32) CHARACTER SET ascii NOT NULL,
    ticket      VARCHAR(64) NOT NULL,
    lease       CHAR(32) CHARACTER SET ascii NULL,  -- NULL: nobody
    lease_until BIGINT NOT NULL DEFAULT 0,
    tries       INT NOT NULL DEFAULT 0,    -- claims since the last settle
    note        VARCHAR(512) NULL,         -- why the last try failed
    PRIMARY KEY (desk, ticket)
) ENGINE=InnoDB;

-- What has been read from a ticket's thread; line 0 is the event itself.
CREATE TABLE IF NOT EXISTS message_seen (
    desk    VARCHAR(32) CHARACTER SET ascii NOT NULL,
    ticket  VARCHAR(64) NOT NULL,
    message VARCHAR(64) NOT NULL,
    line    INT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (desk, ticket, message, line)
) ENGINE=InnoDB;

-- Our view of one ticket. Every settle asks for the version that it read.
CREATE TABLE IF NOT EXISTS `case` (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    desk        VARCHAR(32) CHARACTER SET ascii NOT NULL,
    ticket      VARCHAR(64) NOT NULL,
    version     INT NOT NULL,
    customer_id BIGINT UNSIGNED NULL,
    language    CHAR(2) CHARACTER SET ascii NULL,
    class       VARCHAR(16) CHARACTER SET ascii NULL,
    topic       VARCHAR(16) CHARACTER SET ascii NULL,
    product     VARCHAR(16) CHARACTER SET ascii NULL,
    severity    CHAR(1) CHARACTER SET ascii NULL,
    is_closed   TINYINT NOT NULL,
    advice      CHAR(64) CHARACTER SET ascii NULL,  -- SHA-256 of our last advice
    opened_at   BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    UNIQUE KEY one_case (desk, ticket),
    FOREIGN KEY (customer_id) REFERENCES customer (id)
) ENGINE=InnoDB;

-- Every policy that ever decided, by the hash of its compiled form.
CREATE TABLE IF NOT EXISTS policy (
    hash      VARCHAR(80) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    canonical MEDIUMTEXT NOT NULL,
    stored_at BIGINT NOT NULL
) ENGINE=InnoDB;

-- The proof of a decision. Never changed, never deleted by the program.
CREATE TABLE IF NOT EXISTS receipt (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    case_id    BIGINT UNSIGNED NOT NULL,
    version    INT NOT NULL,               -- of the case that it made
    place      INT NOT NULL,               -- among the receipts of that version
    decided_at BIGINT NOT NULL,
    policy     VARCHAR(80) CHARACTER SET ascii NOT NULL,
    facts      MEDIUMTEXT NOT NULL,        -- canonical JSON
    decision   MEDIUMTEXT NOT NULL,        -- canonical JSON
    UNIQUE KEY one_receipt (case_id, version, place),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    FOREIGN KEY (policy) REFERENCES policy (hash)
) ENGINE=InnoDB;

-- One outgoing call. Jobs of a case go out in the order of `seq`.
CREATE TABLE IF NOT EXISTS job (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    case_id     BIGINT UNSIGNED NOT NULL,
    seq         INT NOT NULL,
    desk        VARCHAR(32) CHARACTER SET ascii NOT NULL,
    ticket      VARCHAR(64) NOT NULL,
    payload     MEDIUMTEXT NOT NULL,       -- an order, as JSON
    state       ENUM('ready', 'claimed', 'done', 'dead') NOT NULL,
    due_at      BIGINT NOT NULL,
    tries       INT NOT NULL DEFAULT 0,    -- counted when claimed
    lease       CHAR(32) CHARACTER SET ascii NULL,
    lease_until BIGINT NOT NULL DEFAULT 0,
    note        VARCHAR(512) NULL,         -- why it waits or is dead
    made_at     BIGINT NOT NULL,
    ended_at    BIGINT NULL,
    UNIQUE KEY one_place (case_id, seq),
    KEY waiting (state, desk, due_at),
    KEY leased (state, lease_until),
    FOREIGN KEY (case_id) REFERENCES `case` (id)
) ENGINE=InnoDB;

-- How far the sweep has looked at each desk.
CREATE TABLE IF NOT EXISTS sweep (
    desk     VARCHAR(32) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    since    BIGINT NOT NULL,              -- where the first sweep begins
    due_at   BIGINT NOT NULL,              -- moving it forward is the claim
    place    VARCHAR(191) NULL             -- the adapter's cursor
) ENGINE=InnoDB;
