-- What is not kept for ever (conf: retention), and who was erased when.

-- Whose turn it is to delete; one row. On a cluster one worker at a time.
CREATE TABLE IF NOT EXISTS retention (
    name   VARCHAR(16) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    due_at BIGINT NOT NULL                 -- moving it forward is the claim
) ENGINE=InnoDB;
INSERT IGNORE INTO retention (name, due_at) VALUES ('work', 0);

-- An erasure on request. Says that it happened, and nothing of whom.
CREATE TABLE IF NOT EXISTS erasure (
    id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind     ENUM('customer', 'sender', 'ticket') NOT NULL,
    by_whom  VARCHAR(64) NOT NULL,         -- login of the person at the shell
    begun_at BIGINT NOT NULL,
    ended_at BIGINT NULL,                  -- NULL: it was interrupted
    tickets  INT NOT NULL DEFAULT 0,
    texts    INT NOT NULL DEFAULT 0        -- columns and rows that held some
) ENGINE=InnoDB;

-- is_bare: body, or payload, has been emptied by retention or erasure. The
-- keys are what retention walks: no step looks at a row that stays.
ALTER TABLE delivery
    ADD COLUMN IF NOT EXISTS is_bare TINYINT NOT NULL DEFAULT 0,
    ADD KEY IF NOT EXISTS ageing (state, is_bare, received_at);
ALTER TABLE job
    ADD COLUMN IF NOT EXISTS is_bare TINYINT NOT NULL DEFAULT 0,
    ADD KEY IF NOT EXISTS ageing (state, is_bare, ended_at);
ALTER TABLE answered
    ADD KEY IF NOT EXISTS ageing (day);

-- message_seen keeps a command from being carried out twice, so its rows go
-- only when the case remembers a floor instead: an event of the thread that
-- is not newer counts as seen. Both times are the desk's own.
ALTER TABLE `case`
    ADD COLUMN IF NOT EXISTS read_to BIGINT NOT NULL DEFAULT 0, -- newest event
    ADD COLUMN IF NOT EXISTS floor BIGINT NOT NULL DEFAULT 0,   -- 0: none
    ADD COLUMN IF NOT EXISTS has_seen TINYINT NOT NULL DEFAULT 0, -- since then
    ADD KEY IF NOT EXISTS ageing (is_closed, has_seen, updated_at);
