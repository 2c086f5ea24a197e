-- Who speaks the exchange with us (hooks/exchange/): a provider of ours, or a
-- reseller that we serve. Their secrets are files, and never stand here.
CREATE TABLE IF NOT EXISTS peer (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name        VARCHAR(31) CHARACTER SET ascii NOT NULL,  -- /exchange/NAME
    side        ENUM('reseller', 'provider') NOT NULL,     -- what it is to us
    url         VARCHAR(1000) NOT NULL,    -- where it takes our messages
    provider    VARCHAR(191) NULL,         -- as table provider calls it
    desk        VARCHAR(32) CHARACTER SET ascii NULL,  -- of its tickets here
    queue       VARCHAR(191) NULL,
    requestor   VARCHAR(191) NULL,         -- the address that stands for it
    language    CHAR(2) CHARACTER SET ascii NULL,
    relay       ENUM('yes', 'no') NULL,    -- customers' later messages cross
    auto_accept ENUM('known', 'all', 'ask') NULL,
    rate        INT NULL,                  -- messages a minute
    starts      CHAR(10) CHARACTER SET ascii NULL,  -- days, both count
    ends        CHAR(10) CHARACTER SET ascii NULL,
    UNIQUE KEY one_name (name)
) ENGINE=InnoDB;

ALTER TABLE delivery
    MODIFY source ENUM('hook', 'sweep', 'import', 'timer', 'microsoft',
        'exchange') NOT NULL;
