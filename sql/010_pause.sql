-- Desks that are left alone until somebody says otherwise: nothing is read
-- from them and nothing is written to them. Hooks are taken and kept.
CREATE TABLE IF NOT EXISTS pause (
    desk      VARCHAR(32) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    why       VARCHAR(200) NOT NULL,
    by_whom   VARCHAR(64) NOT NULL,        -- login of the person at the shell
    paused_at BIGINT NOT NULL
) ENGINE=InnoDB;
