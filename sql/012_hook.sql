-- What help desks had before cspdesk hook install changed it, so that cspdesk
-- hook remove can bring it back. It may hold a secret that a desk signed with,
-- so the account of serve and work has no right to it.
CREATE TABLE IF NOT EXISTS hook_former (
    desk       VARCHAR(32) CHARACTER SET ascii NOT NULL,
    thing      VARCHAR(190) NOT NULL,      -- the adapter's name for it
    was        MEDIUMTEXT NULL,            -- JSON; NULL: it was not there
    is_data    TINYINT NOT NULL,           -- holds what people may want kept
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (desk, thing)
) ENGINE=InnoDB;
