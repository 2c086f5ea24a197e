-- A case that is at a provider by e-mail: the ticket in which the desk and the
-- provider write to each other (store/linked.h).

CREATE TABLE IF NOT EXISTS linked (
    escalation_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    opening_id    BIGINT UNSIGNED NOT NULL,
    provider      VARCHAR(191) NOT NULL,
    address       VARCHAR(320) NOT NULL,
    packet        MEDIUMTEXT NULL,            -- NULL: it is on its way
    UNIQUE KEY one_opening (opening_id),
    FOREIGN KEY (escalation_id) REFERENCES escalation (id),
    FOREIGN KEY (opening_id) REFERENCES opening (id)
) ENGINE=InnoDB;

-- Which words there are stands in store/outside.c: every way out has its own.
ALTER TABLE outside_news
    MODIFY what VARCHAR(16) CHARACTER SET ascii NOT NULL;
