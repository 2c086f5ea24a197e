-- Tickets that we want in a desk ourselves. The subject holds the mark, by
-- which the desk is searched before anybody makes a second one.

CREATE TABLE IF NOT EXISTS opening (
    id        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    desk      VARCHAR(32) CHARACTER SET ascii NOT NULL,
    queue     VARCHAR(191) NOT NULL,
    subject   VARCHAR(255) NOT NULL,          -- '' once it is there, like text
    text      MEDIUMTEXT NOT NULL,
    requestor VARCHAR(320) NULL,              -- a mail address
    mark      CHAR(16) CHARACTER SET ascii NOT NULL,
    ticket    VARCHAR(64) NULL,               -- NULL: not known yet
    state     ENUM('ready', 'done', 'dead') NOT NULL,
    due_at    BIGINT NOT NULL,                -- moving it on is the claim
    asked_at  BIGINT NULL,                    -- the desk may have made it since
    tries     INT NOT NULL DEFAULT 0,
    lasting   INT NOT NULL DEFAULT 0,
    note      VARCHAR(512) NULL,              -- why it waits or is dead
    made_at   BIGINT NOT NULL,
    ended_at  BIGINT NULL,
    UNIQUE KEY one_mark (mark),
    UNIQUE KEY one_ticket (desk, ticket),
    KEY waiting (state, desk, due_at)
) ENGINE=InnoDB;
